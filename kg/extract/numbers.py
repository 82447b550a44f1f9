"""Numbers in words and figures: "three", "3,500", "twenty-three"; vague ones ("dozens") give nothing."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.lexicon import Lexicon

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


@dataclass(frozen=True, slots=True)
class Numbered:
    """A view's text in which each number is written as one item, such as ⟨3500⟩."""

    text: str
    here: tuple[int, ...]  # offset of each item in `text` ...
    there: tuple[int, ...]  # ... and in the view's text

    def back(self, at: int) -> int:
        """The offset in the view's text of an offset in this text."""
        i = max(0, bisect_right(self.here, at) - 1)
        return self.there[i] + at - self.here[i]


class Numbering:
    """Writes numbers as items; dates, times and measures are no counts and stay as they are."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._measures = frozenset(lexicon.words("grammar.measure"))
        self._calendar = frozenset(lexicon.words("grammar.calendar"))

    def write(self, text: str) -> Numbered:
        """The text with its numbers written out."""
        words = text.split(" ")
        starts = [0]
        for word in words:
            starts.append(starts[-1] + len(word) + 1)
        parts: list[str] = []
        here: list[int] = []
        there: list[int] = []
        at = i = 0
        while i < len(words):
            number = None if words[i].startswith("«") else number_at(words, i)
            if number and self._no_count(words, i, number[1]):
                number = None
            part = f"⟨{number[0]}⟩" if number else words[i]
            here.append(at)
            there.append(starts[i])
            parts.append(part)
            at += len(part) + 1
            i = number[1] if number else i + 1
        return Numbered(" ".join(parts), tuple(here), tuple(there))

    def _no_count(self, words: Sequence[str], first: int, last: int) -> bool:
        measured = last < len(words) and words[last] in self._measures
        return measured or (first > 0 and words[first - 1].rstrip(".") in self._calendar)
