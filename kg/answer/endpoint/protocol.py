"""The SPARQL endpoint: the read-only half of the SPARQL 1.1 Protocol, a front page, and a word on our health."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Protocol
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.answer.endpoint import negotiation
from kg.answer.endpoint.pages import POLICY, Question, front_page, table_page, text_page
from kg.answer.guard import MAX_LENGTH, query_verb
from kg.errors import BadQuery, KgError, QueryTimeout

MAX_BODY = 4 * MAX_LENGTH  # bytes: a query of the greatest length, with some characters written as %XX
MAX_WAITING = 32  # requests under way at once
MAX_PARAMETERS = 1000

COUNTS = {
    "articles": "SELECT (COUNT(DISTINCT ?a) AS ?n) { ?a a kg:Article }",
    "claims": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a kg:Claim }",
    "facts": "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?c kg:subject ?s ; kg:predicate ?p ; "
    "kg:object|kg:value ?o ; kg:modality ?m . FILTER(?m != kg:Denied) "
    "FILTER NOT EXISTS { ?c kg:review kg:Rejected } } }",
    "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
}

DESCRIPTION = """\
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix formats: <http://www.w3.org/ns/formats/> .

[] a sd:Service ;
    sd:endpoint <> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:feature sd:UnionDefaultGraph ;
    sd:resultFormat formats:SPARQL_Results_JSON , formats:SPARQL_Results_XML , formats:SPARQL_Results_CSV ,
        formats:SPARQL_Results_TSV , formats:Turtle , formats:N-Triples , formats:JSON-LD , formats:RDF_XML .
"""


class Pool(Protocol):
    """Whatever runs a query over the store and stops it at a deadline; `generation` counts the store's states."""

    @property
    def generation(self) -> int: ...

    def run(
        self,
        query: str,
        media_type: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base: str | None = None,
    ) -> bytes: ...

    def close(self) -> None: ...


class Refused(HTTPException):
    """A request that is answered with a status and words."""


def application(pool: Pool, questions: Mapping[str, Question] | None = None) -> Starlette:
    """The endpoint over `pool`; `questions` are the saved queries that the front page offers."""
    desk = _Desk(pool, questions or {})
    return Starlette(
        routes=[
            Route("/", desk.front, methods=["GET"]),
            Route("/health", desk.health, methods=["GET"]),
            Route("/sparql", desk.sparql, methods=["GET", "POST"]),
            Route("/sparql/", desk.sparql, methods=["GET", "POST"]),
        ],
        middleware=[Middleware(_Headers)],
        exception_handlers={HTTPException: _say, BadQuery: _say, KgError: _say},
    )


class _Desk:
    def __init__(self, pool: Pool, questions: Mapping[str, Question]) -> None:
        self._pool = pool
        self._questions = questions
        self._waiting = 0
        self._counted: tuple[int, dict[str, int]] = (0, {})

    async def sparql(self, request: Request) -> Response:
        parameters = await _parameters(request)
        if any(name == "update" for name, _ in parameters):
            raise Refused(403, "this endpoint is read-only: updates are refused")
        queries = [value for name, value in parameters if name == "query"]
        accept = ",".join(request.headers.getlist("accept"))
        if not queries and request.method != "POST":
            if negotiation.choose(accept, (negotiation.TURTLE, negotiation.HTML)) == negotiation.HTML:
                return RedirectResponse("/", 303)
            return Response(DESCRIPTION, media_type=negotiation.TURTLE)
        if len(queries) != 1:
            raise Refused(
                400, f"one query is wanted, and {len(queries) or 'none'} came: send it as the parameter query"
            )
        return await self._answer(queries[0], parameters, accept, str(request.url.replace(query="")))

    async def _answer(self, query: str, parameters: list[tuple[str, str]], accept: str, base: str) -> Response:
        if len(query) > MAX_LENGTH:
            raise Refused(413, f"the query has more than {MAX_LENGTH:,} characters: shorten it")
        verb = await run_in_threadpool(query_verb, query)
        offers = negotiation.ROWS if verb in ("SELECT", "ASK") else negotiation.GRAPHS
        chosen = negotiation.choose(accept, offers)
        if chosen is None:
            raise Refused(406, f"the answer to {verb} can be had as {', '.join(offers)}: ask for one of these")
        if self._waiting >= MAX_WAITING:
            raise QueryTimeout("too many queries are waiting: try again later")
        self._waiting += 1
        try:
            body = await run_in_threadpool(
                self._pool.run,
                query,
                offers[0] if chosen == negotiation.HTML else chosen,
                default_graphs=[value for name, value in parameters if name == "default-graph-uri"],
                named_graphs=[value for name, value in parameters if name == "named-graph-uri"],
                base=base,
            )
        finally:
            self._waiting -= 1
        if chosen == negotiation.HTML:
            return HTMLResponse((table_page if offers is negotiation.ROWS else text_page)(body))
        return Response(body, media_type=chosen, headers={"Vary": "Accept"})

    async def front(self, request: Request) -> Response:
        endpoint = str(request.url.replace(path="/sparql", query=""))
        try:
            numbers = await self._numbers()
        except QueryTimeout:  # busy: the page is of use without them
            numbers = {}
        return HTMLResponse(front_page(numbers, self._questions, endpoint, request.query_params.get("saved", "")))

    async def health(self, _: Request) -> Response:
        return JSONResponse({"status": "ok", "version": version("isnad"), **await self._numbers()})

    async def _numbers(self) -> dict[str, int]:
        """How many articles, claims, facts and triples there are; counted once for each state of the store."""
        generation = self._pool.generation
        if self._counted[0] != generation:
            numbers = {}
            for name, query in COUNTS.items():
                text = f"PREFIX kg: <https://w3id.org/isnad/ontology#> {query}"
                answer = json.loads(await run_in_threadpool(self._pool.run, text, negotiation.JSON))
                numbers[name] = int(answer["results"]["bindings"][0]["n"]["value"])
            self._counted = (generation, numbers)
        return self._counted[1]


async def _parameters(request: Request) -> list[tuple[str, str]]:
    """The parameters of the address and the body, `query` among them however it was sent."""
    pairs = _pairs(request.url.query.encode())
    if request.method != "POST":
        return pairs
    kind, _, rest = request.headers.get("content-type", "").lower().partition(";")
    kind, charset = kind.strip(), rest.partition("charset=")[2].strip(" \"'") or "utf-8"
    if kind == "application/sparql-update":
        raise Refused(403, "this endpoint is read-only: updates are refused")
    if kind not in ("application/sparql-query", "application/x-www-form-urlencoded"):
        raise Refused(415, "send the query as application/sparql-query or application/x-www-form-urlencoded")
    if charset not in ("utf-8", "utf8"):
        raise Refused(415, "send the query in UTF-8")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise Refused(413, f"the request has more than {MAX_BODY:,} bytes: shorten the query")
    if kind == "application/x-www-form-urlencoded":
        return pairs + _pairs(body)
    try:
        return [*((name, value) for name, value in pairs if name != "query"), ("query", body.decode())]
    except UnicodeDecodeError as error:
        raise Refused(400, f"the query is not UTF-8 at byte {error.start}") from error


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(encoded.decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
    except UnicodeDecodeError as error:
        raise Refused(400, "the parameters are not UTF-8, written as %XX") from error
    except ValueError as error:
        raise Refused(400, f"the request has more than {MAX_PARAMETERS:,} parameters") from error


async def _say(_: Request, error: Exception) -> Response:
    """An error in words, as plain text: whatever it quotes of the query stays text."""
    status, headers = 503, {}
    if isinstance(error, HTTPException):
        status, headers = error.status_code, dict(error.headers or {})
    elif isinstance(error, BadQuery):
        status = 400
    elif isinstance(error, QueryTimeout):
        headers = {"Retry-After": "10"}
    words = error.detail if isinstance(error, HTTPException) else str(error)
    if status == 405:
        words = f"this address takes {headers.get('Allow', 'GET')}"
    return PlainTextResponse(words + "\n", status, headers)


class _Headers:
    """What every answer says: it is what it says it is, and no page may frame it.

    No page from elsewhere may read it either: a graph on somebody's own machine is nobody else's to look through.
    """

    HEADERS = (
        (b"content-security-policy", POLICY.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
    )

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self.HEADERS]
            await send(message)

        await self._app(scope, receive, send_with_headers)
