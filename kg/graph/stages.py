"""What is settled, stage by stage: what a stage must tell of its things, and the stages of events and reprints."""

from __future__ import annotations

from typing import Protocol

from kg.graph.index import Ids, View
from kg.graph.kinds import family
from kg.graph.noting import read_profile, renamed
from kg.identity.events import EventTelling, rules_out, weigh
from kg.identity.keys import keys
from kg.identity.people import Judgement
from kg.identity.reprints import reprinted
from kg.names import Answer

NOBODY = Judgement(Answer.unsure, 0)


class Stage(Protocol):
    """How things of one sort are told to be one."""

    doubted_from: float
    """The score from which on two that are not sure to be one are worth a person's look."""

    clearly: float
    """By how much one must be surer than the other, where a thing could be either of two; 0: the surest always is."""

    def takes(self, own: str) -> bool:
        """Whether a thing, by its rows, belongs to this stage."""

    def holds(self, kinds: frozenset[str]) -> bool:
        """Whether things of these kinds belong to it."""

    def keys(self, own: str) -> frozenset[str]:
        """What it is filed and looked for under: whatever could be one with it shares a key."""

    def others(self, own: str) -> frozenset[str]:
        """All that could be one with it."""

    def judge(self, one: str, two: str) -> Judgement:
        """Whether two are one."""

    def apart(self, one: str, two: str) -> bool:
        """Whether two cannot be one."""

    def called(self, own: str) -> frozenset[str]:
        """The ids that it may have as a thing, by which decisions speak of it."""

    def rank(self, own: str) -> tuple[object, ...]:
        """Whose id stands for all: the least."""


class Events:
    """Attacks, series of them, talks, designations, deployments."""

    doubted_from = 3.0
    clearly = 0.0  # one vague telling more or less of an event harms nobody, a name does

    def __init__(self, view: View, ids: Ids) -> None:
        self._view = view
        self._ids = ids
        self._known: dict[str, EventTelling] = {}

    def takes(self, own: str) -> bool:
        return bool(self._view.values(own, "profile"))

    def holds(self, kinds: frozenset[str]) -> bool:
        return any(family(kind) for kind in kinds)

    def keys(self, own: str) -> frozenset[str]:
        return frozenset() if self._view.values(own, "split") else frozenset(map(" ".join, keys(self.telling(own))))

    def others(self, own: str) -> frozenset[str]:
        if self._view.values(own, "split"):
            return frozenset()
        found: set[str] = set()
        for key in keys(self.telling(own), looked_up=True):
            found |= self._view.subjects("key", " ".join(key))
        return frozenset(found - {own})

    def judge(self, one: str, two: str) -> Judgement:
        first, second = self.telling(one), self.telling(two)
        if why := rules_out(first, second):
            return Judgement(Answer.no, 0, against=(why,))
        verdict, enough = weigh(first, second)
        return Judgement(Answer.yes if enough else Answer.unsure, verdict.score, verdict.reasons)

    def apart(self, one: str, two: str) -> bool:
        if self._view.values(one, "split") or self._view.values(two, "split"):
            return True
        return bool(rules_out(self.telling(one), self.telling(two)))

    def called(self, own: str) -> frozenset[str]:
        return self._view.values(own, "called")

    def rank(self, own: str) -> tuple[object, ...]:
        """The telling that says most of place and time."""
        told = self.telling(own)
        exact = any(begin and begin == end for begin, end in told.intervals)
        return (not exact, not told.places - told.countries, not told.intervals, not told.places, min(self.called(own)))

    def telling(self, own: str) -> EventTelling:
        """What is told, with those who take part as they are settled."""
        if own not in self._known:
            self._known[own] = renamed(read_profile(own, self._view.value(own, "profile") or ""), self._ids.__getitem__)
        return self._known[own]


class Prints:
    """Articles: those of which one is largely a reprint of another have one source."""

    doubted_from = 1.0
    clearly = 0.0

    def __init__(self, view: View) -> None:
        self._view = view
        self._known: dict[str, tuple[int, ...]] = {}

    def takes(self, own: str) -> bool:
        return bool(self._view.values(own, "print"))

    def holds(self, kinds: frozenset[str]) -> bool:
        return "Article" in kinds

    def keys(self, own: str) -> frozenset[str]:  # noqa: ARG002 - the bands are rows of the article itself
        return frozenset()

    def others(self, own: str) -> frozenset[str]:
        bands = self._view.values(own, "band")
        return frozenset(other for band in bands for other in self._view.subjects("band", band)) - {own}

    def judge(self, one: str, two: str) -> Judgement:
        same = reprinted(self._print(one), self._print(two))
        return Judgement(Answer.yes, 1, ("one is largely a reprint of the other",)) if same else NOBODY

    def apart(self, one: str, two: str) -> bool:  # noqa: ARG002 - nothing tells reprints apart
        return False

    def called(self, own: str) -> frozenset[str]:
        return frozenset({own})

    def rank(self, own: str) -> tuple[object, ...]:
        return (own,)

    def _print(self, own: str) -> tuple[int, ...]:
        if own not in self._known:
            self._known[own] = tuple(map(int, (self._view.value(own, "print") or "").split()))
        return self._known[own]
