"""What follows from facts, kept in a graph of its own and always in step with them.

The rules run in memory over what they speak of, and only what changes in the inferred graph is written, in the same
commit as the articles that changed it. A step looks at what a change can bear on and at nothing else, so it costs the
same in a large store: the things of which other facts hold than before; where what one is part of has changed, all that
is below it; for each of these, what its facts lead to; and of what holds both ways, only the two ways of what changed,
for the well known are affiliated with many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set

import pyoxigraph as ox

from kg.graph.change import Change
from kg.graph.rules import Rule, follow, load_rules
from kg.graph.store import Store, is_public
from kg.graph.vocabulary import INFERRED_GRAPH, KG, OWL, RDFS, TYPE

INFERRED = ox.NamedNode(INFERRED_GRAPH)
_UNION = ox.DefaultGraph()
_TYPE = ox.NamedNode(TYPE)
_SUBCLASS = ox.NamedNode(RDFS + "subClassOf")
_SOURCES = frozenset(ox.NamedNode(KG + name) for name in ("Claim", "Passage", "Article"))

# How facts about one thing bear on what follows about another.
WIDER = tuple(ox.NamedNode(KG + name) for name in ("partOf", "locatedIn"))
"""What is below in one of these takes over what follows for what is above."""
OF = tuple(ox.NamedNode(KG + name) for name in ("memberOf", "spokespersonFor", "leads"))
"""Whoever is of a thing in one of these is of all that it is part of."""
BOTH_WAYS = (ox.NamedNode(KG + "affiliatedWith"), ox.NamedNode(OWL + "differentFrom"))
"""What one is to another in these, the other is to the one."""
HOLDER, BODY = ox.NamedNode(KG + "holder"), ox.NamedNode(KG + "organization")
"""Who holds a post is of the body in which it is."""

_UP = frozenset({*WIDER, *OF, BODY})

FORGET = Change(dropped=frozenset({INFERRED}))
"""Takes the inferred graph out; where it is missing, the next writer makes it anew."""


def renew(store: Store, coming: Change, anew: bool = False, rules: Iterable[Rule] | None = None) -> Change:
    """What brings the inferred graph in step with a change of other graphs, in the same commit.

    The whole graph is looked at `anew` where the ontology changes, and where the store has no inferred graph.
    """
    rules = load_rules() if rules is None else tuple(rules)
    terms = {ox.NamedNode(term) for rule in rules for term in rule.terms}
    if anew or not store.has_graph(INFERRED_GRAPH):
        facts = _Facts(store, coming, terms | {_SUBCLASS})
        new = follow(facts.all(terms), rules)
        old = {quad.triple for quad in store.quads(graph=INFERRED)}
    else:
        facts = _Facts(store, coming, terms)
        things, pairs = facts.borne_on(), facts.pairs()
        one_way = terms - set(BOTH_WAYS)
        looked_at = facts.leading_from(things, one_way) | {pair for pair in pairs if facts.has(pair)}
        follows = follow(looked_at, rules) if things or pairs else set()
        new = {t for t in follows if t in pairs or (t.subject in things and t.predicate in one_way)}
        old = {quad.triple for thing in things for term in one_way for quad in store.quads(thing, term, graph=INFERRED)}
        old |= {quad.triple for quad in _quads(pairs) if quad in store.database}
    return Change(removed=_quads(old - new), added=_quads(new - old), created=frozenset({INFERRED}))


class _Facts:
    """What is stated in a store as it will be after a commit; what was inferred before is not."""

    def __init__(self, store: Store, coming: Change, terms: Set[ox.NamedNode]) -> None:
        self._store = store
        self._dropped = coming.dropped
        self._removed = frozenset(coming.removed)
        came = {quad.triple for quad in coming.added if quad.predicate in terms and quad.graph_name != INFERRED}
        left = {quad.triple for quad in coming.removed if quad.predicate in terms}
        for graph in coming.dropped:
            left |= {quad.triple for quad in store.quads(graph=graph) if quad.predicate in terms}
        self._come = {triple for triple in came if not self._was(triple)}
        self._gone = {triple for triple in left - came if self._was(triple) and not self._stays(triple)}
        self._by_subject: dict[tuple[object, object], list[ox.Triple]] = defaultdict(list)
        self._by_object: dict[tuple[object, object], list[ox.Triple]] = defaultdict(list)
        for triple in self._come:
            self._by_subject[triple.subject, triple.predicate].append(triple)
            self._by_object[triple.predicate, triple.object].append(triple)

    def _was(self, triple: ox.Triple) -> bool:
        database = self._store.database
        if ox.Quad(triple.subject, triple.predicate, triple.object, _UNION) not in database:
            return False
        return ox.Quad(triple.subject, triple.predicate, triple.object, INFERRED) not in database

    def _stays(self, triple: ox.Triple) -> bool:
        """Whether another graph, or one that is not taken out, says it too."""
        quads = self._store.database.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return any(
            is_public(quad.graph_name) and quad.graph_name not in self._dropped and quad not in self._removed
            for quad in quads
        )

    def has(self, triple: ox.Triple) -> bool:
        """Whether it is stated."""
        return triple in self._come or (self._was(triple) and triple not in self._gone)

    def _of(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> Iterator[ox.Triple]:
        yield from self._stated(subject, predicate, None)
        yield from self._by_subject.get((subject, predicate), ())

    def _to(self, predicate: ox.NamedNode, object: ox.NamedNode) -> Iterator[ox.Triple]:
        yield from self._stated(None, predicate, object)
        yield from self._by_object.get((predicate, object), ())

    def _stated(
        self, subject: ox.NamedNode | None, predicate: ox.NamedNode, object: ox.NamedNode | None
    ) -> Iterator[ox.Triple]:
        database = self._store.database
        for quad in database.quads_for_pattern(subject, predicate, object, _UNION):
            inferred = ox.Quad(quad.subject, quad.predicate, quad.object, INFERRED) in database
            if not inferred and quad.triple not in self._gone:
                yield quad.triple

    def all(self, terms: Iterable[ox.NamedNode]) -> Iterator[ox.Triple]:
        """All that the rules look at."""
        for term in sorted(set(terms) - {_TYPE}, key=str):
            yield from self._stated(None, term, None)
        yield from self._come
        # only classes that are wider or narrower than others: of the rest, claims for one, a type says nothing more
        for kind in {kind for triple in self._classes() for kind in (triple.subject, triple.object)}:
            if isinstance(kind, ox.NamedNode):
                yield from self._stated(None, _TYPE, kind)

    def _classes(self) -> Iterator[ox.Triple]:
        yield from self._stated(None, _SUBCLASS, None)
        yield from (triple for triple in self._come if triple.predicate == _SUBCLASS)

    # --- one step ----------------------------------------------------------------------------------

    def borne_on(self) -> set[ox.NamedNode]:
        """The things about which something else may follow than before."""
        found: set[ox.NamedNode] = set()
        above_changed: set[ox.NamedNode] = set()
        for triple in self._come | self._gone:
            subject, predicate, object = triple.subject, triple.predicate, triple.object
            if not isinstance(subject, ox.NamedNode) or predicate in BOTH_WAYS:
                continue
            if predicate == _TYPE and object in _SOURCES:
                continue
            found.add(subject)
            if predicate in WIDER:
                above_changed.add(subject)
            if predicate == HOLDER and isinstance(object, ox.NamedNode):
                found.add(object)
            if predicate == BODY:
                found |= self._objects(subject, HOLDER)
        return found | self._below(above_changed)

    def pairs(self) -> set[ox.Triple]:
        """What holds both ways and has changed, each way of it."""
        changed = {triple for triple in self._come | self._gone if triple.predicate in BOTH_WAYS}
        others = {ox.Triple(t.object, t.predicate, t.subject) for t in changed if isinstance(t.object, ox.NamedNode)}
        return changed | others

    def _below(self, things: Iterable[ox.NamedNode]) -> set[ox.NamedNode]:
        """All that is part of, lies in or is of a thing, over any number of steps.

        What was below and no longer is has a fact that is gone, and is borne on by that.
        """
        seen: set[ox.NamedNode] = set()
        todo = list(things)
        while todo:
            thing = todo.pop()
            if thing in seen:
                continue
            seen.add(thing)
            for predicate in (*WIDER, *OF):
                todo += self._subjects(predicate, thing)
            for post in self._subjects(BODY, thing):
                todo += self._objects(post, HOLDER)
        return seen

    def leading_from(self, things: Iterable[ox.NamedNode], terms: Iterable[ox.NamedNode]) -> set[ox.Triple]:
        """The facts of things and of their posts, and what all that they are part of or of is part of."""
        found = set(self._classes())
        for thing in things:
            found.update(triple for term in terms for triple in self._of(thing, term))
            for post in self._to(HOLDER, thing):
                if isinstance(post.subject, ox.NamedNode):
                    found.update((post, *self._of(post.subject, BODY)))
        seen: set[object] = set()
        todo = [triple.object for triple in found if triple.predicate in _UP]
        while todo:
            wider = todo.pop()
            if not isinstance(wider, ox.NamedNode) or wider in seen:
                continue
            seen.add(wider)
            above = [triple for predicate in WIDER for triple in self._of(wider, predicate)]
            found.update(above)
            todo += [triple.object for triple in above]
        return found

    def _objects(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> set[ox.NamedNode]:
        return {t.object for t in self._of(subject, predicate) if isinstance(t.object, ox.NamedNode)}

    def _subjects(self, predicate: ox.NamedNode, object: ox.NamedNode) -> set[ox.NamedNode]:
        return {t.subject for t in self._to(predicate, object) if isinstance(t.subject, ox.NamedNode)}


def _quads(triples: Iterable[ox.Triple]) -> tuple[ox.Quad, ...]:
    return tuple(ox.Quad(t.subject, t.predicate, t.object, INFERRED) for t in sorted(triples, key=str))
