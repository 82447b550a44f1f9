"""kg serve"""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.failures import say
from kg.cli.options import DEFAULT_STORE, StorePath


def serve(
    host: Annotated[str, typer.Option(metavar="HOST", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="PORT", min=0, max=65535, help="The port; 0 takes a free one.")] = 8000,
    deadline: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.1, help="The time that a query may take; then it is stopped.")
    ] = 30.0,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many queries run at once.")] = 2,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Serve the graph as a SPARQL endpoint.

    Runs until Ctrl-C, and only reads. The endpoint is at /sparql, by GET or POST; rows come as JSON, XML, CSV or TSV,
    graphs as Turtle, N-Triples or JSON-LD. /health answers when all is well, and the front page says what is here and
    how to ask. Updates, SERVICE and LOAD are refused. What kg ingest adds meanwhile is seen by the next query.

    Nobody is asked for a password: other machines reach it only if you name another --host.

    \b
      kg serve
      kg serve --port 9000 --deadline 10
      curl http://127.0.0.1:8000/sparql -H 'Accept: text/csv' --data-urlencode query@question.rq
    """
    from kg.answer.endpoint.serving import serve as run
    from kg.answer.saved import load_queries
    from kg.graph.readers import ReaderPool

    with ReaderPool(store, workers=workers, deadline=deadline) as pool:
        run(pool, load_queries(), host, port, announce=say)
