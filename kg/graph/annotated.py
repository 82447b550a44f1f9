"""Facts with their sources beside them, as axiom annotations of OWL: what Protégé shows next to a fact."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.graph.store import Store
from kg.graph.vocabulary import INFERRED_GRAPH, KG, OWL, RDFS, TYPE, local_name

_SUBJECT, _PREDICATE = NamedNode(KG + "subject"), NamedNode(KG + "predicate")
_OBJECTS = (NamedNode(KG + "object"), NamedNode(KG + "value"))
_ARTICLE, _PASSAGE, _QUOTE = (NamedNode(KG + name) for name in ("article", "passage", "quote"))
_MODALITY, _REVIEW = NamedNode(KG + "modality"), NamedNode(KG + "review")
_DENIED, _REJECTED, _STATED = (NamedNode(KG + name) for name in ("Denied", "Rejected", "Stated"))
_PUBLISHER, _PUBLISHED = NamedNode(KG + "publisher"), NamedNode(KG + "published")
_INFERRED = NamedNode(INFERRED_GRAPH)
_SOURCE = NamedNode("http://purl.org/dc/terms/source")
_COMMENT = NamedNode(RDFS + "comment")
_TYPE = NamedNode(TYPE)
_AXIOM = NamedNode(OWL + "Axiom")
INFERRED_NOTE = Literal("inferred")


def annotated(store: Store, subject: NamedNode, facts: Iterable[Triple]) -> Iterator[list[Triple]]:
    """For each fact of a subject that claims support, or that was inferred, the annotation that says so.

    Kinds are left without one. Its node is named for the fact, so that the same fact has the same node in each dump.
    """
    claims = _claims(store, subject)
    for fact in facts:
        told = claims.get((fact.predicate, fact.object), ())
        notes = [note for claim in told for note in _notes(store, claim)]
        if not notes and fact.predicate != _TYPE and _is_inferred(store, fact):
            notes = [(_COMMENT, INFERRED_NOTE)]
        if notes:
            node = BlankNode("f" + hashlib.sha256(str(fact).encode()).hexdigest()[:20])
            yield [
                Triple(node, _TYPE, _AXIOM),
                Triple(node, NamedNode(OWL + "annotatedSource"), subject),
                Triple(node, NamedNode(OWL + "annotatedProperty"), fact.predicate),
                Triple(node, NamedNode(OWL + "annotatedTarget"), fact.object),
                *sorted({Triple(node, *note) for note in notes}, key=str),
            ]


def _is_inferred(store: Store, fact: Triple) -> bool:
    return Quad(fact.subject, fact.predicate, fact.object, _INFERRED) in store.database


def _claims(store: Store, subject: NamedNode) -> dict[tuple[object, object], list[NamedNode]]:
    """The claims about a thing that support a fact, by property and value."""
    found: dict[tuple[object, object], list[NamedNode]] = defaultdict(list)
    for quad in store.quads(None, _SUBJECT, subject):
        claim = quad.subject
        assert isinstance(claim, NamedNode)
        if _one(store, claim, _MODALITY) == _DENIED or _one(store, claim, _REVIEW) == _REJECTED:
            continue
        value = _one(store, claim, _OBJECTS[0]) or _one(store, claim, _OBJECTS[1])
        found[_one(store, claim, _PREDICATE), value].append(claim)
    return found


def _notes(store: Store, claim: NamedNode) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    article = _one(store, claim, _ARTICLE)
    passage = _one(store, claim, _PASSAGE)
    if not isinstance(article, NamedNode) or not isinstance(passage, NamedNode):
        return
    yield _SOURCE, article
    modality = _one(store, claim, _MODALITY)
    publisher, published = _one(store, article, _PUBLISHER), _one(store, article, _PUBLISHED)
    parts = (
        publisher.value if publisher else "",
        published.value[:10] if published else "",
        local_name(modality.value).lower() if modality and modality != _STATED else "",
    )
    said_by = ", ".join(part for part in parts if part)
    quote = _one(store, passage, _QUOTE)
    if quote:
        yield _COMMENT, Literal(f"“{quote.value}”" + (f" ({said_by})" if said_by else ""))


def _one(store: Store, subject: NamedNode, predicate: NamedNode) -> NamedNode | Literal | None:
    objects = (quad.object for quad in store.quads(subject, predicate))
    return next((object for object in objects if isinstance(object, NamedNode | Literal)), None)
