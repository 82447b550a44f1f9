"""Other people's SPARQL endpoints, as a source like our own store."""

from __future__ import annotations

import ast
import json
import warnings
from urllib.error import HTTPError, URLError

import rdflib
from SPARQLWrapper import POST, SELECT, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from kg.answer.guard import query_verb
from kg.answer.json_results import literal, read_rows
from kg.answer.remote.places import Place
from kg.answer.terms import sparql
from kg.errors import BadQuery, RemoteError
from kg.model import Blank, Iri, Result, Term, Triples

MAX_BYTES = 64 << 20
MAX_GRAPH = 2 << 30

GRAPH_FORMATS = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/n-triples": "nt",
    "text/plain": "nt",
    "application/rdf+xml": "xml",
}
ROW_FORMATS = ("application/sparql-results+json", "application/json")

ROWS = "application/sparql-results+json"
GRAPHS = "application/n-triples, text/plain;q=0.8, text/turtle;q=0.5, application/rdf+xml;q=0.2"
ANY = f"{ROWS}, {GRAPHS}"


UNION = "https://w3id.org/isnad/union"
"""Where kg push lays what the store has in its default graph: what that is elsewhere, each server has its own mind."""
ONTOLOGY = "https://w3id.org/isnad/ontology"


class RemoteSource:
    """A SPARQL 1.1 endpoint (http or https); `timeout` in seconds, for each wait on the network.

    Where kg push has been, questions without GRAPH are put to what it laid there as the default graph.
    """

    def __init__(self, place: Place | str, timeout: float = 60.0) -> None:
        self.place = Place.of(place) if isinstance(place, str) else place
        self.url = self.place.query
        self.timeout = timeout
        self._dataset: tuple[str, ...] | None = None

    @property
    def pushed(self) -> bool:
        """Whether kg push has been there."""
        return bool(self._default_graphs())

    def _default_graphs(self) -> tuple[str, ...]:
        if self._dataset is None:
            pushed = self.query_named(f"ASK {{ GRAPH {sparql(Iri(UNION))} {{ ?s ?p ?o }} }}")
            self._dataset = (UNION, ONTOLOGY) if pushed is True else ()
        return self._dataset

    def query_named(self, text: str) -> Result:
        """As `query`, for a query that names its graphs itself."""
        return self._read(*self._ask(text, ()))

    def graph(self, text: str) -> tuple[bytes, str]:
        """What a CONSTRUCT that names its graphs itself answers, as it came, and its media type."""
        return self._ask(text, (), GRAPHS, MAX_GRAPH)

    def query(self, text: str) -> Result:
        """The answer of the endpoint; BadQuery where it refuses the query, RemoteError where it fails."""
        return self._read(*self._ask(text, self._default_graphs()))

    def _read(self, body: bytes, kind: str) -> Result:
        try:
            if kind in ROW_FORMATS:
                return read_rows(json.loads(body))
            if kind in GRAPH_FORMATS:
                graph = rdflib.Graph().parse(data=body, format=GRAPH_FORMATS[kind])
                return Triples(tuple((_term(s), _term(p), _term(o)) for s, p, o in graph))
        except Exception as error:
            raise RemoteError(f"{self.url} sent an answer that cannot be read as {kind}: {line(error)}") from error
        raise RemoteError(f"{self.url} answers with {kind or 'something of no stated type'}: is it a SPARQL endpoint?")

    def _ask(
        self, text: str, default_graphs: tuple[str, ...], accept: str = "", most: int | None = None
    ) -> tuple[bytes, str]:
        most = most or MAX_BYTES
        wrapper = SPARQLWrapper(self.url, agent="isnad")
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)  # its own parameters for formats turn some servers' heads
        wrapper.setTimeout(max(1, round(self.timeout)))
        wrapper.addCustomHttpHeader("Accept", accept or _accept(text))
        for name, value in self.place.headers().items():
            wrapper.addCustomHttpHeader(name, value)
        for graph in default_graphs:
            wrapper.addParameter("default-graph-uri", graph)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it warns of forms that it does not know; the endpoint decides
                wrapper.setQuery(text)
                wrapper.queryType = SELECT  # it would send an update as one: here all is a query
                response = wrapper.query().response
            with response:
                body = response.read(most + 1)
                kind = response.headers.get_content_type() if response.headers.get("Content-Type") else ""
        except QueryBadFormed as error:
            raise BadQuery(f"{self.url} refuses the query: {told(_said(error))}") from error
        except SPARQLWrapperException as error:
            raise RemoteError(f"{self.url}: {error.msg}: {told(_said(error))}") from error
        except HTTPError as error:
            words = told(error.read(10_000))
            raise RemoteError(f"{self.url} answers {error.code} {error.reason}: {words}") from error
        except TimeoutError as error:
            raise RemoteError(f"{self.url} did not answer within {self.timeout:g} seconds") from error
        except (URLError, OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise RemoteError(f"{self.url} cannot be reached: {line(reason)}") from error
        if len(body) > most:
            raise RemoteError(f"{self.url} sends more than {most >> 20} MB: narrow the query, or add LIMIT")
        return body, kind


def _accept(text: str) -> str:
    """What fits the form of the query: some servers take no list from which only a part does."""
    try:
        return ROWS if query_verb(text) in ("SELECT", "ASK") else GRAPHS
    except BadQuery:  # the endpoint will say what is wrong with it
        return ANY


def _said(error: SPARQLWrapperException) -> str:
    """What the endpoint said; the wrapper keeps it only as Python's way of writing bytes."""
    written = str(error).partition("Response:\n")[2]
    try:
        return str(ast.literal_eval(written), errors="replace")
    except (ValueError, SyntaxError, TypeError):
        return written or "no words with it"


def told(body: bytes | str) -> str:
    """What an error says: the detail of a problem (RFC 9457), or else its first line."""
    text = body.decode(errors="replace") if isinstance(body, bytes) else body
    try:
        return line(json.loads(text)["detail"])
    except (ValueError, KeyError, TypeError):
        return line(text)


def line(words: object) -> str:
    """The first line that says something, cut to a readable length."""
    lines = (line.strip() for line in str(words).splitlines())
    return next(filter(None, lines), "no words with it")[:300]


def _term(node: rdflib.term.Node) -> Term:
    if isinstance(node, rdflib.URIRef):
        return Iri(str(node))
    if isinstance(node, rdflib.Literal):
        return literal(str(node), str(node.datatype) if node.datatype else None, node.language)
    return Blank(str(node))
