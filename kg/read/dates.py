"""Full dates in running text: a day with month and year, however a newspaper writes it.

Dates without a year, and dates in figures where day and month could change places, are not dates here: reading
them needs a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_YEAR}(?P<sep>[-/])(?P<month>\d\d)(?P=sep)(?P<day>\d\d)(?!\d)",  # 2024-02-08
        rf"(?<![a-z]){_MONTH}\s*{_DAY}\s*,?\s*{_YEAR}(?!\d)",  # Feb. 8, 2024
        rf"(?<![\d.]){_DAY}(?:\s+of)?[\s-]*{_MONTH},?[\s-]*{_YEAR}(?!\d)",  # 8 February 2024
    )
)
_URL_DAY = re.compile(rf"/{_YEAR}[/-](?P<month>\d\d?|[a-z]{{3}})[/-](?P<day>\d\d?)(?=[/-]|$)")


@dataclass(frozen=True, slots=True, order=True)
class DateFound:
    """A full date at characters `start` to `end` of a text."""

    start: int
    end: int
    day: date


def find_dates(text: str) -> list[DateFound]:
    """All full dates in `text`, in order; what is no day of the calendar (February 30) is left out."""
    found: list[DateFound] = []
    for form in _FORMS:
        for match in form.finditer(text):
            day = _day(match)
            if day and not any(other.start < match.end() and match.start() < other.end for other in found):
                found.append(DateFound(match.start(), match.end(), day))
    return sorted(found)


def date_in_url(url: str) -> date | None:
    """The day in the path of a newspaper's address (/2024/feb/07/, /2024/02/07/, /2024-02-07/), or None."""
    match = _URL_DAY.search(url.lower())
    return _day(match) if match else None


def _day(match: re.Match[str]) -> date | None:
    month = match["month"].lower()[:3]
    number = int(month) if month.isdigit() else _MONTHS.index(month) + 1 if month in _MONTHS else 0
    try:
        return date(int(match["year"]), number, int(match["day"]))
    except ValueError:
        return None
