"""What the language model sees, as tellings, sayings, posts and relations, on sentences that no data file knows."""

import pytest

from kg.errors import BadData
from kg.extract import Pipeline, load_model
from kg.extract.language.parsing import LanguageModel
from kg.model import Claim, Modality, Reading, Thing
from tests.extract.build import KNOWN, article


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline(KNOWN, load_model())


def said(reading: Reading, predicate: str) -> set[tuple[str, object]]:
    return {
        (claim.subject.label, claim.object.label if isinstance(claim.object, Thing) else claim.object)
        for claim in reading.claims
        if claim.predicate == predicate
    }


def objects(reading: Reading, predicate: str) -> set[object]:
    return {what for _, what in said(reading, predicate)}


def test_an_event_with_its_parts(pipeline: Pipeline) -> None:
    found = pipeline.read(
        article(
            "Fighters of the Tarvosh Front ambushed a Kenyan army patrol near the town of Lokesi on Tuesday, "
            "killing six soldiers."
        )
    )
    assert "Tarvosh Front" in objects(found, "perpetrator")
    assert "Lokesi" in objects(found, "place")
    assert 6 in objects(found, "killed")
    assert any("Kenya" in str(name) for name in objects(found, "target") | objects(found, "victim"))


def test_who_the_group_is(pipeline: Pipeline) -> None:
    found = pipeline.read(
        article(
            "The Tarvosh Front is based in Lokesi. The group condemned the airstrike that killed two of its "
            "commanders in Marsabit on Monday."
        )
    )
    assert ("Condemnation by Tarvosh Front", "Tarvosh Front") in said(found, "speaker")


def test_a_post_and_the_membership_that_it_means(pipeline: Pipeline) -> None:
    found = pipeline.read(article("Odhran Velasko, deputy commander of the Tarvosh Front, met reporters in Nairobi."))
    assert ("Odhran Velasko", "Tarvosh Front") in said(found, "memberOf")
    assert any("deputy" in str(title) for title in objects(found, "title"))


@pytest.mark.parametrize(
    ("post", "leads"),
    [
        ("the head of the Tarvosh Front", True),
        ("the head of the Tarvosh Front's media office", False),
        ("the head of the Tarvosh Front’s media office", False),
        ("a leader of the Tarvosh Front", False),
    ],
)
def test_who_heads_a_part_or_is_one_of_many_does_not_lead_the_whole(pipeline: Pipeline, post: str, leads: bool) -> None:
    found = pipeline.read(article(f"Odhran Velasko, {post}, met reporters in Nairobi on Monday."))
    assert ("Odhran Velasko", "Tarvosh Front") in said(found, "memberOf")
    assert (("Odhran Velasko", "Tarvosh Front") in said(found, "leads")) == leads


def test_what_is_denied_is_no_fact(pipeline: Pipeline) -> None:
    found = pipeline.read(
        article("The Tarvosh Front denied involvement in the bombing that killed nine people in Lokesi on Friday.")
    )
    doers = [claim for claim in found.claims if claim.predicate == "perpetrator"]
    assert all(claim.modality is Modality.DENIED for claim in doers if _is(claim, "Tarvosh Front")), doers


def _is(claim: Claim, name: str) -> bool:
    return isinstance(claim.object, Thing) and claim.object.label == name


def test_a_threat_is_no_event(pipeline: Pipeline) -> None:
    found = pipeline.read(article("The Tarvosh Front vowed to attack Lokesi if the army does not leave."))
    assert not objects(found, "perpetrator")


def test_every_quote_stands_in_its_article(pipeline: Pipeline) -> None:
    text = (
        "Turkey struck a base of the Tarvosh Front near Qamishli on Monday. The strike killed four. The group's "
        "leader, Odhran Velasko, called it a crime. “We will answer,” he said. 🚀 مرحبا"
    )
    found = pipeline.read(article(text))
    assert found.claims
    for claim in found.claims:
        assert text[claim.passage.start : claim.passage.end] == claim.passage.quote


def test_the_same_text_gives_the_same_claims(pipeline: Pipeline) -> None:
    text = "The Tarvosh Front shelled Lokesi on Monday, officials said. Kenya blamed the group and vowed to respond."
    assert (
        pipeline.read(article(text))
        == pipeline.read(article(text))
        == Pipeline(KNOWN, load_model()).read(article(text))
    )


@pytest.mark.parametrize(
    "text",
    [
        "ATTACK ON LOKESI KILLS SIX " * 200,
        "word " * 5000,
        "a | b | c\n" * 300,
        "💥💥 Attacco a Nairobi: sei morti, dice la polizia. " * 20,
        "قتل ستة جنود في هجوم قرب البلدة. " * 50,
        "The Front attacked, " * 700,
    ],
    ids=["capitals", "no punctuation", "table", "another language", "right to left", "one long sentence"],
)
def test_odd_texts_are_read_to_their_end(pipeline: Pipeline, text: str) -> None:
    found = pipeline.read(article(text))
    assert all(text[c.passage.start : c.passage.end] == c.passage.quote for c in found.claims)


def test_the_version_names_the_model(pipeline: Pipeline) -> None:
    assert "model" in pipeline.version
    assert "model" not in Pipeline(KNOWN).version


def test_a_missing_model_is_told(tmp_path) -> None:
    with pytest.raises(BadData, match="no language model here"):
        LanguageModel.load(tmp_path)
