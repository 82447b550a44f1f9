"""Counts in a sentence: dead, wounded, targets, times, troops, each with where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.lexicon import Lexicon
from kg.extract.numbers import number_at
from kg.extract.view import View

_NUM = "⟨(?P<n>\\d+)⟩"
_ABOUT = r"(?:(?:at least|some|about|around|more than|over|nearly|almost|as many as|up to|another|an estimated|roughly|only|the|all|other|a total of) )*"
_MODS = r"(?:(?!(?:and|or|in|of|by|killed|wounded|injured|dead)\b)[\w'-]+ ){0,3}?"


@dataclass(frozen=True, slots=True)
class Count:
    """A number of something, at an offset of the view's text."""

    role: str  # killed, wounded, casualties, targetCount, times
    value: int
    start: int
    end: int


class Counts:
    """Finds counts by the words around them."""

    def __init__(self, lexicon: Lexicon) -> None:
        people = "|".join(re.escape(w) for w in lexicon.words("nouns.people"))
        who = rf"(?:(?:«[a-z]\d+»|{people})\b ?)"
        kill, wound = (
            rf"(?:{'|'.join(re.escape(w) for w in lexicon.words(name))})" for name in ("verbs.kill", "verbs.wound")
        )
        got = (
            r"(?:(?:of (?:its|their|the|his) (?:\w+ ){1,2})?(?:was|were|have been|had been|has been|are|is) (?:\w+ )?)"
        )
        self._rules = [
            (
                "killed",
                re.compile(
                    rf"\b(?:{kill}|claimed the lives of|deaths? of|death of|leaving|left) {_ABOUT}{_NUM} {_MODS}{who}"
                ),
            ),
            ("killed", re.compile(rf"\b{kill} {_ABOUT}{_NUM}(?! \w*(?:strike|target|site|base))")),
            ("killed", re.compile(rf"{_NUM} {_MODS}{who}?{_MODS}{got}killed\b")),
            (
                "killed",
                re.compile(
                    rf"{_NUM} (?:of (?:its|their|the) )?{_MODS}{who}?(?:was |were |have been |had been |has been )(?:\w+ )?(?:killed|dead|assassinated|had died)"
                ),
            ),
            ("killed", re.compile(rf"{_NUM} {_MODS}{who}?(?:dead|died|had died|have died)\b")),
            ("killed", re.compile(rf"{_NUM} (?:deaths|fatalities|dead)\b")),
            ("wounded", re.compile(rf"\b{wound} {_ABOUT}{_NUM}")),
            ("wounded", re.compile(rf"{_NUM} {_MODS}{who}?(?:were |was )?(?:wounded|injured|hurt)\b")),
            ("casualties", re.compile(rf"{_NUM} (?:«[a-z]\d+» )?casualties\b")),
            (
                "targetCount",
                re.compile(
                    rf"{_NUM} (?:[\w-]+ |«[a-z]\d+» (?:backed |- \w+ )?){{0,3}}?(?:targets|sites|facilities|positions)\b"
                ),
            ),
            ("times", re.compile(rf"{_NUM} times\b")),
        ]
        self._none = re.compile(
            r"\b(?:no|without) (?:\w+ ){0,2}?(?:injuries|casualties|deaths|fatalities)|not (?:cause|causing) (?:any )?(?:injuries|casualties)"
        )

    def find(self, view: View) -> list[Count]:
        """The counts of a sentence; a stretch is counted once, by the first rule that takes it."""
        text, back = numbered(view.text)
        found: list[Count] = []
        for role, rule in self._rules:
            for match in rule.finditer(text):
                start, end = back(match.start("n") - 1), back(match.end())
                if all(count.start != start for count in found):
                    found.append(Count(role, int(match["n"]), start, max(end, start + 1)))
        return sorted(found, key=lambda count: count.start)


def numbered(text: str) -> tuple[str, _Back]:
    """The text with each number written ⟨n⟩, and a way back to offsets of the text."""
    words = text.split(" ")
    starts: list[int] = []
    at = 0
    for word in words:
        starts.append(at)
        at += len(word) + 1
    parts: list[str] = []
    offsets: list[tuple[int, int]] = []  # (offset in the new text, offset in the old)
    new = i = 0
    while i < len(words):
        number = None if words[i].startswith("«") else number_at(words, i)
        following = words[number[1]] if number and number[1] < len(words) else ""
        # a date, a time or a year is no count
        if number and (
            following
            in {
                "years",
                "days",
                "weeks",
                "months",
                "hours",
                "kilometers",
                "kilometres",
                "miles",
                "km",
                "minutes",
                "percent",
                "%",
                "year",
                "day",
                "a.m",
                "p.m",
            }
            or (i and words[i - 1].rstrip(".") in _MONTHS)
        ):
            number = None
        part, after = (f"⟨{number[0]}⟩", number[1]) if number else (words[i], i + 1)
        offsets.append((new, starts[i]))
        parts.append(part)
        new += len(part) + 1
        i = after
    return " ".join(parts), _Back(offsets)


_MONTHS = frozenset(
    "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september october november december".split()
)


class _Back:
    """Maps offsets of the numbered text to offsets of the text."""

    def __init__(self, offsets: list[tuple[int, int]]) -> None:
        self._offsets = offsets

    def __call__(self, at: int) -> int:
        best = 0
        for new, old in self._offsets:
            if new > at:
                break
            best = old + (at - new if at - new else 0)
        return best


def words_with_offsets(text: str) -> Iterator[tuple[int, str]]:
    """The items of a view's text with their offsets."""
    at = 0
    for word in text.split(" "):
        yield at, word
        at += len(word) + 1
