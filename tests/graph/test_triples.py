from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.errors import BadData
from kg.graph.change import Change
from kg.graph.triples import Naming, check_reading, claim_key, literal, reading_triples
from kg.graph.vocabulary import ALT_LABEL, KG, LABEL, OWL, TYPE, XSD, article_iri, thing_iri
from kg.identity.ruling import Ruling
from kg.model import Claim, Decision, DecisionKind, Modality, Passage, Reading, Thing
from tests.conftest import ReadingBuilder

KH = Thing("kataib-hezbollah", "ArmedGroup", "Kataib Hezbollah", ("Kataib Hezbollah", "KH"))
PMF = Thing("pmf", "UmbrellaGroup", "Popular Mobilization Forces")
HEZBOLLAH = Thing("hezbollah", "ArmedGroup", "Hezbollah")
STRIKE = Thing("000/event-1", "DroneStrike", "Drone strike in Baghdad")
OFFICIAL = Thing("000/actor-1", "Person", "a US official", unnamed=True)


def said(quads: list[Quad]) -> set[tuple[str, str, str]]:
    return {(q.subject.value, q.predicate.value, q.object.value) for q in quads}  # type: ignore[union-attr]


def test_a_claim_carries_its_article_passage_and_modality() -> None:
    reading = ReadingBuilder("000").says(KH, "partOf", PMF, Modality.HEDGED, attributed_to=OFFICIAL).build()
    claim = replace(reading.claims[0], as_of=datetime(2024, 2, 8, tzinfo=UTC))
    triples = said(reading_triples(replace(reading, claims=(claim,))))
    (subject,) = {s for s, p, o in triples if o == KG + "Claim"}
    passage = f"{article_iri('000')}#char={claim.passage.start},{claim.passage.end}"
    assert subject.startswith(article_iri("000") + "/claim/")
    assert {(p.removeprefix(KG), o) for s, p, o in triples if s == subject and p != TYPE} == {
        ("subject", thing_iri("kataib-hezbollah")),
        ("predicate", KG + "partOf"),
        ("object", thing_iri("pmf")),
        ("article", article_iri("000")),
        ("passage", passage),
        ("modality", KG + "Hedged"),
        ("attributedTo", thing_iri("000/actor-1")),
        ("asOf", "2024-02-08T00:00:00Z"),
    }
    assert (passage, KG + "quote", claim.passage.quote) in triples
    assert reading.article.text[claim.passage.start : claim.passage.end] == claim.passage.quote


@pytest.mark.parametrize("modality", list(Modality))
def test_a_denied_claim_is_kept_and_makes_no_fact(modality: Modality) -> None:
    triples = said(reading_triples(ReadingBuilder("000").says(KH, "partOf", PMF, modality).build()))
    fact = (thing_iri("kataib-hezbollah"), KG + "partOf", thing_iri("pmf"))
    assert (fact in triples) is (modality is not Modality.DENIED)
    assert any(p == KG + "modality" and o == KG + modality.value for _, p, o in triples)


def test_what_is_different_is_so_in_owl() -> None:
    triples = said(reading_triples(ReadingBuilder("000").says(KH, "differentFrom", HEZBOLLAH).build()))
    assert (thing_iri("kataib-hezbollah"), OWL + "differentFrom", thing_iri("hezbollah")) in triples
    assert not any(p == KG + "differentFrom" or o == KG + "differentFrom" for _, p, o in triples)


def test_values_have_the_datatypes_that_the_reasoner_takes() -> None:
    reading = ReadingBuilder("000", date(2024, 2, 8)).says(STRIKE, "killed", 3)
    reading.says(STRIKE, "weapon", "drone").says(STRIKE, "earliest", datetime(2024, 2, 7))
    objects = {q.predicate.value.removeprefix(KG): q.object for q in reading_triples(reading.build())}
    assert objects["killed"] == Literal("3", datatype=NamedNode(XSD + "integer"))
    assert objects["weapon"] == Literal("drone")
    assert objects["earliest"] == Literal("2024-02-07T00:00:00Z", datatype=NamedNode(XSD + "dateTime"))
    assert objects["published"] == Literal("2024-02-08T00:00:00Z", datatype=NamedNode(XSD + "dateTime"))


def test_an_article_without_date_gets_none() -> None:
    triples = said(reading_triples(ReadingBuilder("000", None).build()))
    assert not any(p in {KG + "published", KG + "asOf"} for _, p, _ in triples)


def test_unnamed_actors_say_so() -> None:
    triples = said(reading_triples(ReadingBuilder("000").mentions(OFFICIAL).build()))
    assert {o for s, p, o in triples if s == thing_iri("000/actor-1") and p == TYPE} == {
        KG + "Person",
        KG + "UnnamedActor",
    }


def names(naming: Naming) -> set[tuple[str, str, str]]:
    quads = reading_triples(ReadingBuilder("000").mentions(KH).build(), naming)
    said = {(q.subject.value, q.predicate.value, q.object.value) for q in quads}  # type: ignore[union-attr]
    return {(s.removeprefix(thing_iri("")), p, o) for s, p, o in said if p in {LABEL, ALT_LABEL} and "article" not in s}


def test_a_thing_is_called_as_it_is_settled_and_named_where_its_names_stand() -> None:
    assert names(Naming()) == {(KH.id, LABEL, "Kataib Hezbollah"), (KH.id, ALT_LABEL, "KH")}
    assert names(Naming({KH.id: "brigades"})) == {
        ("brigades", LABEL, "Kataib Hezbollah"),
        ("brigades", ALT_LABEL, "KH"),
    }
    assert names(Naming({}, frozenset({KH.id}))) == set()


def test_a_claim_has_the_same_name_whatever_its_things_are_found_to_be() -> None:
    reading = ReadingBuilder("000").says(KH, "partOf", PMF).build()
    (plain,) = {s for s, p, o in said(reading_triples(reading)) if o == KG + "Claim"}
    renamed = said(reading_triples(reading, Naming({KH.id: "brigades", PMF.id: "forces"})))
    assert (plain, KG + "subject", thing_iri("brigades")) in renamed
    assert (thing_iri("brigades"), KG + "partOf", thing_iri("forces")) in renamed


def test_a_rejected_claim_stays_and_supports_nothing() -> None:
    reading = ReadingBuilder("000").says(KH, "partOf", PMF).says(KH, "backedBy", HEZBOLLAH).build()
    ruling = Ruling([reject(claim_key("000", reading.claims[0]))])
    triples = said(reading_triples(reading, ruling=ruling))
    assert len({s for s, p, o in triples if o == KG + "Claim"}) == 2
    assert {p.removeprefix(KG) for s, p, o in triples if s == thing_iri(KH.id) and p.startswith(KG)} == {"backedBy"}
    assert [o for s, p, o in triples if p == KG + "review"] == [KG + "Rejected"]


def reject(claim: str) -> Decision:
    return Decision("d", DecisionKind.REJECT, (claim,), "read wrongly", "tester", datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("shift", [-1, 1, 10_000])
def test_a_quote_that_does_not_stand_there_is_refused(shift: int) -> None:
    reading = ReadingBuilder("000").says(KH, "partOf", PMF).build()
    claim = reading.claims[0]
    moved = replace(claim.passage, start=claim.passage.start + shift, end=claim.passage.end + shift)
    with pytest.raises(BadData, match="does not stand at characters"):
        check_reading(replace(reading, claims=(replace(claim, passage=moved),)))


def test_an_empty_quote_is_refused() -> None:
    reading = ReadingBuilder("000").build()
    claim = Claim(KH, "partOf", PMF, Passage(3, 3, ""))
    with pytest.raises(BadData, match=r"000\.txt"):
        check_reading(replace(reading, claims=(claim,)))


def test_what_no_iri_can_hold_is_refused() -> None:
    bad = Thing("two words", "ArmedGroup", "Two")
    with pytest.raises(BadData, match=r"000\.txt.*RDF"):
        check_reading(ReadingBuilder("000").mentions(bad).build())


def test_half_a_character_is_refused() -> None:
    reading = ReadingBuilder("000").build()
    with pytest.raises(BadData, match="half a character"):
        check_reading(replace(reading, article=replace(reading.article, text="broken \ud800 text")))


def test_what_is_said_twice_stands_once() -> None:
    reading = ReadingBuilder("000").says(KH, "partOf", PMF).build()
    twice = replace(reading, claims=reading.claims * 2)
    assert reading_triples(twice) == reading_triples(reading)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_goes_into_the_store_and_comes_out_the_same(text: str) -> None:
    reading = Reading(replace(ReadingBuilder("000").build().article, text=text or "x"), (), ())
    quads = reading_triples(reading)
    store = Store()
    change = Change(added=tuple(quads))
    store.update(change.update())
    assert set(store) == set(change.quads())
    assert Literal(text or "x") in {quad.object for quad in store}


@given(st.integers() | st.text(st.characters(exclude_categories=["Cs"])) | st.datetimes(timezones=st.just(UTC)))
def test_no_value_can_leave_its_place_in_an_update(value: int | str | datetime) -> None:
    store = Store()
    node = NamedNode("https://example.org/a")
    store.update(Change(added=(Quad(node, node, literal(value), node),)).update())
    assert len(list(store)) == 2


def confidences(reading: Reading) -> set[tuple[str, str]]:
    return {(s, o) for s, p, o in said(reading_triples(reading)) if p == KG + "confidence"}


def test_confidence_stands_on_its_claim_and_is_no_part_of_its_name() -> None:
    reading = ReadingBuilder("000").says(KH, "partOf", PMF).build()
    (claim,) = reading.claims
    (subject,) = {s for s, p, o in said(reading_triples(reading)) if o == KG + "Claim"}
    assert confidences(reading) == set()  # unknown
    assert confidences(replace(reading, claims=(replace(claim, confidence=0.7),))) == {(subject, "0.70")}


def test_of_two_claims_that_differ_in_who_says_so_the_surer_counts() -> None:
    reading = ReadingBuilder("000").says(KH, "partOf", PMF).build()
    (claim,) = reading.claims
    both = (replace(claim, confidence=0.5), replace(claim, confidence=0.82, attributed_to=OFFICIAL))
    assert {o for _, o in confidences(replace(reading, claims=both))} == {"0.82"}


@pytest.mark.parametrize("confidence", [0.0, -0.1, 1.01, float("nan")])
def test_a_confidence_that_is_none_is_refused(confidence: float) -> None:
    reading = ReadingBuilder("000").says(KH, "partOf", PMF).build()
    with pytest.raises(BadData, match="must lie above 0 and up to 1"):
        check_reading(replace(reading, claims=(replace(reading.claims[0], confidence=confidence),)))
