"""Which class is below which, as the ontology says."""

from __future__ import annotations

from functools import cache

from pyoxigraph import NamedNode

from kg.graph.authority import ontology_triples
from kg.graph.vocabulary import KG, RDFS

FAMILIES = ("Attack", "AttackSeries", "Talks", "Designation", "Deployment")
"""The kinds of event that articles share. Statements and positions stay with their article."""


@cache
def wider(kind: str) -> frozenset[str]:
    """A class and all above it, by local names."""
    return frozenset({kind}).union(*(wider(parent) for parent in _parents().get(kind, ())))


@cache
def narrower(kind: str) -> frozenset[str]:
    """A class and all below it, by local names."""
    return frozenset({kind}).union(name for name in _parents() if kind in wider(name))


def family(kind: str) -> str | None:
    """The family of an event's kind; None for what is no event, or one that belongs to its article."""
    return next((name for name in FAMILIES if name in wider(kind)), None)


@cache
def _parents() -> dict[str, list[str]]:
    parents: dict[str, list[str]] = {}
    for triple in ontology_triples():
        if triple.predicate.value == RDFS + "subClassOf" and isinstance(triple.subject, NamedNode):
            assert isinstance(triple.object, NamedNode)
            parents.setdefault(triple.subject.value.removeprefix(KG), []).append(triple.object.value.removeprefix(KG))
    return parents
