"""The SPARQL 1.1 Protocol: queries and updates at one address."""

from __future__ import annotations

import asyncio
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from kg.answer.endpoint import negotiation
from kg.answer.endpoint.desk import Desk
from kg.answer.endpoint.pages import Links, table_page, text_page
from kg.answer.endpoint.problems import Refused
from kg.answer.endpoint.requests import MAX_BODY, MAX_QUERY, Sent, read_sent
from kg.answer.guard import MAX_LENGTH, Read, read_query
from kg.answer.updates import read_update
from kg.errors import TooLarge
from kg.exchange import Question

SHORT = 5000  # characters of a query that is read at once, beside other work
HINT = "send it as the parameter query, or update, or as the body of a POST"


class Sparql:
    """Answers requests at /sparql and /update."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, request: Request) -> Response:
        """A query, an update, or, to a bare GET, what this service is."""
        most = MAX_BODY if request.method == "POST" and self._desk.gate.may_write(request) else MAX_QUERY
        sent = await read_sent(request, most)
        queries, updates = sent.all("query"), sent.all("update")
        if not queries and not updates and request.method != "POST":
            client = self._desk.gate.let_in(request, "read")
            accept = ",".join(request.headers.getlist("accept"))
            if negotiation.choose(accept, (negotiation.TURTLE, negotiation.HTML)) == negotiation.HTML:
                return RedirectResponse("/", 303)
            return await self._desk.describe(request, client)
        if len(queries) + len(updates) != 1:
            raise Refused(400, f"one query or update is wanted, and {len(queries) + len(updates)} came: {HINT}")
        if updates:
            return await self._update(request, sent, updates[0])
        return await self._query(request, sent, queries[0])

    async def _query(self, request: Request, sent: Sent, query: str) -> Response:
        client = self._desk.gate.let_in(request, "read")
        if len(query) > MAX_LENGTH:
            raise TooLarge(f"the query has more than {MAX_LENGTH:,} characters: shorten it")
        for name in ("using-graph-uri", "using-named-graph-uri"):
            if sent.all(name):
                raise Refused(400, f"{name} is for updates: a query takes default-graph-uri and named-graph-uri")
        read = _read(query) if len(query) < SHORT else await asyncio.to_thread(_read, query)
        offers = negotiation.ROWS if read.verb in ("SELECT", "ASK") else negotiation.GRAPHS
        chosen = self._desk.choose(request, offers, f"the answer to {read.verb}")
        default, named = sent.all("default-graph-uri"), sent.all("named-graph-uri")
        question = Question(
            query,
            offers[0] if chosen == negotiation.HTML else chosen,
            default,
            named,
            self._desk.address(request, "/sparql"),
            () if default or named else read.graphs,  # a dataset of the protocol is in place of the query's
            read.prologue,
        )
        if chosen == negotiation.HTML:
            body = await self._desk.answers.whole(request, question, client)
            links = Links(self._desk.settings.base)
            rows = offers is negotiation.ROWS
            page = await asyncio.to_thread(lambda: table_page(body, links=links) if rows else text_page(body))
            return HTMLResponse(page, headers={"Vary": "Accept", "Cache-Control": "no-store"})
        return await self._desk.answers.give(
            request, question, client, lasting=read.lasting, headers={"Vary": "Accept"}
        )

    async def _update(self, request: Request, sent: Sent, text: str) -> Response:
        if request.method != "POST":
            raise Refused(400, "an update comes by POST", {"Allow": "POST"})
        writing = self._desk.writing(request)
        for name in ("default-graph-uri", "named-graph-uri"):
            if sent.all(name):
                raise Refused(400, f"{name} is for queries: an update takes using-graph-uri and using-named-graph-uri")
        with writing.audited(f"update of {len(text):,} characters", text):
            update = await asyncio.to_thread(
                read_update,
                text,
                sent.all("using-graph-uri"),
                sent.all("using-named-graph-uri"),
                self._desk.address(request, "/sparql"),
            )
            await writing.hands.update(update)
        return Response(None, 204)


@lru_cache(maxsize=1000)
def _read(query: str) -> Read:
    return read_query(query)
