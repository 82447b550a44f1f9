"""Verbs of violence: whose they are ("the strike that killed ...") or that they tell a deed of their own."""

from __future__ import annotations

import re

from kg.extract.clauses import Clauses, alternatives
from kg.extract.lexicon import Lexicon
from kg.extract.numbers import number_at
from kg.extract.telling import Telling
from kg.extract.view import View
from kg.model import Thing

_ONE_OF = re.compile(r"\b(?:one|two|three|some|among) of (?:the|those) (?P<n>\w+) (?:\w+ )?$")
_PASSIVE = re.compile(r"(?:was|were|been|being|be|got|are|is) (?:\w+ly )?$")
_WITHIN = re.compile(r" (?:[\w']+ ){0,6}?(?:in|by|during) ")
_MEANS = re.compile(r"^[^,;]* (?:in|with|by) (?:a|an|the|its|another) (?:[\w'-]+ |«[a-z]\d+» ){0,3}$")


class Deeds:
    """Adds to the tellings of a sentence what its verbs say."""

    def __init__(self, lexicon: Lexicon, clauses: Clauses) -> None:
        self.clauses = clauses
        self._kill = frozenset(lexicon.words("verbs.kill"))
        self._hurt = frozenset(lexicon.words("verbs.kill", "verbs.wound"))
        self._attack = frozenset(lexicon.words("verbs.attack"))
        self._ground = frozenset(lexicon.words("verbs.ground"))
        self._no_deed = frozenset(lexicon.words("grammar.no_deed_after"))
        self._verb = alternatives(lexicon.words("verbs.strike", "verbs.attack", "verbs.kill", "verbs.wound"))

    def add(self, view: View, tellings: list[Telling]) -> None:
        """Take each verb of the sentence, in order."""
        for verb in self._verb.finditer(view.text):
            before = view.text[: verb.start()].rstrip().split(" ")[-1]
            if before in self._no_deed or any(t.start <= verb.start() < t.end for t in tellings):
                continue
            passive = bool(_PASSIVE.search(view.text[: verb.start()]))
            owner = self._owner(view, verb, tellings, passive)
            if owner is None and before in {"to", "the", "a", "an"} and not passive:
                continue
            telling = owner or Telling(
                self._kind(verb.group()), view, verb.start(), verb.end(), view.passage(), weak=True
            )
            if owner is None and (one := _ONE_OF.search(view.text[: verb.start()])):
                self._one_of(view, verb, telling, one)
                tellings.append(telling)
                continue
            telling.deadly = telling.deadly or verb.group() in self._kill
            self._parts(view, verb, telling, owner, passive)
            following = min((t.start for t in tellings if t.start > verb.end()), default=len(view.text))
            for place in self.clauses.places(view, verb.end(), following, on=False):
                telling.add("place", place, telling.passage)
            if owner is None:
                tellings.append(telling)

    def _one_of(self, view: View, verb: re.Match[str], telling: Telling, one: re.Match[str]) -> None:
        """ "one of the three killed was X": a deed told before, and one more of its victims."""
        telling.definite = True
        if person := re.match(r" (?:was|were|is) (?:\w+ ){0,3}?(?P<p>«p\d+»)", view.text[verb.end() :]):
            telling.add("victim", view.mention(person["p"]).entity, telling.passage)
            telling.add("target", view.mention(person["p"]).entity, telling.passage)
        if number := number_at([one["n"]], 0):
            telling.add("killed", number[0], telling.passage)

    def _kind(self, word: str) -> str:
        if word in self._ground:
            return "GroundAttack"
        return "Attack" if word in self._hurt | self._attack else "Strike"

    def _parts(self, view: View, verb: re.Match[str], telling: Telling, owner: Telling | None, passive: bool) -> None:
        if passive:
            if patient := self.clauses.patient(view, verb.start()):
                self._hit(telling, patient, verb.group())
            if agent := self.clauses.agent(view, verb.end(), verb.end() + 60):
                telling.add("perpetrator", agent, telling.passage)
            return
        own = owner is None or owner.start > verb.end()
        if own and (subject := self.clauses.subject(view, verb.start())):
            telling.add("perpetrator", subject.entity, telling.passage)
        for code, thing in self.clauses.objects(view, verb.end()):
            if code in "pgum" or (code == "s" and verb.group() not in self._hurt):
                self._hit(telling, thing, verb.group())
            elif code == "t" and verb.group() not in self._hurt:
                telling.add("place", thing, telling.passage)

    def _hit(self, telling: Telling, thing: Thing, word: str) -> None:
        if word in self._hurt:
            telling.add("victim", thing, telling.passage)
        telling.add("target", thing, telling.passage)

    def _owner(self, view: View, verb: re.Match[str], tellings: list[Telling], passive: bool) -> Telling | None:
        """The event noun whose verb this is: "the strike that killed", "killed in a strike"."""
        after = sorted((t for t in tellings if 0 <= t.start - verb.end() < 110), key=lambda t: t.start)
        if passive:
            near = after[0] if after and after[0].start - verb.end() < 60 else None
            return near if near and _WITHIN.match(view.text[verb.end() : near.start]) else None
        if after and verb.group() in self._hurt and _MEANS.search(view.text[verb.end() : after[0].start]):
            return after[0]
        before = [t for t in tellings if t.end <= verb.start()]
        if not before:
            return None
        nearest = max(before, key=lambda t: t.end)
        gap = view.text[nearest.end : verb.start()]
        words = len(gap.split())
        if re.search(r"[;]| but | while | said ", gap):
            return None
        if re.search(r" (?:that|which) (?:\w+ ){0,2}$", gap) or (words <= 4 and "," not in gap):
            return nearest
        if words > 25 or (words > 14 and not verb.group().endswith("ing")):
            return None
        actors = any(view.marks(nearest.end, verb.start(), "pgumvb"))
        alone = not actors and not re.search(r" (?:when|where|who|which|that) |,", gap)
        conjoined = re.search(r" and (?:\w+ )?$", gap)
        return nearest if verb.group().endswith("ing") or alone or conjoined else None
