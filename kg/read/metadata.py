"""What an article tells of itself in its own text: title, publisher, authors, address, day of publication.

Nothing is guessed: what the text does not tell is None. Dates in prose and in captions are dates of events and of
photographs; `published_in` says the one case in which a caption's date is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kg.read.boilerplate import Part, Placed
from kg.read.dates import date_in_url, find_dates
from kg.read.patterns import patterns
from kg.read.stamps import dateline, people, stamp

_URL = re.compile(r"https?://[^\s<>\"]+")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAY = re.compile(r"\b(" + "|".join(_WEEKDAYS) + r")\b")
_ORIGINAL = re.compile(r"\b(original(ly)?|source|read (more|the full|full)|first published|link)\b", re.IGNORECASE)
_PUBLISHED = re.compile(r"\b(published|posted|updated|modified)\b", re.IGNORECASE)
_UPDATED = re.compile(r"\W*(last )?(updated|modified)\b", re.IGNORECASE)
_LISTENER = re.compile(r"\b(?:told|speaking to|spoke to|interview with) (?:the )?([A-Z][\w/]*(?: [A-Z][\w/]*){0,2})")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of an article beside its text; None or () where nothing tells."""

    title: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    published: date | None = None


def find_metadata(placed: Sequence[Placed]) -> Metadata:
    """Read what the paragraphs of an article tell of it."""
    title = next((" ".join(item.paragraph.words) for item in placed if item.part is Part.TITLE), None)
    url = url_in(placed)
    return Metadata(title, publisher_in(placed, title), authors_in(placed), url, published_in(placed, url))


def published_in(placed: Sequence[Placed], url: str | None) -> date | None:
    """The day of publication: by a stamp, a dateline with a year, or the article's own address.

    One exception, for an article that has none of these: the date of the photograph that leads it (before any
    prose, and not from the archive), if the first paragraph sets its news on just that weekday. Two tellings
    that do not know of each other then agree on the day, and by the custom of news the weekday without a date
    is the one on which, or just before which, the article went out.
    """
    if stamps := _stamped(placed):
        return stamps[0]
    for text in _texts(placed, Part.NOTE):
        if (found := find_dates(text)) and re.search(r"\b(published|posted)\b", text):
            return found[0].day
    first = next(_texts(placed, Part.PROSE), "")
    if (line := dateline(first)) and (found := find_dates(line[0])):
        return found[0].day
    return (date_in_url(url) if url else None) or _lead_photo(placed, first)


def _stamped(placed: Sequence[Placed]) -> list[date]:
    """The days in stamps and bylines, the likeliest first: what was updated was published before.

    Below the first prose a stamp may be another article's, unless it says what it is.
    """
    days: list[tuple[bool, date]] = []
    below = False
    for item in placed:
        below = below or item.part is Part.PROSE
        text = item.paragraph.text
        told = not below or _PUBLISHED.search(text)
        if told and item.part in (Part.STAMP, Part.BYLINE) and (found := find_dates(text)):
            days.append((bool(_UPDATED.match(text)), found[0].day))
    return [day for _, day in sorted(days, key=lambda entry: entry[0])]


def _lead_photo(placed: Sequence[Placed], first: str) -> date | None:
    named = {match[0] for match in _WEEKDAY.finditer(first)}
    for item in placed:
        if item.part is Part.PROSE:
            break
        text = item.paragraph.text
        if item.part is Part.CAPTION and not re.match(r"\W*(file|an? file|illustrative)\b", text, re.IGNORECASE):
            days = {found.day for found in find_dates(text)}
            if len(days) == 1 and named == {_WEEKDAYS[min(days).weekday()]}:
                return min(days)
    return None


def authors_in(placed: Sequence[Placed]) -> tuple[str, ...]:
    """The names in bylines and sign-offs, in order, each once."""
    names: list[str] = []
    for item in placed:
        place = {Part.BYLINE: "head", Part.NOTE: "note"}.get(item.part)
        for pattern in patterns().author:
            if pattern.kind == place:
                for match in pattern.regex.finditer(item.paragraph.text.strip("()[]")):
                    names += people(match["who"])
    return tuple(dict.fromkeys(names))


def publisher_in(placed: Sequence[Placed], title: str | None) -> str | None:
    """The publisher, by stamp, by what the newsroom says of itself, by the dateline's agency, by the headline's end."""
    known = patterns()
    for text in _texts(placed, Part.STAMP):
        said = stamp(text) or ""
        if outlet := known.outlet(said) or (said if said.startswith("The ") else None):
            return outlet
    for item in placed:
        for pattern in known.publisher:
            if pattern.kind == "" and (match := pattern.regex.search(item.paragraph.text[-2_000:])):
                name = match["who"].strip()
                if outlet := known.outlet(name) or (name if pattern.sure else None):
                    return outlet
    first = next(_texts(placed, Part.PROSE), "")
    line = dateline(first)
    if line and "agency" in line.re.groupindex and (agency := known.outlet(line["agency"])):
        return agency
    for text in filter(None, [title, *_texts(placed, Part.HEADING)]):
        for pattern in known.publisher:
            if (
                pattern.kind == "title"
                and (match := pattern.regex.search(text))
                and (name := known.outlet(match["who"]))
            ):
                return name
    return _by_sign_off(placed)


def _by_sign_off(placed: Sequence[Placed]) -> str | None:
    """An agency signs off with its editors; if its sources told one outlet, and no other, it is that one."""
    if not any(re.search(r"\bediting by\b", text, re.IGNORECASE) for text in _texts(placed, Part.NOTE)):
        return None
    outlets = {
        outlet
        for text in _texts(placed, Part.PROSE)
        for match in _LISTENER.finditer(text)
        if (outlet := patterns().outlet(match[1]))
    }
    return outlets.pop() if len(outlets) == 1 else None


def url_in(placed: Sequence[Placed]) -> str | None:
    """The article's own address, where furniture gives just one and says that it is the original's."""
    texts = [item.paragraph.text for item in placed if item.part is not Part.PROSE]
    found = {match[0].rstrip(".,;)") for text in texts for match in _URL.finditer(text)}
    return found.pop() if len(found) == 1 and any(_ORIGINAL.search(text) for text in texts) else None


def _texts(placed: Sequence[Placed], part: Part) -> Iterator[str]:
    return (item.paragraph.text for item in placed if item.part is part)
