"""kg diff"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.failures import interruptible, say
from kg.cli.options import AnswerFormat, Format

if TYPE_CHECKING:
    from kg.graph.difference import Difference


class Only(StrEnum):
    """What is compared alone; the names are those of `kg.graph.difference.What`."""

    ARTICLE = "articles"
    ENTITY = "entities"
    FACT = "facts"
    CLAIM = "claims"


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A store, or a dump that kg export wrote.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Another one.")],
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
    """
    if format is Format.TURTLE:
        raise typer.BadParameter("differences are rows: choose table, csv, tsv, json or xml.", param_hint="--format")
    from kg.answer.formats import write
    from kg.graph.contents import read
    from kg.graph.diff import differences
    from kg.graph.difference import What, rows

    wanted = {What[one.name] for one in only or Only}
    with interruptible():
        before, after = read(old), read(new)
        found = differences(before, after, wanted)
    if found or format is not Format.TABLE:
        write(rows(found, before, after), format.value, sys.stdout)
    say(_summary(found))


def _summary(found: list[Difference]) -> str:
    """ "articles: 1 came; facts: 3 came, 1 went"."""
    from kg.graph.difference import counts

    told = []
    for what, changes in counts(found).items():
        numbers = ", ".join(f"{number:,} {change}" for change, number in changes.items())
        told.append(f"{Only[what.name].value}: {numbers}")
    return "; ".join(told) or "no difference"
