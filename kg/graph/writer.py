"""Readings -> the store: joins events, keeps labels in step, and commits articles in whole chunks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pyoxigraph as ox

from kg.graph import vocabulary as iri
from kg.graph.candidates import Candidates
from kg.graph.change import Change
from kg.graph.inference import FORGET, renew
from kg.graph.joining import Joiner
from kg.graph.package import Package
from kg.graph.store import Store
from kg.graph.triples import claims_of, facts_of, reading_triples, things_of
from kg.model import Article, KnownEntity, Reading

Status = Literal["new", "changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class Written:
    """How much one article brought."""

    claims: int
    facts: int


class Writer:
    """Takes readings, one after the other, into a store; nothing stands in it before `finish` or a full chunk."""

    def __init__(self, store: Store, known: Sequence[KnownEntity], reader: str, chunk: int = 200) -> None:
        """`known` are the entries of the authority file, `reader` names the version of the extractor.

        `chunk` is the largest number of articles in one commit.
        """
        self._store = store
        self._package = Package()
        self._read_by = f"{reader}, authority {self._package.authority_digest[:8]}"
        self._chunk = chunk
        self._candidates = Candidates(store)
        self._joiner = Joiner(self._candidates, known)
        self._authority = {entity.id: entity.label for entity in known}
        self._stored = _stored(store)
        self._waiting: dict[str, list[ox.Quad]] = {}
        self._labels: dict[str, str] = {}  # of things in waiting articles
        self._moved: list[ox.Quad] = []  # labels whose article no longer gives them, while others need them

    def status(self, article: Article) -> Status:
        """What this article is to the store. One that another version read, or that has another date, is changed."""
        known = self._stored.get(article.id)
        if known is None:
            return "new"
        published = article.published.isoformat() if article.published else ""
        return "unchanged" if known == (article.sha256, published, self._read_by) else "changed"

    def add(self, reading: Reading) -> Written:
        """Take one reading in; BadData, and nothing taken, where the graph refuses it."""
        if len(self._waiting) >= self._chunk:
            self._commit(last=False)
        article = reading.article
        graph = iri.article_iri(article.id)
        joined, events = self._joiner.join(reading, graph)
        labels = self._labels_of({thing.id for thing in things_of(joined)}, graph)
        quads = reading_triples(joined, labels, self._authority, self._read_by)
        for event in events:
            self._candidates.add(event)
        for thing in things_of(joined):
            self._labels.setdefault(thing.id, labels.get(thing.id, thing.label))
        self._waiting[article.id] = quads
        if article.id in self._stored:
            self._moved += self._homeless(graph, quads)
        return Written(len(claims_of(joined)), len(facts_of(joined)))

    def finish(self) -> None:
        """Commit what waits, and bring the inferred graph in step. Writes nothing where nothing has changed."""
        notes = self._store.notes
        stale = notes.generation and (
            notes.package != self._package.digest or not self._store.has_graph(iri.INFERRED_GRAPH)
        )
        if self._waiting or stale:
            self._commit(last=True)

    def _commit(self, last: bool) -> None:
        change = Change(
            dropped=frozenset(ox.NamedNode(iri.article_iri(id)) for id in self._waiting if id in self._stored),
            added=tuple(quad for quads in (*self._waiting.values(), self._moved) for quad in quads),
        )
        fresh = self._store.notes.package != self._package.digest
        if fresh:
            change = self._package.change() + change
        if last:
            change += renew(self._store, change, anew=fresh)
        else:
            change += FORGET
        there = frozenset(graph for graph in change.dropped if self._store.has_graph(graph.value))
        self._store.commit(replace(change, dropped=there), self._package.digest)
        self._stored |= dict.fromkeys(self._waiting, ("", "", ""))
        self._waiting.clear()
        self._moved = []
        self._labels.clear()
        self._candidates.forget()

    def _homeless(self, graph: str, quads: Sequence[ox.Quad]) -> list[ox.Quad]:
        """The labels that only the old version of an article gave, moved to an article that still names the thing so.

        What others have other names for gets one of these as label, by a rule: see queries/rules.
        """
        label = ox.NamedNode(iri.LABEL)
        given = {quad.subject for quad in quads if quad.predicate == label}
        but = f"({ox.NamedNode(graph)}, {ox.NamedNode(iri.INFERRED_GRAPH)})"
        rows = self._store.select(
            f"SELECT ?thing ?name (MIN(STR(?g)) AS ?home) WHERE {{ GRAPH {ox.NamedNode(graph)} "
            f"{{ ?thing rdfs:label ?name }} FILTER NOT EXISTS {{ GRAPH ?h {{ ?thing rdfs:label|skos:altLabel ?other }} "
            f"FILTER (?h NOT IN {but}) }} OPTIONAL {{ GRAPH ?g {{ ?thing a ?kind }} FILTER (?g NOT IN {but}) }} }} "
            "GROUP BY ?thing ?name"
        )
        lost = {row["thing"]: row for row in rows if row["thing"] not in given}
        waiting = [quad for own in self._waiting.values() for quad in own if quad.subject in lost]
        lost = {thing: row for thing, row in lost.items() if not any(_names(quad, thing) for quad in waiting)}
        homes = {quad.subject: quad.graph_name for quad in waiting if quad.subject in lost}
        homes |= {thing: ox.NamedNode(row["home"].value) for thing, row in lost.items() if row["home"]}
        return [ox.Quad(thing, label, lost[thing]["name"], home) for thing, home in homes.items()]

    def _labels_of(self, ids: Collection[str], own_graph: str) -> dict[str, str]:
        """The labels that things have outside of an article's own graph, by id."""
        labels = {id: label for id in ids if (label := self._authority.get(id) or self._labels.get(id))}
        listed = " ".join(sorted(str(ox.NamedNode(iri.thing_iri(id))) for id in ids - labels.keys()))
        left_out = f"FILTER (?g NOT IN ({ox.NamedNode(own_graph)}, {ox.NamedNode(iri.INFERRED_GRAPH)}))"
        rows = self._store.select(
            "SELECT ?thing (MIN(?name) AS ?label) WHERE { "
            f"VALUES ?thing {{ {listed} }} GRAPH ?g {{ ?thing rdfs:label ?name }} {left_out} }} GROUP BY ?thing"
        )
        return labels | {row["thing"].value.removeprefix(iri.BASE): row["label"].value for row in rows}


def _names(quad: ox.Quad, thing: ox.NamedNode) -> bool:
    return quad.subject == thing and quad.predicate.value == iri.ALT_LABEL


def _stored(store: Store) -> dict[str, tuple[str, str, str]]:
    """Article id -> digest, day of publication and reader, of all articles in the store."""
    rows = store.select(
        "SELECT ?article ?sha256 ?published ?reader WHERE { ?article a kg:Article ; kg:sha256 ?sha256 . "
        "OPTIONAL { ?article kg:published ?published } OPTIONAL { ?article kg:readBy ?reader } }"
    )
    start = iri.article_iri("")
    return {
        row["article"].value.removeprefix(start): (
            row["sha256"].value,
            row["published"].value[:10] if row["published"] else "",
            row["reader"].value if row["reader"] else "",
        )
        for row in rows
    }
