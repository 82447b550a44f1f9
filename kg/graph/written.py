"""Graphs that people write through the endpoint: beside what Isnad says, and never part of it.

Whose a graph is shows in its name. What is ours begins with the base of our IRIs or with `https://w3id.org/isnad/`;
every other graph is a writer's, and so is `WRITTEN`, which writers have in place of the default graph. No written graph
is in the default graph, in a dump of ours, or among what rules, checks and shapes look at: a triple there may say what
it likes, and is nobody's claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TypeGuard

import pyoxigraph as ox

from kg.exchange import WRITTEN
from kg.graph.vocabulary import BASE, INDEX_GRAPH

ISNAD = "https://w3id.org/isnad/"
OWN = ox.NamedNode(WRITTEN)

Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


def is_written(graph: Graph) -> bool:
    """Whether a graph is one that writers may change."""
    if not isinstance(graph, ox.NamedNode):
        return False
    return graph == OWN or not graph.value.startswith((BASE, ISNAD))


def is_public(graph: Graph) -> TypeGuard[ox.NamedNode]:
    """Whether a graph is one of ours that people query: neither the union, nor the index, nor written by others."""
    return isinstance(graph, ox.NamedNode) and not graph.value.startswith(INDEX_GRAPH) and not is_written(graph)


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What a write does to written graphs: some go, quads go, quads come."""

    dropped: tuple[str, ...] = ()
    created: tuple[str, ...] = ()
    removed: tuple[ox.Quad, ...] = ()
    """Without blank nodes: a graph where one of these changes is dropped, and written whole."""
    added: tuple[ox.Quad, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.dropped or self.created or self.removed or self.added)

    def update(self) -> str:
        """The SPARQL update that carries it out, in one transaction."""
        for name in (*self.dropped, *self.created, *(quad.graph_name for quad in (*self.removed, *self.added))):
            assert is_written(ox.NamedNode(name) if isinstance(name, str) else name), f"{name} is not a writer's"
        steps = [f"DROP SILENT GRAPH {ox.NamedNode(name)}" for name in self.dropped]
        if self.removed:
            steps.append(f"DELETE DATA {{\n{_blocks(self.removed)}\n}}")
        steps += [f"CREATE SILENT GRAPH {ox.NamedNode(name)}" for name in self.created]
        if self.added:  # in one operation: a blank node keeps its name within one, and may stand in two graphs
            steps.append(f"INSERT DATA {{\n{_blocks(self.added)}\n}}")
        return " ;\n".join(steps)


def _blocks(quads: Iterable[ox.Quad]) -> str:
    return "\n".join(_each(quads))


def _each(quads: Iterable[ox.Quad]) -> Iterator[str]:
    for graph, own in groupby(sorted(quads, key=lambda quad: str(quad.graph_name)), lambda quad: str(quad.graph_name)):
        body = "\n".join(f"{quad.triple} ." for quad in own)
        yield f"GRAPH {graph} {{\n{body}\n}}"


def compared(before: Iterable[ox.Quad], after: Iterable[ox.Quad], was: set[str], now: set[str]) -> Rewriting:
    """What makes the written graphs `before` those `after`; `was` and `now` are their names, also of empty ones."""
    old, new = set(before), set(after)
    gone, come = old - new, new - old
    whole = {_name(quad) for quad in gone | come if _has_blank(quad)}
    # A blank node may stand in several graphs, and keeps no name from one write to the next.
    whole |= {_name(quad) for quad in new if whole and _has_blank(quad)} if whole else set()
    return Rewriting(
        dropped=tuple(sorted((was - now) | (whole & was))),
        created=tuple(sorted(now - was)),
        removed=tuple(quad for quad in gone if _name(quad) not in whole and _name(quad) in now),
        added=tuple(quad for quad in come if _name(quad) not in whole)
        + tuple(quad for quad in new if _name(quad) in whole),
    )


def _name(quad: ox.Quad) -> str:
    assert isinstance(quad.graph_name, ox.NamedNode)
    return quad.graph_name.value


def _has_blank(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode | ox.Triple)
