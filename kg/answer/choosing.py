"""What a decision is to be about, looked up in the graph, and whether deciding it makes sense."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.answer.names import ANY, local_name, resolve
from kg.answer.terms import XSD, looks_like_iri, sparql
from kg.errors import BadQuery, KgError, UnknownName
from kg.model import Answer, Iri, Literal, Source, Term

_PREFIXES = """\
PREFIX kg: <https://w3id.org/isnad/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
_APART = ("Person", "Organization", "Place", "Event")  # nothing is of two of these


@dataclass(frozen=True, slots=True)
class Chosen:
    """An actor, place or event. `iri` is what was given, which may be an earlier one of the thing that `now` names."""

    iri: Iri
    now: Iri
    name: str
    kinds: frozenset[str]

    def __str__(self) -> str:
        return f"{self.name} ({self.iri})"


@dataclass(frozen=True, slots=True)
class Told:
    """What a claim says, and what a person decided of it: Accepted, Rejected or nothing."""

    subject: Term
    predicate: Term
    object: Term
    words: str
    review: str = ""


def choose(source: Source, text: str) -> Chosen:
    """The actor, place or event that is called so. Raises UnknownName where there is none, or more than one."""
    now = resolve(source, text, ANY)
    of = sparql(now)
    rows = _rows(source, f"SELECT ?name ?kind {{ {of} a/rdfs:subClassOf* ?kind OPTIONAL {{ {of} rdfs:label ?name }} }}")
    kinds = frozenset(local_name(str(kind)) for _, kind in rows)
    if not kinds.intersection(ANY):
        raise UnknownName(f"{text!r} is no actor, place or event here: give a name, or the IRI that answers show")
    name = min((str(name) for name, _ in rows if name), default=local_name(now.value))
    return Chosen(Iri(text.strip()) if looks_like_iri(text) else now, now, name, kinds)


def refuse_as_one(one: Chosen, two: Chosen) -> None:
    """Raise KgError where these two cannot become one: they are one already, or of kinds that exclude each other."""
    if one.now == two.now:
        raise KgError(f"{one} and {two} are one already, as {one.now}: there is nothing to decide")
    kinds = [{kind for kind in _APART if kind in each.kinds} for each in (one, two)]
    if kinds[0] and kinds[1] and not kinds[0] & kinds[1]:
        told = f"{one} is of the kind {min(kinds[0])}, {two} of the kind {min(kinds[1])}"
        raise KgError(f"{told}: these are never one; if a claim made it so, reject that")


def refuse_as_two(source: Source, one: Chosen, two: Chosen) -> None:
    """Raise KgError where these two are given as one and the same, so that nothing tells what is to be parted."""
    if one.iri == two.iri:
        rows = _rows(source, f"SELECT ?old {{ {sparql(one.now)} kg:formerly ?old }} ORDER BY ?old")
        earlier = [str(old) for (old,) in rows]
        told = f"give two of its earlier IRIs ({', '.join(earlier)}), or " if earlier else ""
        raise KgError(f"{one} cannot differ from itself: {told}tell with kg split which articles mean another")


def refuse_as_split(source: Source, thing: Chosen, article: Iri) -> None:
    """Raise KgError where an article does not speak of a thing, and so cannot mean another one by it."""
    of, by = sparql(thing.now), sparql(article)
    speaks = f"{{ {by} kg:mentions {of} }} UNION {{ ?c kg:article {by} ; kg:subject|kg:object|kg:attributedTo {of} }}"
    if source.query(f"{_PREFIXES}ASK {{ {speaks} }}") is not True:
        raise KgError(f"{article} does not speak of {thing}: kg query sources-of shows which articles do")


def refuse_as_name(source: Source, thing: Chosen, name: str) -> None:
    """Raise KgError where a thing has this name as its best one already."""
    if source.query(f"{_PREFIXES}ASK {{ {sparql(thing.now)} rdfs:label {sparql(Literal(name))} }}") is True:
        raise KgError(f"{thing} is called {name!r} already: there is nothing to decide")


def claim_told(source: Source, claim: Iri) -> Told:
    """What a claim says. Raises UnknownName where it says nothing."""
    query = f"""SELECT ?subject ?predicate ?object ?subjectName ?objectName ?review WHERE {{
  {sparql(claim)} kg:subject ?subject ; kg:predicate ?predicate ; kg:object|kg:value ?object .
  OPTIONAL {{ {sparql(claim)} kg:review ?review }}
  OPTIONAL {{ ?subject rdfs:label ?subjectName }}
  OPTIONAL {{ ?object rdfs:label ?objectName }}
}}
ORDER BY ?subjectName ?objectName"""
    for subject, predicate, object, subject_name, object_name, review in _rows(source, query):
        if subject and predicate and object:
            words = f"{subject_name or subject} {local_name(str(predicate))} {object_name or object}"
            return Told(subject, predicate, object, words, local_name(str(review)) if review else "")
    raise UnknownName(f"{claim} says nothing here: give the IRI of a claim, as kg why --format json shows it")


def stands(source: Source, told: Told) -> bool:
    """Whether what a claim says is a fact of the graph."""
    says = " ".join(map(sparql, (told.subject, told.predicate, told.object)))
    return source.query(f"ASK {{ {says} }}") is True


def names_of(source: Source, things: Iterable[str]) -> dict[str, str]:
    """The names of things by their IRIs, earlier ones too; what has none is left out."""
    listed = " ".join(f"({sparql(Iri(iri))} {sparql(Literal(iri, XSD + 'anyURI'))})" for iri in sorted(set(things)))
    query = f"""SELECT ?iri (MIN(STR(?label)) AS ?name) WHERE {{
  VALUES (?iri ?old) {{ {listed} }}
  {{ ?iri rdfs:label ?label }} UNION {{ ?now kg:formerly ?old ; rdfs:label ?label }}
}}
GROUP BY ?iri"""
    return {str(iri): str(name) for iri, name in _rows(source, query) if iri and name}


def _rows(source: Source, query: str) -> tuple[tuple[Term | None, ...], ...]:
    result = source.query(_PREFIXES + query)
    if not isinstance(result, Answer):
        raise BadQuery("things are asked for by SELECT, and the source answered with something else")
    return result.rows
