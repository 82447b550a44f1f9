"""kg stats, kg check, kg export"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from kg.cli.failures import FAILED, interruptible, say
from kg.cli.options import DEFAULT_STORE, AnswerFormat, Format, StorePath, source


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Its ending says the format.")],
    inferred: Annotated[bool, typer.Option("--inferred", help="With what follows from the facts.")] = False,
    texts: Annotated[bool, typer.Option("--texts", help="With the full text of the articles.")] = False,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Write the whole graph to one file.

    It holds ontology, names, facts, and the claims behind them. The ending of FILE chooses the format. Turtle (.ttl),
    N-Triples (.nt) and RDF/XML (.rdf) hold one graph that opens in Protégé without a network; TriG (.trig), N-Quads
    (.nq) and JSON-LD (.jsonld) keep the articles apart, each as a named graph. The same store gives the same file.
    FILE appears when it is whole, and not before.

    \b
      kg export dump.ttl
      kg export articles.trig --texts
    """
    from kg.graph.dump import export as write
    from kg.graph.store import Store

    with Store.open(store) as opened:
        written = write(opened, file, inferred=inferred, texts=texts)
    say(f"{written:,} triples written to {file}")


def check(
    full: Annotated[
        bool, typer.Option("--full", help="Also let the reasoner HermiT look for contradictions (takes seconds).")
    ] = False,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Look for faults in the graph.

    Claims without article or passage, quotes that are not in their article, and more. Every check is a query in
    queries/checks/ that says the problem and its solution. Prints what it finds; the exit code is 1 if there is
    anything.

    \b
      kg check
      kg check --full
    """
    from kg.graph.check import run_checks
    from kg.graph.store import Store

    with Store.open(store) as opened, interruptible():
        violations = run_checks(opened)
    for violation in violations:
        print(violation)
    contradictions = _contradictions(store) if full else []
    for line in contradictions:
        print(line)
    found = len(violations) + len(contradictions)
    say(f"{found} found" if found else "nothing found")
    if found:
        raise typer.Exit(FAILED)


def _contradictions(store: Path) -> list[str]:
    from kg.graph.dump import export as write
    from kg.graph.reason import classify
    from kg.graph.store import Store

    with TemporaryDirectory(prefix="kg-check-") as folder, Store.open(store) as opened:
        dump = Path(folder, "dump.ttl")
        write(opened, dump)
        return [f"nothing can be a {kind}: its definition contradicts itself" for kind in classify(dump).unsatisfiable]


def stats(
    articles: Annotated[bool, typer.Option("--articles", help="Count the claims of each article instead.")] = False,
    format: AnswerFormat = Format.TABLE,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Count what is in the store.

    Articles, claims, facts, and things by kind.

    \b
      kg stats
      kg stats --articles
      kg stats --format json
    """
    from kg.answer.formats import write
    from kg.answer.stats import claims_per_article
    from kg.answer.stats import stats as count

    with source(store, "") as opened, interruptible():
        answer = claims_per_article(opened) if articles else count(opened)
    write(answer, format.value, sys.stdout)
