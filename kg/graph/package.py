"""The graphs that come with the program: ontology and authority file, written anew when their content changes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable

from pyoxigraph import NamedNode, Quad, Triple

from kg.graph.authority import authority_triples, ontology_triples
from kg.graph.change import Change
from kg.graph.rules import load_rules
from kg.graph.vocabulary import AUTHORITY_GRAPH, ONTOLOGY_GRAPH


class Package:
    """The ontology and authority graphs of this version of the program."""

    def __init__(self) -> None:
        self._graphs = {NamedNode(ONTOLOGY_GRAPH): ontology_triples(), NamedNode(AUTHORITY_GRAPH): authority_triples()}
        rules = "\n".join(rule.text for rule in load_rules())
        self.digest = _digest([*map(_lines, self._graphs.values()), rules])
        self.authority_digest = _digest([_lines(self._graphs[NamedNode(AUTHORITY_GRAPH)])])

    def change(self, left_out: Collection[Quad] = ()) -> Change:
        """What puts these graphs in place of those of another version, but for some quads."""
        every = (
            Quad(t.subject, t.predicate, t.object, graph) for graph, triples in self._graphs.items() for t in triples
        )
        quads = tuple(quad for quad in every if quad not in left_out)
        return Change(dropped=frozenset(self._graphs), added=quads)


def _lines(triples: Iterable[Triple]) -> str:
    return "\n".join(sorted(map(str, triples)))


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n\n".join(texts).encode()).hexdigest()[:16]
