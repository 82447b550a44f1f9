"""Names -> IRIs: what a user calls a thing -> the one thing in the graph that answers to it.

First the name as typed is looked for, which an index answers at once; only if nothing has it are all names of the
kinds compared, without regard to capitals, accents, punctuation and a leading "the", and at last the IRIs by which
things went before they were found to be one. Two things that answer to one name are never chosen between: the user is
told of both.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from kg.answer.terms import XSD, looks_like_iri, sparql
from kg.errors import BadQuery, UnknownName
from kg.model import Answer, Iri, Literal, Source

KG = "https://w3id.org/isnad/ontology#"
ANY = ("Actor", "Place", "Event")

# What the ontology itself names: kinds and properties, which a user may give like any other name.
_META = {
    "Class": ("http://www.w3.org/2002/07/owl#Class",),
    "Property": tuple(f"http://www.w3.org/2002/07/owl#{kind}Property" for kind in ("Object", "Datatype")),
}
_PREFIXES = """\
PREFIX kg: <https://w3id.org/isnad/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_NEAREST = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that may be meant, with its kind (a local name) and the name by which it was found."""

    iri: str
    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.name} ({self.kind}, {self.iri})"


def resolve(source: Source, text: str, kinds: Sequence[str] = ANY) -> Iri:
    """The one thing of these kinds (local names of classes, their sub-classes included) that is called `text`.

    An IRI stands for itself, or for the thing that went by it before. Raises UnknownName with the candidates where two
    things or none answer to the name.
    """
    if looks_like_iri(text):
        return _present(source, Iri(text.strip()))
    if not normal(text):
        raise UnknownName(f"{text!r} is no name: give a name, an alias or an IRI of a {_one_of(kinds)}")
    wanted = _with_subclasses(source, kinds)
    found = {c.iri: c for c in _exactly(source, text, wanted)}
    if not found:
        named = list(_all_named(source, wanted))
        found = {c.iri: c for c in named if normal(text) in (normal(c.name), normal(local_name(c.iri)))}
        if not found:
            found = {c.iri: c for c in _formerly(source, text, wanted)}
        if not found:
            raise UnknownName(f"no {_one_of(kinds)} is called {text!r}{_nearest(text, named)}")
    if len(found) > 1:
        raise UnknownName(f"{text!r} may mean {_all(found)}. Give the IRI of the one you mean")
    return Iri(next(iter(found)))


def _present(source: Source, iri: Iri) -> Iri:
    """The IRI by which the thing goes now."""
    old = Literal(iri.value, XSD + "anyURI")
    query = f"""{_PREFIXES}SELECT ?now ?name ?kind WHERE {{
  ?now kg:formerly {sparql(old)} ; rdfs:label ?name ; a ?kind .
  FILTER NOT EXISTS {{ {sparql(iri)} rdfs:label ?any }}
}}"""
    found = {now: Candidate(now, local_name(kind), name) for now, name, kind in sorted(_rows(source, query))}
    if len(found) > 1:
        raise UnknownName(f"{iri} is now {_all(found)}. Give the IRI of the one you mean")
    return Iri(next(iter(found))) if found else iri


def _all(found: Mapping[str, Candidate]) -> str:
    told = "; ".join(str(c) for c in sorted(found.values(), key=lambda c: (c.kind, c.iri)))
    return f"{len(found)} things: {told}"


def normal(text: str) -> str:
    """A name without capitals, accents, punctuation, spaces and a leading "the": equal for names that read alike."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    words = [word for word in re.split(r"[\W_]+", re.sub(r"['’‘ʿʾ`.]", "", plain)) if word]
    return "".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def local_name(iri: str) -> str:
    """What stands behind the last `#` or `/` of an IRI."""
    return re.split(r"[#/]", iri)[-1]


def _with_subclasses(source: Source, kinds: Sequence[str]) -> dict[str, str]:
    """The IRIs of the kinds and of all kinds under them -> their local names."""
    wanted = {iri for kind in kinds for iri in _META.get(kind, (KG + kind,))}
    below: Mapping[str, set[str]] = defaultdict(set)
    for sub, above in _rows(source, _PREFIXES + "SELECT DISTINCT ?sub ?above WHERE { ?sub rdfs:subClassOf ?above }"):
        below[above].add(sub)
    todo = list(wanted)
    while todo:
        new = below.get(todo.pop(), set()) - wanted
        wanted |= new
        todo += new
    return {iri: local_name(iri) for iri in wanted}


def _exactly(source: Source, text: str, wanted: Mapping[str, str]) -> Iterator[Candidate]:
    forms = {text.strip(), text.strip().upper(), text.strip().title(), re.sub(r"(?i)^the\s+", "", text.strip())}
    names = " ".join(sparql(Literal(form, language=tag)) for form in sorted(forms) for tag in (None, "en"))
    query = f"""{_PREFIXES}SELECT DISTINCT ?thing ?kind ?name WHERE {{
  VALUES ?name {{ {names} }}
  ?thing rdfs:label|skos:altLabel ?name .
  ?thing a ?kind .
}}"""
    return _candidates(source, query, wanted)


def _all_named(source: Source, wanted: Mapping[str, str]) -> Iterator[Candidate]:
    query = f"""{_PREFIXES}SELECT DISTINCT ?thing ?kind ?name WHERE {{
  VALUES ?kind {{ {" ".join(sparql(Iri(iri)) for iri in sorted(wanted))} }}
  ?thing a ?kind .
  ?thing rdfs:label|skos:altLabel ?name .
}}"""
    return _candidates(source, query, wanted)


def _formerly(source: Source, text: str, wanted: Mapping[str, str]) -> Iterator[Candidate]:
    query = f"{_PREFIXES}SELECT ?thing ?kind ?name ?old {{ ?thing kg:formerly ?old ; rdfs:label ?name ; a ?kind }}"
    for thing, kind, name, old in _rows(source, query):
        if kind in wanted and normal(text) == normal(local_name(old)):
            yield Candidate(thing, wanted[kind], name)


def _candidates(source: Source, query: str, wanted: Mapping[str, str]) -> Iterator[Candidate]:
    for thing, kind, name in _rows(source, query):
        if kind in wanted:
            yield Candidate(thing, wanted[kind], name)


def _rows(source: Source, query: str) -> Iterator[tuple[str, ...]]:
    result = source.query(query)
    if not isinstance(result, Answer):
        raise BadQuery("names are asked for by SELECT, and the source answered with something else")
    for row in result.rows:
        yield tuple(str(term) for term in row)


def _nearest(text: str, named: Iterable[Candidate]) -> str:
    by_name: dict[str, Candidate] = {}
    for candidate in named:
        by_name.setdefault(normal(candidate.name), candidate)
        by_name.setdefault(normal(local_name(candidate.iri)), candidate)
    near = get_close_matches(normal(text), by_name, n=2 * _NEAREST, cutoff=0.5)
    told = list(dict.fromkeys(str(by_name[name]) for name in near))[:_NEAREST]
    return f"; nearest: {'; '.join(told)}" if told else "; `kg query aliases` lists all names"


def _one_of(kinds: Sequence[str]) -> str:
    return " or ".join(kinds)
