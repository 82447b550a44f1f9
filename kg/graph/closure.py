"""All that follows from many facts at once: rules over tables in memory, round by round, each over what the last gave.

A table holds what is said with one property, or who is of one class; things are numbers there. What most rules do, make
one table of another, is then set work.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.graph.patterns import Pattern, Rule, RuleBook, Slot, Term, table_of
from kg.graph.vocabulary import TYPE

_TYPE = ox.NamedNode(TYPE)
Key = tuple[Slot, Slot | None]
Row = tuple[int, int]
"""Subject and object; in the table of a class the object is the subject again."""
Env = list[int]


class _Table:
    """The rows of one property, found by the subject and, where a rule asks so, by the object; or those of a class."""

    def __init__(self) -> None:
        self.is_class = False
        self.both_ways = False
        self.members: set[int] = set()
        self.ahead: defaultdict[int, set[int]] = defaultdict(set)
        self.back: defaultdict[int, set[int]] = defaultdict(set)

    def add(self, rows: Iterable[Row]) -> None:
        if self.is_class:
            self.members.update(subject for subject, _ in rows)
            return
        for subject, object in rows:
            self.ahead[subject].add(object)
        if self.both_ways:
            for subject, object in rows:
                self.back[object].add(subject)

    def without(self, rows: set[Row]) -> set[Row]:
        """The rows that are not there yet."""
        if self.is_class:
            return {row for row in rows if row[0] not in self.members}
        ahead = self.ahead
        return {row for row in rows if row[0] not in ahead or row[1] not in ahead[row[0]]}


@dataclass(frozen=True, slots=True)
class _Step:
    """A pattern to meet, by number of variable; what is known of it when its turn comes."""

    table: Key
    subject: int
    object: int
    subject_known: bool
    object_known: bool


@dataclass(frozen=True, slots=True)
class _Plan:
    """A rule, begun at one of its patterns."""

    start: _Step
    rest: tuple[_Step, ...]
    heads: tuple[tuple[Key, int, int], ...]
    apart: tuple[tuple[int, int], ...]
    size: int
    """Variables and constants."""
    constants: tuple[tuple[int, int], ...]


def follow(stated: Iterable[ox.Triple], book: RuleBook, sum_up: Callable[[ox.Store], set[ox.Triple]]) -> set[ox.Triple]:
    """What follows from triples by rules, until nothing is new; without the triples themselves.

    `sum_up` says what the rules that sum up make of stated facts.
    """
    return _Closure(book).over(stated, sum_up)


class _Closure:
    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._numbers: dict[Term, int] = {}
        self._terms: list[Term] = []
        self._tables: dict[Key, _Table] = {}
        self._plans: dict[Key, list[tuple[int, _Plan]]] = defaultdict(list)
        for rule in book.rules:
            for at, pattern in enumerate(rule.body):
                self._plans[table_of(pattern)].append((at, self._plan(rule, at)))

    def over(self, stated: Iterable[ox.Triple], sum_up: Callable[[ox.Store], set[ox.Triple]]) -> set[ox.Triple]:
        """What follows."""
        summed = ox.Store()
        fresh: dict[Key, set[Row]] = defaultdict(set)
        read = {predicate for rule in self._book.sums for predicate in rule.reads}
        for triple in stated:
            fresh[table_of(triple)].add(self._row(triple))
            if triple.predicate in read:
                summed.add(ox.Quad(*triple))
        found = sum_up(summed)
        for triple in found:
            fresh[table_of(triple)].add(self._row(triple))
        first = True
        while fresh:
            for key, rows in fresh.items():
                self._table(key).add(rows)
            fresh = self._round(fresh, first)
            for key, rows in fresh.items():
                found.update(self._triples(key, rows))
            first = False
        return found

    def _round(self, fresh: dict[Key, set[Row]], first: bool) -> dict[Key, set[Row]]:
        """What the rules give of rows that are new, with all rows."""
        given: dict[Key, set[Row]] = defaultdict(set)
        for key, rows in fresh.items():
            for at, plan in self._plans.get(key, ()):
                if first and at:
                    continue  # all rows are new, and the rule was begun at its first pattern
                for head, made in self._made(plan, rows):
                    given[head].update(made)
        left = {key: self._table(key).without(rows) for key, rows in given.items()}
        return {key: rows for key, rows in left.items() if rows}

    def _made(self, plan: _Plan, rows: set[Row]) -> Iterator[tuple[Key, Iterable[Row]]]:
        start = plan.start
        if plan.rest or plan.apart or plan.constants:
            made: list[list[Row]] = [[] for _ in plan.heads]
            for env in self._met(plan, rows):
                for place, (_, subject, object) in zip(made, plan.heads, strict=True):
                    place.append((env[subject], env[object]))
            yield from ((key, rows) for (key, _, _), rows in zip(plan.heads, made, strict=True))
            return
        for key, subject, object in plan.heads:
            if (subject, object) == (start.subject, start.object):
                yield key, rows
            elif (subject, object) == (start.object, start.subject):
                yield key, ((b, a) for a, b in rows)
            elif subject == object == start.subject:
                yield key, {(a, a) for a, _ in rows}
            else:
                yield key, {(b, b) for _, b in rows}

    def _met(self, plan: _Plan, rows: set[Row]) -> Iterator[Env]:
        """Each way in which a rule is met with one of these rows as what meets the pattern it begins with."""
        env = [0] * plan.size
        for place, number in plan.constants:
            env[place] = number
        start, rest, apart = plan.start, plan.rest, plan.apart
        for subject, object in rows:
            if (start.subject_known and env[start.subject] != subject) or (
                start.object_known and env[start.object] != object
            ):
                continue
            env[start.subject], env[start.object] = subject, object
            for _ in self._rest(rest, 0, env):
                if all(env[one] != env[other] for one, other in apart):
                    yield env

    def _rest(self, steps: Sequence[_Step], at: int, env: Env) -> Iterator[None]:
        if at == len(steps):
            yield
            return
        step = steps[at]
        table = self._tables[step.table]
        if table.is_class:
            if not step.subject_known:
                for subject in table.members:
                    env[step.subject] = subject
                    yield from self._rest(steps, at + 1, env)
            elif env[step.subject] in table.members:
                yield from self._rest(steps, at + 1, env)
        elif step.subject_known:
            objects = table.ahead.get(env[step.subject], ())
            if step.object_known:
                if env[step.object] in objects:
                    yield from self._rest(steps, at + 1, env)
                return
            for object in objects:
                env[step.object] = object
                yield from self._rest(steps, at + 1, env)
        elif step.object_known:
            for subject in table.back.get(env[step.object], ()):
                env[step.subject] = subject
                yield from self._rest(steps, at + 1, env)
        else:
            for subject, objects in table.ahead.items():
                env[step.subject] = subject
                for object in objects:
                    env[step.object] = object
                    yield from self._rest(steps, at + 1, env)

    def _table(self, key: Key) -> _Table:
        table = self._tables.get(key)
        if table is None:
            table = self._tables[key] = _Table()
            table.is_class = key[1] is not None
        return table

    # --- numbers -----------------------------------------------------------------------------------

    def _number(self, term: Term) -> int:
        number = self._numbers.setdefault(term, len(self._terms))
        if number == len(self._terms):
            self._terms.append(term)
        return number

    def _row(self, triple: ox.Triple) -> Row:
        subject = self._number(triple.subject)  # type: ignore[arg-type]
        return subject, subject if triple.predicate == _TYPE else self._number(triple.object)  # type: ignore[arg-type]

    def _triples(self, key: Key, rows: Iterable[Row]) -> Iterator[ox.Triple]:
        predicate, kind = key
        terms = self._terms
        for subject, object in rows:
            about = terms[subject]
            if not isinstance(about, ox.Literal):
                yield ox.Triple(about, predicate, terms[object] if kind is None else kind)  # type: ignore[arg-type]

    # --- plans -------------------------------------------------------------------------------------

    def _plan(self, rule: Rule, at: int) -> _Plan:
        places: dict[Slot, int] = {}
        known: set[Slot] = {
            slot for pattern in (*rule.body, *rule.heads) for slot in _ends(pattern) if not isinstance(slot, str)
        }
        constants = tuple((places.setdefault(slot, len(places)), self._number(slot)) for slot in known)  # type: ignore[arg-type]
        left = list(rule.body)
        start = _step(left.pop(at), places, known)
        known |= set(_ends(rule.body[at]))
        rest = []
        while left:
            pattern = max(left, key=lambda one: [slot in known for slot in _ends(one)].count(True))
            left.remove(pattern)
            step = _step(pattern, places, known)
            if step.object_known and not step.subject_known:
                self._table(step.table).both_ways = True
            self._table(step.table)
            rest.append(step)
            known |= set(_ends(pattern))
        heads = tuple((table_of(head), *(places[slot] for slot in _ends(head))) for head in rule.heads)
        apart = tuple((places[one], places[other]) for one, other in rule.apart)
        return _Plan(start, tuple(rest), heads, apart, len(places), constants)  # type: ignore[arg-type]


def _ends(pattern: Pattern) -> tuple[Slot, Slot]:
    """Subject and object; of a class, the subject twice."""
    subject, predicate, object = pattern
    return (subject, subject) if predicate == _TYPE else (subject, object)


def _step(pattern: Pattern, places: dict[Slot, int], known: set[Slot]) -> _Step:
    subject, object = _ends(pattern)
    if subject == object and pattern[1] != _TYPE:
        raise ValueError(f"{pattern}: no rule here asks what is tied to itself")
    numbers = [places.setdefault(slot, len(places)) for slot in (subject, object)]
    return _Step(table_of(pattern), numbers[0], numbers[1], subject in known, object in known)
