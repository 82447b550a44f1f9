"""Other people's SPARQL endpoints, as a source like our own store."""

from __future__ import annotations

import ast
import json
import warnings
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

import rdflib
from SPARQLWrapper import POST, SELECT, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from kg.answer.json_results import literal, read_rows
from kg.errors import BadQuery, RemoteError
from kg.model import Blank, Iri, Result, Term, Triples

MAX_BYTES = 64 << 20

GRAPH_FORMATS = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/n-triples": "nt",
    "text/plain": "nt",
    "application/rdf+xml": "xml",
}
ROW_FORMATS = ("application/sparql-results+json", "application/json")

# One list for all forms of query: each endpoint takes from it what fits the query.
ACCEPT = "application/sparql-results+json, text/turtle, application/n-triples;q=0.9, application/rdf+xml;q=0.8"


class RemoteSource:
    """A SPARQL 1.1 endpoint at `url` (http or https); `timeout` in seconds, for each wait on the network."""

    def __init__(self, url: str, timeout: float = 60.0) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise RemoteError(f"{url} is no address of an endpoint: it must begin with http:// or https://")
        self.url = url
        self.timeout = timeout

    def query(self, text: str) -> Result:
        """The answer of the endpoint; BadQuery where it refuses the query, RemoteError where it fails."""
        body, kind = self._ask(text)
        try:
            if kind in ROW_FORMATS:
                return read_rows(json.loads(body))
            if kind in GRAPH_FORMATS:
                graph = rdflib.Graph().parse(data=body, format=GRAPH_FORMATS[kind])
                return Triples(tuple((_term(s), _term(p), _term(o)) for s, p, o in graph))
        except Exception as error:
            raise RemoteError(f"{self.url} sent an answer that cannot be read as {kind}: {_line(error)}") from error
        raise RemoteError(f"{self.url} answers with {kind or 'something of no stated type'}: is it a SPARQL endpoint?")

    def _ask(self, text: str) -> tuple[bytes, str]:
        wrapper = SPARQLWrapper(self.url, agent="isnad")
        wrapper.setMethod(POST)
        wrapper.setTimeout(max(1, round(self.timeout)))
        wrapper.addCustomHttpHeader("Accept", ACCEPT)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it warns of forms that it does not know; the endpoint decides
                wrapper.setQuery(text)
                wrapper.queryType = SELECT  # it would send an update as one: here all is a query
                response = wrapper.query().response
            with response:
                body = response.read(MAX_BYTES + 1)
                kind = response.headers.get_content_type() if response.headers.get("Content-Type") else ""
        except QueryBadFormed as error:
            raise BadQuery(f"{self.url} refuses the query: {_line(_said(error))}") from error
        except SPARQLWrapperException as error:
            raise RemoteError(f"{self.url}: {error.msg}: {_line(_said(error))}") from error
        except HTTPError as error:
            words = _line(error.read(1000).decode(errors="replace"))
            raise RemoteError(f"{self.url} answers {error.code} {error.reason}: {words}") from error
        except TimeoutError as error:
            raise RemoteError(f"{self.url} did not answer within {self.timeout:g} seconds") from error
        except (URLError, OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise RemoteError(f"{self.url} cannot be reached: {_line(reason)}") from error
        if len(body) > MAX_BYTES:
            raise RemoteError(f"{self.url} sends more than {MAX_BYTES >> 20} MB: narrow the query, or add LIMIT")
        return body, kind


def _said(error: SPARQLWrapperException) -> str:
    """What the endpoint said; the wrapper keeps it only as Python's way of writing bytes."""
    written = str(error).partition("Response:\n")[2]
    try:
        return str(ast.literal_eval(written), errors="replace")
    except (ValueError, SyntaxError, TypeError):
        return written or "no words with it"


def _line(words: object) -> str:
    """The first line that says something, cut to a readable length."""
    lines = (line.strip() for line in str(words).splitlines())
    return next(filter(None, lines), "no words with it")[:300]


def _term(node: rdflib.term.Node) -> Term:
    if isinstance(node, rdflib.URIRef):
        return Iri(str(node))
    if isinstance(node, rdflib.Literal):
        return literal(str(node), str(node.datatype) if node.datatype else None, node.language)
    return Blank(str(node))
