"""The IRIs of the graph, as plain strings: light, so that the command line imports them at once."""

from __future__ import annotations

import os

from kg.model import Passage

BASE = os.environ.get("KG_BASE", "https://w3id.org/isnad/id/")
"""What the IRIs of entities, articles and claims begin with; another one is taken from KG_BASE."""

KG = "https://w3id.org/isnad/ontology#"
OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES = {"kg": KG, "owl": OWL, "rdf": RDF, "rdfs": RDFS, "skos": SKOS, "xsd": XSD}

TYPE = RDF + "type"
LABEL = RDFS + "label"
ALT_LABEL = SKOS + "altLabel"

ONTOLOGY_GRAPH = "https://w3id.org/isnad/ontology"
AUTHORITY_GRAPH = "https://w3id.org/isnad/authority"
INFERRED_GRAPH = "https://w3id.org/isnad/inferred"
IDENTITY_GRAPH = "https://w3id.org/isnad/identity"  # names and earlier IRIs of what articles tell of
DECISIONS_GRAPH = "https://w3id.org/isnad/decisions"
INDEX_GRAPH = "https://w3id.org/isnad/index"  # see kg.graph.index; not for queries

# What the ontology takes over from OWL as it is.
_FROM_OWL = {"differentFrom"}


def thing_iri(id: str) -> str:
    """The IRI of an entity, event, statement or position."""
    return BASE + id


def article_iri(id: str) -> str:
    """The IRI of an article, which also names its graph."""
    return f"{BASE}article/{id}"


def source_iri(article_id: str) -> str:
    """The IRI of a source: the article, by its id, that stands for all that print one story."""
    return f"{BASE}source/{article_id}"


def passage_iri(article_id: str, passage: Passage) -> str:
    """The IRI of a passage: its article and a text fragment (RFC 5147)."""
    return f"{article_iri(article_id)}#char={passage.start},{passage.end}"


def claim_iri(article_id: str, digest: str) -> str:
    """The IRI of a claim; `digest` stands for what it says and where."""
    return f"{article_iri(article_id)}/claim/{digest}"


def class_iri(kind: str) -> str:
    """The IRI of an ontology class or individual, by its local name."""
    return KG + kind


def property_iri(predicate: str) -> str:
    """The IRI of a property, by the name that claims use."""
    return (OWL if predicate in _FROM_OWL else KG) + predicate


def local_name(iri: str) -> str:
    """What stands behind the last `#` or `/`, for people to read."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
