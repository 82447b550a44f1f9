"""Days in the words of a text that has no date ("Feb. 7", "Wednesday"), held against days that are known."""

from __future__ import annotations

from collections.abc import Set
from datetime import date, timedelta

Interval = tuple[date | None, date | None]

EXACT = timedelta(days=2)
"""An interval up to this long pins an event to a day."""

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RANK = ("day", "days", "weekday", "next day", "apart")
_LEAP = 2000  # a year that has every day


def in_words(told: Set[str], intervals: Set[Interval], words: Set[str]) -> str | None:
    """How days told without a date agree with another telling's days or, where it has none, with its words.

    `day`, `days` (within an interval), `weekday`, `next day` or `apart`; None where they cannot be compared.
    """
    if intervals:
        found = [_with_interval(word, *interval) for word in told for interval in intervals]
    else:
        found = [_with_word(word, other) for word in told for other in words]
    return min((how for how in found if how), key=_RANK.index, default=None)


def days_of(word: str, years: range) -> list[date]:
    """The days that "02-07" may mean in some years; none for a weekday."""
    return [day for year in years if (day := _day(word, year))]


def _with_interval(word: str, begin: date | None, end: date | None) -> str | None:
    if begin is None or end is None or end < begin:
        return None
    exact = end - begin < EXACT
    if word in _WEEKDAYS:
        if end - begin >= timedelta(days=6):
            return None
        inside = any(
            (begin + timedelta(days=n)).weekday() == _WEEKDAYS.index(word) for n in range((end - begin).days + 1)
        )
        return "weekday" if inside else "apart"
    days = days_of(word, range(begin.year - 1, end.year + 2))
    gaps = [max(begin - day, day - end, timedelta(0)) for day in days]
    gap = min(gaps, default=None)
    if gap is None:
        return None
    if not gap:
        return "day" if exact else "days"
    return "next day" if gap == timedelta(days=1) else "apart"


def _with_word(word: str, other: str) -> str | None:
    if (word in _WEEKDAYS) != (other in _WEEKDAYS):
        return None
    if word == other:
        return "weekday" if word in _WEEKDAYS else "day"
    one, two = _day(word, _LEAP), _day(other, _LEAP)
    return "next day" if one and two and abs(one - two) == timedelta(days=1) else "apart"


def _day(word: str, year: int) -> date | None:
    try:
        return date.fromisoformat(f"{year}-{word}")
    except ValueError:
        return None
