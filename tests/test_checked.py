"""What every claim must be, whoever makes it; and that our own claims are."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from kg.checked import check
from kg.errors import BadData
from kg.extractors import How, open_extractor
from kg.model import Article, Claim, Modality, Passage, Reading, Thing
from kg.read import read_articles
from tests.conftest import SEEDS

TEXT = "The Sahra Brigade is part of the Dawn Front, officials said."
ARTICLE = Article("a", "a.txt", TEXT, "")
PART = Thing("sahra-brigade", "ArmedGroup", "Sahra Brigade")
WHOLE = Thing("dawn-front", "UmbrellaGroup", "Dawn Front")
GOOD = Claim(PART, "partOf", WHOLE, Passage(4, 44, TEXT[4:44]))


def test_what_is_right_stays_as_it_is() -> None:
    reading = Reading(ARTICLE, (PART, WHOLE), (GOOD, replace(GOOD, modality=Modality.HEDGED, attributed_to=WHOLE)))
    assert check(ARTICLE, reading).reading == reading
    assert check(ARTICLE, reading).dropped == ""


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (replace(GOOD, passage=Passage(5, 45, GOOD.passage.quote)), "does not stand at characters 5 to 45"),
        (replace(GOOD, passage=Passage(-60, -16, GOOD.passage.quote)), "does not stand"),
        (replace(GOOD, passage=Passage(3, 4, " ")), "does not stand"),
        (replace(GOOD, passage=Passage(4, "44", GOOD.passage.quote)), "no start, end and quote"),  # type: ignore[arg-type]
        (replace(GOOD, passage=None), "it has no passage"),  # type: ignore[arg-type]
        (replace(GOOD, modality="Sure"), "its modality 'Sure' is none of Stated, Hedged"),  # type: ignore[arg-type]
        (replace(GOOD, modality=None), "its modality None"),  # type: ignore[arg-type]
        (replace(GOOD, predicate="loves"), "loves: the ontology has no such property"),
        (replace(GOOD, predicate=7), "no such property"),  # type: ignore[arg-type]
        (replace(GOOD, subject=replace(PART, kind="Gang")), "its subject is of the kind 'Gang'"),
        (replace(GOOD, object=replace(WHOLE, kind=["ArmedGroup"])), "its object is of the kind"),  # type: ignore[arg-type]
        (replace(GOOD, object=replace(WHOLE, id="dawn front")), "its object has the id 'dawn front'"),
        (replace(GOOD, object=replace(WHOLE, label="")), "its object has a label or name"),
        (replace(GOOD, object=replace(WHOLE, names=["Dawn"])), "its object has a label or name"),  # type: ignore[arg-type]
        (replace(GOOD, subject="Sahra Brigade"), "its subject is str, no thing"),  # type: ignore[arg-type]
        (replace(GOOD, object="Dawn Front"), "its object is str, which this property does not take"),
        (replace(GOOD, object=None), "its object is NoneType"),  # type: ignore[arg-type]
        (replace(GOOD, predicate="killed", object=True), "its object is bool"),
        (replace(GOOD, predicate="killed"), "its object is Thing, which this property does not take"),
        (replace(GOOD, predicate="killed", object=2.5), "its object is float"),  # type: ignore[arg-type]
        (replace(GOOD, attributed_to="officials"), "whom it is attributed to is str"),  # type: ignore[arg-type]
        (replace(GOOD, as_of=date(2024, 2, 8)), "its day is no time"),  # type: ignore[arg-type]
        ({"subject": "Sahra Brigade"}, "dict is no claim"),
    ],
)
def test_what_is_wrong_is_dropped_and_told(wrong: Claim, words: str) -> None:
    checked = check(ARTICLE, Reading(ARTICLE, (PART, WHOLE), (GOOD, wrong)))
    assert checked.reading.claims == (GOOD,)
    assert checked.dropped.startswith("1 of 4 claims and mentions dropped: ")
    assert words in checked.dropped


def test_a_value_may_be_number_or_time() -> None:
    values = [
        replace(GOOD, predicate="killed", object=3),
        replace(GOOD, predicate="since", object=datetime(2024, 2, 8)),
    ]
    assert check(ARTICLE, Reading(ARTICLE, (), tuple(values))).dropped == ""


def test_mentions_are_held_to_it_too() -> None:
    checked = check(ARTICLE, Reading(ARTICLE, (PART, replace(PART, kind="Gang")), (GOOD,)))
    assert checked.reading.mentions == (PART,)
    assert "a mention: it is of the kind 'Gang'" in checked.dropped


def test_of_many_a_count_and_the_first_few_are_told() -> None:
    wrong = [replace(GOOD, predicate=f"loves{n}") for n in range(50)] + [replace(GOOD, predicate="loves0")] * 9
    told = check(ARTICLE, Reading(ARTICLE, (), (GOOD, *wrong))).dropped
    assert told.startswith(
        "59 of 60 claims and mentions dropped: loves0: the ontology has no such property (10 times); "
    )
    assert told.endswith("; and others")
    assert len(told) < 400


def test_another_article_s_text_proves_nothing() -> None:
    other = replace(ARTICLE, text="Nothing of the kind is said in this one, and in no other either, so far.")
    checked = check(other, Reading(ARTICLE, (), (GOOD,)))
    assert checked.reading == Reading(other, (), ())


@pytest.mark.parametrize("reading", [None, [], "claims", Reading(ARTICLE, (), None)])  # type: ignore[arg-type]
def test_what_is_no_reading_is_refused(reading: object) -> None:
    with pytest.raises(BadData, match=r"a\.txt: the extractor gave no "):
        check(ARTICLE, reading)


@pytest.mark.parametrize("how", [How.PATTERNS, How.MODEL])
def test_of_our_own_nothing_is_dropped(how: How) -> None:
    extractor = open_extractor(how)
    for article in read_articles([SEEDS]):
        assert isinstance(article, Article)
        reading = extractor.read(article)
        assert reading.claims
        assert check(article, reading).dropped == ""
        assert check(article, reading).reading == reading
