"""Facts carry their sources in a dump for Protégé, and each profile holds what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, Graph, Literal, Namespace, URIRef

from kg.errors import KgError
from kg.graph.dump import export
from kg.graph.store import Store
from kg.model import Modality, Profile, Thing
from tests.conftest import ReadingBuilder, write

KG = Namespace("https://w3id.org/isnad/ontology#")
ID = Namespace("https://w3id.org/isnad/id/")
BRIGADE = Thing("northern-ridge-brigade", "ArmedGroup", "Northern Ridge Brigade")
FRONT = Thing("front-of-the-rivers", "UmbrellaGroup", "Front of the Rivers")
ARMY = Thing("army-of-qasria", "Military", "Army of Qasria")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store"
    write(
        path,
        ReadingBuilder("a").says(BRIGADE, "partOf", FRONT).says(BRIGADE, "backedBy", ARMY, Modality.DENIED).build(),
        ReadingBuilder("b").says(BRIGADE, "partOf", FRONT, Modality.HEDGED).says(FRONT, "partOf", ARMY).build(),
    )
    return path


def dumped(store: Path, profile: Profile | None, inferred: bool = False, ending: str = ".ttl") -> Graph:
    target = store.parent / f"dump{ending}"
    with Store.open(store) as opened:
        export(opened, target, profile=profile, inferred=inferred)
    return Graph().parse(target)


def notes(graph: Graph, subject: str, predicate: str, object: str) -> dict[URIRef, set[str]]:
    parts = (
        (OWL.annotatedSource, ID[subject]),
        (OWL.annotatedProperty, KG[predicate]),
        (OWL.annotatedTarget, ID[object]),
    )
    axioms = [set(graph.subjects(part, value)) for part, value in parts]
    (axiom,) = set.intersection(*axioms)
    assert (axiom, RDF.type, OWL.Axiom) in graph
    return {told: {str(value) for value in graph.objects(axiom, told)} for told in (DCTERMS.source, RDFS.comment)}


@pytest.mark.parametrize("ending", [".ttl", ".nt", ".rdf"])
def test_a_fact_carries_each_article_that_says_so_with_its_words(store, ending) -> None:
    told = notes(dumped(store, None, ending=ending), BRIGADE.id, "partOf", FRONT.id)
    assert told[DCTERMS.source] == {str(ID["article/a"]), str(ID["article/b"])}
    assert len(told[RDFS.comment]) == 2
    assert sum("hedged" in comment for comment in told[RDFS.comment]) == 1


def test_what_is_denied_is_no_fact_and_has_no_note(store) -> None:
    graph = dumped(store, Profile.PROTEGE)
    assert (ID[BRIGADE.id], KG.backedBy, ID[ARMY.id]) not in graph
    assert KG.backedBy not in set(graph.objects(None, OWL.annotatedProperty))


def test_what_was_inferred_is_marked_so(store) -> None:
    told = notes(dumped(store, Profile.PROTEGE, inferred=True), BRIGADE.id, "partOf", ARMY.id)
    assert told == {DCTERMS.source: set(), RDFS.comment: {"inferred"}}


def test_the_same_store_gives_the_same_bytes(store) -> None:
    dumped(store, None, inferred=True)
    first = (store.parent / "dump.ttl").read_bytes()
    dumped(store, None, inferred=True)
    assert (store.parent / "dump.ttl").read_bytes() == first


def test_each_profile_holds_what_it_says(store) -> None:
    protege, full, facts = (dumped(store, profile) for profile in Profile)
    fact = (ID[BRIGADE.id], KG.partOf, ID[FRONT.id])
    for graph in (protege, full, facts):
        assert fact in graph
        assert (ID[BRIGADE.id], RDFS.label, Literal(BRIGADE.label)) in graph
        assert (KG.partOf, RDF.type, OWL.ObjectProperty) in graph
    assert set(protege.subjects(RDF.type, KG.Claim)) == set(full.subjects(RDF.type, KG.Claim)) != set()
    for kind in (KG.Claim, KG.Passage, KG.Article):
        assert not set(facts.subjects(RDF.type, kind))
    assert not set(full.subjects(RDF.type, OWL.Axiom))
    assert not set(facts.subjects(RDF.type, OWL.Axiom))


@pytest.mark.parametrize(
    ("name", "profile", "texts", "words"),
    [
        ("dump.trig", Profile.PROTEGE, False, "use --profile full"),
        ("dump.nq", Profile.FACTS, False, "use --profile full"),
        ("dump.ttl", Profile.FACTS, True, "leave out one of the two"),
    ],
)
def test_what_does_not_go_together_is_refused(store, name, profile, texts, words) -> None:
    with Store.open(store) as opened, pytest.raises(KgError, match=words):
        export(opened, store.parent / name, profile=profile, texts=texts)
    assert not (store.parent / name).exists()
