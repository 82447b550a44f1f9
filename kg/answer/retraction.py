"""What taking an article out would change: which facts and things go with it, and which stay, by whose word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.answer.finding import find_article
from kg.answer.names import local_name
from kg.answer.terms import XSD, sparql
from kg.errors import BadQuery
from kg.model import Answer, Iri, Literal, Source, Term

COLUMNS = (
    "change", "what", "subject", "subjectName", "says", "object", "objectName", "supportedBy", "sources", "articles",
)  # fmt: skip
_NAMED = 5  # articles that are named; of more, their number

_PREFIXES = """\
PREFIX kg: <https://w3id.org/isnad/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""

# Each fact of the article, with each other article that supports it.
_FACTS = """SELECT DISTINCT ?subject ?predicate ?object ?other WHERE {
  {
    SELECT DISTINCT ?subject ?predicate ?object WHERE {
      ?own kg:article @article ; kg:subject ?subject ; kg:predicate ?predicate ; kg:object|kg:value ?object ;
           kg:modality ?mode .
      FILTER (?mode != kg:Denied)
      FILTER NOT EXISTS { ?own kg:review kg:Rejected }
    }
  }
  OPTIONAL {
    ?claim kg:subject ?subject ; kg:predicate ?predicate ; kg:object|kg:value ?object ;
           kg:modality ?how ; kg:article ?other .
    FILTER (?how != kg:Denied && ?other != @article)
    FILTER NOT EXISTS { ?claim kg:review kg:Rejected }
  }
}"""

# Each thing that the article speaks of, with each other article that does.
_THINGS = """SELECT DISTINCT ?thing ?other WHERE {
  {
    SELECT DISTINCT ?thing WHERE {
      { @article kg:mentions ?thing } UNION
      { ?own kg:article @article ; kg:subject|kg:object|kg:attributedTo ?thing }
      FILTER (ISIRI(?thing))
    }
  }
  OPTIONAL {
    { ?other kg:mentions ?thing } UNION { ?claim kg:subject|kg:object|kg:attributedTo ?thing ; kg:article ?other }
    FILTER (?other != @article)
  }
}"""
_ARTICLES = "SELECT ?article ?file ?cluster { ?article kg:file ?file OPTIONAL { ?article kg:sourceCluster ?cluster } }"
_NAMES = (
    "SELECT ?thing (MIN(STR(?label)) AS ?name) { VALUES ?thing { @things } ?thing rdfs:label ?label } GROUP BY ?thing"
)


@dataclass(slots=True)
class _Support:
    """The other articles that say the same, and what they were taken from."""

    files: dict[str, str] = field(default_factory=dict)  # article -> file
    clusters: set[str] = field(default_factory=set)


def retraction(source: Source, article: str) -> Answer:
    """Rows of what goes and what stays if an article is taken out: what goes first, facts before things.

    `article` is an id, a file name or an IRI. A fact stays while a claim of another article that is neither denied nor
    rejected supports it; `supportedBy` counts these articles, `sources` those of them that are no reprints of each
    other. A thing goes where no other article speaks of it. Raises UnknownName where there is no such article.
    """
    iri = sparql(find_article(source, article))
    known = {str(row[0]): (str(row[1]), str(row[2] or row[0])) for row in _rows(source, _ARTICLES)}
    found: dict[tuple[Term, Term | None, Term | None], _Support] = defaultdict(_Support)
    for subject, predicate, object, other in _rows(source, _placed(_FACTS, article=iri)):
        if subject is not None:
            _count(found[subject, predicate, object], other, known)
    for thing, other in _rows(source, _placed(_THINGS, article=iri)):
        if thing is not None:
            _count(found[thing, None, None], other, known)
    names = _names(source, {term for key in found for term in (key[0], key[2]) if isinstance(term, Iri)})
    return Answer(COLUMNS, tuple(sorted((_row(*key, found[key], names) for key in found), key=_order)))


def _row(
    subject: Term, predicate: Term | None, object: Term | None, support: _Support, names: dict[Term, Term]
) -> tuple[Term | None, ...]:
    return (
        Literal("stays" if support.files else "goes"),
        Literal("fact" if predicate else "entity"),
        subject,
        names.get(subject),
        Literal(local_name(str(predicate))) if predicate else None,
        object,
        names.get(object) if object else None,
        _number(len(support.files)),
        _number(len(support.clusters)),
        Literal(_listed(sorted(support.files.values()))) if support.files else None,
    )


def _order(row: tuple[Term | None, ...]) -> tuple[object, ...]:
    change, what, subject, name, says, object, object_name = row[:7]
    return str(change), str(what) == "entity", str(name or subject), *map(str, (subject, says, object_name, object))


def _count(support: _Support, other: Term | None, known: dict[str, tuple[str, str]]) -> None:
    if other is not None:
        file, cluster = known.get(str(other), (str(other), str(other)))
        support.files[str(other)] = file
        support.clusters.add(cluster)


def _listed(files: list[str]) -> str:
    more = f" and {len(files) - _NAMED} more" if len(files) > _NAMED else ""
    return ", ".join(files[:_NAMED]) + more


def _names(source: Source, things: set[Iri]) -> dict[Term, Term]:
    listed = " ".join(sorted(map(sparql, things)))
    return {thing: name for thing, name in _rows(source, _placed(_NAMES, things=listed)) if thing and name}


def _number(number: int) -> Literal:
    return Literal(str(number), XSD + "integer")


def _placed(query: str, **terms: str) -> str:
    """The query with terms in their places; one pass, so that nothing which a term brings in is looked at again."""
    return re.sub(r"@(\w+)", lambda match: terms[match[1]], query)


def _rows(source: Source, query: str) -> Iterable[tuple[Term | None, ...]]:
    result = source.query(_PREFIXES + query)
    if not isinstance(result, Answer):
        raise BadQuery("facts are asked for by SELECT, and the source answered with something else")
    return result.rows
