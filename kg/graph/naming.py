"""What things are called: one label each, the other names beside it, and the IRIs under which they were known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox

from kg.graph import vocabulary as iri
from kg.graph.actors import Authority, best_label
from kg.graph.index import View
from kg.identity.ruling import Ruling

IDENTITY = ox.NamedNode(iri.IDENTITY_GRAPH)
_LABEL, _ALT_LABEL = ox.NamedNode(iri.LABEL), ox.NamedNode(iri.ALT_LABEL)
_FORMERLY = ox.NamedNode(iri.KG + "formerly")
_ANY_URI = ox.NamedNode(iri.XSD + "anyURI")


def names_of(id: str, view: View, authority: Authority, ruling: Ruling) -> Iterator[ox.Quad]:
    """What is to be said of the names of a thing; nothing where no article tells of it."""
    members = {own for own in (*view.subjects("thing", id), id) if view.values(own, "told")}
    members -= {id} if (view.value(id, "thing") or id) != id else set()
    if not members:
        return
    thing = ox.NamedNode(iri.thing_iri(id))
    called = {name for own in members for name in (view.values(own, "called") or {own})}
    labels = frozenset(label for own in members for label in view.values(own, "label"))
    names = {name for own in members for name in view.values(own, "name")} | labels
    entry = authority.entries.get(id)
    given = ruling.name({*members, *called, id})
    label = given or (entry.label if entry else best_label(_own_labels(id, view) or labels))
    if given and entry:
        names.add(entry.label)
    told = {*entry.names, *(() if given else (entry.label,))} if entry else set()
    if not (entry and label == entry.label):
        yield ox.Quad(thing, _LABEL, ox.Literal(label), IDENTITY)
    for name in sorted(names - told - {label}):
        yield ox.Quad(thing, _ALT_LABEL, ox.Literal(name), IDENTITY)
    for earlier in sorted(called - {id}):
        yield ox.Quad(thing, _FORMERLY, ox.Literal(iri.thing_iri(earlier), datatype=_ANY_URI), IDENTITY)


def _own_labels(id: str, view: View) -> frozenset[str]:
    """The labels of the telling whose id stands for all."""
    owns = view.subjects("called", id) or {id}
    return frozenset(label for own in owns for label in view.values(own, "label"))


def stored_names(database: ox.Store, ids: Iterable[str]) -> Iterator[ox.Quad]:
    """What the store says of the names of things."""
    for id in ids:
        for predicate in (_LABEL, _ALT_LABEL, _FORMERLY):
            yield from database.quads_for_pattern(ox.NamedNode(iri.thing_iri(id)), predicate, None, IDENTITY)


def renaming(
    database: ox.Store, view: View, ids: Collection[str], authority: Authority, ruling: Ruling
) -> tuple[set[ox.Quad], set[ox.Quad]]:
    """The quads that come and that go where the names of these things may have changed."""
    new = {quad for id in ids for quad in names_of(id, view, authority, ruling)}
    old = set(stored_names(database, ids))
    return new - old, old - new
