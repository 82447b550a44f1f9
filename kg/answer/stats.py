"""What is in a graph, in numbers."""

from __future__ import annotations

from kg.errors import BadQuery
from kg.model import Answer, Literal, Source, Term

_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
_PREFIXES = """\
PREFIX kg: <https://w3id.org/isnad/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""

# Everything is counted once, however many articles tell it: hence DISTINCT throughout.
_COUNTS = {
    "articles": "?thing a kg:Article",
    "sources (reprints are one)": "?article a kg:Article . OPTIONAL { ?article kg:sourceCluster ?cluster } "
    "BIND (COALESCE(?cluster, ?article) AS ?thing)",
    "articles without a date": "?thing a kg:Article . FILTER NOT EXISTS { ?thing kg:published ?time }",
    "claims": "?thing a kg:Claim",
    "claims that are denied": "?thing kg:modality kg:Denied",
    "claims that are rejected": "?thing kg:review kg:Rejected",
    "passages": "?thing a kg:Passage",
}
_FACTS = """SELECT (COUNT(*) AS ?number) WHERE {
  SELECT DISTINCT ?subject ?predicate ?object WHERE {
    ?claim kg:subject ?subject ; kg:predicate ?predicate ; kg:object|kg:value ?object ; kg:modality ?modality .
    FILTER (?modality != kg:Denied)
    FILTER NOT EXISTS { ?claim kg:review kg:Rejected }
  }
}"""
_KINDS = """SELECT ?kind (COUNT(DISTINCT ?thing) AS ?number) WHERE {
  ?kind rdfs:subClassOf* ?top .
  VALUES ?top { kg:Actor kg:Place kg:Event kg:Position }
  ?thing a ?kind .
  FILTER EXISTS { { ?source kg:mentions ?thing } UNION { ?claim kg:subject ?thing } }
}
GROUP BY ?kind
ORDER BY DESC(?number) ?kind"""
_PER_ARTICLE = """SELECT ?article (COUNT(DISTINCT ?claim) AS ?claims) WHERE {
  ?source a kg:Article ; kg:file ?article .
  OPTIONAL { ?claim kg:article ?source }
}
GROUP BY ?source ?article
ORDER BY ?article ?source"""


def stats(source: Source) -> Answer:
    """Rows of what is counted and how many there are: articles, claims, facts, and things by kind.

    A thing counts under every kind that a source gives it.
    """
    rows: list[tuple[str, int]] = [(what, _count(source, pattern)) for what, pattern in _COUNTS.items()]
    rows.append(("facts", _number(_rows(source, _FACTS)[0][0])))
    rows += [(f"kind {str(kind).rsplit('#', 1)[-1]}", _number(number)) for kind, number in _rows(source, _KINDS)]
    return Answer(("what", "number"), tuple((Literal(what), Literal(str(n), _INTEGER)) for what, n in rows))


def claims_per_article(source: Source) -> Answer:
    """Rows of an article's file and the number of its claims, those without any included."""
    return _select(source, _PER_ARTICLE)


def _count(source: Source, pattern: str) -> int:
    return _number(_rows(source, f"SELECT (COUNT(DISTINCT ?thing) AS ?number) WHERE {{ {pattern} }}")[0][0])


def _number(term: Term | None) -> int:
    return int(str(term))


def _rows(source: Source, query: str) -> tuple[tuple[Term | None, ...], ...]:
    return _select(source, query).rows


def _select(source: Source, query: str) -> Answer:
    result = source.query(_PREFIXES + query)
    if not isinstance(result, Answer):
        raise BadQuery("numbers are asked for by SELECT, and the source answered with something else")
    return result
