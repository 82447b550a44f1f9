"""The one place that joins the rooms: articles are read, claims taken from them, and written to the store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from kg.checked import Checked, check
from kg.errors import BadData, UnreadableArticle
from kg.extractors import How, open_extractor
from kg.model import Article, Decision, Extractor
from kg.workers import Read, Workers, cores, read_alone

if TYPE_CHECKING:
    from kg.graph.store import Store
    from kg.graph.writer import Writer, Written

Status = Literal["new", "changed", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article; `message` says why it failed, or what it lacks, `warning` what was left out."""

    file: str
    status: Status
    claims: int = 0
    facts: int = 0
    message: str = ""
    warning: str = ""


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
    pipeline: Extractor | None = None,
    workers: int = 1,
    chunk: int = 200,
    decisions: Sequence[Decision] | None = None,
) -> IngestReport:
    """Read the articles in files, folders and, for "-", standard input, and write what they say to an open store.

    `published` is the day for articles that do not tell theirs. `pipeline` takes the claims; without one, the language
    model beside words and patterns does (KgError where it cannot be used). `workers` processes read at once, 0 for as
    many as there are cores; what is written is the same. `decisions` are all that people made; without them, those stay
    under which the store was settled. `progress` is called with each outcome. What the store has
    already is left alone; a changed article replaces what it said; one that fails is told, and the others go in. Up to
    `chunk` articles go in at once, or none of them. StoreError where the store cannot be written.
    """
    from kg.graph.authority import load_authority
    from kg.graph.writer import Writer
    from kg.read import read_articles

    extractor = pipeline or open_extractor(How.MODEL)
    writer = Writer(store, load_authority(), extractor.version, chunk, decisions)
    number = workers or cores()
    turns = _turns(read_articles(paths, published=published, stdin=stdin), writer)
    outcomes: dict[int, Outcome] = {}
    with ExitStack() as stack:
        if number > 1:
            taken = stack.enter_context(Workers(extractor, number)).read(turns, _due)
        else:
            taken = read_alone(turns, _due, extractor)
        for turn, read in taken:
            outcomes[turn.place] = outcome = turn.settled or _write(turn, read, writer)
            if progress:
                progress(outcome)
    writer.finish()
    return IngestReport(tuple(outcomes[place] for place in sorted(outcomes)))


@dataclass(frozen=True, slots=True)
class _Turn:
    """What was found at a place; settled where it need not be read."""

    place: int
    found: Article | UnreadableArticle
    status: Status
    settled: Outcome | None = None


def _due(turn: _Turn) -> Article | None:
    return turn.found if isinstance(turn.found, Article) and not turn.settled else None


def _turns(every: Iterable[Article | UnreadableArticle], writer: Writer) -> Iterator[_Turn]:
    digests: dict[str, bytes] = {}
    for place, found in enumerate(every):
        yield _turn(place, found, writer, digests)


def _turn(place: int, found: Article | UnreadableArticle, writer: Writer, digests: dict[str, bytes]) -> _Turn:
    def settled(status: Status, message: str = "") -> _Turn:
        return _Turn(place, found, status, Outcome(getattr(found, "file", ""), status, message=message))

    if isinstance(found, UnreadableArticle):
        return settled("failed", str(found))
    digest = hashlib.sha256(found.text.encode()).digest()
    if found.id in digests:
        if digests[found.id] == digest:
            return settled("unchanged")
        message = f"{found.file}: another article of this run has the id {found.id} too: rename the file"
        return settled("failed", message)
    digests[found.id] = digest
    status = writer.status(found)
    return settled(status) if status == "unchanged" else _Turn(place, found, status)


def _write(turn: _Turn, read: Read | None, writer: Writer) -> Outcome:
    article = turn.found
    assert isinstance(article, Article)
    if isinstance(read, BadData):
        return Outcome(article.file, "failed", message=str(read))
    try:
        checked = check(article, read)
        written = writer.add(checked.reading)
    except BadData as error:
        return Outcome(article.file, "failed", message=str(error))
    message = "" if article.published else "no date found: give one with --published YYYY-MM-DD"
    return Outcome(
        article.file, turn.status, written.claims, written.facts, message, _warning(article, written, checked)
    )


def _warning(article: Article, written: Written, checked: Checked) -> str:
    """What the user must know of an article that went in."""
    warnings = [checked.dropped]
    looks = f"not seem to be English (looks like {article.foreign})"
    if article.foreign and article.body:
        warnings.append(f"most of it does {looks}: only its English paragraphs were read")
    elif article.foreign and not written.claims:  # an extractor that is not ours may know the language
        warnings.append(f"does {looks}: nothing was taken from it")
    return "; ".join(filter(None, warnings))
