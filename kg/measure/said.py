"""What a graph says, article by article, asked of it by SPARQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.errors import BadQuery
from kg.measure.terms import FAMILIES, Wider, plain
from kg.model import Answer, Iri, Source, Term

_PREFIXES = """\
PREFIX kg: <https://w3id.org/isnad/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_ARTICLES = "SELECT ?article ?file ?text WHERE { ?article a kg:Article ; kg:file ?file ; kg:text ?text }"
_MENTIONS = "SELECT ?article ?thing WHERE { ?article kg:mentions ?thing }"
# What follows from the ontology is left out: a threat is then no statement of another kind as well.
_KINDS = """SELECT DISTINCT ?thing ?kind WHERE {
  GRAPH ?graph { ?thing a ?kind }
  FILTER (?graph != <https://w3id.org/isnad/inferred> && STRSTARTS(STR(?kind), STR(kg:)))
  FILTER (?kind NOT IN (kg:Claim, kg:Passage, kg:Article))
}"""
_NAMES = """SELECT ?thing ?name ?label WHERE {
  { ?thing rdfs:label ?name BIND (1 AS ?label) } UNION { ?thing skos:altLabel ?name }
}"""
_CLAIMS = """SELECT ?claim ?article ?subject ?predicate ?object ?modality ?passage ?quote ?start WHERE {
  ?claim a kg:Claim .
  OPTIONAL { ?claim kg:article ?article }
  OPTIONAL { ?claim kg:subject ?subject }
  OPTIONAL { ?claim kg:predicate ?predicate }
  OPTIONAL { ?claim kg:object|kg:value ?object }
  OPTIONAL { ?claim kg:modality ?modality }
  OPTIONAL { ?claim kg:passage ?passage OPTIONAL { ?passage kg:quote ?quote } OPTIONAL { ?passage kg:start ?start } }
}"""


@dataclass(frozen=True, slots=True)
class Said:
    """A claim that is not denied: what, of what, and where in the article's text its quote begins."""

    subject: str
    predicate: str
    object: str
    names_thing: bool  # whether the object is a thing, and no number or text
    start: int


@dataclass(slots=True)
class SaidArticle:
    """All that the graph has from one article."""

    file: str
    text: str
    said: list[Said] = field(default_factory=list)
    mentions: set[str] = field(default_factory=set)
    quotes: int = 0
    false_quotes: int = 0  # quotes that do not stand in the text


class Graph:
    """A graph as it is held against gold: kinds and names of things, and what each article says."""

    def __init__(self, source: Source, wider: Wider) -> None:
        self._wider = wider
        self._kinds: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, set[str]] = defaultdict(set)
        self._labels: dict[str, str] = {}
        self.lacking = 0  # claims without article, passage, modality, or a part of what they say
        by_iri = {str(iri): SaidArticle(str(file), str(text)) for iri, file, text in _rows(source, _ARTICLES)}
        self.articles = {article.file: article for article in by_iri.values()}
        for thing, kind in _rows(source, _KINDS):
            self._kinds[str(thing)].add(_local(kind))
        for thing, name, label in _rows(source, _NAMES):
            self._names[str(thing)].add(plain(str(name)))
            if label:
                self._labels[str(thing)] = min(str(name), self._labels.get(str(thing), str(name)))
        for iri, thing in _rows(source, _MENTIONS):
            if str(iri) in by_iri:
                by_iri[str(iri)].mentions.add(str(thing))
        self._take_claims(by_iri, _rows(source, _CLAIMS))

    def _take_claims(self, articles: dict[str, SaidArticle], rows: Iterable[tuple[Term | None, ...]]) -> None:
        lacking = set()
        for claim, iri, subject, predicate, object, modality, passage, quote, start in rows:
            article = articles.get(str(iri))
            if not (article and subject and predicate and object and modality and passage):
                lacking.add(str(claim))
                continue
            if quote:
                article.quotes += 1
                article.false_quotes += _joined(str(quote)) not in _joined(article.text)
            if _local(modality) != "Denied":
                place = int(str(start)) if start else 0
                said = Said(str(subject), _local(predicate), str(object), isinstance(object, Iri), place)
                article.said.append(said)
        for article in articles.values():
            article.said.sort(key=lambda said: (said.start, said.subject, said.predicate, said.object))
        self.lacking = len(lacking)

    def kinds(self, thing: str) -> set[str]:
        """The classes that the graph gives a thing."""
        return self._kinds.get(thing, set())

    def is_a(self, thing: str, *classes: str) -> bool:
        """Whether a thing is of one of these classes, or of one below."""
        return any(not set(classes).isdisjoint(self._wider(kind)) for kind in self.kinds(thing))

    def family(self, thing: str) -> str | None:
        """The family of an event; None for all else."""
        return next((family for family in FAMILIES if self.is_a(thing, family)), None)

    def names(self, thing: str) -> set[str]:
        """All names of a thing, made plain."""
        return self._names.get(thing, set()) - {""}

    def label(self, thing: str) -> str:
        """What to call a thing, or the value itself."""
        return self._labels.get(thing) or thing.rsplit("/", 1)[-1]


def slots(article: SaidArticle) -> dict[str, dict[str, set[str]]]:
    """Subject -> predicate -> the values that the article gives it."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for said in article.said:
        found[said.subject][said.predicate].add(said.object)
    return found


def _rows(source: Source, query: str) -> Iterator[tuple[Term | None, ...]]:
    result = source.query(_PREFIXES + query)
    if not isinstance(result, Answer):
        raise BadQuery("what a graph says is asked for by SELECT, and the source answered with something else")
    yield from result.rows


def _local(term: Term | None) -> str:
    return str(term).rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _joined(text: str) -> str:
    return " ".join(text.split())
