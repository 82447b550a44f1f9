from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kg.extract.language.words import split_words


def words(text: str) -> list[str]:
    return [word.text for word in split_words(text)]


def test_clitics_and_possessives_stand_alone() -> None:
    assert words("Iraq's army didn't say it'll go.") == [
        "Iraq",
        "'s",
        "army",
        "did",
        "n't",
        "say",
        "it",
        "'ll",
        "go",
        ".",
    ]


def test_hyphens_are_cut_but_not_behind_a_prefix() -> None:
    assert words("Iran-backed anti-ship missiles") == ["Iran", "-", "backed", "anti-ship", "missiles"]


def test_abbreviations_numbers_and_names_stay_whole() -> None:
    assert words("U.S. Gen. Qa'im fired 1,200 at 9:30 on Jan. 3.") == [
        *("U.S.", "Gen.", "Qa'im", "fired", "1,200", "at", "9:30", "on", "Jan.", "3", ".")
    ]


@given(st.text())
def test_words_cover_all_but_blanks_in_order(text: str) -> None:
    found = split_words(text)
    assert all(text[word.start : word.end] == word.text for word in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    covered = {i for word in found for i in range(word.start, word.end)}
    assert all(text[i].isspace() or not text[i].isalnum() for i in range(len(text)) if i not in covered)
