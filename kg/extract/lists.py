"""Countries named in pairs are of one kind: "Iraqi and Syrian governments", "in Iraq and Syria"."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from kg.extract.dictionary import Dictionary, government_of
from kg.extract.lexicon import Lexicon
from kg.extract.spots import Board, Spot
from kg.model import Thing


class Lists:
    """Settles what a country's name stands for by what it is listed with."""

    def __init__(self, lexicon: Lexicon, dictionary: Dictionary) -> None:
        self.dictionary = dictionary
        self._joins = frozenset(lexicon.words("grammar.joins"))
        self._officials = frozenset(lexicon.words("grammar.many_officials"))
        self._troops = frozenset(lexicon.words("grammar.many_troops"))

    def settle(self, board: Board) -> None:
        """Look at each pair of neighbours, left to right."""
        spots = sorted(board.spots, key=lambda spot: spot.first)
        for i, (_, right) in enumerate(pairwise(list(spots))):
            left = spots[i]
            if left.last < right.first and board.words(left.last, right.first).lower() in self._joins:
                self._pair(board, spots, i)

    def _pair(self, board: Board, spots: list[Spot], i: int) -> None:
        left, right = spots[i], spots[i + 1]
        country, other = (self.dictionary.by_id.get(_country_id(spot.thing)) for spot in (left, right))
        if country is None or not self._bare(board, left):
            return
        last = board.word(right.last - 1)
        if right.thing.kind == "Government" and other and right.last - right.first > 1 and last in self._officials:
            spots[i] = _change(board, left, government_of(country))
        elif right.thing.kind == "Military" and last in self._troops:
            spots[i] = _change(board, left, self.dictionary.military_of(country))
        elif other and self._bare(board, right) and not left.attributive and not right.attributive:
            place = left.thing.kind == "Country"
            thing = Thing(other.id, "Country", other.name) if place else government_of(other)
            spots[i + 1] = _change(board, right, thing)

    def _bare(self, board: Board, spot: Spot) -> bool:
        """Whether a spot is nothing but a country's name or adjective."""
        entry = self.dictionary.get(board.words(spot.first, spot.last))
        return entry is not None and entry.reading in {"country", "adjective"}


def _change(board: Board, spot: Spot, thing: Thing) -> Spot:
    changed = replace(spot, thing=thing, attributive=False)
    board.lift(spot)
    board.lay(changed)
    return changed


def _country_id(thing: Thing) -> str:
    return thing.id.removeprefix("government-of-").removeprefix("armed-forces-of-")
