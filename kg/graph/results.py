"""What pyoxigraph answers -> the plain answers of kg.model."""

from __future__ import annotations

import re

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Triple

from kg import model
from kg.errors import BadQuery
from kg.graph.vocabulary import XSD

_WHERE = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): (?P<what>.*)", re.DOTALL)
_TOLD = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]+ [a-zA-Z ]+")  # a sentence among the tokens that the parser expected


def to_result(found: QueryBoolean | QuerySolutions | QueryTriples) -> model.Result:
    """An answer in full, read to its end."""
    if isinstance(found, QueryBoolean):
        return bool(found)
    if isinstance(found, QueryTriples):
        return model.Triples(tuple((_named(t.subject), _named(t.predicate), to_term(t.object)) for t in found))
    columns = tuple(variable.value for variable in found.variables)
    rows = tuple(tuple(None if term is None else to_term(term) for term in row) for row in found)
    return model.Answer(columns, rows)


def to_term(term: NamedNode | BlankNode | Literal | Triple) -> model.Term:
    """One RDF term; BadQuery for a triple term, which no answer format here can hold."""
    if isinstance(term, Literal):
        plain = term.language or term.datatype.value == XSD + "string"
        return model.Literal(term.value, None if plain else term.datatype.value, term.language)
    if isinstance(term, Triple):
        raise BadQuery("the query answers with a triple term: ask for its subject, predicate and object instead")
    return _named(term)


def from_term(term: model.Term) -> NamedNode | BlankNode | Literal:
    """The same term for the store."""
    if isinstance(term, model.Iri):
        return NamedNode(term.value)
    if isinstance(term, model.Blank):
        return BlankNode(term.value)
    if term.language:
        return Literal(term.value, language=term.language)
    return Literal(term.value, datatype=NamedNode(term.datatype or XSD + "string"))


def _named(node: NamedNode | BlankNode | Triple) -> model.Iri | model.Blank:
    if isinstance(node, NamedNode):
        return model.Iri(node.value)
    if isinstance(node, BlankNode):
        return model.Blank(node.value)
    raise BadQuery("the query answers with a triple term: ask for its subject, predicate and object instead")


def bad_query(error: SyntaxError, query: str) -> BadQuery:
    """What is wrong with a query, with line and column, in one line."""
    found = _WHERE.search(str(error))
    if not found:
        return BadQuery(f"the query does not parse: {' '.join(str(error).split())}")
    line, column = int(found["line"]), int(found["column"])
    told = _TOLD.search(found["what"])
    reason = told.group().strip() if told else f"unexpected {_word(query, line, column)}"
    return BadQuery(f"the query does not parse at line {line}, column {column}: {reason}")


def _word(query: str, line: int, column: int) -> str:
    rest = "\n".join(query.split("\n")[line - 1 :])[column - 1 :]
    word = rest.split(maxsplit=1)[0] if rest.strip() else ""
    return f"{word[:40]!r}" if word else "end"
