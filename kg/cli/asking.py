"""kg queries, kg query, kg sparql, kg why"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.explaining import explain
from kg.cli.failures import interruptible, say
from kg.cli.options import (
    DEFAULT_PLACE,
    AnswerFormat,
    Endpoint,
    Format,
    MinConfidence,
    OnDay,
    StoreOrUrl,
    is_url,
    readable,
    source,
)
from kg.cli.words import parse_words
from kg.errors import BadQuery
from kg.model import Answer

if TYPE_CHECKING:
    from kg.model import Result

_LONGEST = 1_000_000  # bytes; longer queries are refused anyway


def queries(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Show this one in full.")] = "",
) -> None:
    """List the saved queries, or show one in full.

    \b
      kg queries
      kg queries groups-under
    """
    from kg.answer.saved import find_query, load_queries

    known = load_queries()
    if name:
        query = find_query(known, name)
        print(explain(query), query.text, sep="\n", end="")
        return
    width = max(map(len, known), default=0)
    for query in known.values():
        print(f"{query.name:<{width}}  {query.summary}")


def query(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME [--PARAM VALUE]...", help="A saved query, and values for its parameters."),
    ] = None,
    format: AnswerFormat = Format.TABLE,
    endpoint: Endpoint = "",
    min_confidence: MinConfidence = None,
    on: OnDay = None,
    store: StoreOrUrl = DEFAULT_PLACE,
) -> None:
    """Ask a saved query.

    Each saved query has parameters of its own: kg query NAME --help explains them. A value is a name, an alias or an
    IRI; a name that is unknown or means several things is answered with the nearest ones. What is left out means all.

    Each claim has a confidence: how likely its passage was read rightly (docs/evaluation.md). With --min-confidence,
    here and for sparql, why and export, the answer rests only on facts that a claim with at least that confidence
    supports; claims whose confidence is not known count as below it. The first answer for a new X copies the store,
    which takes a second for five articles and three for a hundred; then it is as fast as without, until the store
    changes.

    Relations and posts hold for a while. One is known to have held at least from the first day for which an article
    says so to the last; with --on DAY, here and for sparql, why and export, the answer rests only on those that are
    known to have held on that day, link by link. What is not shown may have held as well: it is not known. Articles
    without a date say nothing of when.

    \b
      kg query groups-under --group PMF
      kg query groups-under --group "Popular Mobilization Forces" --format csv
      kg query strikes --from 2024-02-01 --to 2024-02-08
      kg query strikes --min-confidence 0.8
      kg query groups-under --group PMF --on 2024-01-04
      kg query groups-under --help
      kg query backers --endpoint http://127.0.0.1:8000/sparql
    """
    asked = parse_words(words or [])
    if not asked.name:
        if not asked.help:
            raise typer.BadParameter("it is missing; kg queries lists the saved queries.", param_hint="NAME")
        print(context.get_help())
        return
    from kg.answer.saved import find_query, load_queries

    saved = find_query(load_queries(), asked.name)
    if asked.help:
        print(explain(saved), end="")
        return
    for name in asked.values:
        saved.parameter(name)
    from kg.answer.values import read_values

    with source(store, endpoint, min_confidence, on) as opened:
        text = saved.bind(read_values(saved, asked.values, opened))
        with interruptible():
            result = opened.query(text)
        _answer(result, format)
    if on and isinstance(result, Answer) and not result.rows:
        say(f"not known for {on:%Y-%m-%d}, and it may be so all the same: kg query how-long shows what is known when")


def sparql(
    text: Annotated[
        str, typer.Argument(metavar="QUERY|@FILE|-", help="The query, a file that holds it, or - for standard input.")
    ],
    format: AnswerFormat = Format.TABLE,
    endpoint: Endpoint = "",
    min_confidence: MinConfidence = None,
    on: OnDay = None,
    store: StoreOrUrl = DEFAULT_PLACE,
) -> None:
    """Ask a SPARQL query of your own.

    The query sees all articles as one graph, unless it names others by FROM. It can only read: updates, SERVICE and
    LOAD are refused.

    \b
      kg sparql "SELECT ?group WHERE { ?group a <https://w3id.org/isnad/ontology#ArmedGroup> }"
      kg sparql @question.rq --format csv
      kg sparql - < question.rq
      kg sparql @question.rq --endpoint http://127.0.0.1:8000/sparql
    """
    from kg.answer.guard import refuse_dangerous

    query = _query_text(text)
    refuse_dangerous(query)
    with source(store, endpoint, min_confidence, on) as opened, interruptible():
        _answer(opened.query(query), format)


def _query_text(text: str) -> str:
    place = Path(text[1:])
    try:
        if text == "-":
            return sys.stdin.buffer.read(_LONGEST).decode()
        if text.startswith("@"):
            with place.open("rb") as stream:
                return stream.read(_LONGEST).decode()
        return text
    except OSError as error:
        raise BadQuery(f"{place}: the query cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise BadQuery("the query is not UTF-8: save it so") from None


def why(
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="A name, an alias or an IRI.")],
    predicate: Annotated[str, typer.Argument(metavar="[PREDICATE]", help="A property, such as partOf.")] = "",
    object: Annotated[str, typer.Argument(metavar="[OBJECT]", help="A name, an alias, an IRI or a value.")] = "",
    format: AnswerFormat = Format.TABLE,
    endpoint: Endpoint = "",
    min_confidence: MinConfidence = None,
    on: OnDay = None,
    inferred: Annotated[
        bool, typer.Option("--inferred", help="Show what follows from facts instead, and from which.")
    ] = False,
    store: StoreOrUrl = DEFAULT_PLACE,
) -> None:
    """Show the sentences behind a fact.

    Every claim that says so, with how it says it (stated, hedged, denied, intended), how sure its reading is
    (confidence, 0 to 1), whom it names as saying so, the article, and the words themselves. Without OBJECT, all
    values; without PREDICATE, all that is claimed of SUBJECT.

    What no article says may follow from what articles say: with --inferred, each fact that does is shown with the rule
    or axiom that gives it and the facts which that needs, step by step, down to the sentences. The predicate may be
    "type" there.

    \b
      kg why kataib-hezbollah
      kg why "Kataib Hezbollah" partOf
      kg why "Kataib Hezbollah" partOf PMF
      kg why "Kataib Hezbollah" --min-confidence 0.8
      kg why "Kataib Hezbollah" --inferred
      kg why "Kataib Hezbollah" type DesignatedGroup --inferred
    """
    if inferred:
        from kg.explanation import explain as explain_inferred

        if endpoint or is_url(store):
            raise typer.BadParameter("it needs the store itself: an endpoint shows no rules.", param_hint="--inferred")
        with readable(Path(store), min_confidence, on) as opened, interruptible():
            _answer(explain_inferred(opened, subject, predicate or None, object or None), format)
        return
    from kg.answer.why import why as find

    with source(store, endpoint, min_confidence, on) as opened, interruptible():
        _answer(find(opened, subject, predicate or None, object or None), format)


def _answer(result: Result, format: Format) -> None:
    from kg.answer.formats import write

    write(result, format.value, sys.stdout)
