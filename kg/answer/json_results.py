"""Answers in SPARQL 1.1 Query Results JSON -> the plain answers of kg.model."""

from __future__ import annotations

from typing import Any

from kg.model import Answer, Blank, Iri, Literal, Term

VIRTUOSO_ASK = "__ASK_RETVAL"
"""The column by which Virtuoso 7 answers yes or no."""
XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def read_rows(found: Any) -> Answer | bool:
    """Rows, or yes or no; ValueError, KeyError or TypeError where it is neither."""
    if "boolean" in found:
        return bool(found["boolean"])
    columns = tuple(found["head"]["vars"])
    rows = found["results"]["bindings"]
    if columns == (VIRTUOSO_ASK,):
        return bool(rows) and rows[0][VIRTUOSO_ASK]["value"] not in ("0", "false")
    return Answer(
        columns, tuple(tuple(_json_term(row[name]) if name in row else None for name in columns) for row in rows)
    )


def _json_term(term: dict[str, str]) -> Term:
    kind, value = term["type"], term["value"]
    if kind == "uri":
        return Iri(value)
    if kind == "bnode":
        return Blank(value)
    if kind in ("literal", "typed-literal"):
        return literal(value, term.get("datatype"), term.get("xml:lang"))
    raise ValueError(f"a term of type {kind}")


def literal(value: str, datatype: str | None, language: str | None) -> Literal:
    """A plain string has no datatype in the model, however the endpoint writes it."""
    return Literal(value, None if language or datatype == XSD_STRING else datatype, language)
