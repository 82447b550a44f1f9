"""Readings -> the store: settles who is who, rewrites what that bears on, and commits articles in whole chunks.

What stands in the store is a function of the readings in it and of what people decided: in whatever order articles
come, and whether one comes, goes, or is replaced.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import pyoxigraph as ox

from kg.errors import StoreError, UnknownName
from kg.graph import vocabulary as iri
from kg.graph.actors import Authority
from kg.graph.change import Change
from kg.graph.index import View
from kg.graph.inference import FORGET, renew
from kg.graph.naming import renaming
from kg.graph.noting import Notes, Row, article_key, note
from kg.graph.package import Package
from kg.graph.packing import unpack
from kg.graph.ruled import Ruled
from kg.graph.settling import Settler
from kg.graph.store import Store
from kg.graph.triples import Naming, check_reading, claims_of, facts_of, reading_triples
from kg.identity.ruling import Ruling
from kg.identity.standing import standing
from kg.model import Article, Decision, KnownEntity, Reading

_TEXT = ox.NamedNode(iri.KG + "text")

SHARE = 0.05
"""Of the articles that a store has: so many more are followed step by step, before it is cheaper to begin anew."""

Status = Literal["new", "changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class Written:
    """How much one article brought."""

    claims: int
    facts: int


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """What an article speaks of is now another thing than before; ids."""

    was: str
    now: str
    article: str


@dataclass(slots=True)
class _Chunk:
    """What waits for the next commit."""

    readings: dict[str, Reading] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.readings) + len(self.removed)


class Writer:
    """Takes readings, one after the other, into a store; nothing stands in it before `finish` or a full chunk."""

    def __init__(
        self,
        store: Store,
        known: Sequence[KnownEntity],
        reader: str,
        chunk: int = 200,
        decisions: Iterable[Decision] | None = None,
    ) -> None:
        """`known` are the entries of the authority file, `reader` names the version of the extractor.

        `chunk` is the largest number of articles in one commit. `decisions` are all that people made; without them
        those hold under which the store was settled last.
        """
        self._store = store
        self._package = Package()
        self._read_by = f"{reader}, authority {self._package.authority_digest[:8]}"
        self._size = chunk
        self._authority = Authority(known)
        self._ruled = Ruled(store)
        every = self._ruled.decisions if decisions is None else tuple(decisions)
        self._decisions = tuple(sorted(every, key=lambda decision: (decision.at, decision.id)))
        self._ruling = Ruling(standing(self._decisions))
        self._written: dict[str, tuple[str, str, str] | None] = {}  # what was committed in this run
        self._chunk = _Chunk()
        self._committed = 0
        self.moves: list[Move] = []
        """What came to be another thing, of articles that stood in the store before."""

    def status(self, article: Article) -> Status:
        """What this article is to the store. One that another version read, or that has another date, is changed."""
        known = self._known(article.id)
        if known is None:
            return "new"
        published = article.published.isoformat() if article.published else ""
        return "unchanged" if known == (article.sha256, published, self._read_by) else "changed"

    def add(self, reading: Reading) -> Written:
        """Take one reading in; BadData, and nothing taken, where the graph refuses it."""
        if len(self._chunk) >= self._size:
            self._commit(last=False)
        check_reading(reading)
        self._chunk.removed.discard(reading.article.id)
        self._chunk.readings[reading.article.id] = reading
        return Written(len(claims_of(reading)), len(facts_of(reading)))

    def remove(self, article: str) -> None:
        """Take an article out, and all that rested on it alone; UnknownName where the store has none of this id."""
        self._chunk.readings.pop(article, None)
        if self._known(article) is None:
            raise UnknownName(f"the store has no article {article!r}: kg stats --articles lists them")
        self._chunk.removed.add(article)

    def finish(self) -> None:
        """Commit what waits, and bring all that follows in step. Writes nothing where nothing has changed."""
        notes = self._store.notes
        stale = notes.generation and (
            notes.package != self._package.digest or not self._store.has_graph(iri.INFERRED_GRAPH)
        )
        if len(self._chunk) or stale or (self._ruled.decisions != self._decisions):
            self._commit(last=True)

    def _known(self, article: str) -> tuple[str, str, str] | None:
        """Digest, day of publication and reader of an article in the store."""
        if article not in self._written:
            self._written[article] = _stored(self._store, article)
        return self._written[article]

    # --- one commit --------------------------------------------------------------------------------

    def _commit(self, last: bool) -> None:
        view = View(self._store)
        chunk, self._chunk = self._chunk, _Chunk()
        before = self._ruled.ruling
        things, articles = before.changed(self._ruling)
        stored = {id for id in {*chunk.readings, *chunk.removed, *articles} if self._known(id)}
        again = stored - chunk.removed - chunk.readings.keys()
        readings = {id: _again(view, self._store, id) for id in again} | chunk.readings
        notes = {id: note(reading, self._ruling, self._authority.has) for id, reading in readings.items()}
        lost = view.drop(stored)
        fresh: set[Row] = set()
        for id in sorted(notes):
            fresh |= view.put(id, notes[id].rows)
        settler = Settler(view, self._authority, self._ruling)
        settled = settler.settle(lost ^ fresh, things)
        elsewhere = self._touched(view, settled.moved) - readings.keys()
        for id in elsewhere:
            readings[id] = _again(view, self._store, id)
            notes[id] = note(readings[id], self._ruling, self._authority.has)
            stored.add(id)
        self.moves += sorted(_moves(view, settled.moved, settler, elsewhere | articles))
        change = self._articles(readings, notes, stored - chunk.removed, settler, chunk.readings)
        change += Change(dropped=frozenset(ox.NamedNode(iri.article_iri(id)) for id in chunk.removed if id in stored))
        come, gone = renaming(self._store.database, view, settled.things | things, self._authority, self._ruling)
        change += Change(added=tuple(sorted(come, key=str)), removed=tuple(sorted(gone, key=str)))
        fresh_package = self._store.notes.package != self._package.digest
        if fresh_package:
            left_out = self._ruled.left_out(view, self._decisions, self._authority)
            change = self._package.change(left_out) + change
        change += self._ruled.change(view, self._decisions, self._authority, settled.things | things, fresh_package)
        change += Change(noted=tuple(view.added()), forgotten=tuple(view.removed()))
        change += self._what_follows(change, len(chunk), last, fresh_package)
        there = frozenset(graph for graph in change.dropped if self._store.has_graph(graph.value))
        self._store.commit(replace(change, dropped=there), self._package.digest)
        self._ruled = Ruled(self._store)
        self._written |= dict.fromkeys(chunk.removed)
        for id in chunk.readings:
            self._written.pop(id, None)

    def _what_follows(self, change: Change, size: int, last: bool, anew: bool) -> Change:
        """Keep what follows in step, or forget it until the last commit makes it anew: whichever costs less.

        To forget and to make it anew costs as much as all the store has, to follow a change as much as the change.
        """
        if last:
            return renew(self._store, change, anew=anew)
        self._committed += size
        if anew or not self._store.has_graph(iri.INFERRED_GRAPH) or self._committed > self._there * SHARE:
            return FORGET
        return renew(self._store, change)

    @cached_property
    def _there(self) -> int:
        """How many articles the store had when this run began."""
        row = next(self._store.select("SELECT (COUNT(?a) AS ?n) { ?a a kg:Article }"))
        return int(row["n"].value)

    def _touched(self, view: View, moved: Collection[str]) -> set[str]:
        """The articles that tell of things which are now others, and the articles among these things."""
        start = article_key("")
        tellers = {article for own in moved for article in view.values(own, "told")}
        themselves = {own.removeprefix(start) for own in moved if own.startswith(start)}
        return tellers | {article for article in themselves if view.rows_of(article)}

    def _articles(
        self,
        readings: Mapping[str, Reading],
        notes: Mapping[str, Notes],
        stored: Collection[str],
        settler: Settler,
        fresh: Collection[str],
    ) -> Change:
        """What writes these articles under the names that their things have now; `fresh` are those just read."""
        added: list[ox.Quad] = []
        removed: list[ox.Quad] = []
        for id, reading in sorted(readings.items()):
            names = _naming(notes[id], settler)
            source = settler.ids[article_key(id)].removeprefix(article_key(""))
            known = self._known(id)
            read_by = self._read_by if id in fresh or known is None else known[2]
            quads = reading_triples(reading, names, self._ruling, read_by, source)
            if id in stored:
                old = set(self._store.quads(graph=ox.NamedNode(iri.article_iri(id))))
                removed += sorted(old.difference(quads), key=str)
                added += [quad for quad in quads if quad not in old]
            else:
                added += quads
        return Change(removed=tuple(removed), added=tuple(added))


def _naming(notes: Notes, settler: Settler) -> Naming:
    """What the things of an article are called now. Two events of one article stay two, whoever takes them for one."""
    ids: dict[str, str] = {}
    alone: set[str] = set()
    events: set[str] = set()
    for local, own in notes.own.items():
        ids[local] = settler.ids[own]
        if local in notes.called:
            if ids[local] in events:
                ids[local] = f"{notes.called[local]}-2"
                alone.add(local)
            events.add(ids[local])
    return Naming(ids, frozenset(notes.own.keys() - alone))


def _moves(view: View, moved: Mapping[str, str], settler: Settler, articles: Collection[str]) -> set[Move]:
    """What articles that stood in the store speak of otherwise than before."""
    return {
        Move(was, settler.ids[own], article)
        for own, was in moved.items()
        if not own.startswith(article_key(""))
        for article in view.values(own, "told")
        if article in articles and not was.startswith("event/")
    }


def _again(view: View, store: Store, article: str) -> Reading:
    """The reading of an article in the store."""
    packed = view.value(article_key(article), "reading")
    subject = ox.NamedNode(iri.article_iri(article))
    text = next((str(quad.object.value) for quad in store.quads(subject, _TEXT)), None)  # type: ignore[union-attr]
    if packed is None or text is None:
        raise StoreError(f"the store at {store.path} is damaged: {article} has lost its reading: ingest it anew")
    return unpack(packed, text)


def _stored(store: Store, article: str) -> tuple[str, str, str] | None:
    """Digest, day of publication and reader of an article in the store; None where it has none of this id."""
    subject = ox.NamedNode(iri.article_iri(article))

    def value(name: str) -> str:
        quads = store.quads(subject, ox.NamedNode(iri.KG + name))
        return next((quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)), "")

    sha256 = value("sha256")
    return (sha256, value("published")[:10], value("readBy")) if sha256 else None
