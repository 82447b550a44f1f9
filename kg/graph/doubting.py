"""Pairs that may be one and stay apart: found on demand, so that they always are those of the store as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.graph import vocabulary as iri
from kg.graph.actors import Authority, best_label
from kg.graph.index import SETTLED, TERMS, View
from kg.graph.settling import Settler
from kg.graph.stages import Stage
from kg.graph.store import Store
from kg.identity.ruling import Ruling
from kg.model import KnownEntity
from kg.names import Answer


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
    for own in sorted(_filed(store)):
        for stage in settler.stages:
            if stage.takes(own):
                for doubt in _of(own, stage, settler, view):
                    key = (doubt.one, doubt.two)
                    if key not in found or len(doubt.reasons) > len(found[key].reasons):
                        found[key] = doubt
    return sorted(found.values())


def _filed(store: Store) -> set[str]:
    """The own ids of all things that can be looked for."""
    quads = store.database.quads_for_pattern(None, ox.NamedNode(TERMS + "key"), None, SETTLED)
    subjects = (quad.subject for quad in quads)
    return {node.value.removeprefix(iri.BASE) for node in subjects if isinstance(node, ox.NamedNode)}


def _of(own: str, stage: Stage, settler: Settler, view: View) -> Iterator[Doubt]:
    for other in sorted(stage.others(own)):
        one, two = sorted((settler.ids[own], settler.ids[other]))
        if one == two or settler.decided_apart(stage, own, other):
            continue
        judgement = stage.judge(own, other)
        if judgement.answer is not Answer.yes and not (view.values(own, "told") and view.values(other, "told")):
            continue  # an entry of the authority file that no article speaks of
        if judgement.answer is Answer.no or not judgement.reasons:
            continue
        if judgement.answer is Answer.unsure and judgement.score < stage.doubted_from:
            continue
        against = judgement.against or (
            ("others that are one with them tell them apart",) if judgement.answer is Answer.yes else ()
        )
        names = {settler.ids[id]: best_label(view.values(id, "label")) for id in (own, other)}
        articles = tuple(sorted(view.values(own, "told") | view.values(other, "told")))
        kind = min(view.values(own, "kind") or view.values(other, "kind"))
        yield Doubt(
            kind,
            iri.thing_iri(one),
            iri.thing_iri(two),
            names.get(one) or one,
            names.get(two) or two,
            judgement.reasons,
            against,
            articles,
        )
