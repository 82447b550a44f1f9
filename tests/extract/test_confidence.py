from dataclasses import replace

import pytest

from kg.errors import BadData
from kg.extract import Pipeline, load_model
from kg.extract.claiming import backed
from kg.extract.confidence import (
    CURVES,
    LEAST,
    MATCHES,
    MOST,
    Curve,
    Family,
    Way,
    family_of,
    load_confidence,
    surest,
    way_of,
)
from kg.graph.authority import ontology_triples
from kg.graph.vocabulary import KG
from kg.model import Claim, Evidence, Passage, Thing
from tests.extract.build import KNOWN, article, claims

TEXT = "A US airstrike in Homs on Wednesday killed three people. Ansar Brigade is part of the Northern Front."
ONE, TWO = Thing("one", "ArmedGroup", "One"), Thing("two", "UmbrellaGroup", "Two")
CLAIM = Claim(ONE, "partOf", TWO, Passage(0, 3, "One"))


@pytest.fixture(scope="module")
def both():
    return Pipeline(KNOWN, load_model())


def test_every_claim_says_how_sure_it_is(both):
    for read in (claims(TEXT), both.read(article(TEXT)).claims):
        assert len(read) > 3
        assert all(claim.confidence is not None and LEAST <= claim.confidence <= MOST for claim in read)
        assert all(claim.confidence == round(claim.confidence, 2) for claim in read)


def test_what_both_see_is_surer_than_what_one_sees():
    curves = load_confidence().curves
    for family in set(Family) - {Family.ABOUT}:  # of which patterns and model seldom see the same
        together = curves[family, Way.BOTH].share((MATCHES | Evidence(seen=0.9)).score)
        assert together > curves[family, Way.MODEL_ONLY].share(0.9)


def test_the_curves_were_measured_with_this_extractor(both):
    assert load_confidence().measured_with == both.version, "run python -m training.calibrate --write"


def test_ways_of_seeing():
    seen = Evidence(seen=0.8)
    assert way_of(MATCHES, with_model=False) is Way.PATTERNS
    assert way_of(MATCHES, with_model=True) is Way.PATTERNS_ONLY
    assert way_of(seen, with_model=True) is Way.MODEL_ONLY
    assert way_of(MATCHES | seen, with_model=True) is Way.BOTH
    assert (MATCHES & seen) == seen


def test_the_model_shows_in_the_evidence(both):
    read = both.read(article(TEXT)).claims
    (place,) = [claim for claim in read if claim.predicate == "place"]
    assert way_of(place.evidence, with_model=True) is Way.BOTH
    alone = next(claim for claim in claims(TEXT) if claim.predicate == "place")
    assert alone.evidence == MATCHES


def test_every_property_that_claims_have_is_of_one_family():
    known = {triple.subject.value.removeprefix(KG) for triple in ontology_triples()} | {"differentFrom"}
    predicates = {claim.predicate for claim in claims(TEXT)}
    assert {family_of(replace(CLAIM, predicate=one)) for one in predicates} >= {Family.SETTING, Family.RELATION}
    assert predicates <= known


def test_confidence_makes_no_two_claims_of_one():
    surer = replace(CLAIM, confidence=0.9, evidence=MATCHES)
    assert surer == CLAIM
    assert hash(surer) == hash(CLAIM)
    found = surest([replace(CLAIM, confidence=0.4), replace(CLAIM, predicate="backedBy"), surer])
    assert [(claim.predicate, claim.confidence) for claim in found] == [("partOf", 0.9), ("backedBy", None)]


def test_a_pattern_that_the_model_backs_has_the_evidence_of_both():
    seen = replace(CLAIM, passage=Passage(0, 9, "One and T"), evidence=Evidence(seen=0.7))
    other = replace(CLAIM, object=ONE, evidence=MATCHES)
    first, second = backed([replace(CLAIM, evidence=MATCHES), other], [seen])
    assert first.evidence == Evidence(matched=MATCHES.matched, seen=pytest.approx(0.7))
    assert second.evidence == MATCHES


def test_a_curve_rises_and_stays_within_its_ends():
    curve = Curve(1.0, 2.0)
    shares = [curve.share(score / 20) for score in range(21)]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (LEAST, MOST)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"both" =', '"neither" =', r'\[doer\] "both" must have offset and slope'),
        ("offset =", "set =", r'\[doer\] "patterns" must have offset and slope'),
        ("slope = ", "slope = -", r'\[doer\] "patterns": slope is below 0'),
        ("offset = ", "offset = nan #", "confidence.toml"),
        ("[doer]", "[doer", "confidence.toml"),
    ],
)
def test_curves_that_are_none_are_refused(tmp_path, old, new, told):
    path = tmp_path / "confidence.toml"
    path.write_text(CURVES.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(BadData, match=told):
        load_confidence(path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(BadData, match=r"confidence\.toml"):
        load_confidence(tmp_path / "confidence.toml")
