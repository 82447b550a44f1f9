"""A name stands for the one thing that answers to it, or for none."""

import pytest

from kg.answer.names import normal, resolve
from kg.errors import UnknownName
from kg.model import Iri
from tests.answer.sources import ID, sources

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
