"""Two names in one article that are one: a short one in brackets behind the long, a name with its country before it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from kg.extract.dictionary import Dictionary, fold
from kg.extract.spots import Board
from kg.model import Thing

_FORCES = frozenset({"ArmedGroup", "UmbrellaGroup", "Military", "OtherOrganization"})
_BODIES = frozenset({"GovernmentBody", "Military", "OtherOrganization", "MediaOutlet"})
_GROUPS = frozenset({"ArmedGroup", "UmbrellaGroup"})
_TAILS = frozenset("group network movement organization organisation pmc".split())
_LONGEST = 3  # words of a short name in brackets


def join_variants(boards: Sequence[Board], dictionary: Dictionary, known: Collection[str]) -> None:
    """Give all names of one thing the same thing; `known` are the ids that the authority file has."""
    same: dict[str, Thing] = {}
    for board in boards:
        for long, short in _bracketed(board):
            _tie(same, long, short, known)
    things = {spot.thing.id: spot.thing for board in boards for spot in board.spots if not spot.attributive}
    cores: dict[str, Thing] = {}
    for thing in things.values():
        core = _core(thing)
        if core:
            _tie(same, cores.setdefault(core, thing), thing, known)
    by_name = {fold(thing.label): thing for thing in things.values()}
    owners: dict[str, set[str]] = {}
    for thing in things.values():
        country, bare = _without_country(thing, dictionary)
        if country and bare in by_name:
            owners.setdefault(bare, set()).add(country)
    for thing in things.values():
        _, bare = _without_country(thing, dictionary)
        if len(owners.get(bare, ())) == 1:  # the Pakistani and the Afghan one are two
            _tie(same, by_name[bare], thing, known)
    if not same:
        return
    for board in boards:
        for spot in list(board.spots):
            if spot.thing.id in same:
                board.lift(spot)
                board.lay(replace(spot, thing=same[spot.thing.id]))


def _bracketed(board: Board) -> list[tuple[Thing, Thing]]:
    """ "Guard Directorate (OZK)": the pairs of a name and the one that follows it in brackets."""
    starts = {spot.first: spot for spot in board.spots}
    found = []
    for spot in board.spots:
        short = starts.get(spot.last + 1)
        if short is None or board.word(spot.last) != "(" or board.word(short.last) != ")":
            continue
        if short.last - short.first <= _LONGEST and not (spot.attributive or short.attributive):
            found.append((spot.thing, short.thing))
    return found


def _core(thing: Thing) -> str:
    """A group's name without a word for groups at its end: "Vostrova Group" and "Vostrova PMC" are Vostrova."""
    words = fold(thing.label).split()
    while len(words) > 1 and words[-1] in _TAILS:
        words.pop()
    return " ".join(words) if thing.kind in _GROUPS else ""


def _without_country(thing: Thing, dictionary: Dictionary) -> tuple[str, str]:
    """The country that a force's name begins with, and the rest of the name; empty where there is none."""
    words = thing.label.split()
    if thing.kind not in _FORCES or len(words) < 2:
        return "", ""
    entry = dictionary.get(words[0])
    if entry is None or entry.reading != "adjective" or entry.country is None:
        return "", ""
    rest = words[1:]
    return (entry.country.id, fold(" ".join(rest))) if rest[0][0].isupper() else ("", "")


def _tie(same: dict[str, Thing], one: Thing, two: Thing, known: Collection[str]) -> None:
    """Make the second thing the first, or the first the second where only that is known."""
    kinds = {one.kind, two.kind}
    if one.id == two.id or not (len(kinds) == 1 or kinds <= _FORCES or kinds <= _BODIES):
        return
    if one.kind in {"Country", "Region", "City", "Site", "Government"}:
        return
    if one.id in known and two.id in known:
        return
    keep, drop = (two, one) if two.id in known else (one, two)
    keep = same.get(keep.id, keep)
    if drop.id not in same and keep.id != drop.id:
        same[drop.id] = keep
