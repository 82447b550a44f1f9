"""kg check"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.failures import FAILED, interruptible, say
from kg.cli.options import DEFAULT_STORE, StorePath
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.graph.check import Violation


def check(
    full: Annotated[
        bool, typer.Option("--full", help="Also let the reasoner HermiT look for contradictions (takes seconds).")
    ] = False,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Look for faults in the graph.

    Claims without article or passage, quotes that are not in their article, and more. Every check is a query in
    queries/checks/ that says the problem and its solution, and is an error or a warning. Prints what it finds; the
    exit code is 1 if there is any error.

    \b
      kg check
      kg check --full
    """
    from kg.graph.check import run_checks
    from kg.graph.store import Store

    with Store.open(store) as opened, interruptible():
        violations = run_checks(opened)
    for kind, group in groupby(violations, key=lambda violation: violation.check):
        print(f"{kind.severity}: {kind.problem}")
        for violation in group:
            print(f"  {_told(violation)}")
        print(f"  solution: {kind.solution}\n")
    impossible = _impossible_kinds(store) if full else ()
    for name in impossible:
        print(f"error: by its definition, nothing can be a {name}\n")
    errors = len(impossible) + sum(violation.check.severity == "error" for violation in violations)
    say(f"errors: {errors}, warnings: {len(impossible) + len(violations) - errors}")
    if errors:
        raise typer.Exit(FAILED)


def _told(violation: Violation) -> str:
    """The thing, the property by its local name, and the value."""
    name = re.split("[#/]", str(violation.property))[-1] if violation.property else ""
    return " ".join(part for part in (str(violation.thing), name, str(violation.value or "")) if part)


def _impossible_kinds(store: Path) -> Sequence[str]:
    """Let HermiT read a dump; KgError where the graph contradicts itself."""
    from kg.graph.dump import export
    from kg.graph.reason import classify
    from kg.graph.store import Store

    with TemporaryDirectory(prefix="kg-check-") as folder:
        dump = Path(folder, "dump.nt")
        with Store.open(store) as opened:
            export(opened, dump)
        try:
            return classify(dump).unsatisfiable
        except KgError as error:
            raise type(error)(str(error).replace(str(dump), "the graph")) from error
