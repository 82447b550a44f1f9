"""A store as triples graph by graph, for servers elsewhere: what there is, what changed, how lines are read back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import RemoteError
from kg.graph.store import Store
from kg.graph.vocabulary import ONTOLOGY_GRAPH
from kg.graph.written import is_public

_ALSO = {"text/plain": "application/n-triples", "text/ntriples": "application/n-triples", "text/n3": "text/turtle"}
"""What servers call N-Triples and Turtle besides."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What goes from a graph elsewhere, what comes, and what goes from the union there, in N-Triples' lines."""

    lost: tuple[str, ...]
    come: tuple[str, ...]
    nowhere: tuple[str, ...]
    """Of what is lost, that which no other graph here says."""
    size: int
    """Triples that the graph has afterwards."""


def graphs(store: Store) -> list[str]:
    """The names of all graphs that are ours to show."""
    return sorted(graph.value for graph in store.database.named_graphs() if is_public(graph))


def lines(store: Store, name: str) -> list[str]:
    """The triples of a graph, sorted. Blank nodes, which the ontology alone has, get the same names each time."""
    return sorted(f"{triple} ." for triple in _triples(store, name))


def digest(sorted_lines: Iterable[str]) -> str:
    """What stands for the contents of a graph."""
    seen = hashlib.sha256()
    for line in sorted_lines:
        seen.update(line.encode() + b"\n")
    return seen.hexdigest()


def changed(store: Store, name: str, there: tuple[bytes, str]) -> Changed:
    """What brings a graph elsewhere, of which the server said this, in step; RemoteError where it cannot be read."""
    new, old = set(_triples(store, name)), set(_parsed(*there))
    lost = old - new
    nowhere = [triple for triple in lost if not _in_union(store, triple)]
    return Changed(_lines(lost), _lines(new - old), _lines(nowhere), len(new))


def as_quads(name: str, there: tuple[bytes, str]) -> Iterator[bytes]:
    """What a server said of a graph, as lines of N-Quads; RemoteError where it cannot be read."""
    graph = ox.NamedNode(name)
    for triple in _parsed(*there):
        quad = ox.Quad(triple.subject, triple.predicate, triple.object, graph)
        yield f"{quad} .\n".encode()


def _triples(store: Store, name: str) -> Iterator[ox.Triple]:
    quads: Iterable[ox.Quad] = store.quads(graph=ox.NamedNode(name))
    if name == ONTOLOGY_GRAPH:
        named = ox.Dataset(quads)
        named.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        quads = named
    return (quad.triple for quad in quads)


def _parsed(body: bytes, media_type: str) -> Iterator[ox.Triple]:
    format = ox.RdfFormat.from_media_type(_ALSO.get(media_type, media_type))
    if format is None:
        raise RemoteError(f"the server sends a graph as {media_type or 'nothing stated'}, which is not known here")
    try:
        yield from (quad.triple for quad in ox.parse(body, format=format))
    except (SyntaxError, ValueError) as error:
        raise RemoteError(
            f"the server sends {media_type} that cannot be read: {' '.join(str(error).split())}"
        ) from error


def _in_union(store: Store, triple: ox.Triple) -> bool:
    return ox.Quad(triple.subject, triple.predicate, triple.object, ox.DefaultGraph()) in store.database


def _lines(triples: Iterable[ox.Triple]) -> tuple[str, ...]:
    return tuple(sorted(f"{triple} ." for triple in triples))
