"""Prose stays, page furniture goes."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read import read_articles
from kg.read.boilerplate import Part, body, place
from kg.read.paragraphs import split_paragraphs

SEEDS = Path(__file__).parents[2] / "seeds"
FIRST = "Two men died when a drone hit a house on the bridge road, the ministry said on Monday."
SECOND = "The brigade did not say who had sent it, and nobody else has taken responsibility so far."


def prose(text: str) -> list[str]:
    return [text[span.start : span.end] for span in body(place(split_paragraphs(text)))]


def test_a_whole_page() -> None:
    page = f"""
Two Dead in Raid on Bridge

Two Dead in Raid on Bridge

By Jane Roe | May 3, 2021

Smoke over the bridge in Port City, May 3, 2021. (AP Photo/Jane Roe)
Smoke over the bridge in Port City, May 3, 2021. (AP Photo/Jane Roe)

PORT CITY (AP) — {FIRST}

Also Read: Ten things to know about the river

‘A Dark Day’

{SECOND}

File: The bridge before the war. (JANE ROE / AFP)

The toll rose to three on Tuesday.

Harbour Post staff contributed to this report.

Most Popular
Flood Closes the Harbour Road
Minister Denies Knowing of the Letter

Leave a Reply

Your email address will not be published. Required fields are marked *

I was there and it was not a drone, it was a bomb that they had put under the car.
"""
    assert prose(page) == ["Two Dead in Raid on Bridge", FIRST, SECOND, "The toll rose to three on Tuesday."]


@pytest.mark.parametrize(
    "line",
    [
        "https://example.org/2021/05/03/raid",
        "from the archive https://example.org/x",
        "Sign up for our newsletter.",
        "Follow us on Twitter @harbourpost",
        "A guard at the bridge. REUTERS/Jane Roe",
        "Photo: Jane Roe/Handout",
        "(Reporting by Jane Roe; Editing by John Doe)",
        "Calls Mount for Third Round",
        "TROUBLED PEACE TALKS",
        "---",
        "4 min read",
        "Facebook Twitter WhatsApp",
        "2021-05-03T04:06:00+01:00",
        "Aero Show 2021 Secrets of the Old Bomber Ten Ships That Changed the Harbour",
    ],
)
def test_a_line_of_furniture_between_paragraphs(line: str) -> None:
    assert prose(f"{FIRST}\n\n{line}\n\n{SECOND}") == [FIRST, SECOND]


@pytest.mark.parametrize(
    "sentence",
    [
        "Most of them were civilians.",
        "“We know who did it.”",
        "Comments by the general angered the militia.",
        "The film was published at https://example.org/film by the brigade on Monday.",
        "Share prices fell after the raid.",
        "He denied it (and so did his brother).",
        "The minister said the following of the raid on the bridge:",
        "Who had sent the drone?",
    ],
)
def test_a_sentence_between_paragraphs_stays(sentence: str) -> None:
    assert prose(f"{FIRST}\n\n{sentence}\n\n{SECOND}") == [FIRST, sentence, SECOND]


def test_a_comment_form_before_any_prose_ends_nothing() -> None:
    assert prose(f"Leave a comment\n\n{FIRST}\n\n{SECOND}") == [FIRST, SECOND]


def test_a_list_of_links_ends_at_the_next_sentence() -> None:
    assert prose(f"{FIRST}\nRelated stories\nFlood closes the road\n{SECOND}") == [FIRST, SECOND]


def test_a_text_without_any_sentence_is_taken_as_it_is() -> None:
    assert prose("Two dead in raid on bridge\nBrigade blames army") == [
        "Two dead in raid on bridge",
        "Brigade blames army",
    ]


def test_hard_wrapped_lines_make_one_paragraph() -> None:
    text = """The ministry said on Monday that two men had died when a drone hit a
house on the bridge road, and that three more were in hospital in the
city with burns. It did not say who had sent the drone, or from where
it had come.

The brigade did not answer calls from reporters in the city, and gave no
word on its channel of who had been in the house."""
    assert [piece.split()[0] for piece in prose(text)] == ["The", "The"]
    assert len(prose(text)) == 2


@pytest.mark.parametrize("file", sorted(SEEDS.glob("*.txt")), ids=lambda file: file.stem[:3])
def test_the_samples(file: Path) -> None:
    (article,) = read_articles([file])
    text = file.read_text(encoding="utf-8")
    assert article.text == text
    assert article.id == file.stem
    kept = [text[span.start : span.end] for span in article.body]
    assert len(set(kept)) == len(kept)
    for piece in kept:
        assert piece == piece.strip()
        assert "\n" not in piece
        for mark in ("Photo/", "http", "Leave a Reply", "Most Popular", "Also Read", "File:", "email address"):
            assert mark not in piece
    assert sum(map(len, kept)) > 0.75 * len(text)


@given(st.text(st.characters(codec="utf-8"), max_size=400))
def test_spans_are_ordered_apart_and_within(text: str) -> None:
    placed = place(split_paragraphs(text))
    spans = body(placed)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(item.paragraph.text == text[item.paragraph.start : item.paragraph.end] for item in placed)
    assert not any(item.part is Part.PROSE and not item.paragraph.text.strip() for item in placed)
