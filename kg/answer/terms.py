"""RDF terms and SPARQL text: what a user typed -> a term, and a term -> the characters that stand for it in a query.

Nothing that a user typed goes into a query by another way than this.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

from kg.errors import BadQuery
from kg.model import Blank, Iri, Literal, Term

XSD = "http://www.w3.org/2001/XMLSchema#"

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\\ud800-\udfff]+")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_WEB_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")

# SPARQL reads \u1234 everywhere, and some engines even after an escaped backslash: so a `u` behind a backslash is
# itself written as a code point.
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_TO_ESCAPE = re.compile(r"\\[uU]|[\\\"\n\r\t\b\f]")


def sparql(term: Term) -> str:
    """A term as it stands in a query or in Turtle. Raises BadQuery for one that no query can hold."""
    match term:
        case Iri(value):
            if not _IRI.fullmatch(value):
                raise BadQuery(f"{value!r} is no IRI: write it in full, without spaces, quotes or brackets")
            return f"<{value}>"
        case Literal(value, datatype, language):
            if any("\ud800" <= char <= "\udfff" for char in value):
                raise BadQuery(f"{value!r} holds half a character: check the encoding of your terminal")
            text = f'"{_TO_ESCAPE.sub(_escape, value)}"'
            if language:
                if not _LANGUAGE.fullmatch(language):
                    raise BadQuery(f"{language!r} is no language tag: write one like en or en-GB")
                return f"{text}@{language}"
            return f"{text}^^{sparql(Iri(datatype))}" if datatype else text
        case Blank(value):
            raise BadQuery(f"the blank node _:{value} means nothing in a query: give an IRI or a name")


def looks_like_iri(text: str) -> bool:
    """Whether this is meant as an IRI rather than as a name."""
    return bool(_WEB_ADDRESS.match(text))


def day(text: str, end: bool = False) -> Literal:
    """2024-02-07 -> the first second of that day, or the last; UTC. Raises BadQuery."""
    try:
        at = datetime.combine(date.fromisoformat(text.strip()), time(23, 59, 59) if end else time())
    except ValueError:
        raise BadQuery(f"{text!r} is no day: write it like 2024-02-07") from None
    return Literal(at.isoformat() + "Z", XSD + "dateTime")


def integer(text: str) -> Literal:
    """A whole number. Raises BadQuery."""
    if not _INTEGER.fullmatch(text.strip()):
        raise BadQuery(f"{text!r} is no whole number: write it in digits, like 85")
    return Literal(str(int(text)), XSD + "integer")


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    if char in _ESCAPES:
        return _ESCAPES[char]
    return "\\\\" + f"\\U{ord(char[1]):08X}"
