"""The endpoint put together: which address is whose, and what lies around all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from kg.answer.endpoint.answers import Gone
from kg.answer.endpoint.description import numbers
from kg.answer.endpoint.desk import Desk
from kg.answer.endpoint.graphs import Graphs
from kg.answer.endpoint.headers import Guarded
from kg.answer.endpoint.operation import Counted, Metrics, Operation
from kg.answer.endpoint.pages import front_page
from kg.answer.endpoint.problems import tell
from kg.answer.endpoint.saved import Saved
from kg.answer.endpoint.sparql import Sparql
from kg.answer.endpoint.things import Things
from kg.errors import KgError

Handler = Callable[[Request], Awaitable[Response]]
PACKED_FROM = 1000  # bytes


def application(desk: Desk, log: bool = False) -> Starlette:
    """The endpoint of this desk; with `log` each request is told in a line on standard error."""
    metrics = Metrics(desk.answers)
    sparql, graphs, things, saved, operation = (
        Sparql(desk), Graphs(desk), Things(desk), Saved(desk), Operation(desk, metrics),
    )  # fmt: skip

    async def front(request: Request) -> Response:
        client = desk.gate.let_in(request, "read")
        try:
            counts = await numbers(desk, request, client)
        except KgError:  # busy: the page is of use without them
            counts = {}
        chosen = request.query_params.get("saved", "")
        page = front_page(counts, desk.questions, desk.address(request, "/sparql"), chosen, desk.hands is not None)
        return HTMLResponse(page, headers={"Cache-Control": "no-cache"})

    return Starlette(
        routes=[
            _route("/", front),
            _route("/sparql", sparql.answer, "POST"),
            _route("/sparql/", sparql.answer, "POST"),
            _route("/update", sparql.answer, "POST"),
            _route("/graphs", graphs.answer, "PUT", "POST", "DELETE"),
            _route("/graphs/{rest:path}", graphs.answer, "PUT", "POST", "DELETE"),
            _route("/queries", saved.list),
            _route("/queries/{name}", saved.answer),
            _route("/openapi.json", saved.openapi),
            _route("/id/{rest:path}", things.answer),
            _route("/ontology", things.ontology),
            _route("/health", operation.health),
            _route("/metrics", operation.metrics),
        ],
        middleware=[
            Middleware(Counted, metrics, log),
            Middleware(Guarded, desk.settings.origins, desk.settings.cors_local, desk.settings.hosts),
            Middleware(GZipMiddleware, minimum_size=PACKED_FROM, compresslevel=5),
        ],
        exception_handlers={HTTPException: tell, KgError: tell, Gone: _gone, Exception: tell},
    )


def _route(path: str, handler: Handler, *methods: str) -> Route:
    """A route that tells, to OPTIONS, what it takes."""
    taken: Sequence[str] = ("GET", "HEAD", *methods, "OPTIONS")

    async def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(None, 204, {"Allow": ", ".join(taken)})
        return await handler(request)

    return Route(path, answer, methods=list(taken))


async def _gone(_: Request, __: Exception) -> Response:
    return Response(None, 499)  # nobody reads it
