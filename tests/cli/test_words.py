"""The words after `kg query`."""

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from kg.cli.words import Asked, parse_words

NAMES = st.from_regex(r"[a-z][a-z-]{0,10}", fullmatch=True).filter(lambda name: name != "help")


@given(NAMES, st.dictionaries(NAMES, st.text(min_size=1, max_size=20)), st.booleans())
def test_what_is_written_is_read(name: str, values: dict[str, str], first: bool) -> None:
    words = [f"--{key}={value}" for key, value in values.items()]
    assert parse_words([name, *words] if first else [*words, name]) == Asked(name, values)


def test_values_may_follow_as_words() -> None:
    assert parse_words(["strikes", "--by", "US", "--place", "Port City"]).values == {"by": "US", "place": "Port City"}
    assert parse_words(["strikes", "--by", "-"]).values == {"by": "-"}
    assert parse_words(["strikes", "--help"]) == Asked("strikes", help=True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["strikes", "--by"], "--by needs a value"),
        (["strikes", "--by", "--place"], "--by needs a value"),
        (["strikes", "--by", "US", "--by", "UK"], "--by is given twice"),
        (["strikes", "Port", "City"], "unexpected 'Port'"),
        (["strikes", "-b", "US"], "no such option: -b"),
    ],
)
def test_wrong_words(words: list[str], told: str) -> None:
    with pytest.raises(typer.BadParameter, match=told):
        parse_words(words)
