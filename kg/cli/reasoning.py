"""kg reason"""

from __future__ import annotations

import sys
from collections import Counter
from typing import Annotated

import typer

from kg.cli.failures import FAILED, interruptible, say
from kg.cli.options import DEFAULT_STORE, AnswerFormat, Format, StorePath


def reason(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing; exit code 1 if the store was not in step.")
    ] = False,
    format: AnswerFormat = Format.TABLE,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Make what follows from the facts anew, and count it.

    What the axioms of the ontology and the rules in queries/rules/ let follow stands in a graph of its own, and each
    ingest and retraction keeps it in step. So this command is hardly ever needed: it makes that graph anew from all
    facts and says whether anything was amiss. kg why SUBJECT --inferred shows what a single fact comes from, and kg
    check --full asks an OWL reasoner whether anything contradicts itself.

    \b
      kg reason
      kg reason --dry-run
    """
    from kg.answer.formats import write
    from kg.graph.inference import made_anew
    from kg.graph.store import Store
    from kg.graph.vocabulary import TYPE, local_name
    from kg.model import Answer, Literal

    with Store.open(store):
        pass  # where there is no store, none is made
    with Store.open(store, write=not dry_run) as opened, interruptible():
        change, triples = made_anew(opened)
        amiss = bool(change.added or change.removed)
        if amiss and not dry_run:
            opened.commit(change)
    counts: Counter[tuple[str, str]] = Counter()
    for triple in triples:
        kind = local_name(str(triple.object).strip("<>")) if triple.predicate.value == TYPE else ""
        counts[local_name(triple.predicate.value), kind] += 1
    rows = sorted(counts.items())
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    answer = Answer(
        ("says", "kind", "facts"),
        tuple((Literal(says), Literal(kind) if kind else None, Literal(str(n), integer)) for (says, kind), n in rows),
    )
    write(answer, format.value, sys.stdout)
    wrong = f"{len(change.added):,} were missing and {len(change.removed):,} too many"
    state = "it was in step" if not amiss else f"{wrong}, and still are" if dry_run else f"{wrong}: mended"
    say(f"{len(triples):,} inferred facts; {state}")
    if amiss and dry_run:
        raise typer.Exit(FAILED)
