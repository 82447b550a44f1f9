"""The SPARQL 1.1 Graph Store HTTP Protocol: whole graphs, by their names or at addresses of their own.

What is here to be read are all graphs but the index; what can be written are those that are not ours. The graph store's
default graph is the writers' own (`WRITTEN`), so that what is put there can be had back.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response

from kg.answer.endpoint import negotiation
from kg.answer.endpoint.desk import Desk
from kg.answer.endpoint.forms import read_form
from kg.answer.endpoint.problems import Refused
from kg.answer.endpoint.requests import media_type, read_body, read_pairs
from kg.answer.terms import sparql
from kg.answer.updates import read_update
from kg.errors import BadQuery, NotThere
from kg.exchange import WRITTEN, Payload, Question
from kg.model import Iri

OFFERS = tuple(offer for offer in negotiation.GRAPHS if offer != negotiation.HTML)
TAKEN = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
FORM = "multipart/form-data"
HIDDEN = "https://w3id.org/isnad/index"
KEPT = "%:/?#[]@!$&'()*+,;=~"  # what stays as it is in an address
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^<>\"{}|^`\\\x00-\x20]+")


class Graphs:
    """Answers requests at /graphs and below it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, request: Request) -> Response:
        """GET, HEAD, PUT, POST or DELETE of one graph."""
        if request.method in ("GET", "HEAD"):
            return await self._get(request, self._desk.gate.let_in(request, "read"))
        writing = self._desk.writing(request)
        graph = self._graph(request, may_be_new=request.method == "POST")
        with writing.audited(f"{request.method} <{graph}>"):
            if request.method == "DELETE":
                await writing.hands.update(read_update(f"DROP GRAPH {sparql(Iri(graph))}"))
                return Response(None, 204)
            parts = await self._parts(request)
            fresh = await writing.hands.put(Payload(graph, parts, replace=request.method == "PUT"))
        return Response(None, 201 if fresh else 204, {"Location": quote(graph, safe=KEPT)} if fresh else None)

    async def _get(self, request: Request, client: str) -> Response:
        graph = self._graph(request)
        if graph.startswith(HIDDEN):
            raise NotThere(f"there is no graph <{graph}> here")
        chosen = self._desk.choose(request, OFFERS, "a graph")
        await self._desk.answers.pool.freshen()
        name = sparql(Iri(graph))
        there = await self._desk.answers.found(
            request, Question(f"ASK {{ GRAPH {name} {{}} }}", negotiation.JSON), client
        )
        if b"true" not in there.body and graph != WRITTEN:
            raise NotThere(f"there is no graph <{graph}> here")
        question = Question("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", chosen, (graph,))
        return await self._desk.answers.give(request, question, client, headers={"Vary": "Accept"})

    def _graph(self, request: Request, may_be_new: bool = False) -> str:
        """The IRI of the graph that the request is about."""
        pairs = read_pairs(request.scope["query_string"])
        names = [value for name, value in pairs if name == "graph"]
        default = any(name == "default" for name, _ in pairs)
        rest = _direct(request)
        if rest:
            if names or default:
                raise Refused(400, "the address names a graph, and so does a parameter: leave one of them out")
            return _checked(self._desk.address(request, f"/graphs/{rest}"))
        if len(names) + default > 1:
            raise Refused(400, "name one graph: graph=IRI once, or default")
        if default:
            return WRITTEN
        if names:
            return _checked(names[0])
        if may_be_new:
            return self._desk.address(request, f"/graphs/{secrets.token_hex(8)}")
        raise Refused(400, "name a graph: graph=IRI, default, or an address below this one")

    async def _parts(self, request: Request) -> tuple[tuple[bytes, str], ...]:
        kind, _ = media_type(request)
        body = await read_body(request)
        if kind == FORM and request.method == "POST":
            parts = await asyncio.to_thread(read_form, request.headers["content-type"], body)
        else:
            parts = ((body, kind or TAKEN[0]),)
        for _, given in parts:
            if given not in TAKEN:
                raise Refused(415, f"a graph is taken as {', '.join(TAKEN)}, and this is {given[:80]!r}")
        return parts


def _direct(request: Request) -> str:
    """What the path says behind /graphs/, as it was sent."""
    path = bytes(request.scope.get("raw_path") or request.scope["path"].encode()).decode("ascii", "replace")
    return path.partition("?")[0].removeprefix("/graphs").lstrip("/")


def _checked(iri: str) -> str:
    if not _IRI.fullmatch(iri) or len(iri) > 2000 or "\\" in unquote(iri):
        raise BadQuery(f"{iri[:200]!r} is no absolute IRI, and a graph needs one")
    return iri
