"""What an article tells of itself; and what it does not tell stays None."""

from datetime import date

import pytest

from kg.read.boilerplate import place
from kg.read.metadata import Metadata, find_metadata
from kg.read.paragraphs import split_paragraphs
from kg.read.stamps import people, stamp

PROSE = "Two men died when a drone hit a house on the bridge road, the ministry said on Monday."
MORE = "The brigade did not say who had sent it, and nobody else has taken responsibility so far."


def read(*paragraphs: str) -> Metadata:
    return find_metadata(place(split_paragraphs("\n\n".join(paragraphs))))


def test_nothing_told_nothing_known() -> None:
    assert read(PROSE, MORE) == Metadata()


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2021-05-03T04:06:00+01:00", date(2021, 5, 3)),
        ("2021-05-03 23:36:55", date(2021, 5, 3)),
        ("Published :`2021-05-03 23:36:55`", date(2021, 5, 3)),
        ("Updated 5:03 PM EST, Mon May 3, 2021", date(2021, 5, 3)),
        ("Mon 3 May 2021 10.12 BST", date(2021, 5, 3)),
        ("The Harbour Post-May3rd2021", date(2021, 5, 3)),
        ("By Jane Roe | May 3, 2021", date(2021, 5, 3)),
        ("Ten years after the raid of May 3, 2011", None),
        ("May 2021", None),
        ("03/05/2021", None),
    ],
)
def test_stamps(line: str, day: date | None) -> None:
    assert read("Two dead in raid on bridge", line, PROSE, MORE).published == day


def test_published_goes_before_updated() -> None:
    lines = ("Updated May 5, 2021", "Published May 3, 2021")
    assert read("Two dead in raid", *lines, PROSE, MORE).published == date(2021, 5, 3)
    assert read("Two dead in raid", lines[0], PROSE, MORE).published == date(2021, 5, 5)


def test_a_stamp_below_the_prose_must_say_what_it_is() -> None:
    assert read("Two dead in raid", PROSE, MORE, "May 3, 2021").published is None
    assert read("Two dead in raid", PROSE, MORE, "Published: May 3, 2021").published == date(2021, 5, 3)
    assert read("Two dead in raid", PROSE, "Related articles", "Published: May 3, 2021").published is None


def test_dates_in_prose_and_captions_are_no_stamps() -> None:
    caption = "A guard at the bridge, May 2, 2021. (AP Photo/Jane Roe)"
    told = read("Two dead in raid on bridge", PROSE, caption, "It was the worst raid since May 3, 2019, he said.")
    assert told.published is None


def test_stamp_below_the_headline_wins_over_the_address() -> None:
    link = "Read more on original:\nhttps://example.org/world/2021/may/02/raid"
    assert read("Two dead in raid", "May 3, 2021", PROSE, MORE, link).published == date(2021, 5, 3)
    told = read("Two dead in raid", PROSE, MORE, link)
    assert (told.url, told.published) == ("https://example.org/world/2021/may/02/raid", date(2021, 5, 2))


def test_an_address_that_may_be_another_article_is_not_the_articles() -> None:
    assert read("Two dead in raid", PROSE, MORE, "https://example.org/2021/05/02/flood").url is None


@pytest.mark.parametrize(
    ("photo", "prose", "day"),
    [
        ("Smoke, Port City, May 3, 2021. (AP Photo/Jane Roe)", PROSE, date(2021, 5, 3)),  # a Monday
        ("Smoke, Port City, May 4, 2021. (AP Photo/Jane Roe)", PROSE, None),  # a Tuesday
        ("File: Smoke, Port City, May 3, 2021. (AP Photo/Jane Roe)", PROSE, None),
        ("Smoke, Port City, May 3, 2021. (AP Photo/Jane Roe)", PROSE.replace("Monday", "Monday or Tuesday"), None),
    ],
)
def test_lead_photo_and_weekday_agree(photo: str, prose: str, day: date | None) -> None:
    assert read("Two dead in raid on bridge", photo, prose, MORE).published == day


def test_a_photo_further_down_dates_nothing() -> None:
    assert read("Two dead in raid", PROSE, "Smoke, May 3, 2021. (AP Photo/Jane Roe)", MORE).published is None


@pytest.mark.parametrize(
    ("paragraph", "publisher"),
    [
        ("Harbour Post staff contributed to this report.", "Harbour Post"),
        ("The Harbour Times has asked the ministry to confirm the report.", "The Harbour Times"),
        ("CNN is reaching out to the ministry for comment.", "CNN"),
        ("Reuters could not independently verify the film.", "Reuters"),
        ("Copyright 2021 The Harbour Post. All rights reserved.", "The Harbour Post"),
        ("“It was a raid,” he told CNN.", None),
        ("Iraq has asked the United Nations to confirm the report.", None),
    ],
)
def test_publisher_by_what_the_newsroom_says_of_itself(paragraph: str, publisher: str | None) -> None:
    assert read("Two dead in raid", PROSE, paragraph).publisher == publisher


def test_publisher_by_dateline_headline_stamp_and_sign_off() -> None:
    assert read("PORT CITY (AP) — " + PROSE).publisher == "Associated Press"
    assert read("PORT CITY (FLP) — " + PROSE).publisher is None
    assert read("Two dead in raid on bridge - Reuters", PROSE).publisher == "Reuters"
    assert read("Two dead in raid", "The Harbour Post - May 3, 2021", PROSE).publisher == "The Harbour Post"
    told = "A guard, speaking to Reuters, denied it."
    assert read("Two dead in raid", PROSE, told).publisher is None
    assert read("Two dead in raid", PROSE, told, "(Reporting by Jane Roe; Editing by John Doe)").publisher == "Reuters"


def test_a_dateline_with_a_year_dates_the_article() -> None:
    assert read("PORT CITY, May 3, 2021 (AFP) – " + PROSE).published == date(2021, 5, 3)
    assert read("PORT CITY, May 3 (AFP) – " + PROSE).published is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Roe", ("Jane Roe",)),
        ("by:Jane Roe and agencies", ("Jane Roe",)),
        ("BY JANE ROE", ("Jane Roe",)),
        ("By Jane Roe, Ali al-Doe and staff writers", ("Jane Roe", "Ali al-Doe")),
        ("By Harbour Post staff", ()),
    ],
)
def test_authors(line: str, names: tuple[str, ...]) -> None:
    assert read("Two dead in raid on bridge", line, PROSE).authors == names


def test_authors_in_the_sign_off() -> None:
    note = "Reporting by Jane Roe in Port City; Writing by Ali Doe; Editing by Max Moe"
    assert read("Two dead in raid", PROSE, note).authors == ("Jane Roe", "Ali Doe")
    assert read("Two dead in raid", PROSE, "Roe and Doe reported from Port City.").authors == ("Roe", "Doe")


def test_prose_that_begins_with_by_is_no_byline() -> None:
    assert read("Two dead in raid", "By this act the army broke the truce, he said.", PROSE).authors == ()
    assert people("this act") == []


def test_title_is_a_headline_and_not_prose() -> None:
    assert read("# Two dead in raid on bridge", PROSE).title == "Two dead in raid on bridge"
    assert read(PROSE, MORE).title is None
    assert read("World", "Two dead in raid on bridge", PROSE).title == "Two dead in raid on bridge"


def test_what_a_stamp_says_beside_its_date() -> None:
    assert stamp("The Harbour Post-May3rd2021") == "The Harbour Post"
    assert stamp("Published: 2021-05-03") == ""
    assert stamp("He was born on 3 May 1960 in Port City") is None
