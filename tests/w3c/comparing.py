"""Whether an answer is what a test expects."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import rdflib
from rdflib import RDF, BNode, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.query import Result
from rdflib.term import Node

ROW = Namespace("urn:row:")
RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
XSD = "http://www.w3.org/2001/XMLSchema#"
Row = dict[str, Node]


def same_rows(expected: Sequence[Row], found: Sequence[Row], ordered: bool = False) -> bool:
    """As multisets, and as lists where the order is asked for; blank nodes may have other names."""
    if len(expected) != len(found):
        return False
    return isomorphic(_as_graph(expected, ordered), _as_graph(found, ordered))


def same_graph(expected: rdflib.Graph, found: rdflib.Graph) -> bool:
    return isomorphic(_plain(expected), _plain(found))


def _as_graph(rows: Sequence[Row], ordered: bool) -> rdflib.Graph:
    graph = rdflib.Graph()
    for place, row in enumerate(rows):
        node = BNode()
        graph.add((node, RDF.type, ROW.Row))
        if ordered:
            graph.add((node, ROW.place, Literal(place)))
        for name, term in row.items():
            graph.add((node, ROW[name], _term(term)))
    return graph


def _plain(graph: rdflib.Graph) -> rdflib.Graph:
    plain = rdflib.Graph()
    for triple in graph:
        plain.add(tuple(_term(term) for term in triple))  # type: ignore[arg-type]
    return plain


def _term(term: Node) -> Node:
    """Literals by their values: the store writes numbers and times in one way only."""
    if not isinstance(term, Literal):
        return term
    if term.language:
        return Literal(str(term), lang=term.language.lower())
    kind = str(term.datatype or f"{XSD}string")
    try:
        if kind.removeprefix(XSD) in ("double", "float"):
            return Literal(f"{float(term):.10e} {kind}")
        if kind.removeprefix(XSD) in ("integer", "decimal") or kind.endswith(("Integer", "int", "long", "short")):
            return Literal(f"{float(term):.12g} {kind}")
    except ValueError:
        pass
    if kind == f"{XSD}dateTime":
        return Literal(f"{str(term).removesuffix('Z').removesuffix('+00:00')} {kind}")
    return Literal(f"{term} {kind}")


def expected_rows(file: Path) -> list[Row] | bool:
    """What a result file of any format says."""
    if file.suffix in (".ttl", ".rdf"):
        return _described(rdflib.Graph().parse(file))
    formats = {".srx": "xml", ".srj": "json", ".csv": "csv", ".tsv": "tsv"}
    result = Result.parse(io.BytesIO(file.read_bytes()), format=formats[file.suffix])
    if result.type == "ASK":
        return bool(result.askAnswer)
    return [{str(name): term for name, term in row.items()} for row in result.bindings]


def _described(graph: rdflib.Graph) -> list[Row] | bool:
    answer = graph.value(None, RS.boolean)
    said = next(graph.objects(None, RS.boolean), None)
    if said is not None:
        return str(said) == "true"
    assert answer is None
    rows = []
    for solution in graph.objects(None, RS.solution):
        bindings = graph.objects(solution, RS.binding)
        rows.append({str(graph.value(b, RS.variable)): graph.value(b, RS.value) for b in bindings})
    return rows  # type: ignore[return-value]


def found_rows(body: bytes) -> list[Row] | bool:
    """What an answer in SPARQL's JSON says."""
    told = json.loads(body)
    if "boolean" in told:
        return bool(told["boolean"])
    return [{name: _node(term) for name, term in row.items()} for row in told["results"]["bindings"]]


def _node(term: dict[str, Any]) -> Node:
    if term["type"] == "uri":
        return URIRef(term["value"])
    if term["type"] == "bnode":
        return BNode(term["value"])
    datatype = term.get("datatype")
    return Literal(term["value"], lang=term.get("xml:lang"), datatype=URIRef(datatype) if datatype else None)


def csv_rows(body: str) -> list[list[str]]:
    """Rows of a CSV file without the names of blank nodes, sorted, and so its columns (`SELECT *` has no order)."""
    columns = sorted(zip(*csv.reader(io.StringIO(body)), strict=True))
    return sorted([_csv_cell(cell) for cell in row] for row in zip(*columns, strict=True))


def _csv_cell(cell: str) -> str:
    if cell.startswith("_:"):
        return "_:"
    try:
        return f"{float(cell):.10g}"
    except ValueError:
        return cell
