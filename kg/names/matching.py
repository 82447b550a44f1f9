"""Which parts of two persons' names stand for each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from kg.names.parsing import Part, Role
from kg.names.sounds import alike, slip

BOUND = ("al", "el", "ben", "bin")  # what some write as the beginning of the word that follows


class Level(IntEnum):
    """How well two parts go together."""

    NONE = 0
    INITIAL = 1  # "W." may be William
    NEAR = 2  # one letter apart, or Abd left out
    SAME = 3


@dataclass(frozen=True, slots=True)
class How:
    """What the scripts of the two names allow."""

    vowelless: bool = False
    slips: bool = True


@dataclass(frozen=True, slots=True)
class Alignment:
    """Pairs of places that go together, and what is left over on each side."""

    pairs: tuple[tuple[int, int, Level], ...]
    turned: bool = False  # the family name stands first in one of them
    shuffled: bool = False  # other changes of order

    @property
    def total(self) -> int:
        """How much of the names goes together."""
        return sum(level for _, _, level in self.pairs)


def level(one: Part, two: Part, how: How) -> Level:
    """How well two parts go together."""
    if Role.INITIAL in (one.role, two.role):
        return Level.INITIAL if one.full[0] == two.full[0] and Role.KUNYA not in (one.role, two.role) else Level.NONE
    if (one.role is Role.KUNYA) != (two.role is Role.KUNYA):
        return Level.NONE
    if one.abd != two.abd and alike(one.text, two.text, how.vowelless):
        return Level.NEAR  # Abdul Ghani is called Ghani from Turkey to India
    if one.known and two.known:
        return Level.SAME if one.known == two.known else Level.NONE
    if any(alike(a, b, how.vowelless) for a, b in _forms(one, two)):
        return Level.SAME
    return Level.NEAR if how.slips and slip(one.full, two.full) else Level.NONE


def align(one: Sequence[Part], two: Sequence[Part], how: How) -> Alignment:
    """The best way to lay one name over the other: in order, with the family name in front, or else in any order."""
    table = [[level(a, b, how) for b in two] for a in one]
    best = Alignment(_in_order(table))
    places = list(range(len(two)))
    if len(two) > 1 and len(one) > 1:
        for order in (places[-1:] + places[:-1], places[1:] + places[:1]):
            turned = [[row[at] for at in order] for row in table]
            pairs = tuple((a, order[b], found) for a, b, found in _in_order(turned))
            if sum(found for *_, found in pairs) > best.total:
                best = Alignment(pairs, turned=True)
        loose = Alignment(_in_any_order(table), shuffled=True)
        if loose.total > best.total:
            best = loose
    return best


def fused(one: Sequence[Part], two: Sequence[Part], how: How) -> list[Part]:
    """The first name, with two neighbours made one where the other name writes them as one ("Mohammad Hasni")."""
    parts = list(one)
    at = 0
    while at < len(parts) - 1:
        first, second = parts[at], parts[at + 1]
        whole = replace(second, text=first.full + second.full, role=first.role, father=first.father, abd=False)
        alone = any(level(part, b, how) is Level.SAME for part in (first, second) for b in two)
        if (
            not alone
            and Role.INITIAL not in (first.role, second.role)
            and any(len(b.full) > 4 and alike(whole.text, b.full, how.vowelless) for b in two)
        ):
            parts[at : at + 2] = [whole]
        at += 1
    return parts


def _forms(one: Part, two: Part) -> list[tuple[str, str]]:
    """The words to compare; with what only one of them writes as part of the word: "Alsudani", "Bensalah"."""
    forms = [(one.full, two.full)]
    for loose, bound in ((one, two), (two, one)):
        for start in BOUND:
            apart = (
                bound.father and not loose.father if start in ("ben", "bin") else bound.article and not loose.article
            )
            if apart and loose.full.startswith(start) and len(loose.full) > len(start) + 3:
                forms.append((loose.full[len(start) :], bound.full))
    return forms


def _in_order(table: list[list[Level]]) -> tuple[tuple[int, int, Level], ...]:
    """The pairs of the best alignment that keeps order."""
    height, width = len(table), len(table[0]) if table else 0
    best = [[0] * (width + 1) for _ in range(height + 1)]
    for a in range(height - 1, -1, -1):
        for b in range(width - 1, -1, -1):
            with_pair = best[a + 1][b + 1] + table[a][b] if table[a][b] else 0
            best[a][b] = max(best[a + 1][b], best[a][b + 1], with_pair)
    pairs, a, b = [], 0, 0
    while a < height and b < width:
        if table[a][b] and best[a][b] == best[a + 1][b + 1] + table[a][b]:
            pairs.append((a, b, table[a][b]))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            a += 1
        else:
            b += 1
    return tuple(pairs)


def _in_any_order(table: list[list[Level]]) -> tuple[tuple[int, int, Level], ...]:
    """Pairs, the best first, wherever they stand."""
    ranked = sorted(((-found, a, b) for a, row in enumerate(table) for b, found in enumerate(row) if found))
    pairs: list[tuple[int, int, Level]] = []
    for rank, a, b in ranked:
        if all(a != x and b != y for x, y, _ in pairs):
            pairs.append((a, b, Level(-rank)))
    return tuple(sorted(pairs))
