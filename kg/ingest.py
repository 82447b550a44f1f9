"""The one place that joins the rooms: articles are read, claims taken from them, and written to the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, Protocol

from kg.errors import BadData, KgError, UnreadableArticle
from kg.model import Article, Reading

if TYPE_CHECKING:
    from kg.graph.store import Store
    from kg.graph.writer import Writer

Status = Literal["new", "changed", "unchanged", "failed"]


class Reader(Protocol):
    """What takes claims from articles: kg.extract.Pipeline, or another one."""

    def read(self, article: Article) -> Reading: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article; `message` says why it failed, or what it lacks."""

    file: str
    status: Status
    claims: int = 0
    facts: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of all articles, in their order."""

    outcomes: tuple[Outcome, ...]

    @property
    def claims(self) -> int:
        """How many claims were written."""
        return sum(outcome.claims for outcome in self.outcomes)

    @property
    def facts(self) -> int:
        """How many facts the written articles support, counted article by article."""
        return sum(outcome.facts for outcome in self.outcomes)


def ingest(
    paths: Sequence[str | Path],
    store: Store,
    *,
    published: date | None = None,
    stdin: BinaryIO | None = None,
    progress: Callable[[Outcome], None] | None = None,
    pipeline: Reader | None = None,
    model: bool = False,
    chunk: int = 200,
) -> IngestReport:
    """Read the articles in files, folders and, for "-", standard input, and write what they say to an open store.

    `published` is the day for articles that do not tell theirs. With `model`, the language model reads beside words and
    patterns. `progress` is called with each outcome. What the
    store has already is left alone; a changed article replaces what it said; one that fails is told, and the others
    go in. Up to `chunk` articles go in at once, or none of them. StoreError where the store cannot be written.
    """
    from kg.extract import VERSION, Pipeline, load_model
    from kg.graph.authority import load_authority
    from kg.graph.writer import Writer
    from kg.read import read_articles

    known = load_authority()
    reader = pipeline or Pipeline(known, load_model() if model else None)
    writer = Writer(store, known, getattr(reader, "version", VERSION), chunk)
    texts: dict[str, str] = {}
    outcomes: dict[int, Outcome] = {}

    def take(place: int, found: Article | UnreadableArticle) -> None:
        outcomes[place] = _take(found, writer, reader, texts)
        if progress:
            progress(outcomes[place])

    # an article without a date is placed by the events that dated ones tell: it waits until these are in
    undated: list[tuple[int, Article]] = []
    for place, found in enumerate(read_articles(paths, published=published, stdin=stdin)):
        if isinstance(found, Article) and found.published is None:
            undated.append((place, found))
        else:
            take(place, found)
    for place, found in undated:
        take(place, found)
    writer.finish()
    return IngestReport(tuple(outcomes[place] for place in sorted(outcomes)))


def _take(found: Article | UnreadableArticle, writer: Writer, reader: Reader, texts: dict[str, str]) -> Outcome:
    if isinstance(found, UnreadableArticle):
        return Outcome(getattr(found, "file", ""), "failed", message=str(found))
    first = texts.setdefault(found.id, found.text)
    if first is not found.text:
        if first == found.text:
            return Outcome(found.file, "unchanged")
        message = f"{found.file}: another article of this run has the id {found.id} too: rename the file"
        return Outcome(found.file, "failed", message=message)
    status = writer.status(found)
    if status == "unchanged":
        return Outcome(found.file, status)
    try:
        written = writer.add(_read(found, reader))
    except BadData as error:
        return Outcome(found.file, "failed", message=str(error))
    message = "" if found.published else "no date found: give one with --published YYYY-MM-DD"
    return Outcome(found.file, status, written.claims, written.facts, message)


def _read(article: Article, reader: Reader) -> Reading:
    try:
        return reader.read(article)
    except KgError as error:
        raise BadData(f"{article.file}: {error}") from error
    except Exception as error:
        raise BadData(
            f"{article.file}: the extractor failed on it ({type(error).__name__}: {error}): please report this"
        ) from error
