"""Statements of the reasoner's explanation, in words or as facts of the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.graph.contradiction import explained
from kg.graph.reason import _axioms
from tests.graph.filled import ARTICLE, NEWS, fill

EXPLANATION = """Explanation(s):
1)   killed domain Attack
                   or AttackSeries
     DisjointClasses(Actor
                     Event
                     Place)
     ali killed 3

2)   something else
"""


def test_a_statement_over_several_lines_is_one() -> None:
    assert list(_axioms(EXPLANATION)) == [
        "killed domain Attack or AttackSeries",
        "DisjointClasses(Actor Event Place)",
        "ali killed 3",
    ]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("killed domain Attack or AttackSeries", "whatever has “killed” is an attack or an attack series"),
        ("basedIn range Place", "whatever is the object of “based in” is a place"),
        ("City subClassOf Place", "every city is a place"),
        ("Organization disjointWith Person", "nothing is both an organization and a person"),
        ("DisjointClasses(Actor Event)", "nothing is both an actor and an event"),
        ("leads subPropertyOf memberOf", "whatever is “leads” something is “member of” it too"),
        ("symmetric affiliatedWith", "“affiliated with” goes both ways"),
        ("transitive partOf", "“part of” goes on over any number of steps"),
        ("hasPart inverseOf partOf", "“has part” is “part of” the other way round"),
        ("what nobody foresaw", "what nobody foresaw"),
    ],
)
def test_an_axiom_is_told_in_words(tmp_path: Path, statement: str, words: str) -> None:
    with fill(tmp_path / "store", {ARTICLE: NEWS}) as store:
        told = explained(store, [statement])
    assert (told.facts, told.axioms) == ((), (words,))


def test_of_many_classes_only_those_are_told_that_take_part(tmp_path: Path) -> None:
    with fill(tmp_path / "store", {ARTICLE: NEWS}) as store:
        told = explained(
            store, ["DisjointClasses(Actor Event Place)", "City subClassOf Place", "Person subClassOf Actor"]
        )
    assert told.axioms[0] == "nothing is both an actor and a place"


def test_facts_are_found_again(tmp_path: Path) -> None:
    with fill(tmp_path / "store", {ARTICLE: NEWS}) as store:
        told = explained(store, ["kataib partOf pmf", "strike killed 3", "ali type Person", "kataib partOf nowhere"])
    assert [tuple(str(term).rpartition("/")[2].rpartition("#")[2] for term in fact) for fact in told.facts] == [
        ("kataib", "partOf", "pmf"),
        ("strike", "killed", "3"),
        ("ali", "type", "Person"),
    ]
    assert told.axioms == ("kataib partOf nowhere",)
