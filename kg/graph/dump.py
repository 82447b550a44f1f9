"""The store as one file, for Protégé, for other tools and for comparing: sorted, so that equal graphs give equal files.

Turtle, N-Triples and RDF/XML take the union of the graphs as one OWL ontology that imports nothing; TriG, N-Quads
and JSON-LD keep the named graphs. The store's own notes never leave it.

What goes in is a profile: `protege` (OWL 2 DL, where each fact carries its sources as axiom annotations), `full` (all
that people query, as it is), `facts` (ontology, names and facts, without articles, claims and decisions).
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
from kg.graph.annotated import annotated
from kg.graph.sorting import sorted_on_disk
from kg.graph.store import Store
from kg.graph.turtle import blocks, prefix_lines, statement_key
from kg.graph.vocabulary import BASE, INFERRED_GRAPH, KG, ONTOLOGY_GRAPH, OWL, PREFIXES, TYPE
from kg.graph.written import is_public
from kg.model import Profile

STORE_GRAPH = NamedNode("https://w3id.org/isnad/store")
DCTERMS = "http://purl.org/dc/terms/"
DUMP = NamedNode("https://w3id.org/isnad/dump")
ONTOLOGY = NamedNode(ONTOLOGY_GRAPH)
TEXT = NamedNode(KG + "text")
RDF_TYPE = NamedNode(TYPE)
SOURCES = frozenset(NamedNode(KG + name) for name in ("Article", "Passage", "Claim", "Decision"))
ONE_GRAPH = (".ttl", ".nt", ".rdf")
Thing = TypeVar("Thing", Triple, Quad)
SUBJECTS = "SELECT DISTINCT ?subject WHERE { ?subject ?property ?value }"
DUMP_PREFIXES = {"id": BASE, "dcterms": DCTERMS, **PREFIXES}
NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")  # with U+000D, which XML reads back as a line feed


def export(
    store: Store, target: Path, *, inferred: bool = False, texts: bool = False, profile: Profile | None = None
) -> int:
    """Write the store to `target`, in the format of its ending, and give the number of triples written.

    `inferred` adds what follows from the facts, `texts` the stored text of the articles. Without a profile it is
    `protege` for one graph, and `full` for a format that keeps the named graphs. The file appears whole or not at all:
    KgError where the ending is unknown, where the profile does not fit it, or the place cannot be written.
    """
    write = WRITERS.get(target.suffix.lower())
    if write is None:
        raise KgError(f"{target}: the ending says no format: use one of {', '.join(WRITERS)}")
    one_graph = target.suffix.lower() in ONE_GRAPH
    if profile is None:
        profile = Profile.PROTEGE if one_graph else Profile.FULL
    if not one_graph and profile != Profile.FULL:
        raise KgError(
            f"{target}: the profile {profile} is one graph, and this format keeps the articles apart: "
            f"use --profile full, or one of {', '.join(ONE_GRAPH)}"
        )
    if texts and profile == Profile.FACTS:
        raise KgError("the profile facts has no articles, and so no texts: leave out one of the two")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as stream:
            written = write(_Kept(store, inferred, texts, profile), stream)
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

    def __init__(self, store: Store, inferred: bool, texts: bool, profile: Profile) -> None:
        self._store = store
        self._profile = profile
        self._left_out = {STORE_GRAPH} if inferred else {STORE_GRAPH, NamedNode(INFERRED_GRAPH)}
        self._texts = texts
        # The ontology alone has blank nodes. The store names them anew on each writing, so they get lasting names here.
        self._terms = Dataset(store.quads(graph=ONTOLOGY))
        self._terms.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)

    def union(self) -> Iterator[Triple]:
        """Each triple once, after a header of its own in place of the ontology's: a file holds one ontology."""
        yield from self._header()
        for subject in self._subjects():
            quads = chain(self._store.quads(subject=subject), self._terms.quads_for_subject(subject))
            triples = sorted({quad.triple for quad in self._fit(quads)}, key=statement_key)
            if self._profile == Profile.FACTS and any(_is_source(triple) for triple in triples):
                continue
            yield from triples
            if self._profile == Profile.PROTEGE and isinstance(subject, NamedNode):
                for annotation in annotated(self._store, subject, triples):
                    yield from sorted(annotation, key=statement_key)

    def _subjects(self) -> Iterator[NamedNode | BlankNode]:
        """All but the ontology itself, each once; blank nodes, which the ontology alone has, come last."""
        stored = (row["subject"] for row in self._store.select(SUBJECTS))
        own = set(map(_subject, self._terms))
        named = chain(stored, own)
        for iri in sorted_on_disk(subject.value for subject in named if isinstance(subject, NamedNode)):
            if iri != ONTOLOGY_GRAPH:
                yield NamedNode(iri)
        yield from sorted((one for one in own if isinstance(one, BlankNode)), key=_subject_key)

    def graphs(self) -> Iterator[tuple[NamedNode, list[Triple]]]:
        """The named graphs with their triples, by IRI."""
        names = {
            str(name.value): name
            for name in self._store.database.named_graphs()
            if isinstance(name, NamedNode) and is_public(name)
        }
        for _, name in sorted(names.items()):
            quads = chain(self._store.quads(graph=name), self._terms.quads_for_graph_name(name))
            triples = {quad.triple for quad in self._fit(quads)}
            if triples:
                yield name, sorted(triples, key=lambda triple: (_subject_key(_subject(triple)), statement_key(triple)))

    def _fit(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """The quads of graphs that are kept, of the ontology those with the lasting names."""
        for quad in quads:
            stale = quad.graph_name == ONTOLOGY and quad not in self._terms
            if not stale and quad.graph_name not in self._left_out and (self._texts or quad.predicate != TEXT):
                yield quad

    def _header(self) -> Iterator[Triple]:
        yield Triple(DUMP, NamedNode(TYPE), NamedNode(OWL + "Ontology"))
        title = "A dump of Isnad: the ontology, the names of known entities, facts, and the claims behind them"
        header = [Triple(DUMP, NamedNode(DCTERMS + "title"), Literal(title))]
        for quad in self._terms.quads_for_subject(ONTOLOGY):
            if quad.predicate.value == OWL + "versionIRI":
                header.append(Triple(DUMP, NamedNode(DCTERMS + "conformsTo"), quad.object))
        yield from sorted(header, key=statement_key)


def _is_source(triple: Triple) -> bool:
    return triple.predicate == RDF_TYPE and triple.object in SOURCES


def _subject(triple: Triple | Quad) -> NamedNode | BlankNode:
    assert not isinstance(triple.subject, Triple)  # the store holds no triples about triples
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
    for name, triples in kept.graphs():
        stream.write(f"\n{name} {{\n".encode())
        for block in blocks(count.of(triples), DUMP_PREFIXES, indent="    "):
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
            for name, triples in kept.graphs()
            for triple in triples
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
