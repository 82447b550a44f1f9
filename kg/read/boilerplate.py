"""Which stretches of a page are the article's own prose, and what the rest of it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kg.model import Span
from kg.read.paragraphs import Paragraph
from kg.read.patterns import patterns
from kg.read.stamps import dateline_length, people, stamp

# Patterns of furniture look at short paragraphs only: page furniture is short, and hostile pages are long.
_LONGEST = 600  # characters
_HEADING_WORDS = 25  # an unclosed paragraph with fewer words is a heading, not a sentence
_TITLE_WORDS = range(3, 41)
_CAPITALISED = 0.7  # share of its longer words from which a line counts as written in Title Case
_PHOTO_WORDS = 60


class Part(StrEnum):
    """What a paragraph is on its page."""

    PROSE = "prose"
    TITLE = "title"  # the first headline; later copies and others are headings
    HEADING = "heading"
    BYLINE = "byline"
    STAMP = "stamp"
    CAPTION = "caption"
    NOTE = "note"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Placed:
    """A paragraph and what it is."""

    paragraph: Paragraph
    part: Part


def place(paragraphs: Sequence[Paragraph]) -> list[Placed]:
    """Say of each paragraph what it is on its page, in order."""
    placed: list[Placed] = []
    seen: set[str] = set()
    ended = listing = False
    prose = 0  # paragraphs so far
    for paragraph in paragraphs:
        kind = _furniture(paragraph)
        key = " ".join(paragraph.text.lower().split())
        if ended:
            part = Part.FURNITURE
        elif kind == "end" and prose:
            ended, part = True, Part.FURNITURE
        elif kind:
            listing = kind == "heading"
            part = {"caption": Part.CAPTION, "note": Part.NOTE}.get(kind, Part.FURNITURE)
        elif key in seen:
            part = Part.HEADING
        elif not prose and _byline(paragraph):
            part = Part.BYLINE
        elif not listing and stamp(paragraph.text) is not None:
            part = Part.STAMP
        elif _sentence(paragraph):
            part, listing = Part.PROSE, False
            prose += 1
        elif listing:
            part = Part.FURNITURE
        elif not prose and not _has(placed, Part.TITLE) and len(paragraph.words) in _TITLE_WORDS:
            part = Part.TITLE
        else:
            part = Part.HEADING
        seen.add(key)
        placed.append(Placed(paragraph, part))
    return placed if prose else [Placed(p.paragraph, Part.PROSE) if p.part == Part.HEADING else p for p in placed]


def body(placed: Sequence[Placed]) -> tuple[Span, ...]:
    """The stretches of prose: title and paragraphs, one span each, without the dateline."""
    spans = []
    first = True
    for item in placed:
        start = item.paragraph.start
        if item.part is Part.PROSE and first:
            first = False
            start += dateline_length(item.paragraph.text)
        if item.part in (Part.PROSE, Part.TITLE):
            spans.append(Span(start, item.paragraph.end))
    return tuple(spans)


def _byline(paragraph: Paragraph) -> bool:
    return len(paragraph.text) <= 200 and any(
        pattern.kind == "head" and (match := pattern.regex.search(paragraph.text)) and people(match["who"])
        for pattern in patterns().author
    )


def _furniture(paragraph: Paragraph) -> str:
    if len(paragraph.text) > _LONGEST:
        return ""
    for pattern in patterns().furniture:
        if pattern.kind == "caption" and len(paragraph.words) > _PHOTO_WORDS:
            continue
        if pattern.regex.search(paragraph.text):
            return pattern.kind
    return ""


def _sentence(paragraph: Paragraph) -> bool:
    words = paragraph.words
    if paragraph.closed:
        return not (paragraph.text[-1] in "?!" and len(words) > 3 and _title_case(words))
    if paragraph.text.endswith((":", ",", ";", "—", "–")) and len(words) > 7:
        return True
    return len(words) >= _HEADING_WORDS and not _title_case(words)


def _title_case(words: Sequence[str]) -> bool:
    longer = [word for word in words if len(word) > 3 and word[0].isalpha()]
    return len(longer) > 2 and sum(word[0].isupper() for word in longer) >= _CAPITALISED * len(longer)


def _has(placed: Sequence[Placed], part: Part) -> bool:
    return any(item.part is part for item in placed)
