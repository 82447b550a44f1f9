"""Options that several commands share, and what they open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
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


def is_url(text: str) -> bool:
    """Whether this is an address rather than a folder."""
    return text.lower().startswith(("http://", "https://"))


def _folder(text: str | Path) -> Path:
    """A store on disk, for commands that need one; what nobody gave comes as the path that it is."""
    if is_url(str(text)):
        raise typer.BadParameter("this command needs the store itself, and an address is none: name its folder.")
    return Path(text)


StorePath = Annotated[
    Path,
    typer.Option(
        "--store",
        envvar="KG_STORE",
        metavar="DIR",
        help="The folder of the store.",
        show_default=".kg",
        parser=_folder,
    ),
]
DEFAULT_STORE = Path(".kg")

StoreOrUrl = Annotated[
    str,
    typer.Option(
        "--store",
        envvar="KG_STORE",
        metavar="DIR|URL",
        help="The folder of the store, or the address of a SPARQL server that kg push brought it to.",
        show_default=".kg",
    ),
]
DEFAULT_PLACE = str(DEFAULT_STORE)

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


OnDay = Annotated[
    datetime | None,
    typer.Option(
        "--on",
        metavar="DAY",
        formats=["%Y-%m-%d"],
        help="Only relations and posts that are known to have held on this day.",
    ),
]


@contextmanager
def source(
    store: Path | str, endpoint: str, least: float | None = None, on: datetime | None = None
) -> Iterator[Source]:
    """What a question is put to: the endpoint if one is named, else the store, elsewhere or on disk for reading."""
    if not endpoint and isinstance(store, str) and is_url(store):
        endpoint = store
    for option, given in (("--min-confidence", least), ("--on", on)):
        if endpoint and given is not None:
            raise typer.BadParameter(
                "it needs the store itself, and an endpoint answers from all that it has.", param_hint=option
            )
    if endpoint:
        from kg.answer.remote import RemoteSource

        yield RemoteSource(endpoint)
        return
    with readable(Path(store), least, on) as opened:
        yield opened


@contextmanager
def readable(store: Path, least: float | None, on: datetime | None = None) -> Iterator[Store]:
    """The store, opened for reading, or what of it rests on claims that are read so surely and hold on that day."""
    from kg.graph.store import Store

    with Store.open(store) as opened:
        if least is None and on is None:
            yield opened
            return
        from kg.graph.narrowed import narrowed

        given = [] if least is None else [f"--min-confidence {least:g}"]
        given += [f"--on {on:%Y-%m-%d}"] if on else []
        with narrowed(opened, least, on.date() if on else None) as copy:
            try:
                yield copy
            except UnknownName as error:
                raise UnknownName(f"{error} (with {' '.join(given)}; without it there may be more)") from None
