"""Why an inferred fact holds: the rule that gives it, the facts which that needs, and so on down to what is stated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import pyoxigraph as ox

from kg import model
from kg.graph.inference import INFERRED
from kg.graph.patterns import Binding, Rule, RuleBook, Term
from kg.graph.results import from_term, to_term
from kg.graph.rules import rule_book, sum_up
from kg.graph.store import Store

_UNION = ox.DefaultGraph()
_DEEPEST = 12
"""Rules on the way from a fact down to what is stated; what needs more is not explained."""
_TRIED = 200
"""Ways in which one rule may give a fact that are tried: each whole is much like another."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A fact, and what it rests on. `says` is the rule in words; a stated fact has none, and rests on nothing here."""

    subject: model.Term
    predicate: model.Term
    object: model.Term
    says: str = ""
    rests_on: tuple[Proof, ...] = ()


def prove(
    store: Store, subject: model.Iri, predicate: model.Iri | None = None, object: model.Term | None = None
) -> Iterator[Proof]:
    """All that was inferred of a thing, sorted, each fact with the shortest way to it from stated ones."""
    search = _Search(store, rule_book())
    property = ox.NamedNode(predicate.value) if predicate else None
    value = from_term(object) if object else None
    quads = store.quads(ox.NamedNode(subject.value), property, value, INFERRED)
    for triple in sorted({quad.triple for quad in quads}, key=str):
        yield from islice((proof for depth in range(_DEEPEST) if (proof := search.proof(triple, depth, ()))), 1)


class _Search:
    def __init__(self, store: Store, book: RuleBook) -> None:
        self._database = store.database
        self._book = book

    def match(self, subject: Term | None, predicate: Term | None, object: Term | None) -> Iterator[ox.Triple]:
        """What holds, stated or inferred."""
        quads = self._database.quads_for_pattern(subject, predicate, object, _UNION)  # type: ignore[arg-type]
        return (quad.triple for quad in quads)

    def proof(self, triple: ox.Triple, depth: int, above: tuple[ox.Triple, ...]) -> Proof | None:
        """A proof over at most so many rules, that does not go in a circle."""
        if not self._in(triple, _UNION):
            return None
        if not self._in(triple, INFERRED):
            return _proof(triple)
        if depth == 0 or triple in above:
            return None
        for says, needed in self._ways(triple):
            parts = self._all(needed, depth - 1, (*above, triple))
            if parts is not None:
                return _proof(triple, says, parts)
        return None

    def _all(self, needed: Sequence[ox.Triple], depth: int, above: tuple[ox.Triple, ...]) -> tuple[Proof, ...] | None:
        parts = []
        for triple in needed:
            part = self.proof(triple, depth, above)
            if part is None:
                return None
            parts.append(part)
        return tuple(parts)

    def _ways(self, triple: ox.Triple) -> Iterator[tuple[str, list[ox.Triple]]]:
        """Each rule that gives a triple, and the facts from which it does."""
        for rule, bound in self._book.giving(triple):
            for binding in islice(rule.met(self, bound), _TRIED):
                yield rule.says, _body(rule, binding)
        for rule in self._book.sums:
            read = [found for one in sorted(rule.reads, key=str) for found in self._stated(triple.subject, one)]
            memory = ox.Store()
            memory.extend(ox.Quad(*found) for found in read)
            if triple in sum_up(memory, [rule]):
                yield rule.says, read

    def _stated(self, subject: object, predicate: ox.NamedNode) -> Iterator[ox.Triple]:
        assert isinstance(subject, ox.NamedNode | ox.BlankNode)
        for found in self.match(subject, predicate, None):
            if not self._in(found, INFERRED):
                yield found

    def _in(self, triple: ox.Triple, graph: ox.NamedNode | ox.DefaultGraph) -> bool:
        return ox.Quad(triple.subject, triple.predicate, triple.object, graph) in self._database


def _proof(triple: ox.Triple, says: str = "", rests_on: tuple[Proof, ...] = ()) -> Proof:
    return Proof(to_term(triple.subject), to_term(triple.predicate), to_term(triple.object), says, rests_on)


def _body(rule: Rule, binding: Binding) -> list[ox.Triple]:
    rows = [[binding[slot] if isinstance(slot, str) else slot for slot in pattern] for pattern in rule.body]
    return [ox.Triple(*row) for row in rows]  # type: ignore[arg-type]
