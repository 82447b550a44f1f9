"""Articles and documents for the tests of this folder, about actors that do not exist."""

from __future__ import annotations

from datetime import date

from kg.extract import Pipeline
from kg.model import Article, Claim, KnownEntity, Span, Thing

KNOWN = (
    KnownEntity("ansar-brigade", "ArmedGroup", "Ansar Brigade", ("AB",)),
    KnownEntity("sahara-brigade", "ArmedGroup", "Sahara Brigade"),
    KnownEntity("northern-front", "UmbrellaGroup", "Northern Front", ("NF",)),
    KnownEntity("al-qaeda", "ArmedGroup", "al-Qaeda"),
    KnownEntity("lars-madsen", "Person", "Lars Madsen"),
    KnownEntity("pentagon", "GovernmentBody", "Pentagon"),
    KnownEntity("joint-operations-command", "Military", "Joint Operations Command"),
    KnownEntity("sahel-observatory-for-justice", "OtherOrganization", "Sahel Observatory for Justice"),
    KnownEntity("homs", "City", "Homs"),
    KnownEntity("kherson", "City", "Kherson"),
    KnownEntity("karrada", "Site", "Karrada"),
    KnownEntity("palestine-street", "Site", "Palestine Street"),
    KnownEntity("middle-east", "Region", "Middle East"),
)
PIPELINE = Pipeline(KNOWN)


def article(text: str, published: date | None = date(2024, 3, 14), title: str | None = None) -> Article:
    """An article of one paragraph a line; 14 March 2024 is a Thursday."""
    spans = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            spans.append(Span(at, at + len(line)))
        at += len(line) + 1
    return Article("made-up", "made-up.txt", text, "0" * 64, title=title, published=published, body=tuple(spans))


def claims(text: str, published: date | None = date(2024, 3, 14)) -> list[Claim]:
    """What the pipeline takes from a text."""
    return PIPELINE.claims(PIPELINE.document(article(text, published)))


def triples(text: str, published: date | None = date(2024, 3, 14)) -> set[tuple[str, str, str]]:
    """The same as plain identifiers and values."""
    return {(_plain(c.subject), c.predicate, _plain(c.object)) for c in claims(text, published)}


def _plain(value: object) -> str:
    return value.id if isinstance(value, Thing) else str(value)
