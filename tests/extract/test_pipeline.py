"""What holds of every text, however odd."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import BadData
from kg.extract.lexicon import load_lexicon
from kg.model import Thing
from tests.extract.build import KNOWN, PIPELINE, article, claims, triples

WORDS = [
    *("US forces", "Ansar Brigade", "the Northern Front", "Lars Madsen", "Homs", "Iraq", "Iran-backed", "killed"),
    *("struck", "said", "condemned", "on Wednesday", "in", "of", ",", ".", "“", "”", "three", "attacks", "the strike"),
    *("spokesman", "which is part of", "since October", "168", "people", "denied involvement in", "\n"),
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_every_quote_stands_in_the_text_where_it_says(text):
    for claim in claims(text):
        assert text[claim.passage.start : claim.passage.end] == claim.passage.quote != ""


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_the_same_text_gives_the_same_claims(text):
    assert claims(text) == claims(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_without_a_fault(text):
    claims(text)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_nothing_is_related_to_itself(text):
    for claim in claims(text):
        assert not isinstance(claim.object, Thing) or claim.object.id != claim.subject.id


def test_nobody_holds_a_post_with_himself():
    assert not claims("Lars Madsen spokesman Lars Madsen")


def test_claims_carry_the_article_s_day_and_none_without_one():
    text = "The Iran-backed militia Ansar Brigade spoke."
    assert {c.as_of.isoformat() for c in claims(text)} == {"2024-03-14T00:00:00+00:00"}
    assert {c.as_of for c in claims(text, None)} == {None}


def test_a_denied_relation_is_a_denied_claim():
    (claim,) = [c for c in claims("Iran denied that Iran backs the Ansar Brigade.") if c.predicate == "backedBy"]
    assert claim.modality == "Denied"


def test_relations_in_one_sentence():
    assert {
        ("ansar-brigade", "partOf", "northern-front"),
        ("sahara-brigade", "partOf", "northern-front"),
    } <= triples("The Northern Front, a coalition that includes Ansar Brigade and Sahara Brigade, spoke.")


def test_a_post_is_a_position_with_holder_organisation_and_title():
    found = triples("Lars Madsen, the deputy head of the Northern Front, spoke.")
    post = "position/lars-madsen-northern-front-deputy-head"
    assert {
        (post, "holder", "lars-madsen"),
        (post, "organization", "northern-front"),
        (post, "title", "deputy head"),
        ("lars-madsen", "memberOf", "northern-front"),
    } <= found
    assert not any(p == "leads" for _, p, _ in found)


def test_each_entity_is_mentioned_once_with_all_its_forms():
    document = PIPELINE.document(article("AB met US troops. Ansar Brigade left the U.S. army."))
    things = {thing.id: thing for thing in PIPELINE.mentions(document, [])}
    assert things["ansar-brigade"].names == ("AB", "Ansar Brigade")
    assert things["united-states"].names == ("US", "U.S.")
    assert set(things) == {"ansar-brigade", "armed-forces-of-united-states", "united-states"}


def test_a_very_long_paragraph_takes_time_in_proportion():
    text = "US forces struck Homs on Wednesday, killing three people, officials said. " * 300
    assert claims(text)


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("words.toml", "[nouns]\nmilitary = [3]\n", "list of words"),
        ("words.toml", "[nouns\n", "words.toml"),
        ("countries.tsv", "name\twrong\n", "columns must be"),
        ("countries.tsv", "name\tadjectives\tcapital\taliases\na\tb\tc\td\te\n", "line 2"),
    ],
)
def test_a_broken_lexicon_names_the_file(tmp_path, file, text, words):
    import shutil

    from kg.resources import LEXICON

    shutil.copytree(LEXICON / "en", tmp_path / "en")
    (tmp_path / "en" / file).write_text(text)
    with pytest.raises(BadData, match=words):
        load_lexicon("en", tmp_path)


def test_known_entities_of_the_tests_do_not_exist():
    assert len({entity.id for entity in KNOWN}) == len(KNOWN)


def test_who_heads_an_office_of_a_group_does_not_lead_the_group():
    found = triples("Lars Madsen, the head of the Ansar Brigade's media office, spoke.")
    assert ("lars-madsen", "memberOf", "ansar-brigade") in found
    assert not any(p == "leads" for _, p, _ in found)
    assert ("lars-madsen", "leads", "ansar-brigade") in triples("Lars Madsen, the head of the Ansar Brigade, spoke.")


def test_what_an_aside_denies_is_not_what_the_sentence_denies():
    text = "Ansar Brigade—not to be confused with the Northern Front—is regarded as a terrorist group by the Pentagon."
    (claim,) = [c for c in claims(text) if c.predicate == "designatedTerroristBy"]
    assert claim.modality == "Stated"
    assert ("ansar-brigade", "differentFrom", "northern-front") in triples(text)
