"""Names that the language model marks -> runs on the boards, beside those that rules find.

The authority file and the countries come first; what they do not know, the model may name. Where it marks a longer
name around a known one ("Syrian Observatory for Human Rights"), the longer name stands: a name that only extends
another means something else.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.extract.dictionary import Dictionary, fold
from kg.extract.names import Names, Run, thing_named
from kg.extract.saying import Saying
from kg.extract.spots import Board
from kg.extract.telling import Telling
from kg.extract.view import View
from kg.model import Claim, Thing

KINDS = {
    "Person": "Person",
    "ArmedGroup": "ArmedGroup",
    "UmbrellaGroup": "UmbrellaGroup",
    "Government": "GovernmentBody",  # a whole government is called by its country, which the lexicon knows
    "Military": "Military",
    "MediaOutlet": "MediaOutlet",
    "OtherOrganization": "OtherOrganization",
    "Country": "Region",  # the lexicon knows the countries
    "Region": "Region",
    "City": "City",
    "Site": "Site",
}
SURE = 0.5
_SURE_TO_EXTEND = 0.75
_NAME = re.compile(r"[^\W\d_]*[A-Z]")
_LOOSE = frozenset("the a an his her its their our".split())


@dataclass(frozen=True, slots=True)
class SeenName:
    """A stretch of the article that the language model takes for a name."""

    start: int
    end: int
    kind: str
    probability: float
    same: int | None = None  # number of an earlier one that means the same thing


@dataclass(frozen=True, slots=True)
class Seen:
    """What the language model tells of one document, as claims and as what becomes claims."""

    relations: Sequence[Claim] = ()
    posts: Sequence[Claim] = ()
    tellings: Sequence[Telling] = ()
    sayings: Sequence[Saying] = ()
    unreal: Sequence[tuple[View, int, int]] = ()  # words of violence that tell of nothing that happened


class SeenNames:
    """Lays what the model marks."""

    def __init__(self, names: Names, dictionary: Dictionary) -> None:
        self._names = names
        self._dictionary = dictionary

    def runs(self, boards: Sequence[Board], seen: Sequence[SeenName]) -> list[tuple[Board, Run, SeenName]]:
        """The marks that no known name takes, as runs; known names inside a longer one are lifted."""
        found = []
        names = sorted(seen, key=lambda name: name.start)
        starts = [name.start for name in names]
        for board in boards:
            here = slice(bisect_left(starts, board.sentence.start), bisect_left(starts, board.sentence.end))
            for name in names[here]:
                if name.kind in KINDS and name.probability >= SURE:
                    run = self._run(board, name)
                    if run is not None and self._free(board, run, name):
                        found.append((board, run, name))
        return found

    def _run(self, board: Board, name: SeenName) -> Run | None:
        inside = [i for i, token in enumerate(board.tokens) if token.start < name.end and token.end > name.start]
        if not inside:
            return None
        first, last = inside[0], inside[-1] + 1
        while first < last:  # titles and articles are no part of a name
            length = board.longest(first, self._names.titles) if name.kind == "Person" else 0
            if length and first + length < last:
                first += length
            elif board.word(first) in _LOOSE or not board.tokens[first].text[0].isalnum():
                first += 1
            else:
                break
        while last > first and not board.tokens[last - 1].text[-1].isalnum() and board.tokens[last - 1].text[-1] != ".":
            last -= 1
        capital = any(_NAME.match(board.tokens[i].text) for i in range(first, last))
        people = all(self._people(board.word(i)) for i in range(first, last))
        unsure = first == 0 and last == 1 and name.probability < _SURE_TO_EXTEND  # any word may open a sentence
        return Run(first, last) if last > first and capital and not people and not unsure else None

    def _people(self, word: str) -> bool:
        """Whether a word names a people ("Shi'ites", "Russians") rather than somebody who acts."""
        return word.replace("’", "'") in self._names.peoples or self._dictionary.is_demonym(word)

    def _free(self, board: Board, run: Run, name: SeenName) -> bool:
        """Whether the run may be laid; what is known and lies within a longer name is lifted for it."""
        inner = [spot for spot in board.spots if spot.first < run.last and spot.last > run.first]
        if not inner:
            return True
        if (
            name.kind == "Person"
            and name.probability >= _SURE_TO_EXTEND
            and all(spot.thing.kind in {"City", "Site", "Region"} for spot in inner)
        ):  # a man may be called like a village
            for spot in inner:
                board.lift(spot)
            return True
        within = all(run.first <= spot.first and spot.last <= run.last for spot in inner)
        covered = sum(spot.last - spot.first for spot in inner)
        more = [
            i
            for i in range(run.first, run.last)
            if board.free(i, i + 1) and _NAME.match(board.tokens[i].text) and board.word(i) not in _LOOSE
        ]
        if not within or not more or name.probability < _SURE_TO_EXTEND or run.last - run.first <= covered:
            return False
        for spot in inner:
            board.lift(spot)
        return True

    def thing(self, board: Board, run: Run, kind: str) -> Thing:
        """The known thing of that name, or a new one."""
        words = board.words(run.first, run.last)
        known = self._dictionary.get(words)
        return known.thing if known and known.reading == "name" else thing_named(words, kind)


def earlier(
    number: int, seen: Sequence[SeenName], laid: Mapping[int, tuple[str, Thing]], words: str, kind: str
) -> Thing | None:
    """The thing of an earlier name that this one shortens: they share a word, or one is the other's first letters."""
    before = seen[number].same
    if before is None or before not in laid:
        return None
    name, thing = laid[before]
    if thing.kind != kind and not {thing.kind, kind} <= {
        "ArmedGroup",
        "UmbrellaGroup",
        "OtherOrganization",
        "Military",
    }:
        return None
    one, two = set(fold(words).split()), fold(name).split()
    if one > set(two):
        return None  # a name that only extends another means something else
    initials = "".join(word[0] for word in name.split() if word[0].isupper()).lower()
    return thing if one & set(two) or fold(words).replace(" ", "") == initials else None
