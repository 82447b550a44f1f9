"""Rules as patterns: what must hold, and what follows then; and how patterns are met with facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import pyoxigraph as ox

from kg.graph.vocabulary import TYPE

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Slot = Term | str
"""A term, or the name of a variable."""
Pattern = tuple[Slot, Slot, Slot]
Binding = Mapping[str, Term]

_TYPE = ox.NamedNode(TYPE)


class Facts(Protocol):
    """Where patterns look."""

    def match(self, subject: Term | None, predicate: Term | None, object: Term | None) -> Iterator[ox.Triple]:
        """The triples that fit; None stands for anything."""
        ...


@dataclass(frozen=True)
class Rule:
    """What follows where all patterns of a body are met, and the variables of no pair in `apart` are one.

    `says` is the rule in words. A rule that sums up has a query of its own in place of a body, `about` one variable: it
    looks at nothing but the stated facts whose subject that is.
    """

    name: str
    says: str
    heads: tuple[Pattern, ...] = ()
    body: tuple[Pattern, ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    about: str = ""
    query: str = ""
    reads: frozenset[ox.NamedNode] = frozenset()
    """The properties that the query speaks of."""

    def met(self, facts: Facts, binding: Binding, left: Iterable[Pattern] | None = None) -> Iterator[Binding]:
        """All ways in which the patterns `left` of the body are met, with what is bound already."""
        for found in solve(self.body if left is None else tuple(left), binding, facts):
            if all(found[one] != found[other] for one, other in self.apart):
                yield found

    def follow(self, binding: Binding) -> Iterator[ox.Triple]:
        """What follows where the body is met so. A literal that would be a subject is left out."""
        for head in self.heads:
            subject, predicate, object = (binding[slot] if isinstance(slot, str) else slot for slot in head)
            if isinstance(predicate, ox.NamedNode) and not isinstance(subject, ox.Literal):
                yield ox.Triple(subject, predicate, object)


class RuleBook:
    """Rules, looked up by what they need and by what they give."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self.sums = tuple(rule for rule in self.rules if rule.about)
        self._needs: dict[tuple[Slot, Slot | None], list[tuple[Rule, int]]] = defaultdict(list)
        self._gives: dict[tuple[Slot, Slot | None], list[tuple[Rule, Pattern]]] = defaultdict(list)
        for rule in self.rules:
            for at, pattern in enumerate(rule.body):
                self._needs[table_of(pattern)].append((rule, at))
            for head in rule.heads:
                self._gives[table_of(head)].append((rule, head))

    @cached_property
    def looked_at(self) -> frozenset[tuple[Slot, Slot | None]]:
        """Each predicate that a rule speaks of, with the class where it is rdf:type: what is stated is not inferred."""
        summed: set[tuple[Slot, Slot | None]] = {(read, None) for rule in self.sums for read in rule.reads}
        return frozenset(self._needs) | frozenset(self._gives) | summed

    def needing(self, triple: ox.Triple) -> Iterator[tuple[Rule, Binding, tuple[Pattern, ...]]]:
        """The rules of which a triple meets one pattern, what that binds, and the patterns that are left."""
        for rule, at in self._needs.get(table_of(triple), ()):
            bound = fit(rule.body[at], triple, {})
            if bound is not None:
                yield rule, bound, rule.body[:at] + rule.body[at + 1 :]

    def giving(self, triple: ox.Triple) -> Iterator[tuple[Rule, Binding]]:
        """The rules from which a triple could follow, and what that binds."""
        for rule, head in self._gives.get(table_of(triple), ()):
            bound = fit(head, triple, {})
            if bound is not None:
                yield rule, bound


def solve(body: tuple[Pattern, ...], binding: Binding, facts: Facts) -> Iterator[Binding]:
    """All ways in which patterns are met by facts at once, that of which most is known looked up first."""
    if not body:
        yield binding
        return
    at = max(range(len(body)), key=lambda number: _known(body[number], binding))
    pattern, rest = body[at], body[:at] + body[at + 1 :]
    for triple in facts.match(*(_value(slot, binding) for slot in pattern)):
        more = fit(pattern, triple, binding)
        if more is not None:
            yield from solve(rest, more, facts)


def fit(pattern: Pattern, triple: ox.Triple, binding: Binding) -> Binding | None:
    """What is bound when a triple meets a pattern; None where it does not."""
    more = dict(binding)
    for slot, term in zip(pattern, triple, strict=True):
        if not isinstance(slot, str):
            if slot != term:
                return None
        elif more.setdefault(slot, term) != term:
            return None
    return more


def table_of(row: Pattern | ox.Triple) -> tuple[Slot, Slot | None]:
    """The predicate, with the class where it is rdf:type."""
    _, predicate, object = row
    return predicate, object if predicate == _TYPE else None


def _value(slot: Slot, binding: Binding) -> Term | None:
    return binding.get(slot) if isinstance(slot, str) else slot


def _known(pattern: Pattern, binding: Binding) -> int:
    """How much of a pattern is known; a subject has fewer facts than an object has, and a class more than any."""
    subject, _, object = (_value(slot, binding) is not None for slot in pattern)
    return 4 * subject + (1 if pattern[1] == _TYPE else 2) * object
