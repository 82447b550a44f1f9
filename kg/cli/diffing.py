"""kg diff"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.failures import interruptible, say
from kg.cli.options import AnswerFormat, Format, is_url

if TYPE_CHECKING:
    from kg.graph.contents import Contents
    from kg.graph.difference import Difference


class Only(StrEnum):
    """What is compared alone; the names are those of `kg.graph.difference.What`."""

    ARTICLE = "articles"
    ENTITY = "entities"
    FACT = "facts"
    CLAIM = "claims"


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A store, a dump that kg export wrote, or an address.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Another one.")],
    only: Annotated[
        list[Only] | None, typer.Option("--only", help="Compare these alone; may be given several times.")
    ] = None,
    format: AnswerFormat = Format.TABLE,
) -> None:
    """Show what came, went and changed between two stores.

    Articles, entities (actors, places, events, statements, posts), facts, and the claims behind them, by IRI. OLD and
    NEW may be one a store and the other a dump. An entity that was found to be one with another is told as merged into
    it, the reverse as split from it, and what is said of it is then the same under both IRIs. What follows from facts,
    the ontology, and known names of which no article speaks, are not compared.

    What differs goes to standard output, how much to standard error; the exit code is 0 either way.

    \b
      kg diff .kg.yesterday .kg
      kg diff released.ttl .kg --only facts --only entities
      kg diff old.nq new.nq --format csv
      kg diff http://127.0.0.1:3030/isnad/query .kg
    """
    if format is Format.TURTLE:
        raise typer.BadParameter("differences are rows: choose table, csv, tsv, json or xml.", param_hint="--format")
    from kg.answer.formats import write
    from kg.graph.diff import differences
    from kg.graph.difference import What, rows

    wanted = {What[one.name] for one in only or Only}
    with interruptible():
        before, after = _read(old), _read(new)
        found = differences(before, after, wanted)
    if found or format is not Format.TABLE:
        write(rows(found, before, after), format.value, sys.stdout)
    say(_summary(found))


def _read(place: str) -> Contents:
    """What a store, a dump, or a server that kg push was at, tells."""
    from kg.graph.contents import read

    if not is_url(place):
        return read(Path(place))
    from kg.answer.remote import Place
    from kg.push import fetch

    with TemporaryDirectory() as folder:
        fetched = Path(folder) / "fetched.nq"
        fetch(Place.of(place), fetched)
        return read(fetched)


def _summary(found: list[Difference]) -> str:
    """ "articles: 1 came; facts: 3 came, 1 went"."""
    from kg.graph.difference import counts

    told = []
    for what, changes in counts(found).items():
        numbers = ", ".join(f"{number:,} {change}" for change, number in changes.items())
        told.append(f"{Only[what.name].value}: {numbers}")
    return "; ".join(told) or "no difference"
