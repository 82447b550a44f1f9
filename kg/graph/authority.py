"""The ontology and the authority file: read from their Turtle, checked, and handed to extractor and store.

The files are written with the default base. Where another base is configured, the entities of the authority
file move there; the ontology's terms never move.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.errors import BadData
from kg.graph.vocabulary import BASE, KG, ONTOLOGY_GRAPH
from kg.model import KnownEntity
from kg.resources import folder

WRITTEN_BASE = "https://w3id.org/isnad/id/"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
SUBCLASS = NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
ALT_LABEL = NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
IMPORTS = NamedNode("http://www.w3.org/2002/07/owl#imports")
FAMILIES = ("Person", "Organization", "Place")


@cache
def ontology_triples() -> tuple[Triple, ...]:
    """The ontology: its modules as one, under the header of the root, which then imports nothing.

    Its blank nodes carry the same names each time, so that loading it anew changes nothing. BadData where a file is at
    fault, and where a module that one imports is missing.
    """
    names: dict[tuple[Path, str], BlankNode] = {}

    def steady(path: Path, node: BlankNode) -> BlankNode:
        return names.setdefault((path, node.value), BlankNode(f"o{len(names) + 1:03}"))

    return tuple(
        Triple(
            steady(path, triple.subject) if isinstance(triple.subject, BlankNode) else triple.subject,
            triple.predicate,
            steady(path, triple.object) if isinstance(triple.object, BlankNode) else triple.object,
        )
        for path in _modules()
        for triple in _parse(path)
        if triple.predicate != IMPORTS and not str(triple.subject).startswith(f"<{ONTOLOGY_GRAPH}/")
    )


def _modules() -> list[Path]:
    """The root of the ontology and all that it imports, in the order of the imports."""
    place = folder("ontology")
    found = [place / "isnad.ttl"]
    for path in found:
        for triple in _parse(path):
            if triple.predicate == IMPORTS and isinstance(triple.object, NamedNode):
                name = triple.object.value.removeprefix(f"{ONTOLOGY_GRAPH}/")
                if not re.fullmatch("[a-z]+", name):
                    raise BadData(f"{path}: imports {triple.object.value}, which is no module of the ontology")
                if place / f"{name}.ttl" not in found:
                    found.append(place / f"{name}.ttl")
    return found


def load_authority(files: Path | None = None) -> tuple[KnownEntity, ...]:
    """The entries of the authority file in `files`, by id; BadData names the file and entry at fault."""
    kinds = _kinds()
    entries: dict[str, KnownEntity] = {}
    taken: dict[tuple[str, str], str] = {}  # a family and a name in it -> the entry that has it
    for path in _files(files):
        for subject, triples in _by_subject(path).items():
            place = f"{path}: {subject}"
            entry = _entry(subject, triples, kinds, place)
            if entry.id in entries:
                raise BadData(f"{place} stands in another authority file too: take one of the two out")
            for name in (entry.label, *entry.names):
                other = taken.setdefault((kinds[entry.kind], name.casefold()), entry.id)
                if other != entry.id:
                    raise BadData(f"{place}: the name {name!r} stands for {other} too: leave it to one of them")
            entries[entry.id] = entry
    return tuple(entries[id] for id in sorted(entries))


def authority_triples(files: Path | None = None) -> list[Triple]:
    """The types and names of the authority file, under the configured base."""
    triples = []
    for entry in load_authority(files):
        subject = NamedNode(BASE + entry.id)
        triples.append(Triple(subject, RDF_TYPE, NamedNode(KG + entry.kind)))
        triples.append(Triple(subject, LABEL, Literal(entry.label)))
        triples.extend(Triple(subject, ALT_LABEL, Literal(name)) for name in entry.names)
    return triples


def _files(files: Path | None) -> list[Path]:
    place = files or folder("ontology") / "authority"
    found = sorted(place.glob("*.ttl"))
    if not found:
        raise BadData(f"{place}: holds no authority file (*.ttl): install the package isnad anew")
    return found


def _parse(path: Path) -> Iterable[Triple]:
    try:
        return [quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE)]
    except (SyntaxError, UnicodeDecodeError, OSError) as error:
        raise BadData(f"{path}: cannot be read as Turtle: {error}") from error


def _by_subject(path: Path) -> dict[str, list[Triple]]:
    groups: dict[str, list[Triple]] = defaultdict(list)
    for triple in _parse(path):
        groups[str(triple.subject).strip("<>")].append(triple)
    return groups


def _entry(subject: str, triples: list[Triple], kinds: dict[str, str], place: str) -> KnownEntity:
    id = subject.removeprefix(WRITTEN_BASE)
    if id == subject or not SLUG.fullmatch(id):
        raise BadData(f"{place}: is no readable name under {WRITTEN_BASE}: use a-z, 0-9 and single hyphens")
    types: list[str] = []
    labels: list[str] = []
    names: list[str] = []
    for triple in triples:
        if triple.predicate == RDF_TYPE and isinstance(triple.object, NamedNode):
            types.append(triple.object.value.removeprefix(KG))
        elif triple.predicate in (LABEL, ALT_LABEL):
            (labels if triple.predicate == LABEL else names).append(_name(triple, place))
        else:
            raise BadData(
                f"{place}: says {triple.predicate}, but the authority file holds names and types and no facts"
            )
    if len(types) != 1 or len(labels) != 1:
        raise BadData(f"{place}: has {len(types)} types and {len(labels)} labels: give it one of each")
    if types[0] not in kinds:
        raise BadData(f"{place}: is a {types[0]}: give it a class of the ontology below Person, Organization or Place")
    return KnownEntity(id, types[0], labels[0], tuple(sorted(names, key=lambda name: (name.casefold(), name))))


def _name(triple: Triple, place: str) -> str:
    name = triple.object
    if not isinstance(name, Literal) or name.language or not name.value.strip() or name.value != name.value.strip():
        raise BadData(f"{place}: {name} is no name: write plain text without a language or spaces around it")
    return name.value


def _kinds() -> dict[str, str]:
    """Each class that an entry may have -> its family; the names of one family must differ."""
    parent = {
        triple.subject.value.removeprefix(KG): triple.object.value.removeprefix(KG)
        for triple in ontology_triples()
        if triple.predicate == SUBCLASS
        and isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, NamedNode)
    }
    kinds = {}
    for kind in (*FAMILIES, *parent):
        family = kind
        while family not in FAMILIES and family in parent:
            family = parent[family]
        if family in FAMILIES:
            kinds[kind] = family
    return kinds
