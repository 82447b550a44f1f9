"""kg check"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.failures import FAILED, interruptible, say
from kg.cli.options import DEFAULT_STORE, AnswerFormat, Format, StorePath

if TYPE_CHECKING:
    from kg.checks import Fault


def check(
    full: Annotated[
        bool, typer.Option("--full", help="Also let the reasoner HermiT look for contradictions (takes seconds).")
    ] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Leave the shapes out, which take a quarter of a second an article.")
    ] = False,
    format: AnswerFormat = Format.TABLE,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Look for faults in the graph.

    Claims without article or passage, quotes that are not in their article, and more. The shapes in ontology/shapes
    (SHACL) say what each single thing must be like, the queries in queries/checks what must hold across the graph; each
    says its problem and its solution, and is an error or a warning. With --full, facts that cannot all be true by the
    ontology are shown with the sentences that state them. Prints what it finds; the exit code is 1 if there is any
    error.

    \b
      kg check
      kg check --full
      kg check --format json
    """
    from kg.checks import as_answer, find_faults

    with interruptible():
        faults = find_faults(store, full=full, quick=quick)
    if format == Format.TABLE:
        _print(faults)
    else:
        from kg.answer.formats import write

        write(as_answer(faults), format.value, sys.stdout)
    errors = sum(fault.severity == "error" for fault in faults)
    say(f"errors: {errors}, warnings: {len(faults) - errors}")
    if errors:
        raise typer.Exit(FAILED)


def _print(faults: Iterable[Fault]) -> None:
    """Each problem once, what it was found in below it, and the solution."""
    for _, group in groupby(faults, key=lambda fault: (fault.check, fault.problem)):
        first, *others = group
        print(f"{first.severity}: {first.problem}")
        for fault in (first, *others):
            parts = (fault.thing_name, fault.thing if not fault.thing_name else f"({fault.thing})")
            print(f"  {' '.join(part for part in (*parts, fault.property, fault.value) if part)}")
            if fault.quote:
                print(f"    “{fault.quote}” ({fault.article})")
        print(f"  solution: {first.solution}\n")
