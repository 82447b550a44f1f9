"""Numbers in words and figures: "three", "3,500", "at least 168", "twenty-three"; vague ones give nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_FIGURES = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")


def number_at(words: Sequence[str], i: int) -> tuple[int, int] | None:
    """The whole number that begins at words[i], and the index after it; None where there is none.

    Words are lower case. "two dozen" is 24, "dozens" is nothing: a text that says so gives no number.
    """
    word = words[i]
    following = words[i + 1] if i + 1 < len(words) else ""
    value: float | None = None
    if _FIGURES.fullmatch(word):
        value = float(word.replace(",", ""))
    elif word in _UNITS:
        value = _UNITS[word]
    elif word in _TENS:
        value = _TENS[word]
    elif "-" in word:
        tens, _, unit = word.partition("-")
        if tens in _TENS and unit in _UNITS and 0 < _UNITS[unit] < 10:
            value = _TENS[tens] + _UNITS[unit]
    elif word == "a" and following in {"hundred", "thousand", "million", "dozen"}:
        value = 1
    if value is None:
        return None
    end = i + 1
    if following in _SCALES:
        value *= _SCALES[following]
        end += 1
    elif following == "dozen":
        value *= 12
        end += 1
    return (int(value), end) if value == int(value) else None
