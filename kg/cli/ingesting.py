"""kg ingest"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.deciding import Decisions, made
from kg.cli.failures import FAILED, say
from kg.cli.options import DEFAULT_STORE, StorePath
from kg.extractors import DEFAULT, How, open_extractor

if TYPE_CHECKING:
    from kg.ingest import IngestReport, Outcome

_FEW = 25  # articles; of more, only those that failed or lack something get a line each


ReadBy = Annotated[
    How | None,
    typer.Option(
        "--reader",
        envvar="KG_READER",
        help="Read by words and patterns, or with the language model too; auto: with it where its files are whole.",
        show_default=DEFAULT.value,
    ),
]
OtherPipeline = Annotated[
    str,
    typer.Option(
        "--pipeline",
        envvar="KG_PIPELINE",
        metavar="DIR|MODULE:FUNCTION",
        help="Read with another language model, or with an extractor of your own (docs/extending.md): runs its code.",
        show_default=False,
    ),
]


def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="Files, folders of them, or - for standard input."),
    ],
    published: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="DATE", help="The day for articles that do not tell when they were published."
        ),
    ] = None,
    reader: ReadBy = None,
    pipeline: OtherPipeline = "",
    workers: Annotated[
        int, typer.Option(min=0, metavar="N", help="How many processes read at once; 0: as many as there are cores.")
    ] = 1,
    decisions: Decisions = None,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Read articles into the store.

    Takes plain text (.txt), web pages (.html, .htm), and .jsonl with one article per line: an object with "text" or
    "html", and optionally "url", "title", "publisher", "author", "published" and "id". Standard input may be any of
    the three. An article is known by its address or its file's name: the same one again changes nothing, a changed
    one replaces what it said before.

    A language model of our own reads beside words and patterns, offline and the same every time. It finds far more in
    articles of any kind than patterns alone (--reader patterns), which err less often. Articles that another reader has
    read are read again.

    Who is who, and which tellings are of one event, is settled anew with each article that bears on it, so the order in
    which articles come makes no difference; what people decided (kg merge, kg different, ...) holds. Where doubt
    remains, things stay apart: kg doubts lists them. A story that several papers print counts as one source.

    Only English is read: paragraphs in another language are left alone, and an article in one is told.

    What cannot be read is told and left out, and the others go in (exit code 1). Articles go in whole or not at all,
    200 at a time: after a run that was stopped, run it again and it goes on.

    \b
      kg ingest seeds
      kg ingest report.txt --published 2024-02-08
      kg ingest news.jsonl page.html --store ~/graph
      pdftotext report.pdf - | kg ingest -
    """
    from kg.graph.store import Store
    from kg.ingest import ingest as run

    day = published.date() if published else None
    extractor = open_extractor(reader, pipeline, warn=warn)
    known = made(decisions, store, warn)
    with Store.open(store, write=True) as opened, progress() as advance:
        report = run(
            paths, opened, published=day, progress=advance, pipeline=extractor, workers=workers, decisions=known
        )
    _tell(report)


def warn(message: str) -> None:
    """Say on one line of stderr what goes on, but not as it might."""
    say(f"kg: warning: {' '.join(message.split())}")


def _tell(report: IngestReport) -> None:
    outcomes = report.outcomes
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    for outcome in outcomes:
        if len(outcomes) <= _FEW or outcome.status == "failed" or outcome.warning:
            say(_line(outcome))
    counts = {
        status: count
        for status in ("new", "changed", "unchanged", "failed")
        if (count := sum(outcome.status == status for outcome in outcomes))
    }
    claims = sum(outcome.claims for outcome in outcomes)
    told = ", ".join(f"{count} {status}" for status, count in counts.items())
    say(f"{_count(len(outcomes), 'article')} ({told}), {_count(claims, 'claim')}")
    if failed:
        raise typer.Exit(FAILED)


def _line(outcome: Outcome) -> str:
    if outcome.status == "failed":
        return f"failed     {outcome.message}"
    notes = "; ".join(filter(None, [outcome.warning, outcome.message]))
    return f"{outcome.status:<10} {outcome.file}: {_count(outcome.claims, 'claim')}{notes and f' ({notes})'}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


@contextlib.contextmanager
def progress() -> Iterator[Callable[[Outcome], None] | None]:
    """A bar that counts articles, on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed} articles, {task.fields[file]}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("ingest", total=None, file="")
        yield lambda outcome: bar.update(task, advance=1, file=outcome.file)
