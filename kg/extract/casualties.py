"""Counts in a sentence: dead, wounded, targets, times, each with where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.extract.lexicon import Lexicon
from kg.extract.numbers import Numbering
from kg.extract.view import View

_NUM = "⟨(?P<n>\\d+)⟩"
_ABOUT = (
    r"(?:(?:at least|some|about|around|more than|over|nearly|almost|as many as|up to|another|an estimated|roughly|"
    r"only|the|all|other|a total of) )*"
)
# a few words between the number and who is counted, but none that begins something else
_FEW = r"(?:(?!(?:and|or|in|of|by|killed|wounded|injured|dead)\b)[\w'-]+ ){0,3}?"
_WAS = r"(?:was |were |have been |had been |has been )(?:\w+ )?"
_OF_THEM = r"(?:of (?:its|their|the|his) )?"


@dataclass(frozen=True, slots=True)
class Count:
    """A number of something, from `start` to `end` of the view's text."""

    role: str  # killed, wounded, casualties, targetCount, times
    value: int
    start: int
    end: int


class Counts:
    """Finds counts by the words around them; an earlier rule wins over a later one."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._numbering = Numbering(lexicon)
        who = rf"(?:(?:«[a-z]\d+»|{_any(lexicon, 'nouns.people')}\b) ?)"
        kill, wound = _any(lexicon, "verbs.kill"), _any(lexicon, "verbs.wound")
        dead = r"(?:killed|dead|assassinated|had died|died|have died)"
        rules = (
            ("killed", rf"\b(?:{kill}|claimed the lives of|deaths? of|leaving|left) {_ABOUT}{_NUM} {_FEW}{who}"),
            ("killed", rf"\b{kill} {_ABOUT}{_NUM}(?! \w*(?:strike|target|site|base))"),
            ("killed", rf"{_NUM} {_OF_THEM}{_FEW}{who}?{_FEW}{_WAS}{dead}\b"),
            ("killed", rf"{_NUM} {_FEW}{who}?(?:dead|died|had died|have died)\b"),
            ("killed", rf"{_NUM} (?:deaths|fatalities|dead)\b"),
            ("wounded", rf"\b{wound} {_ABOUT}{_NUM}"),
            ("wounded", rf"{_NUM} {_FEW}{who}?(?:were |was )?(?:wounded|injured|hurt)\b"),
            ("casualties", rf"{_NUM} (?:«[a-z]\d+» )?casualties\b"),
            (
                "targetCount",
                rf"{_NUM} (?:[\w-]+ |«[a-z]\d+» (?:backed |- \w+ )?){{0,3}}?(?:targets|sites|facilities|positions)\b",
            ),
            ("times", rf"{_NUM} times\b"),
        )
        self._rules = [(role, re.compile(rule)) for role, rule in rules]

    def find(self, view: View) -> list[Count]:
        """The counts of a sentence, in order; a number is counted once."""
        numbered = self._numbering.write(view.text)
        found: dict[int, Count] = {}
        for role, rule in self._rules:
            for match in rule.finditer(numbered.text):
                start, end = numbered.back(match.start("n") - 1), numbered.back(match.end())
                found.setdefault(start, Count(role, int(match["n"]), start, max(end, start + 1)))
        return sorted(found.values(), key=lambda count: count.start)


def _any(lexicon: Lexicon, name: str) -> str:
    return "(?:" + "|".join(re.escape(word) for word in lexicon.words(name)) + ")"
