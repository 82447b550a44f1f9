"""Options that several commands share, and what they open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
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


@contextmanager
def source(store: Path, endpoint: str) -> Iterator[Source]:
    """What a question is put to: the endpoint if one is named, else the store on disk, opened for reading."""
    if endpoint:
        from kg.answer.remote import RemoteSource

        yield RemoteSource(endpoint)
        return
    from kg.graph.store import Store

    with Store.open(store) as opened:
        yield opened
