"""Files, folders and standard input -> articles; what cannot be read is told, and does not stop the others."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from kg.errors import UnreadableArticle
from kg.model import Article
from kg.read.boilerplate import body, place
from kg.read.decoding import clean, decode
from kg.read.files import find_files, open_file, read_lines, read_whole
from kg.read.identity import slug, slug_of_file, slug_of_url
from kg.read.jsonl import read_record
from kg.read.language import english
from kg.read.metadata import Metadata, find_metadata
from kg.read.paragraphs import split_paragraphs

MOST_PARAGRAPHS = 50_000  # no article has as many, and a list of them would hold up all others
Found = Article | UnreadableArticle


def read_articles(
    paths: Sequence[str | Path], published: date | None = None, stdin: BinaryIO | None = None
) -> Iterator[Found]:
    """Read every article in files, folders and, for the path "-", standard input.

    `published` is the day for articles that do not tell their own. What cannot be read is yielded as
    UnreadableArticle, in its place. A file that is named twice is read once.
    """
    seen: set[Path] = set()
    for given in paths:
        if str(given) == "-":
            yield from _from_stdin(stdin or sys.stdin.buffer, published)
            continue
        for found in find_files(Path(given)):
            if isinstance(found, UnreadableArticle):
                yield found
            elif (real := found.path.resolve()) not in seen:
                seen.add(real)
                yield from _from_file(found.path, found.name, published)


def _from_file(path: Path, name: str, published: date | None) -> Iterator[Found]:
    kind = path.suffix.lower()
    try:
        with open_file(path) as stream:
            if kind == ".jsonl":
                yield from _from_lines(stream, str(path), path.name, slug_of_file(name.removesuffix(kind)), published)
                return
            data = read_whole(stream, str(path))
        html = kind in (".html", ".htm")
        yield _article(data, str(path), path.name, slug_of_file(name), published, html)
    except UnreadableArticle as error:
        yield error


def _from_stdin(stream: BinaryIO, published: date | None) -> Iterator[Found]:
    where = "standard input"
    try:
        data = read_whole(stream, where)
        start = data[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        if start.startswith(b"{") and _mostly_objects(data):
            yield from _from_lines(BytesIO(data), where, "stdin", "stdin", published)
            return
        html = start.startswith((b"<!doctype html", b"<html", b"<?xml")) or (start.startswith(b"<") and b"<p" in data)
        name = f"stdin-{hashlib.sha256(data).hexdigest()[:12]}"
        yield _article(data, where, "stdin", name, published, html)
    except UnreadableArticle as error:
        yield error


def _mostly_objects(data: bytes) -> bool:
    lines = [line for line in data.splitlines() if line.strip()]
    good = 0
    for line in lines:
        try:
            good += isinstance(json.loads(line), dict)
        except (ValueError, RecursionError):
            continue
    return good * 2 > len(lines)


def _from_lines(stream: BinaryIO, where: str, file: str, name: str, published: date | None) -> Iterator[Found]:
    none = True
    for number, line in read_lines(stream, where):
        none = False
        at = f"{where}, line {number}"
        try:
            if isinstance(line, UnreadableArticle):
                raise line
            record = read_record(decode(line, at), at)
            text, declared = _text_of(record.text, record.html, at)
            given = _either(record.declared, declared)
            own = slug(record.id) if record.id else slug_of_url(given.url) if given.url else f"{name}-{number}"
            yield _build(text, line, own, f"{file}#{number}", given, published, at)
        except UnreadableArticle as error:
            yield error
    if none:
        yield UnreadableArticle(f"{where}: the file is empty")


def _text_of(text: str | None, html: str | None, where: str) -> tuple[str, Metadata]:
    if html is None:
        return text or "", Metadata()
    from kg.read.html import read_html  # trafilatura takes a third of a second to load

    found, declared = ("", Metadata()) if text else read_html(clean(html), where)
    return text or found, declared


def _article(data: bytes, where: str, file: str, name: str, published: date | None, html: bool) -> Article:
    text = decode(data, where)
    declared = Metadata()
    if not text.strip():
        raise UnreadableArticle(f"{where}: the file is empty" if not data else f"{where}: nothing but white space")
    if html:
        text, declared = _text_of(None, text, where)
    return _build(text, data, slug_of_url(declared.url) if declared.url else name, file, declared, published, where)


def _build(
    text: str, data: bytes, name: str, file: str, declared: Metadata, published: date | None, where: str
) -> Article:
    if not text.strip():
        raise UnreadableArticle(f"{where}: the article's text is empty")
    paragraphs = split_paragraphs(text)
    if len(paragraphs) > MOST_PARAGRAPHS:
        raise UnreadableArticle(f"{where}: more than {MOST_PARAGRAPHS:,} paragraphs: split it into articles")
    placed = place(paragraphs)
    known = _either(declared, find_metadata(placed))
    prose, foreign = english(text, body(placed))
    return Article(
        id=name,
        file=file,
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        title=known.title,
        publisher=known.publisher,
        authors=known.authors,
        url=known.url,
        published=known.published or published,
        body=prose,
        foreign=foreign,
    )


def _either(first: Metadata, second: Metadata) -> Metadata:
    """What `first` knows, and what only `second` knows."""
    return Metadata(
        first.title or second.title,
        first.publisher or second.publisher,
        first.authors or second.authors,
        first.url or second.url,
        first.published or second.published,
    )
