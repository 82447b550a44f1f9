"""What follows from facts, kept in a graph of its own and always in step with them.

The rules run in memory over what they speak of, and only what changes in the inferred graph is written, in the same
commit as the articles that changed it. Rules over `all` see every triple of their terms; rules over what is `touched`
see the things that the commit touches, or, when the graph is made anew, all things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from itertools import chain

import pyoxigraph as ox

from kg.graph.change import Change
from kg.graph.rules import Rule, follow, load_rules
from kg.graph.store import Store
from kg.graph.vocabulary import INFERRED_GRAPH, KG, RDFS, TYPE

INFERRED = ox.NamedNode(INFERRED_GRAPH)
_TYPE = ox.NamedNode(TYPE)
_SOURCES = (ox.NamedNode(KG + "Claim"), ox.NamedNode(KG + "Passage"))
_SUBCLASS = ox.NamedNode(RDFS + "subClassOf")

FORGET = Change(dropped=frozenset({INFERRED}))
"""Takes the inferred graph out; where it is missing, the next writer makes it anew."""


def renew(store: Store, coming: Change, anew: bool = False, rules: Iterable[Rule] | None = None) -> Change:
    """What brings the inferred graph in step with a change of other graphs, in the same commit.

    The whole graph is looked at `anew` where the ontology changes, and where the store has no inferred graph.
    """
    rules = load_rules() if rules is None else tuple(rules)
    view = _View(store, coming)
    touched = None if anew or not store.has_graph(INFERRED_GRAPH) else view.touched()
    wide, narrow = _terms(rules, True), _terms(rules, False)
    new = follow(view.triples(wide, narrow, touched), rules)
    old = set(_old(store, wide, touched))
    return Change(removed=_quads(old - new), added=_quads(new - old), created=frozenset({INFERRED}))


class _View:
    """A store as it will be after a commit, without what was inferred before."""

    def __init__(self, store: Store, coming: Change) -> None:
        self._store = store
        self._replaced = coming.dropped
        self._added = ox.Store()
        self._added.bulk_extend(coming.added)

    def touched(self) -> frozenset[ox.NamedNode]:
        """What has a type in the graphs that go or come, but for claims and passages: no rule is about these."""
        going = (self._store.quads(None, _TYPE, None, graph) for graph in self._replaced)
        coming = self._added.quads_for_pattern(None, _TYPE, None, None)
        return frozenset(
            quad.subject
            for quad in chain(coming, *going)
            if quad.object not in _SOURCES and isinstance(quad.subject, ox.NamedNode)
        )

    def triples(self, wide: Set[str], narrow: Set[str], touched: Iterable[ox.NamedNode] | None) -> Iterator[ox.Triple]:
        """What the rules look at."""
        for term in sorted(wide | {_SUBCLASS.value}):
            yield from self._find(predicate=ox.NamedNode(term))
        if touched is not None:
            for subject in touched:
                for term in narrow:
                    yield from self._find(subject, ox.NamedNode(term))
            return
        for term in sorted(narrow - {TYPE}):
            yield from self._find(predicate=ox.NamedNode(term))
        # only classes that have a wider one: of others, claims for one, a type says nothing more
        for kind in {triple.subject for triple in self._find(predicate=_SUBCLASS)}:
            if isinstance(kind, ox.NamedNode):
                yield from self._find(predicate=_TYPE, object=kind)

    def _find(
        self,
        subject: ox.NamedNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: ox.NamedNode | None = None,
    ) -> Iterator[ox.Triple]:
        for quad in self._store.quads(subject, predicate, object):
            if quad.graph_name not in self._replaced and quad.graph_name != INFERRED:
                yield quad.triple
        for quad in self._added.quads_for_pattern(subject, predicate, object, None):
            yield quad.triple


def _terms(rules: Iterable[Rule], over_all: bool) -> frozenset[str]:
    return frozenset().union(*(rule.terms for rule in rules if rule.over_all is over_all))


def _old(store: Store, wide: Set[str], touched: Iterable[ox.NamedNode] | None) -> Iterator[ox.Triple]:
    """What was inferred before about what is looked at now."""
    seen: set[ox.Triple] = set()
    if touched is None:
        seen.update(quad.triple for quad in store.quads(graph=INFERRED))
        touched = ()
    for term in wide:
        seen.update(quad.triple for quad in store.quads(None, ox.NamedNode(term), None, INFERRED))
    for subject in touched:
        seen.update(quad.triple for quad in store.quads(subject, None, None, INFERRED))
    yield from seen


def _quads(triples: Iterable[ox.Triple]) -> tuple[ox.Quad, ...]:
    return tuple(ox.Quad(t.subject, t.predicate, t.object, INFERRED) for t in sorted(triples, key=str))
