"""What an event is called in its IRI."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from kg.graph.kinds import family
from kg.graph.profiles import Surroundings, intervals_of
from kg.model import Thing, Value

_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MOST = 3  # parts of one kind in an id

Roles = Mapping[str, Sequence[Thing | Value]]


def slug_of(event: Thing, roles: Roles, around: Surroundings) -> str:
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
