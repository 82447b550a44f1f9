"""Words of time -> intervals, as exact as the words and no more.

Relative words ("Wednesday", "last week", "four days later") need the article's date; without it they give nothing,
and so does a day without a year. An interval with an open end says so with None.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kg.extract.numbers import number_at
from kg.model import Token

_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if n}
_MONTHS |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if n} | {"sept": 9}
_WEEKDAYS = {name.lower(): n for n, name in enumerate(calendar.day_name)}
_PARTS = frozenset("early late earlier on morning afternoon evening night midnight".split())
_UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7}
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
FUTURE_DAYS = 45  # "Feb. 11" in an article of 8 February is three days ahead, not a year back


_ENDS = frozenset({",", ".", ";", ":", "-", "–", "—", "and", "but"})


@dataclass(frozen=True, slots=True)
class When:
    """An interval that some words of a sentence name: tokens `first` to `last` (exclusive)."""

    first: int
    last: int
    earliest: date | None
    latest: date | None
    since: bool = False  # "since October": the interval is where something began
    words: str = ""  # a day that cannot be resolved without the article's date: "02-07", "wednesday"

    @property
    def is_day(self) -> bool:
        """Whether it is one day."""
        return bool(self.words) or (self.earliest is not None and self.earliest == self.latest)


def _month_span(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest_year(month: int, day: int, published: date) -> date | None:
    """The day without a year: the last such day before the article, or one shortly after it."""
    for year in (published.year + 1, published.year, published.year - 1):
        found = _valid(year, month, day)
        if found and found <= published + timedelta(days=FUTURE_DAYS):
            return found
    return None


def _after(words: Sequence[str], when: When) -> bool:
    """Whether a time only says after when: "increased after October 7, and ...", but not "after Thursday's raid"."""
    before, behind = words[: when.first][-1:], words[when.last :][:1]
    return before == ["after"] and (not behind or behind[0] in _ENDS)


class TimeReader:
    """Reads times sentence by sentence; remembers the last day told, for "four days later"."""

    def __init__(self, published: date | None) -> None:
        self.published = published
        self.last_day: date | None = None
        self.last_words = ""  # the last day told without a year, in an article without a date

    def read(self, tokens: Sequence[Token]) -> list[When]:
        """The times that a sentence names, in order."""
        words = [token.lower.rstrip(".") if len(token.text) > 1 else token.lower for token in tokens]
        found: list[When] = []
        i = 0
        while i < len(words):
            when = self._at(words, i, tokens)
            if when is None:
                i += 1
                continue
            if when.is_day:
                self.last_day, self.last_words = when.earliest, when.words
            since = any(w == "since" for w in words[max(0, when.first - 2) : when.first]) or _after(words, when)
            found.append(When(when.first, when.last, when.earliest, when.latest, since, when.words))
            i = when.last
        return found

    def _at(self, words: Sequence[str], i: int, tokens: Sequence[Token]) -> When | None:
        capital = tokens[i].text[0].isupper()
        return (
            self._absolute(words, i, capital)
            or (self._weekday(words, i) if capital else None)
            or self._relative(words, i)
            or self._counted(words, i)
        )

    def _absolute(self, words: Sequence[str], i: int, capital: bool) -> When | None:
        """Months, days and years that are written out."""
        word = words[i]
        if iso := _ISO.fullmatch(word):
            day = _valid(*map(int, iso.groups()))
            return When(i, i + 1, day, day) if day else None
        if (
            re.fullmatch(r"(?:19|20)\d\d", word)
            and i
            and words[i - 1] in {"in", "since", "of", "early", "late", "until"}
        ):
            year = int(word)
            return When(i, i + 1, date(year, 1, 1), date(year, 12, 31))
        month = _MONTHS.get(word)
        start, after = i, i + 1
        day_number: int | None = None
        if month is None:
            # "7 February 2024"
            number = _DAY.fullmatch(word)
            if not number or after >= len(words) or words[after] not in _MONTHS or not 1 <= int(number[1]) <= 31:
                return None
            month, day_number, after = _MONTHS[words[after]], int(number[1]), after + 1
        elif not capital:
            return None
        elif after < len(words) and (number := _DAY.fullmatch(words[after])) and 1 <= int(number[1]) <= 31:
            day_number, after = int(number[1]), after + 1
        stated = None
        rest = after + 1 if after < len(words) and words[after] == "," else after
        if rest < len(words) and re.fullmatch(r"(?:19|20)\d\d", words[rest]):
            stated, after = int(words[rest]), rest + 1
        if (
            word == "may"
            and day_number is None
            and stated is None
            and (i == 0 or words[i - 1] not in {"in", "since", "last"})
        ):
            return None
        if day_number is not None:
            if stated:
                day = _valid(stated, month, day_number)
            else:
                day = _nearest_year(month, day_number, self.published) if self.published else None
            if day is None and (stated or self.published):
                return None
            return When(start, after, day, day, words="" if day else f"{month:02}-{day_number:02}")
        if stated is None and self.published is None:
            return None
        if stated is None:
            assert self.published is not None
            stated = self.published.year - (month > self.published.month)
        first, last = _month_span(stated, month)
        before = words[i - 1] if i else ""
        return When(start, after, *_part(before, first, last))

    def _weekday(self, words: Sequence[str], i: int) -> When | None:
        """ "Wednesday" is the last one up to the article's own day; "next Wednesday" the first after it."""
        number = _WEEKDAYS.get(words[i])
        if number is None:
            return None
        if self.published is None:
            return When(i, i + 1, None, None, words=words[i])
        ahead = (number - self.published.weekday()) % 7
        following = bool(i) and words[i - 1] in {"next", "coming"}
        day = self.published + timedelta(days=(ahead or 7) if following else -((7 - ahead) % 7))
        return When(i, i + 1, day, day)

    def _relative(self, words: Sequence[str], i: int) -> When | None:
        """ "yesterday", "last week", "early last month", "past week"."""
        if self.published is None:
            return None
        word, today = words[i], self.published
        if word in {"today", "tonight"}:
            return When(i, i + 1, today, today)
        if word == "yesterday":
            return When(i, i + 1, today - timedelta(days=1), today - timedelta(days=1))
        if word not in {"last", "past", "this", "previous"} or i + 1 >= len(words):
            return None
        unit = words[i + 1]
        if unit == "week":
            monday = today - timedelta(days=today.weekday())
            if word == "this":
                return When(i, i + 2, monday - timedelta(days=1), today)
            if word == "past" or (i and words[i - 1] == "the"):
                return When(i, i + 2, today - timedelta(days=7), today)
            # a week begins on a Sunday or a Monday: the text does not say which
            return When(i, i + 2, monday - timedelta(days=8), monday - timedelta(days=1))
        if unit == "month" and word in {"last", "this"}:
            first = today.replace(day=1)
            if word == "last":
                first = (first - timedelta(days=1)).replace(day=1)
            before = words[i - 1] if i else ""
            return When(i, i + 2, *_part(before, *_month_span(first.year, first.month)))
        if unit == "year" and word == "last":
            return When(i, i + 2, date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))
        if unit in _MONTHS and word == "last":
            year = today.year - (_MONTHS[unit] >= today.month)
            return When(i, i + 2, *_month_span(year, _MONTHS[unit]))
        if unit in {"night", "evening"} and word == "last":
            return When(i, i + 2, today - timedelta(days=1), today - timedelta(days=1))
        return None

    def _counted(self, words: Sequence[str], i: int) -> When | None:
        """ "three days ago", "four days later", "exactly four years ago", "a day earlier"."""
        number = number_at(words, i) or ((1, i + 1) if words[i] in {"a", "one"} else None)
        if number is None or number[1] + 1 >= len(words):
            return None
        count, at = number
        unit, way = words[at], words[at + 1]
        if way not in {"ago", "later", "earlier"} or count > 5_000:
            return None
        base = self.published if way == "ago" else self.last_day
        sign = 1 if way == "later" else -1
        if base is None:
            told = _days_from(self.last_words, sign * count) if way != "ago" and unit in {"day", "days"} else ""
            return When(i, at + 2, None, None, words=told) if told else None
        if unit in _UNITS:
            day = base + timedelta(days=sign * count * _UNITS[unit])
            slack = timedelta(days=0 if _UNITS[unit] == 1 else 3)
            return When(i, at + 2, day - slack, day + slack)
        if unit.rstrip("s") == "month":
            total = base.year * 12 + base.month - 1 + sign * count
            return When(i, at + 2, *_month_span(total // 12, total % 12 + 1))
        if unit.rstrip("s") == "year" and base.year + sign * count >= 1:
            year = base.year + sign * count
            if i and words[i - 1] == "exactly":
                exact = _valid(year, base.month, base.day)
                return When(i, at + 2, exact - timedelta(days=1), exact) if exact else None
            return When(i, at + 2, date(year, 1, 1), date(year, 12, 31))
        return None


def _days_from(words: str, days: int) -> str:
    """ "02-08" and one day earlier: "02-07". Nothing where the year would matter, or from a weekday."""
    if not words[:1].isdigit():
        return ""
    leap, plain = (_valid(year, int(words[:2]), int(words[3:])) for year in (2000, 2001))
    found = {(day + timedelta(days=days)).strftime("%m-%d") for day in (leap, plain) if day}
    return found.pop() if len(found) == 1 and abs(days) < 366 else ""


def _part(before: str, first: date, last: date) -> tuple[date, date]:
    """The early, middle or late part of a month."""
    if before in {"early", "mid", "late"}:
        thirds = {"early": (1, 10), "mid": (11, 20), "late": (21, last.day)}[before]
        return first.replace(day=thirds[0]), first.replace(day=thirds[1])
    return first, last
