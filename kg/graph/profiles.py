"""What an article says of events -> tellings that can be judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from kg.graph.kinds import wider
from kg.identity.events import EventTelling
from kg.identity.told import Interval
from kg.model import Claim, Modality, Thing, Value

ROLES = (
    "place",
    "victim",
    "target",
    "perpetrator",
    "participant",
    "designated",
    "killed",
    "strength",
    "targetCount",
    "dayTold",
)


@dataclass(slots=True)
class Surroundings:
    """What is known of the things that events name: their classes, wider places, and what they are part of."""

    kinds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    above: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # by locatedIn, partOf, memberOf

    def learn(self, claims: Iterable[Claim]) -> None:
        """Take over what an article says of them."""
        for claim in claims:
            self._meet(claim.subject)
            if isinstance(claim.object, Thing):
                self._meet(claim.object)
                if claim.predicate in {"locatedIn", "partOf", "memberOf"} and claim.modality is not Modality.DENIED:
                    self.above[claim.subject.id].add(claim.object.id)

    def _meet(self, thing: Thing) -> None:
        self.kinds[thing.id] |= {thing.kind, "UnnamedActor"} if thing.unnamed else {thing.kind}

    def is_a(self, id: str, kind: str) -> bool:
        """Whether a thing is of a class or of one below it."""
        return any(kind in wider(own) for own in self.kinds.get(id, ()))

    def up(self, ids: Iterable[str]) -> frozenset[str]:
        """The things and all that they lie in or are part of."""
        seen, todo = set(ids), list(ids)
        while todo:
            for id in self.above.get(todo.pop(), ()):
                if id not in seen:
                    seen.add(id)
                    todo.append(id)
        return frozenset(seen)


def roles_of(claims: Iterable[Claim]) -> dict[str, dict[str, list[Thing | Value]]]:
    """Event id -> role -> fillers, of what an article does not deny."""
    found: dict[str, dict[str, list[Thing | Value]]] = {}
    for claim in claims:
        if claim.modality is not Modality.DENIED:
            found.setdefault(claim.subject.id, {}).setdefault(claim.predicate, []).append(claim.object)
    return found


def intervals_of(roles: Mapping[str, Iterable[Thing | Value]]) -> frozenset[Interval]:
    """The times that one article gives an event, from the first begin to the last end."""
    begins = [value.date() for value in roles.get("earliest", ()) if isinstance(value, datetime)]
    ends = [value.date() for value in roles.get("latest", ()) if isinstance(value, datetime)]
    if not begins and not ends:
        return frozenset()
    return frozenset({(min(begins, default=None), max(ends, default=None))})


def telling(
    id: str,
    family: str,
    roles: Mapping[str, Iterable[str | int]],
    intervals: frozenset[Interval],
    since: frozenset[date],
    around: Surroundings,
) -> EventTelling:
    """A telling; `roles` maps the names in ROLES to ids and numbers."""

    def ids(*names: str) -> frozenset[str]:
        return frozenset(value for name in names for value in roles.get(name, ()) if isinstance(value, str))

    def numbers(name: str) -> frozenset[int]:
        return frozenset(value for value in roles.get(name, ()) if isinstance(value, int))

    places, hit = ids("place"), ids("victim", "target")
    persons = frozenset(id for id in hit if around.is_a(id, "Person") and not around.is_a(id, "UnnamedActor"))
    groups = frozenset(id for id in hit if around.is_a(id, "Organization"))
    lying = around.up(places)
    return EventTelling(
        id=id,
        family=family,
        intervals=intervals,
        since=since,
        places=places,
        around=lying,
        countries=frozenset(place for place in lying if around.is_a(place, "Country")),
        persons=persons,
        groups=groups,
        above=around.up(groups),
        perpetrators=ids("perpetrator"),
        participants=ids("participant"),
        designated=ids("designated"),
        killed=numbers("killed"),
        targets=numbers("targetCount"),
        strengths=numbers("strength"),
        told=ids("dayTold"),
    )
