"""kg serve"""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.failures import say
from kg.cli.options import DEFAULT_STORE, StorePath

MEGABYTE = 1 << 20


def serve(
    host: Annotated[str, typer.Option(metavar="HOST", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="PORT", min=0, max=65535, help="The port; 0 takes a free one.")] = 8000,
    deadline: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.1, help="The time that a query may take; then it is stopped.")
    ] = 30.0,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="How many light queries run at once, and as many heavy ones.")
    ] = 2,
    memory: Annotated[int, typer.Option(metavar="MB", min=256, help="Memory that a query may take.")] = 4096,
    max_answer: Annotated[int, typer.Option(metavar="MB", min=1, help="The largest answer that is given.")] = 256,
    cache: Annotated[int, typer.Option(metavar="MB", min=0, help="Memory for answers given lately; 0 for none.")] = 64,
    read_only: Annotated[bool, typer.Option("--read-only", help="Take no writes, whatever tokens there are.")] = False,
    private: Annotated[bool, typer.Option("--private", help="Ask readers for a token, too.")] = False,
    public_url: Annotated[
        str, typer.Option(metavar="URL", help="The address by which others know it, behind a proxy.")
    ] = "",
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(metavar="ORIGIN", help="Let pages of this origin read it, * for all; may be repeated."),
    ] = None,
    log: Annotated[bool, typer.Option("--log", help="Tell each request in a line of JSON on standard error.")] = False,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Serve the graph as a SPARQL endpoint.

    Runs until Ctrl-C. The endpoint is at /sparql, by GET or POST; rows come as JSON, XML, CSV or TSV, graphs as Turtle,
    N-Triples, JSON-LD or RDF/XML. /queries has the saved queries as an API, /id/... a page or data for each thing,
    /graphs whole graphs; /health answers when all is well, /metrics counts, and the front page says what is here and
    how to ask. SERVICE and LOAD are refused. What kg ingest adds meanwhile is seen within a second of its commit.

    Anybody who reaches it may read, unless it is --private; other machines reach it only if you name another --host.
    Writing needs a token with that right (kg token add), and touches graphs of the writers' own only.

    \b
      kg serve
      kg serve --port 9000 --deadline 10
      kg serve --private --log
      curl http://127.0.0.1:8000/sparql -H 'Accept: text/csv' --data-urlencode query@question.rq
      curl 'http://127.0.0.1:8000/queries/groups-under?group=PMF&format=csv'
    """
    from kg.answer.endpoint.desk import Settings
    from kg.answer.endpoint.serving import is_loopback, names_of
    from kg.answer.endpoint.serving import serve as run
    from kg.answer.saved import load_queries
    from kg.graph.readers import Bounds
    from kg.graph.vocabulary import BASE
    from kg.hosting import hosted

    local = is_loopback(host)
    settings = Settings(
        base=BASE,
        public_url=public_url,
        origins=tuple(allow_origin or ()),
        hosts=names_of(host, public_url) if local else (),
        cors_local=local,
        deadline=deadline,
    )
    bounds = Bounds(workers, deadline, max_answer * MEGABYTE, memory * MEGABYTE)
    server = hosted(
        store,
        settings,
        load_queries(),
        bounds,
        cache=cache * MEGABYTE,
        private=private,
        read_only=read_only,
    )
    run(server, host, port, announce=say, log=log)
