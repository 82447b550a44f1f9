"""What a commit does to a store: graphs and quads that go, quads that come.

A store holds each triple twice: in the graph that says it, and once in the default graph, which is the union of all
and what queries read. Another union, made while a query runs, would meet a triple as often as articles tell it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.exchange import WRITTEN
from kg.graph.vocabulary import BASE, INDEX_GRAPH
from kg.graph.written import ISNAD

_ELSEWHERE = f"""\
FILTER NOT EXISTS {{{{
  GRAPH ?other {{{{ ?s ?p ?o }}}}
  FILTER (STRSTARTS(STR(?other), "{BASE}") || STRSTARTS(STR(?other), "{ISNAD}"))
  FILTER (!STRSTARTS(STR(?other), "{INDEX_GRAPH}") && STR(?other) != "{WRITTEN}") {{condition}}
}}}}"""


@dataclass(frozen=True, slots=True)
class Change:
    """What goes, then what comes. All quads are of named graphs; the default graph follows by itself."""

    dropped: frozenset[NamedNode] = frozenset()
    """Graphs taken out whole."""
    removed: tuple[Quad, ...] = ()
    """Single quads taken out; they have no blank nodes."""
    added: tuple[Quad, ...] = ()
    created: frozenset[NamedNode] = frozenset()
    """Graphs that are there afterwards even if nothing is in them."""
    noted: tuple[Quad, ...] = ()
    """Quads that come into graphs which are no part of the union: the index of kg.graph.index."""
    forgotten: tuple[Quad, ...] = ()
    """Quads that go from there."""

    def __add__(self, other: Change) -> Change:
        return Change(
            self.dropped | other.dropped,
            self.removed + other.removed,
            self.added + other.added,
            self.created | other.created,
            self.noted + other.noted,
            self.forgotten + other.forgotten,
        )

    @property
    def only_adds(self) -> bool:
        return not self.dropped and not self.removed and not self.forgotten

    def quads(self) -> Iterator[Quad]:
        """What comes, as it is stored: each quad, and its triple in the default graph."""
        for quad in self.added:
            yield quad
            yield Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())
        yield from self.noted

    def update(self) -> str:
        """The SPARQL update that carries it out, in one transaction where the engine does so."""
        steps = [_drop(graph) for graph in sorted(self.dropped, key=str)]
        steps += [_delete(graph, quads) for graph, quads in _by_graph(self.removed)]
        steps += [f"CREATE SILENT GRAPH {graph}" for graph in sorted(self.created, key=str)]
        steps += [_insert(graph, quads) for graph, quads in _by_graph(self.added)]
        steps += [f"DELETE DATA {_alone(graph, quads)}" for graph, quads in _by_graph(self.forgotten)]
        steps += [f"INSERT DATA {_alone(graph, quads)}" for graph, quads in _by_graph(self.noted)]
        return " ;\n".join(steps)


def _by_graph(quads: Iterable[Quad]) -> Iterator[tuple[str, list[Quad]]]:
    for graph, own in groupby(sorted(quads, key=lambda quad: str(quad.graph_name)), lambda quad: str(quad.graph_name)):
        yield graph, list(own)


def _alone(graph: str, quads: Iterable[Quad]) -> str:
    body = "\n".join(f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads)
    return f"{{ GRAPH {graph} {{\n{body}\n}} }}"


def _drop(graph: NamedNode) -> str:
    alone = _ELSEWHERE.format(condition=f"FILTER (?other != {graph})")
    return f"DELETE {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} {alone} }} ;\nDROP SILENT GRAPH {graph}"


def _delete(graph: str, quads: Iterable[Quad]) -> str:
    rows = [f"{quad.subject} {quad.predicate} {quad.object}" for quad in quads]
    body = " .\n".join(rows)
    listed = "\n".join(f"({row})" for row in rows)
    alone = _ELSEWHERE.format(condition="")
    return (
        f"DELETE DATA {{ GRAPH {graph} {{\n{body}\n}} }} ;\n"
        f"DELETE {{ ?s ?p ?o }} WHERE {{ VALUES (?s ?p ?o) {{\n{listed}\n}} {alone} }}"
    )


def _insert(graph: str, quads: Iterable[Quad]) -> str:
    # blank nodes keep their names within one operation: both graphs get the same
    body = "\n".join(f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads)
    return f"INSERT DATA {{\n{body}\nGRAPH {graph} {{\n{body}\n}} }}"
