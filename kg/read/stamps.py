"""The small print at an article's head: stamps (lines that are there for their date), datelines and bylines."""

from __future__ import annotations

import re

from kg.read.dates import find_dates
from kg.read.patterns import patterns

_PERSON = re.compile(
    r"(?:(?:[A-Z]\.|[A-Z][\w’'-]+|(?:al|el|bin|ibn|de|da|van|von|der|den|la|le|du)[- ]?)(?:\s|(?<=-)|$)){1,5}$"
)
_NOT_PEOPLE = re.compile(
    r"\b(agenc(y|ies)|staff|news|desk|team|editors?|correspondents?|reporters?|writers?|bureau|post|times|press|"
    r"reuters|afp|ap|cnn|bbc|wires?|online|report|monitoring|service)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\bT?\d{1,2}[:.]\d{2}(:\d{2})?(\.\d+)?\s*(a\.?m\.?|p\.?m\.?)?|\b\d{1,2}\s*(a\.?m\.?|p\.?m\.?)", re.I
)
_ZONE = re.compile(r"(?<![\w])(GMT|UTC|[ECMP][SD]?T|BST|CES?T|EES?T|IST|MSK|[+-]\d\d:?\d\d|Z)(?![\w])|(?<=\d)Z\b")
_STAMP_WORD = re.compile(
    r"\b(first |last |originally )?(published|updated|posted|modified|issued|released|created|dated?|publication|update"
    r"|mon(day)?|tue(s(day)?)?|wed(nesday)?|thu(rs(day)?)?|fri(day)?|sat(urday)?|sun(day)?|local time|on|at|of|"
    r"am|pm)\b",
    re.I,
)
_CLEAR = re.compile(r"[\W_]+")
_NAME = re.compile(r"^(?:The )?[A-Z][\w&.’'-]*(?: (?:of|the|and|&|[A-Z][\w&.’'-]*)){0,5}$")


def stamp(line: str) -> str | None:
    """What a stamp (a line that is there for its date) says beside date and hour; None where `line` is no stamp.

    "Published: 2024-05-01 09:30" gives "", "The Harbour Post - May 1st 2024" gives "The Harbour Post".
    """
    if len(line) > 120 or not (found := find_dates(line)):
        return None
    rest = line
    for date in reversed(found):
        rest = f"{rest[: date.start]}|{rest[date.end :]}"
    for noise in (_CLOCK, _ZONE, _STAMP_WORD):
        rest = noise.sub("|", rest)
    parts = [part for part in (piece.strip(" -–—,:;·•`'\"()[]/") for piece in rest.split("|")) if _CLEAR.sub("", part)]
    if not parts:
        return ""
    return parts[0] if len(parts) == 1 and _NAME.match(parts[0]) else None


def dateline(text: str) -> re.Match[str] | None:
    """The dateline that a first paragraph begins with: groups `place`, `date` and `agency` where it has them."""
    known = patterns()
    for pattern in known.dateline:
        match = pattern.regex.match(text)
        if match and match.end() < len(text) and ("agency" not in match.re.groupindex or known.outlet(match["agency"])):
            return match
    return None


def dateline_length(text: str) -> int:
    """How many characters of `text` its dateline takes."""
    match = dateline(text)
    return match.end() if match else 0


def people(names: str) -> list[str]:
    """The persons in a byline's list of names; agencies, desks and dates are left out."""
    found = []
    for piece in re.split(r",|;|\||·|•|/|\s[–—-]\s|\band\b|&", names):
        name = re.split(r"\s+in\s+", piece.strip())[0]
        if name and _PERSON.match(name) and not _NOT_PEOPLE.search(name) and not find_dates(name):
            found.append(name.title() if name.isupper() and len(name) > 3 else name)
    return found
