"""What follows from many facts at once, held against two others: SPARQL asked again and again, and owlrl."""

from __future__ import annotations

import owlrl
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph

from kg.graph import closure
from kg.graph.authority import ontology_triples
from kg.graph.axioms import axiom_rules
from kg.graph.change import Change
from kg.graph.inference import _Stated
from kg.graph.patterns import Rule, RuleBook, Slot
from kg.graph.rules import follow, rule_book, sum_up
from kg.graph.store import Store
from kg.graph.vocabulary import KG, TYPE
from tests.graph.test_inference_steps import TRIPLES


def construct(rule: Rule) -> str:
    """The rule as a SPARQL query."""

    def slot(slot: Slot) -> str:
        return f"?{slot}" if isinstance(slot, str) else str(slot)

    heads, body = (" . ".join(" ".join(map(slot, row)) for row in rows) for rows in (rule.heads, rule.body))
    filters = "".join(f" FILTER (?{one} != ?{other})" for one, other in rule.apart)
    return f"CONSTRUCT {{ {heads} }} WHERE {{ {body}{filters} }}"


def asked_again_and_again(stated: set[ox.Triple], book: RuleBook) -> set[ox.Triple]:
    memory = ox.Store()
    memory.extend(ox.Quad(*triple) for triple in stated)
    memory.extend([ox.Quad(*triple) for triple in sum_up(memory, book.sums)])
    before = -1
    while len(memory) != before:
        before = len(memory)
        for rule in book.rules:
            if not rule.about:
                rows = memory.query(construct(rule))
                assert isinstance(rows, ox.QueryTriples)
                memory.extend([ox.Quad(*triple) for triple in rows])
    return {quad.triple for quad in memory} - stated


@settings(max_examples=40, deadline=None)
@given(st.sets(TRIPLES, max_size=25))
def test_tables_give_what_queries_give(stated: set[ox.Triple]) -> None:
    assert follow(stated, rule_book()) == asked_again_and_again(stated, rule_book())


def test_the_ontology_lets_follow_here_what_it_does_in_owlrl(seed_store) -> None:
    with Store.open(seed_store) as store:
        # times and counts are left out: owlrl writes them in another way, and axioms say nothing of them
        stated = {t for t in _Stated(store, Change(), rule_book()).all() if not isinstance(t.object, ox.Literal)}
    lines = [f"{t.subject} {t.predicate} {t.object} ." for t in (*ontology_triples(), *stated)]
    graph = Graph()
    graph.parse(data="\n".join(lines), format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    things = {str(t.subject).strip("<>") for t in stated} | {str(t.object).strip("<>") for t in stated}
    theirs = {
        (str(subject), str(predicate), str(object))
        for subject, predicate, object in graph
        if str(subject) in things
        and not str(subject).startswith(KG)
        and (str(object) if str(predicate) == TYPE else str(predicate)).startswith(KG)
    }
    found = follow(stated, RuleBook(axiom_rules(ontology_triples())))
    ours = {tuple(str(term).strip("<>") for term in triple) for triple in found | stated}
    kept = {row for row in ours if row[1] == TYPE or row[1].startswith(KG)}
    assert kept == theirs
    assert len(kept) > len(stated) + 1000


def test_a_pattern_that_ties_a_thing_to_itself_is_refused() -> None:
    rule = Rule("x", "x", (("a", ox.NamedNode(KG + "backs"), "a"),), (("a", ox.NamedNode(KG + "partOf"), "a"),))
    with pytest.raises(ValueError, match="tied to itself"):
        closure.follow([], RuleBook([rule]), lambda _: set())
