"""The events of a reading -> events that articles share, under readable ids."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from kg.graph.candidates import Candidates
from kg.graph.events import EventTelling, judge
from kg.graph.kinds import family
from kg.graph.profiles import Surroundings, intervals_of, roles_of, telling
from kg.model import Claim, KnownEntity, Reading, Thing, Value

_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MOST = 3  # parts of one kind in an id

Roles = Mapping[str, Sequence[Thing | Value]]


class Joiner:
    """Gives the events of readings their ids, one reading after the other; what it says depends on their order."""

    def __init__(self, candidates: Candidates, known: Collection[KnownEntity] = ()) -> None:
        self._candidates = candidates
        self._known = {entity.id: entity.kind for entity in known}

    def join(self, reading: Reading, own_graph: str) -> tuple[Reading, list[EventTelling]]:
        """The reading with its events under the ids that they have, or now get, in the graph; and those events.

        What the graph `own_graph` says of events does not count: it is to be replaced. Two events of one reading
        stay two.
        """
        events = _events(reading.claims)
        if not events:
            return reading, []
        without = {own_graph}
        around = self._surroundings(reading)
        roles = roles_of(reading.claims)
        tellings = [_telling(event, roles.get(event.id, {}), around) for event in events.values()]
        found = self._candidates.find(tellings, around, without)
        names = _match(tellings, found)
        for event in events.values():
            if event.id not in names:
                names[event.id] = self._new_id(event, roles.get(event.id, {}), around, set(names.values()), without)
        renamed = {id: replace(thing, id=names[id]) for id, thing in events.items()}
        return _rename(reading, renamed), [replace(each, id=names[each.id]) for each in tellings]

    def _surroundings(self, reading: Reading) -> Surroundings:
        around = Surroundings()
        around.learn(reading.claims)
        ids = {claim.object.id for claim in reading.claims if isinstance(claim.object, Thing)}
        self._candidates.look_around(ids, around)
        return around

    def _new_id(
        self, event: Thing, roles: Roles, around: Surroundings, here: Collection[str], without: set[str]
    ) -> str:
        stem = _slug(event, roles, around)
        id, number = stem, 1
        while id in here or id in self._known or self._candidates.taken(id, without):
            number += 1
            id = f"{stem}-{number}"
        return id


def _events(claims: Sequence[Claim]) -> dict[str, Thing]:
    found: dict[str, Thing] = {}
    for claim in claims:
        for thing in (claim.subject, claim.object):
            if isinstance(thing, Thing) and family(thing.kind):
                found.setdefault(thing.id, thing)
    return found


def _telling(event: Thing, roles: Roles, around: Surroundings) -> EventTelling:
    fillers = {
        role: [value.id if isinstance(value, Thing) else value for value in values if not isinstance(value, datetime)]
        for role, values in roles.items()
    }
    since = frozenset(value.date() for value in roles.get("since", ()) if isinstance(value, datetime))
    return telling(event.id, family(event.kind) or "", fillers, intervals_of(roles), since, around)


def _match(tellings: Sequence[EventTelling], found: Sequence[EventTelling]) -> dict[str, str]:
    """Id in the article -> id of the event that it is: the surest pairs first, each event once."""
    pairs = []
    for place, own in enumerate(tellings):
        for other in found:
            if verdict := judge(own, other):
                pairs.append((-verdict.score, place, other.id, own.id))
    names: dict[str, str] = {}
    for _, _, there, here in sorted(pairs):
        if here not in names and there not in names.values():
            names[here] = there
    return names


def _rename(reading: Reading, events: Mapping[str, Thing]) -> Reading:
    def other(value: Thing | Value) -> Thing | Value:
        return events.get(value.id, value) if isinstance(value, Thing) else value

    claims = tuple(
        replace(claim, subject=events.get(claim.subject.id, claim.subject), object=other(claim.object))
        for claim in reading.claims
    )
    return replace(reading, claims=claims)


# --- ids ------------------------------------------------------------------------------------------------


def _slug(event: Thing, roles: Roles, around: Surroundings) -> str:
    """What an event is called by: its kind, where or on whom, and when."""

    def ids(*names: str) -> list[str]:
        every = (value.id for name in names for value in roles.get(name, ()) if isinstance(value, Thing))
        return [id.rsplit("/", 1)[-1] for id in dict.fromkeys(every)]

    def numbers(name: str) -> list[str]:
        return [str(value) for value in roles.get(name, ()) if isinstance(value, int)][:1]

    places = _widest(list(dict.fromkeys(v.id for v in roles.get("place", ()) if isinstance(v, Thing))), around)
    day = _time(roles)
    parts = {
        "AttackSeries": ids("target", "victim")[:1] or ids("perpetrator")[:1] or places,
        "Talks": ids("participant")[:_MOST] + day,
        "Designation": ids("designated")[:1] + day,
        "Deployment": ids("perpetrator")[:1] + places + numbers("strength"),
    }.get(family(event.kind) or "", (places or ids("victim", "target", "perpetrator")[:1]) + day)
    return "-".join([_WORD.sub("-", event.kind).lower(), *(parts or [event.id.replace("/", "-")])])


def _widest(places: Sequence[str], around: Surroundings) -> list[str]:
    """The cities or, without one, the other places: countries only where nothing smaller is named."""
    for kind in ("City", "Region", "Site", "Country", "Place"):
        if of_kind := [place for place in places if around.is_a(place, kind)]:
            return of_kind[:_MOST]
    return list(places[:_MOST])


def _time(roles: Roles) -> list[str]:
    """The day, month or year in which something happened, as exact as it is told."""
    ((begin, end),) = intervals_of(roles) or {(None, None)}
    if begin is None or end is None:
        known = begin or end
        return [known.isoformat()[:7]] if known else []
    return [_common(begin, end)] if begin.year == end.year else []


def _common(begin: date, end: date) -> str:
    if begin == end:
        return begin.isoformat()
    return begin.isoformat()[:7] if begin.month == end.month else begin.isoformat()[:4]
