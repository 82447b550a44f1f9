"""What a decision is to be about, and decisions that make no sense."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.answer.choosing import (
    choose,
    claim_told,
    names_of,
    refuse_as_name,
    refuse_as_one,
    refuse_as_split,
    refuse_as_two,
    stands,
)
from kg.errors import KgError, UnknownName
from kg.model import Iri
from tests.answer.sources import ID, Oxigraph, sources

SOURCE = sources()["oxigraph"]
OLD = f"{ID}front-of-old"


@pytest.fixture(scope="module")
def moved() -> Oxigraph:
    made = Oxigraph(1)
    old = Literal(OLD, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#anyURI"))
    formerly = NamedNode("https://w3id.org/isnad/ontology#formerly")
    made.store.add(Quad(NamedNode(f"{ID}sarim-front"), formerly, old, NamedNode(f"{ID}identity")))
    return made


@pytest.mark.parametrize("engine", sources())
def test_chooses_by_name_and_iri(engine):
    for text in ("SF", f"{ID}sarim-front"):
        thing = choose(sources()[engine], text)
        assert (thing.iri, thing.now, thing.name) == (Iri(f"{ID}sarim-front"), Iri(f"{ID}sarim-front"), "Sarim Front")
        assert {"UmbrellaGroup", "ArmedGroup", "Organization", "Actor"} <= thing.kinds
    assert str(choose(sources()[engine], "SF")) == f"Sarim Front ({ID}sarim-front)"


def test_an_earlier_iri_stays_what_it_was(moved):
    thing = choose(moved, OLD)
    assert (thing.iri, thing.now, thing.name) == (Iri(OLD), Iri(f"{ID}sarim-front"), "Sarim Front")


@pytest.mark.parametrize("text", [f"{ID}nobody", f"{ID}article/1", "Qasra", "Nobody At All", f"{ID}dahlan-commander"])
def test_what_is_no_thing_or_more_than_one_is_told(text):
    with pytest.raises(UnknownName):
        choose(SOURCE, text)


def test_one_thing_cannot_become_one_with_itself(moved):
    with pytest.raises(KgError, match="one already"):
        refuse_as_one(choose(moved, "SF"), choose(moved, OLD))


@pytest.mark.parametrize(
    ("one", "other"), [("SF", "Karim Dahlan"), ("Port Dalen", "SF"), ("strike-dalen", "Port Dalen")]
)
def test_kinds_that_exclude_each_other_are_never_one(one, other):
    with pytest.raises(KgError, match="never one"):
        refuse_as_one(choose(SOURCE, one), choose(SOURCE, other))


def test_what_may_be_one_is_not_refused():
    refuse_as_one(choose(SOURCE, "SF"), choose(SOURCE, "Ridge Guard"))
    refuse_as_one(choose(SOURCE, f"{ID}2-a-velmoran-official"), choose(SOURCE, "Lena Orsk"))


def test_a_thing_cannot_differ_from_itself_but_from_what_it_was(moved):
    with pytest.raises(KgError, match=f"earlier IRIs .{OLD}"):
        refuse_as_two(moved, choose(moved, "SF"), choose(moved, f"{ID}sarim-front"))
    refuse_as_two(moved, choose(moved, "SF"), choose(moved, OLD))


def test_an_article_that_does_not_speak_of_a_thing_cannot_mean_another():
    refuse_as_split(SOURCE, choose(SOURCE, "Lena Orsk"), Iri(f"{ID}article/2"))
    with pytest.raises(KgError, match="does not speak of Lena Orsk"):
        refuse_as_split(SOURCE, choose(SOURCE, "Lena Orsk"), Iri(f"{ID}article/1"))


def test_a_thing_is_not_renamed_to_what_it_is_called():
    refuse_as_name(SOURCE, choose(SOURCE, "SF"), "SF")
    with pytest.raises(KgError, match="already"):
        refuse_as_name(SOURCE, choose(SOURCE, "SF"), "Sarim Front")


@pytest.mark.parametrize("engine", sources())
def test_a_claim_is_told_in_words(engine):
    told = claim_told(sources()[engine], Iri(f"{ID}article/1/claim/01"))
    assert (told.words, told.review) == ("Green Ridge Brigade partOf Sarim Front", "")
    assert stands(sources()[engine], told)
    denied = claim_told(sources()[engine], Iri(f"{ID}article/2/claim/03"))
    assert not stands(sources()[engine], denied)
    with pytest.raises(UnknownName):
        claim_told(sources()[engine], Iri(f"{ID}article/1"))


def test_names_of_things_now_and_before(moved):
    iris = [OLD, f"{ID}karim-dahlan", f"{ID}nobody"]
    assert names_of(moved, iris) == {OLD: "Sarim Front", f"{ID}karim-dahlan": "Karim Dahlan"}
    assert names_of(moved, []) == {}
