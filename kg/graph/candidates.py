"""Which known events a telling could be of: by shared keys, in the store and among articles not yet committed.

Nothing is compared with everything. A telling is filed under few keys (whom it hit on which day, a toll with a
target, ...) and looked up under these and their neighbours; only events that share a key are judged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pyoxigraph as ox

from kg.graph import vocabulary as iri
from kg.graph.events import DATED, EventTelling, may_meet, merged, same_state
from kg.graph.kinds import family
from kg.graph.profiles import ROLES, Surroundings, telling
from kg.graph.store import Store
from kg.graph.told import EXACT, Interval, days_of
from kg.graph.triples import literal, midnight

Key = tuple[str, ...]

# Kind of key -> the pattern that finds the events filed under it; ?a and ?b are the parts of the key.
_PATTERNS = {
    "struck on": "GRAPH ?g { ?e kg:earliest ?a . ?e kg:victim|kg:target ?b }",
    "struck told": "GRAPH ?g { ?e kg:dayTold ?a . ?e kg:victim|kg:target ?b }",
    "done on": "GRAPH ?g { ?e kg:earliest ?a ; kg:perpetrator ?b }",
    "done told": "GRAPH ?g { ?e kg:dayTold ?a ; kg:perpetrator ?b }",
    "killed on": "GRAPH ?g { ?e kg:earliest ?a ; kg:killed ?b }",
    "killed told": "GRAPH ?g { ?e kg:dayTold ?a ; kg:killed ?b }",
    "targets on": "GRAPH ?g { ?e kg:earliest ?a ; kg:targetCount ?b }",
    "targets told": "GRAPH ?g { ?e kg:dayTold ?a ; kg:targetCount ?b }",
    "person": "GRAPH ?g { ?e kg:victim|kg:target ?a }",
    "toll": "GRAPH ?g { ?e kg:victim|kg:target ?a ; kg:killed ?b }",
    "hit": "GRAPH ?g { ?e kg:victim|kg:target ?a ; kg:place ?b }",
    "killed": "GRAPH ?g { ?e kg:place ?a ; kg:killed ?b }",
    "targets": "GRAPH ?g { ?e kg:place ?a ; kg:targetCount ?b }",
    "series": "GRAPH ?g { ?e kg:target ?a ; a kg:AttackSeries }",
    "series by": "GRAPH ?g { ?e kg:perpetrator ?a ; a kg:AttackSeries }",
    "talks": "GRAPH ?g { ?e kg:participant ?a ; a kg:Talks }",
    "designated": "GRAPH ?g { ?e kg:designated ?a }",
    "deployment": "GRAPH ?g { ?e kg:perpetrator ?a ; kg:strength ?b }",
}


_NUMBERED = frozenset({"toll", "killed", "targets", "deployment"})  # first words of keys whose ?b is a number
_YEARS = range(1990, 2061)
"""The years that a day told without one may be of."""


def keys(event: EventTelling, looked_up: bool = False, below: Iterable[str] = ()) -> Iterator[Key]:
    """The keys that a telling is filed under or, with the neighbouring days and actors, `looked_up` under.

    A day alone is none: in a large store, too much happens on it. `below` is what is known to be part of the groups
    that were hit.
    """

    def near(actors: Iterable[str]) -> list[str]:
        return sorted({other for actor in actors for other in (same_state(actor) if looked_up else (actor,))})

    if event.family == "Attack":
        hit = near({*event.groups, *event.above, *below})
        for how, when in _times(event, DATED, looked_up):
            yield from ((f"struck {how}", when, group) for group in hit)
            yield from ((f"killed {how}", when, str(count)) for count in sorted(event.killed))
            yield from ((f"targets {how}", when, str(count)) for count in sorted(event.targets))
        for how, when in _times(event, EXACT, looked_up):
            yield from ((f"done {how}", when, actor) for actor in near(event.perpetrators))
        yield from (("person", person) for person in sorted(event.persons))
        yield from (("toll", group, str(count)) for group in hit for count in sorted(event.killed))
        small = sorted(event.places - event.countries)
        yield from (("hit", group, place) for group in near(event.groups) for place in small)
        for place in sorted(event.places):
            yield from (("killed", place, str(count)) for count in sorted(event.killed))
            yield from (("targets", place, str(count)) for count in sorted(event.targets))
    elif event.family == "AttackSeries":
        yield from (("series", group) for group in near(event.groups))
        yield from (("series by", actor) for actor in near(event.perpetrators))
    elif event.family == "Talks":
        yield from (("talks", actor) for actor in near(event.participants))
    elif event.family == "Designation":
        yield from (("designated", actor) for actor in sorted(event.designated))
    elif event.family == "Deployment":
        yield from (
            ("deployment", actor, str(count)) for actor in near(event.perpetrators) for count in sorted(event.strengths)
        )


def _times(event: EventTelling, length: timedelta, looked_up: bool) -> Iterator[tuple[str, str]]:
    """The days `on` which a telling begins, and those `told` in words.

    `looked_up`, the days on which another one, up to `length` long, may begin that meets it.
    """
    for begin, end in event.intervals:
        if begin and not looked_up:
            yield "on", begin.isoformat()
        elif begin and end and end - begin < DATED:
            first = begin - length
            for n in range((end - first).days + 2):
                yield "on", (first + timedelta(days=n)).isoformat()
                yield "told", f"{first + timedelta(days=n):%m-%d}"
    for word in event.told:
        yield "told", word
        if looked_up:
            yield from (("on", day.isoformat()) for day in days_of(word, _YEARS))


class _Told:
    """What is told of one event, while it is being gathered."""

    def __init__(self) -> None:
        self.family = ""
        self.roles: dict[str, set[str | int]] = defaultdict(set)
        self.since: set[date] = set()
        self._times: dict[str, dict[str, list[date]]] = defaultdict(lambda: defaultdict(list))  # by article

    def take(self, quad: ox.Quad) -> None:
        """What one quad adds."""
        name = iri.local_name(quad.predicate.value)
        if name in ROLES:
            value = quad.object
            self.roles[name].add(_id(value) if isinstance(value, ox.NamedNode) else _value(value))
        elif name in {"earliest", "latest"}:
            self._times[str(quad.graph_name)][name].append(_day(quad.object))
        elif name == "since":
            self.since.add(_day(quad.object))
        elif quad.predicate.value == iri.TYPE and isinstance(quad.object, ox.NamedNode):
            self.family = family(iri.local_name(quad.object.value)) or self.family

    def intervals(self) -> frozenset[Interval]:
        """The time that each article gives the event, from its first begin to its last end."""
        return frozenset(
            (min(own["earliest"], default=None), max(own["latest"], default=None)) for own in self._times.values()
        )


class Candidates:
    """The events of a store, but for what one article said of them, and those of articles that wait to be committed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.forget()

    def forget(self) -> None:
        """The waiting articles have been committed."""
        self._waiting: dict[str, EventTelling] = {}
        self._filed: dict[Key, set[str]] = defaultdict(set)

    def add(self, event: EventTelling) -> None:
        """An event of an article that waits to be committed."""
        known = self._waiting.get(event.id)
        self._waiting[event.id] = merged(known, event) if known else event
        for key in keys(event):
            self._filed[key].add(event.id)

    def find(self, tellings: Sequence[EventTelling], around: Surroundings, without: set[str]) -> list[EventTelling]:
        """The events that any of the tellings could be of, by id; `without` are graphs that do not count."""
        sought: set[Key] = set()
        for event in tellings:
            sought.update(keys(event, looked_up=True, below=self._below(event.groups)))
        stored = self._stored(self._ids(sought, without), around, without, tellings)
        for id in {id for key in sought for id in self._filed.get(key, ())}:
            stored[id] = merged(stored[id], self._waiting[id]) if id in stored else self._waiting[id]
        return [stored[id] for id in sorted(stored)]

    def taken(self, id: str, without: set[str]) -> bool:
        """Whether an event has this id already."""
        if id in self._waiting:
            return True
        not_told_by = {ox.NamedNode(name) for name in without | {iri.INFERRED_GRAPH}}
        return any(quad.graph_name not in not_told_by for quad in self._store.quads(ox.NamedNode(iri.thing_iri(id))))

    # --- the store ---------------------------------------------------------------------------------

    def look_around(self, ids: Iterable[str], around: Surroundings) -> None:
        """Learn from the store of what class things are, and what is above them."""
        listed = _nodes(ids)
        wider = "(kg:locatedIn|kg:partOf|kg:memberOf)+"
        for row in self._rows(f"?x ?above WHERE {{ VALUES ?x {{ {listed} }} ?x {wider} ?above }}"):
            around.above[_id(row[0])].add(_id(row[1]))
        listed = _nodes({*ids, *around.up(ids)})
        for row in self._rows(f"?x ?kind WHERE {{ VALUES ?x {{ {listed} }} ?x a ?kind }}"):
            around.kinds[_id(row[0])].add(iri.local_name(row[1].value))

    def _below(self, groups: Iterable[str]) -> set[str]:
        listed = _nodes(groups)
        rows = self._rows(f"?part WHERE {{ VALUES ?whole {{ {listed} }} ?part kg:partOf+ ?whole }}") if listed else ()
        return {_id(row[0]) for row in rows}

    def _ids(self, sought: Iterable[Key], without: set[str]) -> set[str]:
        values: dict[str, list[str]] = defaultdict(list)
        for kind, *parts in sorted(sought):
            values[kind].append(f"({' '.join(_term(kind, n, part) for n, part in enumerate(parts))})")
        found: set[str] = set()
        for kind, terms in values.items():
            names = "?a ?b" if "?b" in _PATTERNS[kind] else "?a"
            given = f"VALUES ({names}) {{ {' '.join(terms)} }}"
            found |= {_id(row[0]) for row in self._rows(f"?e WHERE {{ {given} {_PATTERNS[kind]} {_but(without)} }}")}
        return found

    def _stored(
        self, ids: set[str], around: Surroundings, without: set[str], tellings: Sequence[EventTelling]
    ) -> dict[str, EventTelling]:
        """What the graphs that count say of those of these events that may have happened when the tellings did.

        A toll in a country is told of hundreds of events: most are ruled out here, before anything around is read.
        """
        told = {id: _Told() for id in ids}
        left_out = {ox.NamedNode(name) for name in without | {iri.INFERRED_GRAPH}}
        for id, own in told.items():
            for quad in self._store.quads(ox.NamedNode(iri.thing_iri(id))):
                if quad.graph_name not in left_out:
                    own.take(quad)
        told = {
            id: own
            for id, own in told.items()
            if any(own.family == other.family and may_meet(own.intervals(), other.intervals) for other in tellings)
        }
        named = {
            filler
            for own in told.values()
            for fillers in own.roles.values()
            for filler in fillers
            if isinstance(filler, str)
        }
        self.look_around(named, around)
        return {
            id: telling(id, own.family, own.roles, own.intervals(), frozenset(own.since), around)
            for id, own in sorted(told.items())
        }

    def _rows(self, query: str) -> Iterator[Any]:
        yield from self._store.select(f"SELECT DISTINCT {query}")


def _id(node: Any) -> str:
    return str(node.value).removeprefix(iri.BASE)


def _value(node: Any) -> str | int:
    return int(node.value) if node.datatype.value.endswith("#integer") else str(node.value)


def _day(time: Any) -> date:
    return date.fromisoformat(time.value[:10])


def _nodes(ids: Iterable[str]) -> str:
    return " ".join(sorted(str(ox.NamedNode(iri.thing_iri(id))) for id in ids))


def _term(kind: str, part: int, text: str) -> str:
    if kind.endswith(" on") and not part:
        return str(literal(midnight(date.fromisoformat(text))))
    if kind.endswith(" told") and not part:
        return str(literal(text))
    return str(literal(int(text))) if part and kind.split()[0] in _NUMBERED else str(ox.NamedNode(iri.thing_iri(text)))


def _but(graphs: set[str]) -> str:
    names = sorted(str(ox.NamedNode(name)) for name in graphs | {iri.INFERRED_GRAPH})
    return f"FILTER (?g NOT IN ({', '.join(names)}))"
