"""Axioms as rules: each kind of axiom on a small ontology of its own, with what follows and what does not."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.graph.axioms import axiom_rules
from kg.graph.patterns import RuleBook
from kg.graph.rules import follow
from kg.graph.vocabulary import PREFIXES

HEAD = "".join(f"PREFIX {name}: <{place}>\n" for name, place in {**PREFIXES, "": "http://example.org/"}.items())


def triples(text: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(HEAD + text, format=ox.RdfFormat.TURTLE)}


def book(ontology: str) -> RuleBook:
    return RuleBook(axiom_rules(triples(ontology)))


def group_that(role: str, filler: str) -> str:
    """A group that has a role for something of a class."""
    return f"[ owl:intersectionOf ( :Group [ owl:onProperty {role} ; owl:someValuesFrom {filler} ] ) ]"


CASES = {
    "wider class, over two steps": (
        ":Drone rdfs:subClassOf :Strike . :Strike rdfs:subClassOf :Attack .",
        ":x a :Drone .", ":x a :Strike , :Attack .",
    ),
    "wider class is an intersection": (
        f":Militia rdfs:subClassOf {group_that(':has', ':Arm')} .",
        ":x a :Militia .", ":x a :Group .",
    ),
    "definition by a role": (
        f":Affiliated owl:equivalentClass {group_that(':partOf', '[ owl:unionOf ( :Army :State ) ]')} .",
        ":x a :Group ; :partOf :y . :y a :Army . :z a :Group ; :partOf :x .", ":x a :Affiliated .",
    ),
    "a definition says what its parts are": (
        f":Affiliated owl:equivalentClass {group_that(':partOf', ':Army')} .",
        ":x a :Affiliated .", ":x a :Group .",
    ),
    "definition by an inverse role": (
        ":Listed owl:equivalentClass [ owl:onProperty [ owl:inverseOf :lists ] ; owl:someValuesFrom owl:Thing ] .",
        ":y :lists :x .", ":x a :Listed .",
    ),
    "definition by a value": (
        ":Ours owl:equivalentClass [ owl:onProperty :of ; owl:hasValue :us ] .",
        ":x :of :us . :y :of :them .", ":x a :Ours .",
    ),
    "property below another": (":leads rdfs:subPropertyOf :memberOf .", ":x :leads :y .", ":x :memberOf :y ."),
    "inverse": (
        ":hasPart owl:inverseOf :partOf .",
        ":x :partOf :y . :z :hasPart :x .", ":y :hasPart :x . :x :partOf :z .",
    ),
    "symmetric": (":near a owl:SymmetricProperty .", ":x :near :y .", ":y :near :x ."),
    "transitive, and nothing is part of itself": (
        ":in a owl:TransitiveProperty .", ":a :in :b . :b :in :c . :c :in :a .", ":a :in :c . :b :in :a . :c :in :b .",
    ),
    "chain": (
        ":memberOf owl:propertyChainAxiom ( [ owl:inverseOf :holder ] :body ) , ( :memberOf :partOf ) .",
        ":post :holder :x ; :body :y . :y :partOf :z .", ":x :memberOf :y , :z .",
    ),
    "ends of a property": (
        ":backs a owl:ObjectProperty ; rdfs:domain :Actor ; rdfs:range :Actor . :title rdfs:range :T .",
        ':x :backs :y ; :title "t" .', ":x a :Actor . :y a :Actor .",
    ),
    "ends that may be of either class say nothing": (
        ":target a owl:ObjectProperty ; rdfs:range [ owl:unionOf ( :A :B ) ] .", ":x :target :y .", "",
    ),
    "disjoint classes let nothing follow": (":A owl:disjointWith :B .", ":x a :A .", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_an_axiom_lets_follow(case: str) -> None:
    ontology, given, expected = CASES[case]
    assert follow(triples(given), book(ontology)) == triples(expected)


def test_rules_are_told_in_words() -> None:
    rules = book(
        """:Drone rdfs:subClassOf :Attack ; rdfs:label "drone strike" . :Attack rdfs:label "attack" .
        :memberOf owl:propertyChainAxiom ( [ owl:inverseOf :holder ] :body ) ; rdfs:label "member of" .
        :holder rdfs:label "holder" ."""
    ).rules
    assert {rule.says for rule in rules} == {
        "every drone strike is an attack",
        "whatever is “holder” (the other way round) and that is “body” something is “member of” it",
    }


def test_the_ontology_has_no_chain_for_backing() -> None:
    from kg.graph.rules import rule_book

    gives = {str(head[1]) for rule in rule_book().rules if len(rule.body) > 1 for head in rule.heads}
    assert not [name for name in gives if name.endswith(("#backedBy>", "#backs>"))]
