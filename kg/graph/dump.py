"""The store as one file, for Protégé, for other tools and for comparing: sorted, so that equal graphs give equal files.

Turtle, N-Triples and RDF/XML take the union of the graphs as one OWL ontology that imports nothing; TriG, N-Quads
and JSON-LD keep the named graphs. The store's own notes never leave it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import IO, TypeVar

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    serialize,
)

from kg.errors import KgError
from kg.graph.store import Store
from kg.graph.turtle import blocks, prefix_lines, statement_key
from kg.graph.vocabulary import BASE, INFERRED_GRAPH, KG, ONTOLOGY_GRAPH, OWL, PREFIXES, TYPE

STORE_GRAPH = "https://w3id.org/isnad/store"
DCTERMS = "http://purl.org/dc/terms/"
DUMP = NamedNode("https://w3id.org/isnad/dump")
ONTOLOGY = NamedNode(ONTOLOGY_GRAPH)
TEXT = NamedNode(KG + "text")
Thing = TypeVar("Thing", Triple, Quad)
DUMP_PREFIXES = {"id": BASE, "dcterms": DCTERMS, **PREFIXES}
NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")  # with U+000D, which XML reads back as a line feed


def export(store: Store, target: Path, *, inferred: bool = False, texts: bool = False) -> int:
    """Write the store to `target`, in the format of its ending, and give the number of triples written.

    `inferred` adds what follows from the facts, `texts` the stored text of the articles. The file appears
    whole or not at all: KgError where the ending is unknown or the place cannot be written.
    """
    write = WRITERS.get(target.suffix.lower())
    if write is None:
        raise KgError(f"{target}: the ending says no format: use one of {', '.join(WRITERS)}")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as stream:
            written = write(_Kept(store, inferred, texts), stream)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    except OSError as error:
        reason = error.strerror or error
        raise KgError(f"{target}: cannot be written ({reason}): choose another place or make room") from error
    finally:
        _remove(part)
    return written


def _remove(part: Path) -> None:
    with suppress(OSError):
        part.unlink(missing_ok=True)


class _Kept:
    """What of a store goes into a dump, in the order of the dump."""

    def __init__(self, store: Store, inferred: bool, texts: bool) -> None:
        self._store = store
        self._left_out = {STORE_GRAPH} if inferred else {STORE_GRAPH, INFERRED_GRAPH}
        self._texts = texts
        # The ontology alone has blank nodes. The store names them anew on each writing, so they get lasting names here.
        self._terms = Dataset(store.quads(graph=ONTOLOGY))
        self._terms.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)

    def _quads(self, subject: NamedNode | BlankNode | None = None, graph: NamedNode | None = None) -> Iterator[Quad]:
        stored = (quad for quad in self._store.quads(subject=subject, graph=graph) if quad.graph_name != ONTOLOGY)
        if graph not in (None, ONTOLOGY):
            terms: Iterable[Quad] = ()
        else:
            terms = self._terms if subject is None else self._terms.quads_for_subject(subject)
        for quad in chain(stored, terms):
            if _name(quad) not in self._left_out and (self._texts or quad.predicate != TEXT):
                yield quad

    def union(self) -> Iterator[Triple]:
        """Each triple once, after a header of its own in place of the ontology's: a file holds one ontology."""
        yield from self._header()
        for subject in sorted({_subject(quad) for quad in self._quads()}, key=_subject_key):
            if subject != ONTOLOGY:
                yield from sorted({quad.triple for quad in self._quads(subject)}, key=statement_key)

    def graphs(self) -> Iterator[NamedNode]:
        """The named graphs, by IRI."""
        names = {_name(quad) for quad in self._quads()}
        return (NamedNode(name) for name in sorted(names))

    def graph(self, name: NamedNode) -> list[Triple]:
        triples = (quad.triple for quad in self._quads(graph=name))
        return sorted(triples, key=lambda triple: (_subject_key(_subject(triple)), statement_key(triple)))

    def _header(self) -> Iterator[Triple]:
        yield Triple(DUMP, NamedNode(TYPE), NamedNode(OWL + "Ontology"))
        title = "A dump of Isnad: the ontology, the names of known entities, facts, and the claims behind them"
        header = [Triple(DUMP, NamedNode(DCTERMS + "title"), Literal(title))]
        for quad in self._quads(ONTOLOGY):
            if quad.predicate.value == OWL + "versionIRI":
                header.append(Triple(DUMP, NamedNode(DCTERMS + "conformsTo"), quad.object))
        yield from sorted(header, key=statement_key)


def _name(quad: Quad) -> str:
    assert isinstance(quad.graph_name, NamedNode)  # the store writes into named graphs alone
    return quad.graph_name.value


def _subject(triple: Triple | Quad) -> NamedNode | BlankNode:
    assert not isinstance(triple.subject, Triple)  # nor triples about triples
    return triple.subject


def _subject_key(subject: NamedNode | BlankNode) -> tuple[bool, str]:
    return isinstance(subject, BlankNode), subject.value


Writer = Callable[[_Kept, IO[bytes]], int]


def _turtle(kept: _Kept, stream: IO[bytes]) -> int:
    count = _Count()
    stream.write(prefix_lines(DUMP_PREFIXES).encode())
    for block in blocks(count.of(kept.union()), DUMP_PREFIXES):
        stream.write(block.encode())
    return count.seen


def _trig(kept: _Kept, stream: IO[bytes]) -> int:
    count = _Count()
    stream.write(prefix_lines(DUMP_PREFIXES).encode())
    for name in kept.graphs():
        stream.write(f"\n{name} {{\n".encode())
        for block in blocks(count.of(kept.graph(name)), DUMP_PREFIXES, indent="    "):
            stream.write(block.encode())
        stream.write(b"}\n")
    return count.seen


def _triples(format: RdfFormat) -> Writer:
    def write(kept: _Kept, stream: IO[bytes]) -> int:
        count = _Count()
        triples = count.of(kept.union())
        if format == RdfFormat.RDF_XML:
            triples = _fit_for_xml(triples)
        serialize(triples, stream, format, prefixes=DUMP_PREFIXES)
        return count.seen

    return write


def _quads(format: RdfFormat) -> Writer:
    def write(kept: _Kept, stream: IO[bytes]) -> int:
        count = _Count()
        quads = (
            Quad(triple.subject, triple.predicate, triple.object, name)
            for name in kept.graphs()
            for triple in kept.graph(name)
        )
        serialize(count.of(quads), stream, format)
        return count.seen

    return write


WRITERS: dict[str, Writer] = {
    ".ttl": _turtle,
    ".nt": _triples(RdfFormat.N_TRIPLES),
    ".rdf": _triples(RdfFormat.RDF_XML),
    ".trig": _trig,
    ".nq": _quads(RdfFormat.N_QUADS),
    ".jsonld": _quads(RdfFormat.JSON_LD),
}


def _fit_for_xml(triples: Iterable[Triple]) -> Iterator[Triple]:
    for triple in triples:
        if isinstance(triple.object, Literal) and (found := NOT_XML.search(triple.object.value)):
            raise KgError(
                f"{triple.subject} has a text with the character U+{ord(found.group()):04X}, "
                "which RDF/XML cannot hold: export to .ttl"
            )
        yield triple


class _Count:
    """Passes triples on and counts them."""

    seen = 0

    def of(self, things: Iterable[Thing]) -> Iterator[Thing]:
        for thing in things:
            self.seen += 1
            yield thing
