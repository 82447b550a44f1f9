"""One line of a JSONL file -> the text and metadata of an article."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from kg.errors import UnreadableArticle
from kg.read.dates import find_dates
from kg.read.decoding import clean
from kg.read.metadata import Metadata


@dataclass(frozen=True, slots=True)
class Record:
    """What one line gives: text or HTML, its own id if it has one, and what it declares."""

    text: str | None
    html: str | None
    id: str | None
    declared: Metadata


def read_record(line: str, where: str) -> Record:
    """Read one JSON object; UnreadableArticle says what is wrong with it."""
    try:
        data = json.loads(line)
    except RecursionError:
        raise UnreadableArticle(f"{where}: this JSON is nested too deeply") from None
    except ValueError as error:
        raise UnreadableArticle(f"{where}: not a JSON object on one line ({error})") from None
    if not isinstance(data, dict):
        raise UnreadableArticle(f"{where}: a line must be a JSON object, this is a {type(data).__name__}")
    fields = {key: _string(data, key, where) for key in ("text", "html", "url", "title", "publisher", "id")}
    text = fields["text"]
    if text is None and fields["html"] is None:
        raise UnreadableArticle(f'{where}: neither "text" nor "html" in this object')
    declared = Metadata(
        _one_line(fields["title"]),
        _one_line(fields["publisher"]),
        _authors(data, where),
        _one_line(fields["url"]),
        _published(data, where),
    )
    return Record(None if text is None else clean(text), fields["html"], fields["id"], declared)


def _string(data: dict[str, Any], key: str, where: str) -> str | None:
    value = data.get(key)
    if key == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is None or isinstance(value, str):
        return value or None
    raise UnreadableArticle(f'{where}: "{key}" must be a string, this is a {type(value).__name__}')


def _authors(data: dict[str, Any], where: str) -> tuple[str, ...]:
    value = data.get("author") or ()
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise UnreadableArticle(f'{where}: "author" must be a string or a list of strings')
    return tuple(filter(None, (_one_line(name) for name in names)))


def _published(data: dict[str, Any], where: str) -> date | None:
    value = _string(data, "published", where)
    if value is None:
        return None
    days = {found.day for found in find_dates(value)}
    if len(days) != 1:
        raise UnreadableArticle(f'{where}: "published" is no date ({value[:40]!r}): write it as 2024-05-31')
    return days.pop()


def _one_line(value: str | None) -> str | None:
    return " ".join(clean(value).split()) or None if value else None
