"""What else a sentence tells of its events: counts, times, means; each goes to the event that stands nearest."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extract.casualties import Counts
from kg.extract.clauses import Clauses, alternatives
from kg.extract.dates import When
from kg.extract.lexicon import Lexicon
from kg.extract.telling import Telling
from kg.extract.view import View

_MEANS = ("drone", "missile", "rocket", "bomb", "aircraft", "gun", "mortar")
_BY_MEANS = {"drone": "DroneStrike", "missile": "MissileStrike", "rocket": "RocketAttack"}
_SPOKEN = re.compile(r"press briefing|statement|told|phone call")
_IDENTIFIED = re.compile(
    r"\b(?:target|targets|individual|person|man|commander|leader|dead|killed)\b[^;]{0,60}? "
    r"(?:identified|named) as (?:[\w.]+ ){0,4}?(?P<p>«p\d+»)"
)


class Circumstances:
    """Hands counts, times and means to the tellings of a sentence."""

    def __init__(self, lexicon: Lexicon, clauses: Clauses) -> None:
        self._clauses = clauses
        self._counts = Counts(lexicon)
        self._weapons = {name: alternatives(lexicon.words(f"weapons.{name}")) for name in _MEANS}

    def add(self, view: View, tellings: list[Telling], whens: Sequence[When]) -> None:
        """All of it."""
        self._add_counts(view, tellings)
        for found in _IDENTIFIED.finditer(view.text):
            telling = nearest(tellings, found.start())
            telling.add("target", view.mention(found["p"]).entity, telling.passage)
        for when in whens:
            self._add_time(view, tellings, when, alone=len(whens) == 1)
        self._add_means(view, tellings)

    def _add_counts(self, view: View, tellings: list[Telling]) -> None:
        for count in self._counts.find(view):
            telling = nearest(tellings, count.start)
            if count.role == "times":
                telling.kind, telling.plural = "AttackSeries", True
            telling.add("count" if count.role == "times" else count.role, count.value, telling.passage)
            if count.role in {"killed", "wounded"}:
                whose = next((m for _, m in view.marks(count.start, count.end + 12, "gum")), None)
                if whose:
                    telling.add("victim", whose.entity, telling.passage)
        for telling in tellings:
            number = re.search(r"(\d[\d,]*) (?:\w+ )?$", view.text[: telling.start])
            if telling.plural and number:
                telling.add("count", int(number[1].replace(",", "")), telling.passage)

    def _add_time(self, view: View, tellings: list[Telling], when: When, alone: bool) -> None:
        start, end = (view.starts[_item_at(view, token)] for token in (when.first, when.last - 1))
        around = view.text[max(0, start - 18) : start]
        if self._clauses.speech.search(around) or _SPOKEN.search(around):
            return  # "said on Thursday" dates the words, not the deed
        # "the Feb. 2 strikes": the day belongs to what it stands before, and to nothing else
        before = next((t for t in tellings if 0 <= t.start - end < 30 and "," not in view.text[end : t.start]), None)
        chosen = before or min(tellings, key=lambda t: (1 + t.plural) * abs(t.start - start))
        alone = alone and before is None
        near = [t for t in tellings if alone and not t.plural and not t.weak and abs(t.start - start) < 60]
        for telling in {id(t): t for t in (chosen, *near)}.values():
            if telling.when is None or (when.is_day and not telling.when.is_day):
                telling.when, telling.when_passage = when, view.passage()

    def _add_means(self, view: View, tellings: list[Telling]) -> None:
        for name, words in self._weapons.items():
            for found in words.finditer(view.text):
                telling = nearest(tellings, found.start())
                if abs(found.start() - telling.start) > 60:
                    continue
                telling.add("weapon", name, telling.passage)
                inside = found.start() < telling.start < found.end() + 2
                if inside and name in _BY_MEANS and telling.kind in {"Attack", "Strike", "AirStrike"}:
                    telling.kind = _BY_MEANS[name]


def nearest(tellings: Sequence[Telling], at: int) -> Telling:
    """The telling whose trigger stands nearest, one before the place rather than one after it."""
    return min(tellings, key=lambda t: (at - t.start if t.start <= at else 1.5 * (t.start - at), t.start))


def _item_at(view: View, token: int) -> int:
    start = view.sentence.tokens[token].start
    return next((i for i, (first, last) in enumerate(view.spans) if first <= start < last), 0)
