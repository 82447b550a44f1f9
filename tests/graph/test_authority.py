import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import BlankNode

from kg.errors import BadData
from kg.graph.authority import authority_triples, load_authority, ontology_triples
from kg.graph.vocabulary import BASE

HEAD = """
@prefix id: <https://w3id.org/isnad/id/> .
@prefix kg: <https://w3id.org/isnad/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
HAMAS = 'id:hamas a kg:ArmedGroup ; rdfs:label "Hamas" .\n'

FAULTS = {
    "two types": (
        'id:x a kg:ArmedGroup , kg:Military ; rdfs:label "X" .',
        "2 types and 1 labels",
    ),
    "no type": ('id:x rdfs:label "X" .', "0 types"),
    "two labels": ('id:x a kg:City ; rdfs:label "X" , "Y" .', "1 types and 2 labels"),
    "no label": ('id:x a kg:City ; skos:altLabel "X" .', "0 labels"),
    "a fact": ('id:x a kg:City ; rdfs:label "X" ; kg:locatedIn id:y .', "names and types and no facts"),
    "a kind that is not declared": ('id:x a kg:Club ; rdfs:label "X" .', "is a Club"),
    "an event": ('id:x a kg:Strike ; rdfs:label "X" .', "is a Strike"),
    "an actor of no kind": ('id:x a kg:Actor ; rdfs:label "X" .', "is a Actor"),
    "an unnamed actor": ('id:x a kg:UnnamedActor ; rdfs:label "X" .', "is a UnnamedActor"),
    "a class of another ontology": (
        'id:x a <http://xmlns.com/foaf/0.1/Group> ; rdfs:label "X" .',
        "is a http://xmlns.com/foaf/0.1/Group",
    ),
    "a language": ('id:x a kg:City ; rdfs:label "X"@en .', "is no name"),
    "an empty name": ('id:x a kg:City ; rdfs:label "X" ; skos:altLabel " " .', "is no name"),
    "a name with a space behind": ('id:x a kg:City ; rdfs:label "X " .', "is no name"),
    "a slug with capitals": ('id:Xy a kg:City ; rdfs:label "X" .', "no readable name"),
    "another base": ('<http://example.org/x> a kg:City ; rdfs:label "X" .', "no readable name"),
    "a blank node": ('[] a kg:City ; rdfs:label "X" .', "no readable name"),
    "a shared name": (HAMAS + 'id:x a kg:OtherOrganization ; rdfs:label "X" ; skos:altLabel "hamas" .', "stands for"),
}


@pytest.fixture(scope="module")
def entries():
    return {entry.id: entry for entry in load_authority()}


def write(folder: Path, **files: str) -> Path:
    for name, body in files.items():
        (folder / f"{name}.ttl").write_text(HEAD + body, encoding="utf-8")
    return folder


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_with_file_and_subject(tmp_path, fault):
    body, told = FAULTS[fault]
    with pytest.raises(BadData) as error:
        load_authority(write(tmp_path, groups=body))
    assert told in str(error.value)
    assert str(tmp_path / "groups.ttl") in str(error.value)
    assert "\n" not in str(error.value)


def test_the_subject_at_fault_is_named(tmp_path):
    with pytest.raises(BadData, match="id/hamas"):
        load_authority(write(tmp_path, groups="id:hamas a kg:ArmedGroup ."))


def test_an_entry_stands_in_one_file(tmp_path):
    with pytest.raises(BadData, match=r"more\.ttl: .*id/hamas.* another"):
        load_authority(write(tmp_path, groups=HAMAS, more=HAMAS.replace("Hamas", "HAMAS")))


def test_a_person_a_place_and_an_organization_may_share_a_name(tmp_path):
    body = 'id:petra a kg:MediaOutlet ; rdfs:label "Petra" . id:petra-site a kg:Site ; rdfs:label "Petra" .'
    assert [entry.id for entry in load_authority(write(tmp_path, a=body))] == ["petra", "petra-site"]


def test_broken_turtle_is_told_with_its_line(tmp_path):
    with pytest.raises(BadData, match=r"groups\.ttl: cannot be read as Turtle: .*line 7"):
        load_authority(write(tmp_path, groups=HAMAS + "id:x a ; ."))


def test_a_folder_without_files_is_told(tmp_path):
    with pytest.raises(BadData, match="holds no authority file"):
        load_authority(tmp_path)


def test_names_are_read_with_their_kind(entries):
    pmf = entries["popular-mobilization-forces"]
    assert (pmf.kind, pmf.label) == ("UmbrellaGroup", "Popular Mobilization Forces")
    assert {"PMF", "Hashd al-Shaabi", "Popular Mobilisation Units"} <= set(pmf.names)
    assert entries["kataib-hezbollah"].kind == "ArmedGroup"
    assert entries["armed-forces-of-israel"].label == "Israel Defense Forces"


def test_the_authority_file_covers_the_field(entries):
    kinds = [entry.kind for entry in entries.values()]
    assert kinds.count("Person") >= 100
    assert sum(kinds.count(kind) for kind in ("Region", "City", "Site")) >= 200
    assert sum("Group" in kind or kind == "Military" for kind in kinds) >= 150


def test_whole_countries_and_their_governments_are_not_in_it(entries):
    assert not [entry for entry in entries.values() if entry.kind == "Country"]
    names = {name.casefold() for entry in entries.values() for name in (entry.label, *entry.names)}
    assert not names & {"iraq", "iraqi government", "government of iraq", "iraqi army", "us forces", "american forces"}


def test_a_name_is_not_listed_beside_itself(entries):
    for entry in entries.values():
        names = [name.casefold() for name in (entry.label, *entry.names)]
        assert len(names) == len(set(names)), entry


def test_triples_say_just_types_and_names():
    triples = authority_triples()
    assert {triple.predicate.value.rsplit("#")[-1] for triple in triples} == {"type", "label", "altLabel"}
    assert all(triple.subject.value.startswith(BASE) for triple in triples)


def test_entities_move_to_the_configured_base_and_the_ontology_stays():
    script = (
        "from kg.graph.authority import authority_triples, ontology_triples\n"
        "print(sorted(t.subject.value for t in authority_triples())[0])\n"
        "print(any('example.org' in str(t) for t in ontology_triples()))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "KG_BASE": "http://example.org/kg/"},
        capture_output=True,
        text=True,
        check=True,
    )
    first, ontology_moved = run.stdout.split()
    assert first.startswith("http://example.org/kg/")
    assert ontology_moved == "False"


def test_the_ontology_is_the_same_each_time_blank_nodes_and_all():
    assert ontology_triples() == ontology_triples()
    assert any(isinstance(triple.subject, BlankNode) for triple in ontology_triples())
