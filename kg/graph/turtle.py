"""Turtle that a person can read and compare: prefixes first, a block for each subject, a line for each property."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
BARE = {  # what Turtle reads as such a number without its type being written
    "http://www.w3.org/2001/XMLSchema#integer": re.compile(r"-?[0-9]+"),
    "http://www.w3.org/2001/XMLSchema#decimal": re.compile(r"-?[0-9]+\.[0-9]+"),
}
LOCAL_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?")

Term = NamedNode | BlankNode | Literal | Triple


def statement_key(triple: Triple) -> tuple[int, str, str]:
    """Sorts the triples of one subject: its types, its label, then by property and object."""
    predicate = triple.predicate.value
    rank = {RDF_TYPE: 0, RDFS_LABEL: 1}.get(predicate, 2)
    return rank, predicate, str(triple.object)


def prefix_lines(prefixes: Mapping[str, str]) -> str:
    """The head of a Turtle document."""
    return "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in prefixes.items())


def blocks(triples: Iterable[Triple], prefixes: Mapping[str, str], indent: str = "") -> Iterator[str]:
    """One block of Turtle for each subject; the triples of a subject must come together, by `statement_key`."""
    for subject, statements in groupby(triples, key=lambda triple: triple.subject):
        lines = []
        for predicate, same in groupby(statements, key=lambda triple: triple.predicate):
            objects = [_written(triple.object, prefixes) for triple in same]
            verb = "a" if predicate.value == RDF_TYPE else _written(predicate, prefixes)
            joined = f" ,\n{indent}        ".join(objects)
            lines.append(f"{verb} {joined}")
        body = f" ;\n{indent}    ".join(lines)
        yield f"\n{indent}{_written(subject, prefixes)} {body} .\n"


def _written(term: Term, prefixes: Mapping[str, str]) -> str:
    if isinstance(term, NamedNode):
        return _iri(term, prefixes)
    if isinstance(term, Literal):
        datatype = term.datatype.value
        if datatype in BARE and BARE[datatype].fullmatch(term.value):
            return term.value
        if str(term).endswith(f"^^<{datatype}>"):
            return str(term).removesuffix(f"<{datatype}>") + _iri(term.datatype, prefixes)
    return str(term)


def _iri(node: NamedNode, prefixes: Mapping[str, str]) -> str:
    for name, namespace in prefixes.items():
        if node.value.startswith(namespace) and LOCAL_NAME.fullmatch(node.value[len(namespace) :]):
            return f"{name}:{node.value[len(namespace) :]}"
    return str(node)
