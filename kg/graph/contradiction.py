"""A contradiction in words: which facts do not go together, and by what the ontology says.

The reasoner names terms and things by the last part of their IRIs; they are found again among the facts of the store.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from kg.graph.authority import ontology_triples
from kg.graph.results import to_term
from kg.graph.store import Store
from kg.graph.vocabulary import KG, LABEL, OWL, TYPE, local_name
from kg.model import Term

_UNION = ox.DefaultGraph()
_ENDS = {"domain": "whatever has", "range": "whatever is the object of"}


@dataclass(frozen=True, slots=True)
class Explained:
    """What does not go together: facts as triples, axioms in words, and what could not be read as either."""

    facts: tuple[tuple[Term, Term, Term], ...]
    axioms: tuple[str, ...]


def explained(store: Store, statements: Iterable[str]) -> Explained:
    """The statements of a reasoner's explanation, told apart; one that is neither stays as it is, among the axioms."""
    facts: list[tuple[Term, Term, Term]] = []
    axioms: list[str] = []
    statements = list(statements)
    for statement in statements:
        words = _axiom(statement, " ".join(other for other in statements if other != statement))
        found = [] if words else list(_facts(store, statement))
        facts += found
        if not found:
            axioms.append(words or statement)
    return Explained(tuple(dict.fromkeys(facts)), tuple(dict.fromkeys(axioms)))


def _axiom(statement: str, others: str) -> str:
    """An axiom in words; empty where it is none of the kinds that the ontology has."""
    if match := re.fullmatch(r"DisjointClasses\((.*)\)", statement):
        spoken_of = set(others.split())
        meant = [name for name in match[1].split() if name in spoken_of]
        return f"nothing is both {' and '.join(map(_a, meant if len(meant) > 1 else match[1].split()))}"
    if match := re.fullmatch(r"(\w+) disjointWith (\w+)", statement):
        return f"nothing is both {_a(match[1])} and {_a(match[2])}"
    if match := re.fullmatch(r"(\w+) subClassOf (\w+)", statement):
        return f"every {_label(match[1])} is {_a(match[2])}"
    if match := re.fullmatch(r"(\w+) (domain|range) (\w+(?: or \w+)*)", statement):
        kinds = " or ".join(map(_a, match[3].split(" or ")))
        return f"{_ENDS[match[2]]} “{_label(match[1])}” is {kinds}"
    if match := re.fullmatch(r"(symmetric|transitive) (\w+)", statement):
        how = "goes both ways" if match[1] == "symmetric" else "goes on over any number of steps"
        return f"“{_label(match[2])}” {how}"
    if match := re.fullmatch(r"(\w+) inverseOf (\w+)", statement):
        return f"“{_label(match[1])}” is “{_label(match[2])}” the other way round"
    if match := re.fullmatch(r"(\w+) subPropertyOf (\w+)", statement):
        return f"whatever is “{_label(match[1])}” something is “{_label(match[2])}” it too"
    return ""


def _facts(store: Store, statement: str) -> Iterator[tuple[Term, Term, Term]]:
    """The facts of the store that a statement of three words may be."""
    subject, predicate, object = (*statement.split(" ", 2), "", "")[:3]
    if predicate == "type":
        property, asked = ox.NamedNode(TYPE), ox.NamedNode(KG + object)
    else:
        property, asked = ox.NamedNode((OWL if predicate == "differentFrom" else KG) + predicate), None
    value = re.sub(r'^"(.*)"(\^\^\w+)?$', r"\1", object, flags=re.DOTALL)
    for quad in store.database.quads_for_pattern(None, property, asked, _UNION):
        if _name(quad.subject) == subject and _name(quad.object) == value:
            yield to_term(quad.subject), to_term(quad.predicate), to_term(quad.object)


def _name(term: object) -> str:
    """How the reasoner names it."""
    if isinstance(term, ox.NamedNode):
        return local_name(term.value)
    return term.value if isinstance(term, ox.Literal) else ""


def _label(name: str) -> str:
    return _labels().get(name, name)


def _a(name: str) -> str:
    label = _label(name)
    return f"{'an' if label[:1].lower() in 'aeiou' else 'a'} {label}"


@cache
def _labels() -> Mapping[str, str]:
    return {
        local_name(str(triple.subject).strip("<>")): triple.object.value
        for triple in ontology_triples()
        if triple.predicate.value == LABEL and isinstance(triple.object, ox.Literal)
    }
