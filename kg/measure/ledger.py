"""The account of one comparison: what was right, missed and invented, by category, and in which sentence."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, field

from kg.measure.terms import CATEGORIES


@dataclass(slots=True)
class Tally:
    """How much was right, invented and missed."""

    right: int = 0
    invented: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """How much of what was read is right; 1 where nothing was read and nothing was there."""
        read = self.right + self.invented
        return self.right / read if read else float(not self.missed)

    @property
    def recall(self) -> float:
        """How much of what is there was read; 1 where nothing is there."""
        there = self.right + self.missed
        return self.right / there if there else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __iadd__(self, other: Tally) -> Tally:
        self.right += other.right
        self.invented += other.invented
        self.missed += other.missed
        return self


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as gold has it. `outcome`: missed, wrong, invented, or a kind of fault."""

    article: str
    category: str
    outcome: str
    gold: str = ""
    found: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    what: str
    sentence: str
    keys: frozenset[Hashable]


@dataclass(slots=True)
class Ledger:
    """The account of one article."""

    article: str
    tallies: dict[str, Tally] = field(default_factory=lambda: {category: Tally() for category in CATEGORIES})
    _missed: dict[str, list[_Entry]] = field(default_factory=dict)
    _invented: dict[str, list[_Entry]] = field(default_factory=dict)
    _more: list[Finding] = field(default_factory=list)

    def right(self, category: str) -> None:
        """Something is as gold has it."""
        self.tallies[category].right += 1

    def missed(self, category: str, what: str, sentence: str, keys: Iterable[Hashable] = ()) -> None:
        """Something is in gold only. What is invented under one of the same `keys` was read in its stead."""
        self.tallies[category].missed += 1
        self._missed.setdefault(category, []).append(_Entry(what, sentence, frozenset(keys)))

    def invented(self, category: str, what: str, sentence: str, keys: Iterable[Hashable] = ()) -> None:
        """Something was read that gold has not."""
        self.tallies[category].invented += 1
        self._invented.setdefault(category, []).append(_Entry(what, sentence, frozenset(keys)))

    def wrong(self, category: str, gold: str, found: str, sentence: str) -> None:
        """Something was found, but not as what it is: for the figures it was missed."""
        self.tallies[category].missed += 1
        self._more.append(Finding(self.article, category, "wrong", gold, found, sentence))

    def findings(self) -> list[Finding]:
        """All that is not right, by category; what was missed and what was read in its stead are one, and wrong."""
        found = []
        for category in CATEGORIES:
            invented = list(self._invented.get(category, ()))
            found += [finding for finding in self._more if finding.category == category]
            for missed in self._missed.get(category, ()):
                instead = next((entry for entry in invented if entry.keys & missed.keys), None)
                if instead:
                    invented.remove(instead)
                    found.append(self._finding(category, "wrong", missed.what, instead.what, instead.sentence))
                else:
                    found.append(self._finding(category, "missed", missed.what, "", missed.sentence))
            found += [self._finding(category, "invented", "", entry.what, entry.sentence) for entry in invented]
        return found

    def _finding(self, category: str, outcome: str, gold: str, found: str, sentence: str) -> Finding:
        return Finding(self.article, category, outcome, gold, found, sentence)


def total(tallies: Collection[Tally]) -> Tally:
    """All of them as one."""
    whole = Tally()
    for tally in tallies:
        whole += tally
    return whole
