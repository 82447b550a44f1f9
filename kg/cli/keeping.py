"""kg stats, kg export"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.failures import interruptible, say
from kg.cli.options import (
    DEFAULT_PLACE,
    DEFAULT_STORE,
    AnswerFormat,
    Format,
    MinConfidence,
    OnDay,
    StoreOrUrl,
    StorePath,
    readable,
    source,
)
from kg.model import Profile


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Its ending says the format.")],
    profile: Annotated[
        Profile | None,
        typer.Option(
            "--profile", help="What goes in; without it protege, or full for a format that keeps the articles apart."
        ),
    ] = None,
    inferred: Annotated[bool, typer.Option("--inferred", help="With what follows from the facts.")] = False,
    texts: Annotated[bool, typer.Option("--texts", help="With the full text of the articles.")] = False,
    min_confidence: MinConfidence = None,
    on: OnDay = None,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Write the whole graph to one file.

    It holds ontology, names, facts, and the claims behind them. The ending of FILE chooses the format. Turtle (.ttl),
    N-Triples (.nt) and RDF/XML (.rdf) hold one graph that opens in Protégé without a network; TriG (.trig), N-Quads
    (.nq) and JSON-LD (.jsonld) keep the articles apart, each as a named graph. The same store gives the same file.
    FILE appears when it is whole, and not before. With --min-confidence it holds only what such claims support, with
    --on only relations and posts that are known to have held on that day.

    The profile says what goes in. protege is OWL 2 DL, and each fact carries the articles and sentences that say so as
    annotations, which Protégé shows beside it; full is all that can be queried, as it is; facts is the ontology, names
    and facts, without articles, claims and decisions.

    \b
      kg export dump.ttl
      kg export facts.ttl --profile facts --inferred
      kg export articles.trig --texts
      kg export sure.ttl --min-confidence 0.8
    """
    from kg.graph.dump import export as write

    with readable(store, min_confidence, on) as opened:
        written = write(opened, file, inferred=inferred, texts=texts, profile=profile)
    say(f"{written:,} triples written to {file}")


def stats(
    articles: Annotated[bool, typer.Option("--articles", help="Count the claims of each article instead.")] = False,
    format: AnswerFormat = Format.TABLE,
    store: StoreOrUrl = DEFAULT_PLACE,
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
