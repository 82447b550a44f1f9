"""The decisions under which a store was settled, and what of them stands in its graph."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pyoxigraph as ox

from kg.graph import vocabulary as iri
from kg.graph.actors import Authority
from kg.graph.change import Change
from kg.graph.decisions import decision_triples
from kg.graph.index import View
from kg.graph.store import Store
from kg.identity.ruling import Ruling
from kg.identity.standing import standing
from kg.model import Decision, DecisionKind, KnownEntity

_KEY = "decisions"  # stands for them in the index
_AUTHORITY = ox.NamedNode(iri.AUTHORITY_GRAPH)
_DECISIONS = ox.NamedNode(iri.DECISIONS_GRAPH)


class Ruled:
    """The decisions that a store knows."""

    def __init__(self, store: Store) -> None:
        self._store = store
        packed = View(store).value(_KEY, "ruled")
        self.decisions: tuple[Decision, ...] = tuple(map(_unpacked, json.loads(packed))) if packed else ()
        self.ruling = Ruling(standing(self.decisions))

    def change(
        self, view: View, decisions: Sequence[Decision], authority: Authority, ids: Iterable[str], fresh: bool
    ) -> Change:
        """What brings decisions into the graph, and entries of the authority file in step with them.

        `ids` are things that were settled anew; `fresh` tells that the authority file is written in the same commit.
        """
        change = Change()
        if tuple(decisions) != self.decisions:
            packed = json.dumps([_packed(decision) for decision in decisions], ensure_ascii=False)
            view.settle(_KEY, "ruled", (packed,) if decisions else ())
            # the reasoner refuses parts of a second, as rdflib writes them; their order is settled before
            told = [replace(decision, at=decision.at.replace(microsecond=0)) for decision in decisions]
            new = {ox.Quad(t.subject, t.predicate, t.object, _DECISIONS) for t in decision_triples(told)}
            old = set(self._store.quads(graph=_DECISIONS))
            change += _difference(old, new)
        if fresh:
            return change
        about = {id for decision in (*decisions, *self.decisions) for id in decision.about} | set(ids)
        left_out = self.left_out(view, decisions, authority)
        for id in sorted(about & authority.entries.keys()):
            old = set(self._store.quads(ox.NamedNode(iri.thing_iri(id)), graph=_AUTHORITY))
            change += _difference(old, _entry(authority.entries[id]) - left_out)
        return change

    def left_out(self, view: View, decisions: Iterable[Decision], authority: Authority) -> set[ox.Quad]:
        """What of the authority file does not hold: entries that are another thing now, labels that were changed."""
        ruling = Ruling(standing(decisions))
        found: set[ox.Quad] = set()
        for id in {id for decision in ruling.decisions for id in decision.about} & authority.entries.keys():
            entry = authority.entries[id]
            elsewhere = (view.value(id, "thing") or id) != id
            renamed = ruling.name([id]) not in {None, entry.label}
            found |= {quad for quad in _entry(entry) if elsewhere or (renamed and quad.predicate.value == iri.LABEL)}
        return found


def _difference(old: Collection[ox.Quad], new: Collection[ox.Quad]) -> Change:
    gone, come = set(old) - set(new), set(new) - set(old)
    return Change(removed=tuple(sorted(gone, key=str)), added=tuple(sorted(come, key=str)))


def _entry(entry: KnownEntity) -> set[ox.Quad]:
    subject = ox.NamedNode(iri.thing_iri(entry.id))
    said: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        (iri.TYPE, ox.NamedNode(iri.class_iri(entry.kind))),
        (iri.LABEL, ox.Literal(entry.label)),
    ]
    said += [(iri.ALT_LABEL, ox.Literal(name)) for name in entry.names]
    return {ox.Quad(subject, ox.NamedNode(predicate), object, _AUTHORITY) for predicate, object in said}


def _packed(decision: Decision) -> dict[str, object]:
    return {
        "id": decision.id,
        "kind": decision.kind.value,
        "about": decision.about,
        "why": decision.why,
        "by": decision.by,
        "at": decision.at.isoformat(),
        "articles": decision.articles,
        "name": decision.name,
    }


def _unpacked(plain: dict[str, Any]) -> Decision:
    return Decision(
        plain["id"],
        DecisionKind(plain["kind"]),
        tuple(plain["about"]),
        plain["why"],
        plain["by"],
        datetime.fromisoformat(plain["at"]),
        tuple(plain["articles"]),
        plain["name"],
    )
