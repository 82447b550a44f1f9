"""Whether two tellings are of one event: pure functions, no store.

An answer needs evidence. Nothing is joined by default, and a difference that tells two events apart (other persons
hit, other states behind it, other places, other days) outweighs whatever agrees. Differing tolls tell nothing apart.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta

from kg.identity.told import EXACT, Interval, in_words

DATED = timedelta(days=14)
"""An interval up to this long dates an event; a longer one bounds it, and dates nothing."""

MANY = 10
"""A toll that two attacks by the same in the same place hardly share by chance."""

SERIES_START = timedelta(days=92)
"""Totals of attacks that begin further apart than this count different attacks."""

_STATE = re.compile(r"(?:government|armed-forces)-of-(?P<country>.+)")
_EMPTY: frozenset[str] = frozenset()

Reasons = tuple[dict[str, float], bool]
"""What speaks for one event, with its weight, and whether it is enough."""


@dataclass(frozen=True, slots=True)
class EventTelling:
    """What is told of an event, by one article or by all that are known to tell it. Ids throughout."""

    id: str
    family: str  # Attack, AttackSeries, Talks, Designation or Deployment
    intervals: frozenset[Interval] = frozenset()  # days, both included; None where open
    since: frozenset[date] = frozenset()
    told: frozenset[str] = _EMPTY  # days that no date places: "02-07", "wednesday"
    places: frozenset[str] = _EMPTY
    around: frozenset[str] = _EMPTY  # the places and all wider ones that are known
    countries: frozenset[str] = _EMPTY  # those of `around` that are countries
    persons: frozenset[str] = _EMPTY  # named persons who were hit or aimed at
    groups: frozenset[str] = _EMPTY  # groups, forces and states that were hit or aimed at
    above: frozenset[str] = _EMPTY  # the groups, and whatever they are part of
    perpetrators: frozenset[str] = _EMPTY
    participants: frozenset[str] = _EMPTY
    designated: frozenset[str] = _EMPTY
    killed: frozenset[int] = frozenset()
    targets: frozenset[int] = frozenset()  # how many targets were hit
    strengths: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Two tellings are of one event, for these reasons; the more `score`, the surer."""

    score: float
    reasons: tuple[str, ...]


def judge(one: EventTelling, two: EventTelling) -> Verdict | None:
    """Why two tellings are of one event; None if they are not, or if too little speaks for it. Symmetric."""
    if rules_out(one, two):
        return None
    verdict, enough = weigh(one, two)
    return verdict if enough else None


def weigh(one: EventTelling, two: EventTelling) -> tuple[Verdict, bool]:
    """What speaks for two tellings being of one event, and whether it is enough; nothing rules it out."""
    rule = {
        "Attack": _attacks,
        "AttackSeries": _series,
        "Talks": _talks,
        "Designation": _designations,
        "Deployment": _deployments,
    }[one.family]
    reasons, enough = rule(one, two)
    return Verdict(sum(reasons.values()), tuple(reasons)), enough


def rules_out(one: EventTelling, two: EventTelling) -> str:
    """Why two tellings cannot be of one event; empty where nothing tells them apart. Symmetric."""
    if one.family != two.family:
        return "they are of different kinds"
    if how_times_agree(one, two) == "apart":
        return "they happened on different days"
    rule = {"Attack": _attacks_apart, "AttackSeries": _series_apart, "Talks": _talks_apart}.get(one.family)
    return rule(one, two) if rule else ""


def state(actor: str) -> str | None:
    """The country whose government or armed forces an actor is."""
    found = _STATE.fullmatch(actor)
    return found["country"] if found else None


def same_state(actor: str) -> frozenset[str]:
    """The actors that a text may name in place of this one: a government and its armed forces."""
    country = state(actor)
    return frozenset({f"government-of-{country}", f"armed-forces-of-{country}"}) if country else frozenset({actor})


# --- one family each: reasons with their weight, and whether they are enough ----------------------------


def _attacks_apart(one: EventTelling, two: EventTelling) -> str:
    where, persons = how_places_agree(one, two), one.persons & two.persons
    if where == "apart":
        return "they happened in different places"
    if _differ(_families(one.persons), _families(two.persons)):
        return "different persons were hit"
    if not (one.persons and two.persons) and _foreign(one.perpetrators, two.perpetrators):
        return "different states did it"
    if where == "near" and _differ(one.groups, two.groups) and not _related(one, two) and not persons:
        return "different groups were hit in one place"
    return ""


def _related(one: EventTelling, two: EventTelling) -> bool:
    return bool(one.above & two.groups or one.groups & two.above or _states(one.groups) & _states(two.groups))


def _attacks(one: EventTelling, two: EventTelling) -> Reasons:
    when, where = how_times_agree(one, two), how_places_agree(one, two)
    reasons: dict[str, float] = {}
    if one.persons & two.persons:
        reasons["the same person was hit"] = 4
    elif one.persons and two.persons:
        reasons["a person of the same family name was hit"] = 1.5
    if _related(one, two):
        reasons["the same group was hit"] = 2
    if where:
        reasons["the places agree"] = 1.5 if where == "near" else 1
    if _shared(one.perpetrators, two.perpetrators):
        reasons["the same perpetrator"] = 1
    if one.killed & two.killed:
        reasons["the same number killed"] = 1
    if one.targets & two.targets:
        reasons["the same number of targets"] = 1.5
    if when:
        reasons["the days agree"] = {"day": 2, "days": 1.5, "next day": 0.5, "weekday": 0.5}[when]
    return reasons, _enough(reasons, when, one, two)


def _enough(reasons: dict[str, float], when: str | None, one: EventTelling, two: EventTelling) -> bool:
    if "the same person was hit" in reasons:
        return when != "next day" or "the places agree" in reasons or not (one.places and two.places)
    if "the places agree" not in reasons:
        return False
    if "the same number of targets" in reasons or ("the same number killed" in reasons and when == "next day"):
        return True
    group, doer = "the same group was hit" in reasons, "the same perpetrator" in reasons
    if when is None and doer and max(one.killed & two.killed, default=0) >= MANY:
        return True
    if when in {None, "weekday"}:
        near = reasons["the places agree"] > 1
        known = when == "weekday" or "a person of the same family name was hit" in reasons
        return group and ("the same number killed" in reasons or (near and doer and known))
    return group or (when == "day" and doer)


def _series_apart(one: EventTelling, two: EventTelling) -> str:
    if _differ(one.countries, two.countries):
        return "they happened in different countries"
    if _differ(_states(one.groups), _states(two.groups)):
        return "different groups were hit"
    if one.since and two.since and min(abs(a - b) for a in one.since for b in two.since) > SERIES_START:
        return "they began at different times"
    return ""


def _series(one: EventTelling, two: EventTelling) -> Reasons:
    reasons: dict[str, float] = {}
    if _shared(one.groups, two.groups):
        reasons["the same target"] = 2
    if one.countries & two.countries:
        reasons["the places agree"] = 1
    if _shared(one.perpetrators, two.perpetrators):
        reasons["the same perpetrator"] = 1
    # where one does not say on whom, the same must have done it in the same places
    return reasons, "the same target" in reasons or len(reasons) == 2


def _talks_apart(one: EventTelling, two: EventTelling) -> str:
    if one.participants and two.participants and not _shared(one.participants, two.participants):
        return "others took part"
    return ""


def _talks(one: EventTelling, two: EventTelling) -> Reasons:
    when = how_times_agree(one, two)
    both = _states(one.participants) & _states(two.participants)
    reasons: dict[str, float] = {}
    if both:
        reasons["the same participants" if _same_parties(one, two) else "some took part in both"] = len(both)
    if when:
        reasons["the days agree"] = 1
    return reasons, len(both) > 1 and _same_parties(one, two) and when != "next day"


def _same_parties(one: EventTelling, two: EventTelling) -> bool:
    return _states(one.participants) == _states(two.participants)


def _designations(one: EventTelling, two: EventTelling) -> Reasons:
    reasons: dict[str, float] = {}
    if one.designated & two.designated:
        reasons["the same designated"] = 2
    if _shared(one.perpetrators, two.perpetrators):
        reasons["the same perpetrator"] = 1
    return reasons, len(reasons) > 1 and how_times_agree(one, two) != "next day"


def _deployments(one: EventTelling, two: EventTelling) -> Reasons:
    reasons: dict[str, float] = {}
    if _shared(one.perpetrators, two.perpetrators):
        reasons["the same force"] = 1
    if one.places and one.places == two.places:
        reasons["the same places"] = 1
    if one.strengths & two.strengths:
        reasons["the same strength"] = 2
    return reasons, len(reasons) > 2 and how_times_agree(one, two) != "next day"


# --- time, place, actors --------------------------------------------------------------------------------


def how_times_agree(one: EventTelling, two: EventTelling) -> str | None:
    """How the times agree: `day`, `days`, `weekday`, `next day` or `apart`; None where one has no date at all."""
    if not one.intervals or not two.intervals:
        return in_words(one.told, two.intervals, two.told) or in_words(two.told, one.intervals, one.told)
    if not may_meet(one.intervals, two.intervals):
        return "apart"
    pairs = [(a, b) for a in one.intervals for b in two.intervals]
    gap = min(_gap(a, b) for a, b in pairs)
    close = [(a, b) for a, b in pairs if _gap(a, b) == gap]
    if gap:
        return "next day" if any(_within(EXACT, *pair) for pair in close) else "apart"
    if any(_within(EXACT, *pair) for pair in close):
        return "day"
    return "days" if any(_within(DATED, *pair) for pair in close) else None


def may_meet(one: Set[Interval], two: Set[Interval]) -> bool:
    """Whether events told of these times can be one: not if all are more than a day apart."""
    return not one or not two or any(_gap(a, b) <= timedelta(days=1) for a in one for b in two)


def _gap(a: Interval, b: Interval) -> timedelta:
    """Days from the end of one to the begin of the other; 0 where they overlap."""
    gaps = [begin - end for (_, end), (begin, _) in ((a, b), (b, a)) if begin and end]
    return max([timedelta(0), *gaps])


def _within(length: timedelta, *intervals: Interval) -> bool:
    return all(begin and end and end - begin < length for begin, end in intervals)


def how_places_agree(one: EventTelling, two: EventTelling) -> str | None:
    """How the places agree: `near` (in one place smaller than a country), `country`, `apart`; None where unknown."""
    if not one.places or not two.places:
        # a state that was hit, where no place is told, was most likely hit at home
        return "country" if _hit_at_home(one) & two.countries or _hit_at_home(two) & one.countries else None
    met = one.places & two.around | two.places & one.around
    shared = one.around & two.around
    countries = one.countries | two.countries
    if (met | shared) - countries:
        return "near"
    if met:
        return "country"
    return "apart" if one.countries and two.countries else None


def _hit_at_home(telling: EventTelling) -> frozenset[str]:
    """The countries of the governments that were hit, where no place is told."""
    hit = () if telling.places else telling.groups
    return frozenset(group.removeprefix("government-of-") for group in hit if group.startswith("government-of-"))


def _families(persons: Set[str]) -> frozenset[str]:
    """The family names, with which ids of persons end: two spellings of one man may have two ids."""
    return frozenset(person.rsplit("-", 1)[-1] for person in persons)


def _states(actors: Set[str]) -> frozenset[str]:
    """Actors, with a government and its armed forces as one."""
    return frozenset(f"state:{country}" if (country := state(actor)) else actor for actor in actors)


def _shared(one: Set[str], two: Set[str]) -> bool:
    return bool(_states(one) & _states(two))


def _differ(one: Set[str], two: Set[str]) -> bool:
    return bool(one and two) and not one & two


def _foreign(one: Set[str], two: Set[str]) -> bool:
    """Whether only states are behind either, and no state behind both."""
    return all(state(actor) for actor in one | two) and _differ(_states(one), _states(two))
