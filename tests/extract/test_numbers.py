import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.lexicon import load_lexicon
from kg.extract.numbers import Numbering, number_at


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("three", 3),
        ("3,500", 3500),
        ("twenty-three", 23),
        ("two dozen", 24),
        ("1.2 million", 1_200_000),
        ("a hundred", 100),
        ("40", 40),
    ],
)
def test_numbers(words, value):
    found = number_at(words.split(), 0)
    assert found is not None
    assert found[0] == value
    assert found[1] == len(words.split())


@pytest.mark.parametrize("words", ["dozens", "several", "a few", "scores of", "1.5", "ninety-ninety"])
def test_vague_words_give_no_number(words):
    assert number_at(words.split(), 0) is None


def test_dates_and_measures_are_no_counts():
    numbering = Numbering(load_lexicon())
    assert "⟨" not in numbering.write("on feb. 7 for three days and 80 kilometers").text
    assert numbering.write("killed three people").text == "killed ⟨3⟩ people"


@given(st.lists(st.sampled_from(["killed", "three", "«p0»", "1,200", "two", "dozen", "people", ","]), max_size=12))
def test_offsets_lead_back(words):
    text = " ".join(words)
    written = Numbering(load_lexicon()).write(text)
    at = 0
    for item in written.text.split(" "):
        back = written.back(at)
        assert item.startswith("⟨") or text[back:].startswith(item)
        at += len(item) + 1
