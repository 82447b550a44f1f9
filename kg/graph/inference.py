"""What follows from facts, kept in a graph of its own and always in step with them.

Only what changes in the inferred graph is written, in the same commit as the articles that changed it. A step follows
the change through the rules and looks at nothing else, so it costs the same in a large store: what rested on facts that
go is taken out, unless facts that stay still say it; what of that follows in another way comes back; and what follows
from facts that come is added. Made anew, the graph is what all rules give when they are asked as queries over all
facts, again and again until nothing is new (`kg.graph.rules.follow`): two ways, which must come to the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.graph.change import Change
from kg.graph.patterns import Facts, RuleBook, Term
from kg.graph.rules import follow, rule_book, sum_up
from kg.graph.store import Store
from kg.graph.vocabulary import INFERRED_GRAPH, TYPE
from kg.graph.written import is_public

INFERRED = ox.NamedNode(INFERRED_GRAPH)
_UNION = ox.DefaultGraph()
_TYPE = ox.NamedNode(TYPE)

FORGET = Change(dropped=frozenset({INFERRED}))
"""Takes the inferred graph out; where it is missing, the next writer makes it anew."""


def renew(store: Store, coming: Change, anew: bool = False, book: RuleBook | None = None) -> Change:
    """What brings the inferred graph in step with a change of other graphs, in the same commit.

    It is made anew where asked for, as when the ontology changes, and where the store has no inferred graph.
    """
    book = book or rule_book()
    stated = _Stated(store, coming, book)
    if anew or not store.has_graph(INFERRED_GRAPH):
        return _anew(store, stated, book)[0]
    removed, added = _step(stated, book)
    return Change(removed=_quads(removed), added=_quads(added), created=frozenset({INFERRED}))


def made_anew(store: Store, book: RuleBook | None = None) -> tuple[Change, set[ox.Triple]]:
    """What would bring the inferred graph in step with the store as it is, and all that belongs in it."""
    book = book or rule_book()
    return _anew(store, _Stated(store, Change(), book), book)


def _anew(store: Store, stated: _Stated, book: RuleBook) -> tuple[Change, set[ox.Triple]]:
    new = follow(stated.all(), book)
    old = {quad.triple for quad in store.quads(graph=INFERRED)}
    return Change(removed=_quads(old - new), added=_quads(new - old), created=frozenset({INFERRED})), new


class _Stated:
    """What is stated in a store before and after a commit; what was inferred is not."""

    def __init__(self, store: Store, coming: Change, book: RuleBook) -> None:
        self.database = store.database
        self._dropped = coming.dropped
        self._removed = frozenset(coming.removed)
        self._keys = book.looked_at
        came = {quad.triple for quad in coming.added if self._looked_at(quad) and quad.graph_name != INFERRED}
        left = {quad.triple for quad in coming.removed if self._looked_at(quad)}
        for graph in coming.dropped - {INFERRED}:
            left |= {quad.triple for quad in store.quads(graph=graph) if self._looked_at(quad)}
        self.come = {triple for triple in came if not self.was(triple)}
        """What is stated now and was not; it may have been inferred."""
        self.gone = {triple for triple in left - came if self.was(triple) and not self._stays(triple)}
        """What was stated and is no longer."""

    def _looked_at(self, quad: ox.Quad) -> bool:
        return (quad.predicate, quad.object if quad.predicate == _TYPE else None) in self._keys

    def was(self, triple: ox.Triple) -> bool:
        """Whether it was stated before."""
        return _in(self.database, triple, _UNION) and not _in(self.database, triple, INFERRED)

    def has(self, triple: ox.Triple) -> bool:
        """Whether it is stated afterwards."""
        return triple in self.come or (triple not in self.gone and self.was(triple))

    def match(self, subject: Term | None, predicate: Term | None, object: Term | None) -> Iterator[ox.Triple]:
        """What is stated afterwards and was before."""
        for quad in self.database.quads_for_pattern(subject, predicate, object, _UNION):  # type: ignore[arg-type]
            if quad.triple not in self.gone and not _in(self.database, quad.triple, INFERRED):
                yield quad.triple

    def all(self) -> Iterator[ox.Triple]:
        """All that is stated afterwards and that rules look at."""
        yield from self.come
        for predicate, kind in self._keys:
            assert isinstance(predicate, ox.NamedNode)
            assert not isinstance(kind, str)
            for quad in self.database.quads_for_pattern(None, predicate, kind, _UNION):
                if quad.triple not in self.gone and not _in(self.database, quad.triple, INFERRED):
                    yield quad.triple

    def _stays(self, triple: ox.Triple) -> bool:
        """Whether another graph, or one that is not taken out, says it too."""
        quads = self.database.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return any(
            is_public(quad.graph_name)
            and quad.graph_name != INFERRED
            and quad.graph_name not in self._dropped
            and quad not in self._removed
            for quad in quads
        )


class _Facts:
    """What holds, stated or inferred: what the store has, but for what is taken out, and what came."""

    def __init__(self, database: ox.Store) -> None:
        self._database = database
        self._out: set[ox.Triple] = set()
        self._come: set[ox.Triple] = set()
        self._by_subject: dict[object, list[ox.Triple]] = defaultdict(list)
        self._by_object: dict[object, list[ox.Triple]] = defaultdict(list)

    def match(self, subject: Term | None, predicate: Term | None, object: Term | None) -> Iterator[ox.Triple]:
        """The triples that fit; None stands for anything."""
        for quad in self._database.quads_for_pattern(subject, predicate, object, _UNION):  # type: ignore[arg-type]
            if quad.triple not in self._out:
                yield quad.triple
        if subject is not None:
            near: Iterable[ox.Triple] = self._by_subject.get(subject, ())
        else:
            near = self._come if object is None else self._by_object.get(object, ())
        for triple in tuple(near):
            if all(asked in (None, term) for asked, term in zip((subject, predicate, object), triple, strict=True)):
                yield triple

    def __contains__(self, triple: object) -> bool:
        assert isinstance(triple, ox.Triple)
        return triple in self._come or (triple not in self._out and _in(self._database, triple, _UNION))

    def take_out(self, triples: Iterable[ox.Triple]) -> None:
        self._out.update(triples)

    def add(self, triple: ox.Triple) -> None:
        if triple in self._out:
            self._out.discard(triple)
        elif triple not in self:
            self._come.add(triple)
            self._by_subject[triple.subject].append(triple)
            self._by_object[triple.object].append(triple)


def _step(stated: _Stated, book: RuleBook) -> tuple[set[ox.Triple], set[ox.Triple]]:
    """What of the inferred graph goes and what comes."""
    database = stated.database
    summed_before, summed = _sums(stated, book)
    unsummed = {triple for triple in summed_before - summed if _in(database, triple, INFERRED)}
    lost = _lost(stated, book, stated.gone | unsummed)
    facts = _Facts(database)
    facts.take_out(stated.gone | unsummed | lost)
    come = stated.come | (summed - summed_before)
    for triple in come:
        facts.add(triple)
    back = {triple for triple in lost | stated.gone if _follows(triple, book, facts)}
    for triple in back:
        facts.add(triple)
    new = back | (summed - summed_before) | _consequences(facts, book, come | back)
    removed = {triple for triple in lost | unsummed if triple not in facts}
    removed |= {triple for triple in stated.come if _in(database, triple, INFERRED)}
    added = {triple for triple in new if not stated.has(triple) and not _in(database, triple, INFERRED)}
    return removed, added


def _sums(stated: _Stated, book: RuleBook) -> tuple[set[ox.Triple], set[ox.Triple]]:
    """What rules that sum up make of the things that a change bears on, before and after."""
    before, after = set(), set()
    for rule in book.sums:
        touched = {triple.subject for triple in stated.come | stated.gone if triple.predicate in rule.reads}
        if not touched:
            continue
        kept = {triple for thing in touched for one in rule.reads for triple in stated.match(thing, one, None)}  # type: ignore[arg-type]
        gone = {triple for triple in stated.gone if triple.subject in touched and triple.predicate in rule.reads}
        come = {triple for triple in stated.come if triple.subject in touched and triple.predicate in rule.reads}
        before |= sum_up(_memory(kept | gone), [rule])
        after |= sum_up(_memory(kept | come), [rule])
    return before, after


def _lost(stated: _Stated, book: RuleBook, gone: set[ox.Triple]) -> set[ox.Triple]:
    """What was inferred and rested, over any number of steps, on what goes.

    What stated facts that stay say by one rule alone stays. The rest may still follow in another way.
    """
    old = _Facts(stated.database)
    lost: set[ox.Triple] = set()
    todo = list(gone)
    while todo:
        for triple in _at_once(todo.pop(), book, old):
            if triple not in lost and _in(stated.database, triple, INFERRED) and not _follows(triple, book, stated):
                lost.add(triple)
                todo.append(triple)
    return lost


def _consequences(facts: _Facts, book: RuleBook, come: set[ox.Triple]) -> set[ox.Triple]:
    """What follows from what came and did not hold before; it is added to the facts."""
    found: set[ox.Triple] = set()
    todo = list(come)
    while todo:
        for triple in list(_at_once(todo.pop(), book, facts)):
            if triple not in facts:
                facts.add(triple)
                found.add(triple)
                todo.append(triple)
    return found


def _at_once(triple: ox.Triple, book: RuleBook, facts: _Facts) -> Iterator[ox.Triple]:
    """What follows by one rule from a triple and others that hold."""
    for rule, bound, left in book.needing(triple):
        for binding in rule.met(facts, bound, left):
            yield from rule.follow(binding)


def _follows(triple: ox.Triple, book: RuleBook, facts: Facts) -> bool:
    """Whether one rule gives a triple from what holds."""
    return any(next(rule.met(facts, bound), None) is not None for rule, bound in book.giving(triple))


def _memory(triples: Iterable[ox.Triple]) -> ox.Store:
    memory = ox.Store()
    memory.extend(ox.Quad(*triple) for triple in triples)
    return memory


def _in(database: ox.Store, triple: ox.Triple, graph: ox.NamedNode | ox.DefaultGraph) -> bool:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph) in database


def _quads(triples: Iterable[ox.Triple]) -> tuple[ox.Quad, ...]:
    return tuple(ox.Quad(t.subject, t.predicate, t.object, INFERRED) for t in sorted(triples, key=str))
