"""Writing to a remote graph: updates, and whole graphs by the graph store protocol or, without it, by updates too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode

from kg.answer.remote.asking import line, told
from kg.answer.remote.places import GRAPHS_URL, PASSWORD, TOKEN, UPDATE_URL, USER, Place, SignedIn
from kg.answer.terms import sparql
from kg.errors import RemoteError
from kg.model import Iri

BATCH = 1000
"""Triples in one update: some servers take no longer texts."""

NTRIPLES = "application/n-triples"


class RemoteGraphs:
    """The named graphs of a remote server. `timeout` in seconds, for each wait on the network."""

    def __init__(self, place: Place, timeout: float = 300.0) -> None:
        if not place.update:
            raise RemoteError(f"where updates of {place.query} go is not known: set {UPDATE_URL}")
        self.place = place
        self._timeout = timeout
        self._signed = SignedIn(place, timeout)

    def update(self, text: str) -> None:
        """Carry out an update; RemoteError where the server does not."""
        body = urlencode({"update": text}).encode()
        self._send("POST", self.place.update, body, "application/x-www-form-urlencoded")

    def put(self, graph: str, triples: Iterable[str]) -> None:
        """Let a graph hold these triples, in N-Triples' lines, and nothing else."""
        lines = list(triples)
        if self.place.graphs:
            body = "".join(f"{triple}\n" for triple in lines).encode()
            self._send("PUT", self._address(graph), body, NTRIPLES)
            return
        self.drop(graph)
        self.insert(graph, lines)

    def insert(self, graph: str, triples: Iterable[str]) -> None:
        """Add triples to a graph. Those with blank nodes go in one update, or they would be other nodes in each."""
        lines = list(triples)
        blank = [triple for triple in lines if _has_blank(triple)]
        plain = [triple for triple in lines if not _has_blank(triple)]
        for batch in (*([blank] if blank else []), *_batches(plain)):
            self.update(f"INSERT DATA {{ GRAPH {sparql(Iri(graph))} {{\n{_joined(batch)}\n}} }}")

    def delete(self, graph: str, triples: Iterable[str]) -> None:
        """Take triples without blank nodes out of a graph."""
        for batch in _batches(list(triples)):
            self.update(f"DELETE DATA {{ GRAPH {sparql(Iri(graph))} {{\n{_joined(batch)}\n}} }}")

    def drop(self, graph: str) -> None:
        """Take a graph away, if it is there."""
        self.update(f"DROP SILENT GRAPH {sparql(Iri(graph))}")

    def _address(self, graph: str) -> str:
        mark = "&" if "?" in self.place.graphs else "?"
        return f"{self.place.graphs}{mark}graph={quote(graph, safe='')}"

    def _send(self, method: str, address: str, body: bytes, kind: str) -> None:
        try:
            self._signed.send(method, address, body, {"Content-Type": kind, "User-Agent": "isnad"})
        except HTTPError as error:
            words = told(error.read(10_000))
            if error.code in (401, 403) and not (self.place.user or self.place.token):
                words += f" (set {TOKEN}, or {USER} and {PASSWORD})"
            elif error.code in (404, 405) and address.startswith(self.place.graphs or "-"):
                words += f" (is {GRAPHS_URL} right?)"
            raise RemoteError(f"{address.partition('?')[0]} answers {error.code} {error.reason}: {words}") from error
        except TimeoutError as error:
            raise RemoteError(f"{address} did not answer within {self._timeout:g} seconds") from error
        except (URLError, OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise RemoteError(f"{address.partition('?')[0]} cannot be reached: {line(reason)}") from error


def _has_blank(triple: str) -> bool:
    return triple.startswith("_:") or triple.rstrip(" .").rpartition(" ")[2].startswith("_:")


def _batches(lines: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(lines), BATCH):
        yield lines[start : start + BATCH]


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines)
