"""Full dates, and only those."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read.dates import date_in_url, find_dates

FORMS = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%B %d, %Y",
    "%b. %d, %Y",
    "%d %B %Y",
    "%d %b %Y",
    "%b%dth%Y",
    "%Y-%m-%dT04:06:00+01:00",
]


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.sampled_from(FORMS))
def test_a_date_survives_its_writing(day: date, form: str) -> None:
    assert [found.day for found in find_dates(f"({day.strftime(form)})")] == [day]


@pytest.mark.parametrize(
    "text",
    [
        "Feb. 8",
        "on 8 February",
        "02/08/2024",
        "February 30, 2024",
        "2024-13-01",
        "March 2024",
        "in 2024",
        "12024-02-031",
    ],
)
def test_what_needs_a_guess_is_no_date(text: str) -> None:
    assert find_dates(text) == []


def test_two_dates_in_order() -> None:
    text = "from 3 May 2021 to May 9, 2021"
    found = find_dates(text)
    assert [f.day for f in found] == [date(2021, 5, 3), date(2021, 5, 9)]
    assert [text[f.start : f.end] for f in found] == ["3 May 2021", "May 9, 2021"]


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/world/2021/may/03/raid", date(2021, 5, 3)),
        ("https://example.org/2021/05/03/raid", date(2021, 5, 3)),
        ("https://example.org/2021-05-03/raid", date(2021, 5, 3)),
        ("https://example.org/news/2021/13/03/raid", None),
        ("https://example.org/news/20210503", None),
    ],
)
def test_date_in_url(url: str, day: date | None) -> None:
    assert date_in_url(url) == day
