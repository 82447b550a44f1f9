"""Options that several commands share, and what they open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.errors import UnknownName

if TYPE_CHECKING:
    from kg.graph.store import Store
    from kg.model import Source


class Format(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    XML = "xml"
    TURTLE = "turtle"


StorePath = Annotated[
    Path,
    typer.Option("--store", envvar="KG_STORE", metavar="DIR", help="The folder of the store.", show_default=".kg"),
]
DEFAULT_STORE = Path(".kg")

AnswerFormat = Annotated[
    Format,
    typer.Option("--format", "-f", help="How to write the answer; turtle is for graphs (CONSTRUCT, DESCRIBE)."),
]
Endpoint = Annotated[
    str,
    typer.Option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead of the store."),
]
MinConfidence = Annotated[
    float | None,
    typer.Option(
        "--min-confidence",
        metavar="X",
        min=0,
        max=1,
        help="Rest only on claims that are read with at least this confidence, 0 to 1.",
    ),
]


@contextmanager
def source(store: Path, endpoint: str, least: float | None = None) -> Iterator[Source]:
    """What a question is put to: the endpoint if one is named, else the store on disk, opened for reading."""
    if endpoint and least is not None:
        raise typer.BadParameter(
            "it needs the store itself, and an endpoint answers from all that it has.", param_hint="--min-confidence"
        )
    if endpoint:
        from kg.answer.remote import RemoteSource

        yield RemoteSource(endpoint)
        return
    with readable(store, least) as opened:
        yield opened


@contextmanager
def readable(store: Path, least: float | None) -> Iterator[Store]:
    """The store, opened for reading; with `least`, what of it rests on claims that are read so surely."""
    from kg.graph.store import Store

    with Store.open(store) as opened:
        if least is None:
            yield opened
            return
        from kg.graph.surer import surer

        with surer(opened, least) as copy:
            try:
                yield copy
            except UnknownName as error:
                raise UnknownName(f"{error} (with --min-confidence {least:g}; without it there may be more)") from None
