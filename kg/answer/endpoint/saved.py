"""The saved queries as an API: what there are, and the answer to each, by the code that `kg query` runs."""

from __future__ import annotations

import asyncio
import io
import json

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from kg.answer.endpoint import negotiation
from kg.answer.endpoint.desk import Desk
from kg.answer.endpoint.openapi import openapi
from kg.answer.endpoint.pages import Links, queries_page, table_page
from kg.answer.endpoint.problems import Refused
from kg.answer.endpoint.requests import read_pairs
from kg.answer.formats import write
from kg.answer.json_results import read_rows
from kg.answer.saved import SavedQuery, find_query
from kg.answer.values import read_values
from kg.exchange import Question
from kg.model import Result

TEXT = "text/plain"
MOST = 64 << 20
"""Bytes of an answer by which names are looked up."""
OFFERS = (*negotiation.ROWS, TEXT)
BY_NAME = {
    "json": negotiation.JSON,
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "html": negotiation.HTML,
    "table": TEXT,
}
"""The values of the parameter `format`, for those who cannot send an Accept header."""


class Saved:
    """Answers requests at /queries and below it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def list(self, request: Request) -> Response:
        """All saved queries, with what they ask and their parameters."""
        self._desk.gate.let_in(request, "read")
        chosen = self._desk.choose(request, ("application/json", negotiation.HTML), "the list")
        if chosen == negotiation.HTML:
            return HTMLResponse(queries_page(self._desk.questions), headers={"Vary": "Accept"})
        told = [self._told(request, query) for query in self._desk.questions.values()]
        return JSONResponse({"queries": told}, headers={"Vary": "Accept"})

    async def openapi(self, request: Request) -> Response:
        """What can be asked, for programs that make clients or forms of it."""
        self._desk.gate.let_in(request, "read")
        return JSONResponse(openapi(self._desk.questions, self._desk.address(request, "")))

    async def answer(self, request: Request) -> Response:
        """The answer to one. UnknownName for a query, parameter or name that is not known, BadQuery for a bad value."""
        client = self._desk.gate.let_in(request, "read")
        query = find_query(self._desk.questions, request.path_params["name"])
        # A form sends what was left empty, too.
        values = {name: value for name, value in read_pairs(request.scope["query_string"]) if value.strip()}
        chosen = self._format(request, values.pop("format", ""))
        await self._desk.answers.pool.freshen()
        terms = await asyncio.to_thread(read_values, query, values, self._source(request, client))
        kind = negotiation.JSON if chosen in (negotiation.HTML, TEXT) else chosen
        question = Question(query.bind(terms), kind)
        headers = {"Vary": "Accept"}
        if chosen == kind:
            return await self._desk.answers.give(request, question, client, headers=headers)
        body = await self._desk.answers.whole(request, question, client)
        if chosen == negotiation.HTML:
            return HTMLResponse(
                await asyncio.to_thread(table_page, body, query.summary, Links(self._desk.settings.base)),
                headers=headers,
            )
        stream = io.StringIO()
        await asyncio.to_thread(write, read_rows(json.loads(body)), "table", stream, 160)
        return Response(stream.getvalue(), 200, headers, TEXT)

    def _format(self, request: Request, name: str) -> str:
        if not name:
            return self._desk.choose(request, OFFERS, "the answer")
        if name not in BY_NAME:
            raise Refused(400, f"there is no format {name[:40]!r}: there are {', '.join(BY_NAME)}")
        return BY_NAME[name]

    def _source(self, request: Request, client: str) -> _Source:
        return _Source(self._desk, request, client, asyncio.get_running_loop())

    def _told(self, request: Request, query: SavedQuery) -> dict[str, object]:
        return {
            "name": query.name,
            "summary": query.summary,
            "description": query.description,
            "url": self._desk.address(request, f"/queries/{query.name}"),
            "parameters": [
                {"name": param.name, "kinds": list(param.kinds), "description": param.help} for param in query.params
            ],
            "columns": [{"name": column.name, "description": column.help} for column in query.columns],
        }


class _Source:
    """The store, as code that knows nothing of event loops asks it: from a thread of its own."""

    def __init__(self, desk: Desk, request: Request, client: str, loop: asyncio.AbstractEventLoop) -> None:
        self._desk = desk
        self._request = request
        self._client = client
        self._loop = loop

    def query(self, text: str) -> Result:
        """The answer to a query; errors as of `Answers.whole`."""
        asked = self._desk.answers.whole(self._request, Question(text, negotiation.JSON), self._client, MOST)
        return read_rows(json.loads(asyncio.run_coroutine_threadsafe(asked, self._loop).result()))
