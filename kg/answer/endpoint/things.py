"""Linked data: each IRI of the graph answers at our own address for it, as a page for people or as data."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kg.answer.endpoint import negotiation
from kg.answer.endpoint.desk import Desk
from kg.answer.endpoint.pages import Links, text_page, thing_page
from kg.answer.terms import sparql
from kg.errors import BadQuery, NotThere
from kg.exchange import Question
from kg.model import Iri

ONTOLOGY = "https://w3id.org/isnad/ontology"
OFFERS = (negotiation.HTML, *(offer for offer in negotiation.GRAPHS if offer != negotiation.HTML))
MOST = 1000
"""Statements about a thing by others, and claims on its page, that are told; there may be more."""

_PREFIXES = """\
PREFIX kg: <https://w3id.org/isnad/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
_ASK = "ASK {{ {{ {iri} ?p ?o }} UNION {{ ?s ?p {iri} }} }}"
_DATA = """\
CONSTRUCT {{ {iri} ?p ?o . ?s ?q {iri} }}
WHERE {{ {{ {iri} ?p ?o }} UNION {{ SELECT ?s ?q WHERE {{ ?s ?q {iri} }} LIMIT {most} }} }}"""
_SAYS = """\
SELECT ?p ?o (SAMPLE(?name) AS ?label) WHERE {{ {iri} ?p ?o OPTIONAL {{ ?o rdfs:label ?name }} }}
GROUP BY ?p ?o ORDER BY ?p ?label ?o LIMIT {most}"""
_SAID = """\
SELECT ?s ?p (SAMPLE(?name) AS ?label) WHERE {{
  ?s ?p {iri} . ?s rdfs:label ?name .
  FILTER (?p NOT IN (kg:subject, kg:object, kg:attributedTo, kg:mentions))
}}
GROUP BY ?s ?p ORDER BY ?p ?label ?s LIMIT {most}"""
_CLAIMS = """\
SELECT ?claim ?subject ?subjectName ?predicate ?value ?valueName ?modality ?quote ?article ?title ?publisher WHERE {{
  {{ SELECT DISTINCT ?claim WHERE {{ ?claim kg:subject|kg:object {iri} ; kg:modality ?any }}
     ORDER BY ?claim LIMIT 100 }}
  ?claim kg:subject ?subject ; kg:predicate ?predicate ; kg:object|kg:value ?value ; kg:modality ?modality ;
         kg:passage/kg:quote ?quote ; kg:article ?article .
  OPTIONAL {{ ?subject rdfs:label ?subjectName }}
  OPTIONAL {{ ?value rdfs:label ?valueName }}
  OPTIONAL {{ ?article rdfs:label ?title }}
  OPTIONAL {{ ?article kg:publisher ?publisher }}
}}
ORDER BY ?article ?claim"""


class Things:
    """Answers requests at /id/... and /ontology."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, request: Request) -> Response:
        """One thing, article, claim or passage; NotThere where the graph does not speak of it."""
        client = self._desk.gate.let_in(request, "read")
        path = bytes(request.scope.get("raw_path") or b"").decode("ascii", "replace").partition("?")[0]
        iri = self._desk.settings.base + unquote(path.partition("/id/")[2])
        try:
            term = sparql(Iri(iri))
        except BadQuery:
            raise NotThere("there is no such thing here") from None
        await self._desk.answers.pool.freshen()
        there = await self._ask(request, client, _ASK.format(iri=term))
        if not there["boolean"]:
            raise NotThere(f"the graph says nothing of <{iri}>")
        chosen = self._desk.choose(request, OFFERS, "a thing")
        if chosen != negotiation.HTML:
            question = Question(_DATA.format(iri=term, most=MOST), chosen)
            return await self._desk.answers.give(request, question, client, headers={"Vary": "Accept"})
        says, said, claims = [
            (await self._ask(request, client, _PREFIXES + query.format(iri=term, most=MOST)))["results"]["bindings"]
            for query in (_SAYS, _SAID, _CLAIMS)
        ]
        page = await asyncio.to_thread(thing_page, iri, says, said, claims, Links(self._desk.settings.base))
        return HTMLResponse(page, headers={"Vary": "Accept", "Cache-Control": "no-cache"})

    async def ontology(self, request: Request) -> Response:
        """The ontology: what classes and properties mean."""
        client = self._desk.gate.let_in(request, "read")
        chosen = self._desk.choose(request, OFFERS, "the ontology")
        kind = negotiation.TURTLE if chosen == negotiation.HTML else chosen
        question = Question("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", kind, (ONTOLOGY,))
        if chosen != negotiation.HTML:
            return await self._desk.answers.give(request, question, client, headers={"Vary": "Accept"})
        body = await self._desk.answers.whole(request, question, client)
        return HTMLResponse(text_page(body, "The ontology"), headers={"Vary": "Accept", "Cache-Control": "no-cache"})

    async def _ask(self, request: Request, client: str, query: str) -> Any:
        return json.loads(await self._desk.answers.whole(request, Question(query, negotiation.JSON), client))
