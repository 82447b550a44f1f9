"""A name stands for the one thing that answers to it, or for none."""

import pytest
from pyoxigraph import NamedNode, RdfFormat

from kg.answer.names import normal, resolve
from kg.errors import UnknownName
from kg.model import Iri
from tests.answer.sources import ID, Oxigraph, Rdflib, sources

SOURCE = sources()["oxigraph"]


@pytest.mark.parametrize(
    ("text", "kinds", "thing"),
    [
        ("Sarim Front", ["Organization"], "sarim-front"),
        ("SF", ["Organization"], "sarim-front"),
        ("sf", ["Organization"], "sarim-front"),
        ("front of sarim", ["Organization"], "sarim-front"),
        ("The Sarim Front", ["Organization"], "sarim-front"),
        ("Sárim-Front", ["Organization"], "sarim-front"),
        ("sarim-front", ["Organization"], "sarim-front"),
        ("S.F.", ["ArmedGroup"], "sarim-front"),
        ("Qasra", ["Place"], "qasra"),
        ("Qasra", ["Actor"], "government-of-qasra"),
        ("abu tariq", ["Person"], "karim-dahlan"),
        ("strike-dalen", ["Event"], "strike-dalen"),
    ],
)
@pytest.mark.parametrize("engine", sources())
def test_finds(engine: str, text: str, kinds: list[str], thing: str) -> None:
    assert resolve(sources()[engine], text, kinds) == Iri(ID + thing)


@pytest.mark.parametrize("text", ["AirStrike", "air strike", "airstrike", "https://w3id.org/isnad/ontology#AirStrike"])
def test_finds_kinds(text: str) -> None:
    assert resolve(SOURCE, text, ["Class"]) == Iri("https://w3id.org/isnad/ontology#AirStrike")


def test_finds_properties() -> None:
    for text in ("partOf", "part of"):
        assert resolve(SOURCE, text, ["Property"]) == Iri("https://w3id.org/isnad/ontology#partOf")


def test_lists_all_that_answer_to_a_name() -> None:
    with pytest.raises(UnknownName) as caught:
        resolve(SOURCE, "Qasra", ["Actor", "Place"])
    said = str(caught.value)
    assert "may mean 2 things" in said
    assert f"(Country, {ID}qasra)" in said
    assert f"(Government, {ID}government-of-qasra)" in said


def test_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Green Ridge Brigade"):
        resolve(SOURCE, "Green Rigde Brigade", ["Organization"])


def test_never_takes_a_longer_name_for_a_shorter() -> None:
    with pytest.raises(UnknownName):
        resolve(SOURCE, "Ridge", ["Organization"])


def test_never_more_than_five_candidates() -> None:
    with pytest.raises(UnknownName) as caught:
        resolve(SOURCE, "of", ["Actor", "Place", "Event"])
    assert str(caught.value).count(ID) <= 5


@pytest.mark.parametrize(
    ("one", "other"), [("The Ansar", "ansar"), ("Ḥezbollah", "hezbollah"), ("al-Saʿidi", "Al Saidi"), ("U.S.", "us")]
)
def test_reads_alike(one: str, other: str) -> None:
    assert normal(one) == normal(other)


def test_what_reads_differently_stays_apart() -> None:
    assert len({normal(name) for name in ("al-Saedi", "al-Saidi", "Kataib Hezbollah", "Hezbollah", "The", "")}) == 6


FORMERLY = f"""
@prefix id: <{ID}> . @prefix kg: <https://w3id.org/isnad/ontology#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
id:sarim-front kg:formerly "{ID}front-of-sarim-2"^^xsd:anyURI , "{ID}parted"^^xsd:anyURI ,
    "{ID}ridge-guard"^^xsd:anyURI .
id:karim-dahlan kg:formerly "{ID}parted"^^xsd:anyURI .
"""


@pytest.fixture(params=["oxigraph", "rdflib"])
def moved(request):
    """The made-up graph, in which some things went by other IRIs before."""
    if request.param == "rdflib":
        made = Rdflib()
        made.graph.parse(data=FORMERLY)
        return made
    made = Oxigraph(2)
    made.store.load(FORMERLY.encode(), RdfFormat.TURTLE, to_graph=NamedNode(f"{ID}identity"))
    return made


@pytest.mark.parametrize("text", [f"{ID}front-of-sarim-2", "front-of-sarim-2", "Front of Sarim 2"])
def test_an_earlier_iri_finds_the_thing_as_it_is_called_now(moved, text):
    assert resolve(moved, text, ["Organization"]) == Iri(f"{ID}sarim-front")


def test_an_iri_that_is_in_use_stands_for_itself(moved):
    for text in (f"{ID}ridge-guard", "ridge-guard"):
        assert resolve(moved, text) == Iri(f"{ID}ridge-guard")
    assert resolve(moved, f"{ID}nobody") == Iri(f"{ID}nobody")


@pytest.mark.parametrize("text", [f"{ID}parted", "parted"])
def test_an_earlier_iri_of_several_things_is_told_with_all_of_them(moved, text):
    with pytest.raises(UnknownName, match="2 things") as caught:
        resolve(moved, text)
    assert f"Karim Dahlan (Person, {ID}karim-dahlan)" in str(caught.value)
    assert f"Sarim Front (UmbrellaGroup, {ID}sarim-front)" in str(caught.value)
