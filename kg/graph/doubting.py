"""Pairs that may be one and stay apart: found on demand, so that they always are those of the store as it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

import pyoxigraph as ox

from kg.graph import vocabulary as iri
from kg.graph.actors import Authority
from kg.graph.index import SETTLED, TERMS, View
from kg.graph.noting import family_of
from kg.graph.settling import Settler
from kg.graph.stages import Stage
from kg.graph.store import Store
from kg.identity.clusters import Pair, pair
from kg.identity.ruling import Ruling
from kg.model import KnownEntity
from kg.names import Answer, index_keys, keys

MANY = 12
"""Names that have one thing in common, from which on it tells nothing: there are many al-Tamimis."""


@dataclass(frozen=True, slots=True, order=True)
class Doubt:
    """Two things with what speaks for their being one and against it."""

    kind: str
    one: str  # IRIs
    two: str
    one_name: str
    two_name: str
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    articles: tuple[str, ...]  # ids of those that tell of either


def doubts(store: Store, known: Sequence[KnownEntity], ruling: Ruling) -> list[Doubt]:
    """All doubts that nobody has decided, sorted. Takes time with the number of names in the store."""
    view = View(store)
    settler = Settler(view, Authority(known), ruling)
    found: dict[tuple[str, str], Doubt] = {}
    filed = sorted(_filed(store))
    alike = _alike(filed, view)
    judged: set[Pair] = set()
    for own in filed:
        for stage in settler.stages:
            if stage.takes(own):
                every = stage.others(own) | alike.get(own, set())
                others = {other for other in every if pair(own, other) not in judged}
                judged |= {pair(own, other) for other in others}
                for doubt in _of(own, others, stage, settler, view, store):
                    key = (doubt.one, doubt.two)
                    if key not in found or len(doubt.reasons) > len(found[key].reasons):
                        found[key] = doubt
    return sorted(found.values())


def _filed(store: Store) -> set[str]:
    """The own ids of all things that can be looked for."""
    quads = store.database.quads_for_pattern(None, ox.NamedNode(TERMS + "key"), None, SETTLED)
    subjects = (quad.subject for quad in quads)
    return {node.value.removeprefix(iri.BASE) for node in subjects if isinstance(node, ox.NamedNode)}


def _alike(owns: Sequence[str], view: View) -> dict[str, set[str]]:
    """People with one family name, and groups with one word in their names, where few have it."""
    buckets: dict[str, set[str]] = defaultdict(set)
    for own in owns:
        families = {family_of(kind) for kind in view.values(own, "kind")} & {"Person", "Organization"}
        for family in families:
            for label in view.values(own, "label"):
                for key in _shared(label, str(family)):
                    buckets[key].add(own)
    found: dict[str, set[str]] = defaultdict(set)
    for bucket in buckets.values():
        if 1 < len(bucket) <= MANY:
            for own in bucket:
                found[own] |= bucket - {own}
    return found


def _shared(label: str, family: str) -> frozenset[str]:
    if family == "Person":
        return index_keys(label.split()[-1], family) if label.strip() else frozenset()
    return keys(label, family)


def _of(own: str, others: Set[str], stage: Stage, settler: Settler, view: View, store: Store) -> Iterator[Doubt]:
    for other in sorted(others):
        one, two = sorted((settler.ids[own], settler.ids[other]))
        if one == two or settler.decided_apart(stage, own, other):
            continue
        judgement = stage.judge(own, other)
        if judgement.answer is Answer.no or not judgement.reasons:
            continue
        if judgement.answer is Answer.unsure and judgement.score < stage.doubted_from:
            continue
        if judgement.answer is Answer.unsure and not (view.values(own, "told") and view.values(other, "told")):
            continue  # an entry of the authority file that no article speaks of
        against = judgement.against or (
            ("others that are one with them tell them apart",) if judgement.answer is Answer.yes else ()
        )
        articles = tuple(sorted(view.values(own, "told") | view.values(other, "told")))
        kind = min(view.values(own, "kind") or view.values(other, "kind"))
        yield Doubt(
            kind,
            iri.thing_iri(one),
            iri.thing_iri(two),
            _label(one, store),
            _label(two, store),
            judgement.reasons,
            against,
            articles,
        )


def _label(id: str, store: Store) -> str:
    """What the graph calls a thing."""
    quads = store.quads(ox.NamedNode(iri.thing_iri(id)), ox.NamedNode(iri.LABEL))
    return min((quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)), default=id)
