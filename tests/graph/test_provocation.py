"""For each disjointness, domain and range of the ontology: a graph that contradicts it and one that does not."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, XSD, Graph, Namespace, URIRef
from rdflib.collection import Collection

from kg.graph.authority import ontology_triples
from kg.graph.contradiction import explained
from kg.graph.reason import Contradiction, classify
from tests.graph.filled import ARTICLE, NEWS, fill

KG = Namespace("https://w3id.org/isnad/ontology#")
ID = "https://example.org/"
Fact = tuple[str, str, str, str]
SAMPLE = {
    XSD.integer: "3",
    XSD.dateTime: "2031-03-04T00:00:00Z",
    XSD.decimal: "0.5",
    XSD.boolean: "true",
    XSD.string: "x",
}
ONTOLOGY = Graph().parse(
    data="".join(f"{t.subject} {t.predicate} {t.object} .\n" for t in ontology_triples()), format="nt"
)
DISJOINT = [
    [URIRef(str(kind)) for kind in Collection(ONTOLOGY, members)] for members in ONTOLOGY.objects(None, OWL.members)
]


def kinds_of(node) -> list[URIRef]:
    """The classes of a domain or range."""
    union = ONTOLOGY.value(node, OWL.unionOf)
    return [URIRef(str(kind)) for kind in Collection(ONTOLOGY, union)] if union else [node]


def above(kind: URIRef) -> set[URIRef]:
    return set(ONTOLOGY.transitive_objects(kind, RDFS.subClassOf))


def outside(kinds: list[URIRef]) -> URIRef:
    """A class that excludes all of these."""
    for group in DISJOINT:
        inside = {top for kind in kinds for top in above(kind)}.intersection(group)
        if inside and all(above(kind) & inside for kind in kinds):
            return next(kind for kind in group if kind not in inside)
    raise AssertionError(f"nothing excludes {kinds}")


def is_a(thing: str, kind: URIRef) -> Fact:
    return f"{ID}{thing}", "", str(kind), "type"


def tie(property: URIRef) -> Fact:
    """x has the property."""
    if (property, RDF.type, OWL.ObjectProperty) in ONTOLOGY:
        return f"{ID}x", str(property), f"{ID}y", "object"
    kind = ONTOLOGY.value(property, RDFS.range) or XSD.string
    return f"{ID}x", str(property), SAMPLE[kind], str(kind)


def cases() -> dict[str, tuple[list[Fact], list[Fact]]]:
    """What is provoked -> a bad graph and a good one."""
    found: dict[str, tuple[list[Fact], list[Fact]]] = {}
    for group in DISJOINT:
        for one, other in combinations(group, 2):
            name = f"{one.removeprefix(KG)} is no {other.removeprefix(KG)}"
            found[name] = [is_a("x", one), is_a("x", other)], [is_a("x", one), is_a("y", other)]
    for property, node in ONTOLOGY.subject_objects(RDFS.domain):
        kinds = kinds_of(node)
        name = f"domain of {property.removeprefix(KG)}"
        found[name] = [tie(property), is_a("x", outside(kinds))], [tie(property), is_a("x", kinds[0])]
    for property, node in ONTOLOGY.subject_objects(RDFS.range):
        name = f"range of {property.removeprefix(KG)}"
        if (property, RDF.type, OWL.ObjectProperty) in ONTOLOGY:
            kinds = kinds_of(node)
            found[name] = [tie(property), is_a("y", outside(kinds))], [tie(property), is_a("y", kinds[0])]
        else:
            wrong = XSD.string if node != XSD.string else XSD.integer
            found[name] = [(f"{ID}x", str(property), SAMPLE[wrong], str(wrong))], [tie(property)]
    return found


CASES = cases()


@pytest.fixture(scope="module")
def holds(tmp_path_factory) -> dict[str, tuple[bool, bool]]:
    path = tmp_path_factory.mktemp("ontology") / "ontology.ttl"
    ONTOLOGY.serialize(path, format="turtle")
    lines = [json.dumps(graph) for pair in CASES.values() for graph in pair]
    run = subprocess.run(
        [sys.executable, Path(__file__).with_name("hermit.py"), path],
        input="\n".join(lines), capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    told = [json.loads(line) for line in run.stdout.splitlines()]
    return dict(zip(CASES, zip(told[::2], told[1::2], strict=True), strict=True))


def test_there_is_a_case_for_each_axiom() -> None:
    ends = len(list(ONTOLOGY.subjects(RDFS.domain))) + len(list(ONTOLOGY.subjects(RDFS.range)))
    pairs = sum(len(group) * (len(group) - 1) // 2 for group in DISJOINT)
    assert len(CASES) == ends + pairs > 150


@pytest.mark.parametrize("name", CASES)
def test_a_bad_graph_is_caught_and_a_good_one_passes(holds, name) -> None:
    assert holds[name] == (False, True)


@pytest.mark.parametrize(
    ("bad", "axiom", "fact"),
    [
        ("id:baghdad kg:partOf id:pmf .", "“part of” is an organization", "baghdad"),
        ("id:kataib kg:leads id:pmf .", "an organization and a person", "kataib"),
        ("id:kataib kg:basedIn id:ali .", "“based in” is a place", "ali"),
        ("id:ali a kg:Military .", "an organization and a person", "ali"),
        ("id:ali kg:killed 3 .", "“killed” is an attack or an attack series", "ali"),
        ('id:strike kg:killed "dozens" .', "“killed” is an integer", "strike"),
    ],
)  # fmt: skip
def test_a_contradiction_is_told_with_facts_and_axioms(tmp_path, bad, axiom, fact) -> None:
    from kg.graph.dump import export
    from kg.model import Profile

    with fill(tmp_path / "store", {ARTICLE: NEWS + bad}) as store:
        export(store, tmp_path / "dump.ttl", profile=Profile.FULL)
        with pytest.raises(Contradiction) as error:
            classify(tmp_path / "dump.ttl")
        told = explained(store, error.value.axioms)
    assert any(axiom in words for words in told.axioms), told
    assert any(fact in str(term) for row in told.facts for term in row)
