"""What tellings of events are filed under: two that are judged to be one event find each other by a key.

Nothing is compared with everything. A telling is filed under few keys (whom it hit on which day, a toll with a
target, ...) and looked up under these and their neighbours; only events that share a key are judged. Looking is
symmetric where it matters: of two that are one, each finds the other, so that it makes no difference which came first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from kg.identity.events import DATED, EventTelling, same_state
from kg.identity.told import EXACT, days_of

Key = tuple[str, ...]

_DAY = timedelta(days=1)
_LEAP = range(2000, 2001)  # a year that has every day


def keys(event: EventTelling, looked_up: bool = False) -> Iterator[Key]:
    """The keys that a telling is filed under or, with the neighbouring days and actors, `looked_up` under.

    A day alone is none: in a large store, too much happens on it.
    """

    def near(actors: Iterable[str]) -> list[str]:
        return sorted({other for actor in actors for other in (same_state(actor) if looked_up else (actor,))})

    if event.family == "Attack":
        hit = near(event.groups | event.above)
        for how, when in _times(event, DATED, looked_up):
            yield from ((f"struck {how}", when, group) for group in hit)
            yield from ((f"killed {how}", when, str(count)) for count in sorted(event.killed))
            yield from ((f"targets {how}", when, str(count)) for count in sorted(event.targets))
        for how, when in _times(event, EXACT, looked_up):
            yield from ((f"done {how}", when, actor) for actor in near(event.perpetrators))
        yield from (("person", person) for person in sorted(event.persons))
        yield from (("toll", group, str(count)) for group in hit for count in sorted(event.killed))
        small = sorted(event.around - event.countries)
        yield from (("hit", group, place) for group in hit for place in small)
        for place in sorted(event.places):
            yield from (("killed", place, str(count)) for count in sorted(event.killed))
            yield from (("targets", place, str(count)) for count in sorted(event.targets))
    elif event.family == "AttackSeries":
        yield from (("series", group) for group in near(event.groups))
        yield from (("series by", actor) for actor in near(event.perpetrators))
    elif event.family == "Talks":
        parties = sorted({min(same_state(actor)) for actor in event.participants})
        yield ("talks", *parties)
    elif event.family == "Designation":
        yield from (("designated", actor) for actor in sorted(event.designated))
    elif event.family == "Deployment":
        yield from (
            ("deployment", actor, str(count)) for actor in near(event.perpetrators) for count in sorted(event.strengths)
        )


def _times(event: EventTelling, length: timedelta, looked_up: bool) -> Iterator[tuple[str, str]]:
    """The days on which a telling of at most `length` begins, with year and without, and those told in words.

    `looked_up`, the days on which another one of at most that length may begin that meets it.
    """
    for begin, end in event.intervals:
        if not (begin and end and begin <= end and end - begin < length):
            continue
        if not looked_up:
            yield "on", begin.isoformat()
            yield "in any year on", f"{begin:%m-%d}"
            continue
        yield from (("on", day.isoformat()) for day in _days(begin - length, end + _DAY))
        yield from (("told", f"{day:%m-%d}") for day in _days(begin - _DAY, end + _DAY))
    for word in event.told:
        yield "told", word
        for day in days_of(word, _LEAP) if looked_up else ():
            yield from (("told", f"{near:%m-%d}") for near in _days(day - _DAY, day + _DAY) if near != day)
            yield from (("in any year on", f"{near:%m-%d}") for near in _days(day - length, day + _DAY))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
