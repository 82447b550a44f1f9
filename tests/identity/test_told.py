from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identity.told import days_of, in_words

WEDNESDAY = date(2024, 2, 7)
DAY = frozenset({(WEDNESDAY, WEDNESDAY)})
WEEK = frozenset({(date(2024, 2, 4), date(2024, 2, 10))})
SHORT = frozenset({(date(2024, 2, 6), date(2024, 2, 8))})
NOTHING = frozenset()


@pytest.mark.parametrize(
    ("word", "intervals", "how"),
    [
        ("02-07", DAY, "day"),
        ("02-06", DAY, "next day"),
        ("02-09", DAY, "apart"),
        ("02-07", WEEK, "days"),
        ("03-07", WEEK, "apart"),
        ("wednesday", DAY, "weekday"),
        ("friday", DAY, "apart"),
        ("wednesday", SHORT, "weekday"),
        ("friday", WEEK, None),  # every week has one
        ("02-29", DAY, "apart"),
        ("02-07", frozenset({(None, WEDNESDAY)}), None),
    ],
)
def test_words_against_known_days(word, intervals, how):
    assert in_words({word}, intervals, NOTHING) == how


@pytest.mark.parametrize(
    ("word", "other", "how"),
    [
        ("02-07", "02-07", "day"),
        ("01-27", "01-28", "next day"),
        ("02-07", "03-07", "apart"),
        ("friday", "friday", "weekday"),
        ("friday", "sunday", "apart"),
        ("friday", "02-07", None),
    ],
)
def test_words_against_words(word, other, how):
    assert in_words({word}, NOTHING, {other}) == how
    assert in_words({other}, NOTHING, {word}) == how


def test_nothing_told_tells_nothing():
    assert in_words(NOTHING, DAY, NOTHING) is None


@given(st.dates(date(1995, 1, 1), date(2050, 1, 1)), st.integers(2, 300))
def test_a_day_agrees_with_itself_and_with_no_other(day, later):
    told = {f"{day:%m-%d}"}
    assert in_words(told, frozenset({(day, day)}), NOTHING) == "day"
    other = day + timedelta(days=later)
    assert in_words(told, frozenset({(other, other)}), NOTHING) == "apart"
    assert day in days_of(f"{day:%m-%d}", range(1990, 2061))
