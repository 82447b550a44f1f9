"""The sentence of an article to show: the one behind a claim, or the likeliest to tell what was missed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from kg.measure.terms import plain
from kg.model import Sentence

Names = Collection[str]


class Sentences:
    """The sentences of one article."""

    def __init__(self, text: str, sentences: Sequence[Sentence]) -> None:
        self._spans = [(one.start, one.end, " ".join(text[one.start : one.end].split())) for one in sentences]
        self._plain = [f" {plain(shown)} " for _, _, shown in self._spans]

    def at(self, place: int | None) -> str:
        """The sentence in which this character stands; empty where it stands in none."""
        if place is None:
            return ""
        return next((shown for start, end, shown in self._spans if start <= place < end), "")

    def naming(self, needed: Iterable[Names], wanted: Iterable[Names] = ()) -> str:
        """The first sentence with a name of each of `needed` and of the most of `wanted`; empty where none has any."""
        musts = [[plain(name) for name in names] for names in needed]
        mays = [[plain(name) for name in names] for names in wanted]
        best, most = "", 0
        for (_, _, shown), words in zip(self._spans, self._plain, strict=True):
            if all(_has(words, names) for names in musts):
                count = len(musts) + sum(_has(words, names) for names in mays)
                if count > most:
                    best, most = shown, count
        return best


def _has(words: str, names: Iterable[str]) -> bool:
    return any(name and f" {name} " in words for name in names)
