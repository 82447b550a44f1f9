"""An HTML page -> its article's text and what its header declares. The only door to trafilatura."""

from __future__ import annotations

import logging
from datetime import date

import trafilatura
from trafilatura.metadata import extract_metadata

from kg.errors import UnreadableArticle
from kg.read.decoding import clean
from kg.read.metadata import Metadata

MOST_TAGS = 60_000  # of a page: far above any news page, and the parser takes time for each
# A search through the whole page for anything like a date would be a guess.
_DECLARED_DATES = {"extensive_search": False, "original_date": True}

for name in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is said in UnreadableArticle


def read_html(page: str, where: str) -> tuple[str, Metadata]:
    """The main text of `page`, paragraphs by newline, and its declared metadata; UnreadableArticle without text."""
    if page.count("<") > MOST_TAGS:
        raise UnreadableArticle(f"{where}: more than {MOST_TAGS:,} tags in this HTML: save the article's text as .txt")
    try:
        text = trafilatura.extract(page, include_comments=False, include_tables=False, deduplicate=False)
        found = extract_metadata(page, date_config=dict(_DECLARED_DATES))
    except Exception as error:  # a hostile page may break the parser in any way
        raise UnreadableArticle(
            f"{where}: this HTML cannot be read ({type(error).__name__}): save its text as .txt"
        ) from error
    if not text or not text.strip():
        raise UnreadableArticle(f"{where}: no article text in this HTML: save the article's text as .txt")
    if found is None:
        return clean(text), Metadata()
    return clean(text), Metadata(
        title=_line(found.title),
        publisher=_line(found.sitename),
        authors=tuple(filter(None, (_line(name) for name in (found.author or "").split(";")))),
        url=_line(found.url),
        published=date.fromisoformat(found.date) if found.date else None,
    )


def _line(value: str | None) -> str | None:
    return " ".join(clean(value).split()) or None if value else None
