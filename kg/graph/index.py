"""What the store keeps to tell who is who: the rows of its articles' notes, and what was settled by them.

Rows stand as quads beside the graph that people query, and never in its default graph nor in a dump: those of an
article in a graph of its own; those that many articles may tell alike once more in `INDEX`, so that a look-up meets
them once; what was settled in `SETTLED`. All but the articles' own rows can be made anew from them.

A `View` is the index as it will be after a commit that is being prepared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox

from kg.graph import vocabulary as iri
from kg.graph.noting import Row
from kg.graph.store import Store

TERMS = "https://w3id.org/isnad/index#"
INDEX = ox.NamedNode(iri.INDEX_GRAPH)
SETTLED = ox.NamedNode(iri.INDEX_GRAPH + "/settled")

ALIKE = frozenset({"kind", "label", "name", "group", "post", "hit"})
"""Relations whose rows many articles tell alike."""

MADE = frozenset({"thing", "key", "disputed", "ruled"})
"""Relations that are settled, not told."""


class View:
    """The rows that there will be. Look-ups see what was put and taken out before them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._dropped: set[str] = set()  # articles
        self._coming: dict[str, frozenset[Row]] = {}  # by article
        self._come: set[Row] = set()
        self._gone: set[Row] = set()
        self._objects: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._subjects: dict[tuple[str, str], set[str]] = defaultdict(set)

    # --- looking up --------------------------------------------------------------------------------

    def values(self, subject: str, relation: str) -> frozenset[str]:
        """The values of a relation of one thing."""
        stored = self._quads(subject, relation, None)
        found = {value for value in map(_value, stored) if (subject, relation, value) not in self._gone}
        return frozenset(found | self._objects.get((subject, relation), set()))

    def value(self, subject: str, relation: str) -> str | None:
        """The one value of a relation, or the first of several in the order of the alphabet."""
        return min(self.values(subject, relation), default=None)

    def subjects(self, relation: str, value: str) -> frozenset[str]:
        """The things that have this value."""
        found = {_id(quad) for quad in self._quads(None, relation, value)}
        found = {subject for subject in found if (subject, relation, value) not in self._gone}
        return frozenset(found | self._subjects.get((relation, value), set()))

    def has(self, row: Row) -> bool:
        """Whether there will be this row."""
        return row in self._come or (row not in self._gone and any(self._quads(*row)))

    def was_told(self, own: str) -> bool:
        """Whether an article tells of a thing as the store stands."""
        return any(self._quads(own, "kind", None))

    def rows_of(self, article: str) -> frozenset[Row]:
        """What an article contributes as the store stands."""
        if article in self._coming:
            return self._coming[article]
        return frozenset() if article in self._dropped else self._stored(article)

    def _quads(self, subject: str | None, relation: str, value: str | None) -> Iterator[ox.Quad]:
        graph = INDEX if relation in ALIKE else SETTLED if relation in MADE else None
        return self._store.database.quads_for_pattern(
            None if subject is None else ox.NamedNode(iri.thing_iri(subject)),
            ox.NamedNode(TERMS + relation),
            None if value is None else ox.Literal(value),
            graph,
        )

    def _stored(self, article: str) -> frozenset[Row]:
        quads = self._store.database.quads_for_pattern(None, None, None, _graph_of(article))
        return frozenset((_id(quad), quad.predicate.value.removeprefix(TERMS), _value(quad)) for quad in quads)

    # --- changing ----------------------------------------------------------------------------------

    def drop(self, articles: Collection[str]) -> set[Row]:
        """Take the notes of articles out; gives the rows that nobody tells any more."""
        lost: set[Row] = set()
        for article in articles:
            if article in self._coming:
                lost |= self._coming.pop(article)
            if article not in self._dropped:
                lost |= self._stored(article)
                self._dropped.add(article)
        kept = set().union(*self._coming.values()) if self._coming else set()
        graphs = {_graph_of(article) for article in self._dropped} | {INDEX}
        gone = {row for row in lost - kept if not self._told_elsewhere(row, graphs)}
        self._take_out(gone)
        return gone

    def put(self, article: str, rows: Iterable[Row]) -> set[Row]:
        """Add the notes of an article that has none; gives the rows that nobody told before."""
        self._coming[article] = frozenset(rows)
        fresh = {row for row in self._coming[article] if not self.has(row)}
        self._put_in(fresh)
        return fresh

    def settle(self, subject: str, relation: str, values: Collection[str]) -> None:
        """Let a settled relation of a thing have these values and no others."""
        before = self.values(subject, relation)
        self._take_out({(subject, relation, value) for value in before - set(values)})
        self._put_in({(subject, relation, value) for value in set(values) - before})

    def _put_in(self, rows: Collection[Row]) -> None:
        for row in rows:
            if row in self._gone:
                self._gone.discard(row)
            elif not any(self._quads(*row)):
                subject, relation, value = row
                self._come.add(row)
                self._objects[subject, relation].add(value)
                self._subjects[relation, value].add(subject)

    def _take_out(self, rows: Collection[Row]) -> None:
        for row in rows:
            if row in self._come:
                subject, relation, value = row
                self._come.discard(row)
                self._objects[subject, relation].discard(value)
                self._subjects[relation, value].discard(subject)
            elif any(self._quads(*row)):
                self._gone.add(row)

    def _told_elsewhere(self, row: Row, graphs: Collection[ox.NamedNode]) -> bool:
        subject, relation, value = row
        quads = self._store.database.quads_for_pattern(
            ox.NamedNode(iri.thing_iri(subject)), ox.NamedNode(TERMS + relation), ox.Literal(value), None
        )
        return any(quad.graph_name not in graphs for quad in quads)

    # --- what is to be written -----------------------------------------------------------------------

    def added(self) -> Iterator[ox.Quad]:
        """The quads that come."""
        for article, rows in self._coming.items():
            graph = _graph_of(article)
            old = self._stored(article) if article in self._dropped else frozenset()
            yield from (_quad(row, graph) for row in sorted(rows - old))
        yield from (_quad(row, INDEX) for row in sorted(self._come) if row[1] in ALIKE)
        yield from (_quad(row, SETTLED) for row in sorted(self._come) if row[1] in MADE)

    def removed(self) -> Iterator[ox.Quad]:
        """The quads that go."""
        for article in sorted(self._dropped):
            graph = _graph_of(article)
            kept = self._coming.get(article, frozenset())
            yield from (_quad(row, graph) for row in sorted(self._stored(article) - kept))
        yield from (_quad(row, INDEX) for row in sorted(self._gone) if row[1] in ALIKE)
        yield from (_quad(row, SETTLED) for row in sorted(self._gone) if row[1] in MADE)


class Ids:
    """Own ids -> the ids of the things that they are settled to be."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._known: dict[str, str] = {}

    def __getitem__(self, own: str) -> str:
        if own not in self._known:
            self._known[own] = self._view.value(own, "thing") or own
        return self._known[own]

    def forget(self, own: str) -> None:
        """It has been settled anew."""
        self._known.pop(own, None)

    def of(self, owns: frozenset[str]) -> frozenset[str]:
        """The things that several are."""
        return frozenset(self[own] for own in owns)


def _graph_of(article: str) -> ox.NamedNode:
    return ox.NamedNode(f"{iri.INDEX_GRAPH}/article/{article}")


def _quad(row: Row, graph: ox.NamedNode) -> ox.Quad:
    subject, relation, value = row
    return ox.Quad(ox.NamedNode(iri.thing_iri(subject)), ox.NamedNode(TERMS + relation), ox.Literal(value), graph)


def _id(quad: ox.Quad) -> str:
    assert isinstance(quad.subject, ox.NamedNode)
    return quad.subject.value.removeprefix(iri.BASE)


def _value(quad: ox.Quad) -> str:
    assert isinstance(quad.object, ox.Literal)
    return quad.object.value
