"""What people decided, as it bears on who is who."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg.identity.clusters import Pair, pair
from kg.model import Decision, DecisionKind

_ONE = (DecisionKind.MERGE, DecisionKind.SAME)


class Ruling:
    """Decisions that stand (see `standing`), looked up by what they are about: own ids of things, and claims."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self.decisions = tuple(sorted(decisions, key=lambda decision: (decision.at, decision.id)))
        self.one: list[Pair] = []  # the latest first
        self.two: set[Pair] = set()
        self.rejected: set[str] = set()
        self.accepted: set[str] = set()
        self._linked: dict[str, set[str]] = defaultdict(set)
        self._first: dict[str, int] = {}
        self._parted: set[str] = set()
        self._split: dict[Pair, str] = {}
        for place, decision in enumerate(self.decisions):
            self._take(place, decision)

    def _take(self, place: int, decision: Decision) -> None:
        kind, about = decision.kind, decision.about
        if kind in _ONE:
            one, two = about
            self.one.insert(0, pair(one, two))
            self._linked[one].add(two)
            self._linked[two].add(one)
            if kind is DecisionKind.MERGE:
                self._first[one] = place
        elif kind is DecisionKind.DIFFERENT:
            self.two.add(pair(*about))
            self._parted |= set(about)
        elif kind is DecisionKind.SPLIT:
            for article in decision.articles:
                for own in about:
                    self._split[article, own] = decision.id
        elif kind is DecisionKind.REJECT:
            self.rejected.add(about[0])
        elif kind is DecisionKind.ACCEPT:
            self.accepted.add(about[0])

    def linked(self, own: str) -> frozenset[str]:
        """What was decided to be one with this."""
        return frozenset(self._linked.get(own, ()))

    def decides(self, ids: Iterable[str]) -> bool:
        """Whether anything was decided of who one of these is."""
        return any(id in self._linked or id in self._first or id in self._parted for id in ids)

    def apart(self, one: str, two: str) -> bool:
        """Whether it was decided that these are two."""
        return pair(one, two) in self.two

    def split(self, article: str, own: str) -> str | None:
        """The decision by which what an article calls by this name is another thing."""
        return self._split.get((article, own))

    def name(self, members: Iterable[str]) -> str | None:
        """The name that was given to a thing, under whichever of its ids."""
        given = [decision for decision in self.decisions if decision.kind is DecisionKind.RENAME]
        mine = set(members)
        return next((decision.name for decision in reversed(given) if decision.about[0] in mine), None)

    def preferred(self, members: Iterable[str]) -> str | None:
        """The id that was decided to stay when the members were made one; the last such decision counts."""
        chosen = [own for own in members if own in self._first]
        return max(chosen, key=lambda own: self._first[own], default=None)

    def changed(self, other: Ruling) -> tuple[set[str], set[str]]:
        """What two rulings see otherwise: own ids of things, and ids of articles that must be read with other eyes."""
        things: set[str] = set()
        articles: set[str] = set()
        for decision in _only_in_one(self.decisions, other.decisions):
            if decision.kind in (DecisionKind.REJECT, DecisionKind.ACCEPT):
                articles.add(decision.about[0].removeprefix("article/").split("/claim/")[0])
            elif decision.kind is DecisionKind.SPLIT:
                articles |= set(decision.articles)
            else:
                things |= set(decision.about)
        return things, articles


def _only_in_one(one: Iterable[Decision], two: Iterable[Decision]) -> Iterator[Decision]:
    yield from sorted(set(one) ^ set(two), key=lambda decision: decision.id)
