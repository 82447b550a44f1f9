"""Claims held against marks: what is right, what is wrong, and what the marks do not tell."""

from datetime import UTC, datetime

import pytest

from kg.extract import Pipeline
from kg.model import Claim, Document, KnownEntity, Modality, Passage, Thing
from training.judged import Judge, article_of
from training.marks import Item, items, load_kinds

TEXT = """@ made-1 wire
[Ansar Brigade|g1:ArmedGroup], part of the [Northern Front|g2:ArmedGroup], [shelled|e1:RocketAttack] [Homs|c1:City] in
[Syria|c2:Country] on [Monday|t1:Time], killing [three|n1:Number] soldiers of the [army|m1:Military]. [Jordan|c3:State]
[condemned|s1:Condemnation] [the attack|e2:RocketAttack=e1]. [Lars Madsen|p1:Person], a [spokesman|h1:Title] of
[the group|r1:Ref=g1], [denied|s2:Denial] it.
e1 perpetrator g1, place c1, time t1, killed n1, victim m1, perpetrator! g2
g1 partOf g2
c1 locatedIn c2
s1 speaker c3, about e1
s2 speaker p1, about e1
h1 holder p1, organization g1
p1 memberOf g1, speaksFor g1
"""
KNOWN = (
    KnownEntity("ansar-brigade", "ArmedGroup", "Ansar Brigade"),
    KnownEntity("northern-front", "ArmedGroup", "Northern Front"),
    KnownEntity("homs", "City", "Homs"),
    KnownEntity("lars-madsen", "Person", "Lars Madsen"),
)
ANSAR = Thing("ansar-brigade", "ArmedGroup", "Ansar Brigade")
FRONT = Thing("northern-front", "ArmedGroup", "Northern Front")
HOMS = Thing("homs", "City", "Homs")
SYRIA = Thing("syria", "Country", "Syria")
MADSEN = Thing("lars-madsen", "Person", "Lars Madsen")
JORDAN = Thing("government-of-jordan", "Government", "Government of Jordan")
EVENT = Thing("made-1/event-1", "RocketAttack", "Rocket attack")
TALKS = Thing("made-1/event-2", "Talks", "Talks")
POST = Thing("position/lars-madsen", "Position", "spokesman, Ansar Brigade")
MONDAY = datetime(2024, 6, 17, tzinfo=UTC)


@pytest.fixture(scope="module")
def item(tmp_path_factory) -> Item:
    path = tmp_path_factory.mktemp("corpus") / "made.txt"
    path.write_text(TEXT, "utf-8")
    (item,) = items(path, load_kinds())
    assert isinstance(item, Item), item
    return item


@pytest.fixture(scope="module")
def document(item) -> Document:
    return Pipeline(KNOWN).document(article_of(item))


def judged(item, document, *rows) -> list[bool | None]:
    passage = Passage(0, len(item.text), item.text)
    claims = [Claim(row[0], row[1], row[2], passage, *row[3:]) for row in rows]
    judge = Judge(item, document, claims)
    return [judge.right(claim) for claim in claims]


@pytest.mark.parametrize(
    ("row", "right"),
    [
        ((EVENT, "perpetrator", ANSAR), True),
        ((EVENT, "perpetrator", FRONT), False),
        ((EVENT, "perpetrator", FRONT, Modality.DENIED), True),
        ((EVENT, "perpetrator", ANSAR, Modality.DENIED), False),
        ((EVENT, "place", HOMS), True),
        ((EVENT, "place", SYRIA), True),  # in which it lies
        ((EVENT, "place", FRONT), False),
        ((EVENT, "killed", 3), True),
        ((EVENT, "killed", 4), False),
        ((EVENT, "earliest", MONDAY), True),
        ((EVENT, "earliest", MONDAY.replace(day=18)), False),
        ((TALKS, "participant", ANSAR), False),
        ((ANSAR, "partOf", FRONT), True),
        ((FRONT, "partOf", ANSAR), False),
        ((HOMS, "locatedIn", SYRIA), True),
        ((MADSEN, "memberOf", ANSAR), True),
        ((MADSEN, "memberOf", FRONT), True),  # of which that is part
        ((MADSEN, "leads", ANSAR), False),
        ((JORDAN, "ofCountry", Thing("jordan", "Country", "Jordan")), True),  # its name says so
        ((Thing("government-of-peru", "Government", "P"), "ofCountry", Thing("peru", "Country", "Peru")), None),
    ],
)
def test_claims(item, document, row, right):
    assert judged(item, document, row) == [right]


def test_a_statement_is_the_word_at_its_place(item, document):
    at = item.text.index("condemned")
    said = Thing(f"made-1/statement-{at}-jordan", "Condemnation", "Condemnation")
    other = Thing(f"made-1/statement-{at}-jordan", "Threat", "Threat")
    nowhere = Thing("made-1/statement-0-jordan", "Condemnation", "Condemnation")
    rows = [(one, "speaker", JORDAN) for one in (said, other, nowhere)]
    rows += [(said, "about", EVENT), (EVENT, "place", HOMS), (said, "about", FRONT)]
    assert judged(item, document, *rows) == [True, False, False, True, True, False]


def test_a_post_is_judged_with_its_holder(item, document):
    good = [(POST, "holder", MADSEN), (POST, "organization", ANSAR), (POST, "title", "spokesman")]
    assert judged(item, document, *good) == [True] * 3
    bad = [(POST, "holder", MADSEN), (POST, "organization", HOMS), (POST, "title", "spokesman")]
    assert judged(item, document, *bad) == [True, False, True]
    assert judged(item, document, *good[:2], (POST, "title", "chief of staff")) == [False] * 3


def test_roles_of_one_event_are_not_taken_from_two(item, document):
    second = Thing("made-1/event-9", "RocketAttack", "Rocket attack")
    assert judged(item, document, (second, "place", HOMS), (second, "killed", 3), (second, "killed", 9)) == [
        True,
        True,
        False,
    ]
