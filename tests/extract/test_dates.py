from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.dates import TimeReader
from kg.extract.tokens import tokenize

THURSDAY = date(2024, 3, 14)


def read(text, published=THURSDAY):
    reader = TimeReader(published)
    return [(w.earliest, w.latest) for w in reader.read(tokenize(text, 0, len(text)))]


def day(year, month, number):
    return (date(year, month, number), date(year, month, number))


@pytest.mark.parametrize(
    ("words", "interval"),
    [
        ("on Wednesday", day(2024, 3, 13)),
        ("on Thursday", day(2024, 3, 14)),  # on its own day
        ("late on Friday", day(2024, 3, 8)),
        ("next Monday", day(2024, 3, 18)),
        ("yesterday", day(2024, 3, 13)),
        ("on March 3", day(2024, 3, 3)),
        ("on Mar. 20", day(2024, 3, 20)),  # shortly ahead
        ("on Dec. 20", day(2023, 12, 20)),  # not nine months ahead
        ("7 February 2022", day(2022, 2, 7)),
        ("on January 5, 2021", day(2021, 1, 5)),
        ("2023-11-02", day(2023, 11, 2)),
        ("in 2016", (date(2016, 1, 1), date(2016, 12, 31))),
        ("in December", (date(2023, 12, 1), date(2023, 12, 31))),
        ("early last month", (date(2024, 2, 1), date(2024, 2, 10))),
        ("late last month", (date(2024, 2, 21), date(2024, 2, 29))),
        ("last week", (date(2024, 3, 3), date(2024, 3, 10))),
        ("the past week", (date(2024, 3, 7), date(2024, 3, 14))),
        ("three days ago", day(2024, 3, 11)),
        ("exactly four years ago", (date(2020, 3, 13), date(2020, 3, 14))),
        ("last year", (date(2023, 1, 1), date(2023, 12, 31))),
    ],
)
def test_words_of_time(words, interval):
    assert read(words) == [interval]


def test_days_counted_from_the_last_day_told():
    reader = TimeReader(THURSDAY)
    first = "It began on March 1."
    reader.read(tokenize(first, 0, len(first)))
    second = "Four days later it ended."
    assert [w.earliest for w in reader.read(tokenize(second, 0, len(second)))] == [date(2024, 3, 5)]


def test_days_counted_from_a_day_without_a_year():
    reader = TimeReader(None)
    text = "On Feb. 8 he spoke. One day earlier, it struck. On March 1 it ended, two days later than that."
    assert [w.words for w in reader.read(tokenize(text, 0, len(text)))] == ["02-08", "02-07", "03-01", "03-03"]
    text = "On Wednesday he spoke, two days later he left. On Feb. 28 he came; two days later he left."
    assert [w.words for w in TimeReader(None).read(tokenize(text, 0, len(text)))] == ["wednesday", "02-28"]


def test_nothing_is_filled_in_without_the_article_s_date():
    text = "On Wednesday, on March 3, last week and in December it rained."
    assert {w.earliest for w in TimeReader(None).read(tokenize(text, 0, len(text)))} == {None}
    assert read("on 3 March 2024", None) == [day(2024, 3, 3)]


@pytest.mark.parametrize(
    "text", ["It may rain.", "on February 31, 2024", "the second of three", "9:30 p.m.", "march on"]
)
def test_what_is_no_time(text):
    assert read(text) == []


def test_since_marks_where_something_began():
    text = "168 attacks since October 17"
    (when,) = TimeReader(THURSDAY).read(tokenize(text, 0, len(text)))
    assert when.since
    assert when.earliest == date(2023, 10, 17)


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("the pace of attacks rose after October 7, and fell in spring", True),
        ("attacks rose after October 7.", True),
        ("the shelling after Tuesday's raid", False),
        ("the base was hit on October 7, and again later", False),
    ],
)
def test_after_a_day_is_not_on_it(text, since):
    (when, *_) = TimeReader(THURSDAY).read(tokenize(text, 0, len(text)))
    assert when.since == since


@given(st.text(max_size=200), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_any_text_gives_intervals_in_order(text, published):
    for when in TimeReader(published).read(tokenize(text, 0, len(text))):
        assert when.earliest is None or when.latest is None or when.earliest <= when.latest


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(["Monday", "Sunday", "Friday"]))
def test_a_weekday_lies_in_the_last_seven_days(published, name):
    ((found, _),) = read(f"on {name}", published)
    assert 0 <= (published - found).days < 7
    assert f"{found:%A}" == name
