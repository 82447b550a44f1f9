"""Attacks in single sentences: nouns of violence with what stands around them, then verbs, then circumstances."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from kg.extract.circumstances import Circumstances
from kg.extract.claiming import Scope
from kg.extract.clauses import Clauses, alternatives
from kg.extract.dates import TimeReader
from kg.extract.deeds import Deeds
from kg.extract.lexicon import Lexicon
from kg.extract.telling import PLACES, Role, Telling
from kg.extract.view import View, code_of
from kg.model import Modality

_KINDS = {
    "violence.strike": "Strike",
    "violence.air_strike": "AirStrike",
    "violence.drone_strike": "DroneStrike",
    "violence.missile_strike": "MissileStrike",
    "violence.rocket_attack": "RocketAttack",
    "violence.bombing": "Bombing",
    "violence.ground_attack": "GroundAttack",
    "violence.attack": "Attack",
}
_DENIED = re.compile(r"(?:denied|denies) (?:any |all )?(?:involvement|responsibility|role)")


class Attacks:
    """Finds attacks sentence by sentence."""

    def __init__(self, lexicon: Lexicon, scope: Scope) -> None:
        self.scope = scope
        self._clauses = Clauses(lexicon)
        self._deeds = Deeds(lexicon, self._clauses)
        self._circumstances = Circumstances(lexicon, self._clauses)
        self._kinds = kinds_of_violence(lexicon)
        self._noun = alternatives(self._kinds)
        self._verbs = frozenset(lexicon.words("verbs.strike", "verbs.attack", "verbs.kill", "verbs.wound"))
        self._weak = frozenset(lexicon.words("violence.weak"))
        self._fatal = frozenset(lexicon.words("violence.fatal"))
        self._carry = alternatives(lexicon.words("verbs.carry_out"))
        self._definite = frozenset(lexicon.words("grammar.definite"))

    def tellings(self, views: Sequence[View], times: TimeReader) -> list[Telling]:
        """The attacks that the sentences tell, in order; nothing is joined yet."""
        return [telling for view in views for telling in self._sentence(view, times)]

    def _sentence(self, view: View, times: TimeReader) -> list[Telling]:
        whens = times.read(view.sentence.tokens)
        tellings = self._nouns(view)
        self._deeds.add(view, tellings)
        tellings.sort(key=lambda telling: telling.start)
        if tellings:
            self._circumstances.add(view, tellings, whens)
        for telling in tellings:
            self._scope(view, telling)
        return tellings

    def _nouns(self, view: View) -> list[Telling]:
        found = []
        for match, following in pairwise([*self._noun.finditer(view.text), None]):
            assert match is not None
            word = match.group()
            adjoining = following is not None and following.start() == match.end() + 1
            if adjoining or view.text[: match.start()].endswith("to "):
                continue
            left = self._clauses.phrase_before(view, match.start())
            if word.endswith("ing") and word in self._verbs and not left:
                continue  # "..., killing three": a verb here
            telling = Telling(
                self._kinds[word],
                view,
                match.start(),
                match.end(),
                view.passage(),
                plural=word.endswith("s") and word != "clashes",
                weak=word in self._weak,
                fatal=word in self._fatal,
                definite=any(item in self._definite for _, item in left),
            )
            self._qualifiers(view, telling, left)
            self._complements(view, telling, match.end(), following.start() if following else len(view.text))
            self._doer(view, telling, match.start())
            found.append(telling)
        return found

    def _qualifiers(self, view: View, telling: Telling, left: Sequence[tuple[int, str]]) -> None:
        """ "a US strike", "the Baghdad killing": who and where, before the noun."""
        for at, item in left:
            if not item.startswith("«") or view.text[at + len(item) + 1 :].startswith("- "):
                continue
            mention = view.mention(item)
            if code_of(mention) in "jgumvb":
                telling.add("perpetrator", mention.entity, telling.passage)
            elif mention.entity.kind in PLACES:
                telling.add("place", mention.entity, telling.passage)

    def _complements(self, view: View, telling: Telling, start: int, end: int) -> None:
        """ "on a US base in Jordan by ...": whom, where and by whom, behind the noun."""
        end = self._clauses.phrase_end(view, start, end)
        for preposition, thing in self._clauses.targets(view, start, end):
            if preposition != "of":
                telling.add("target", thing, telling.passage)
            elif telling.weak:  # "the killing of X"
                telling.add("victim", thing, telling.passage)
                telling.add("target", thing, telling.passage)
        for place in self._clauses.places(view, start, end):
            telling.add("place", place, telling.passage)
        if agent := self._clauses.agent(view, start, end):
            telling.add("perpetrator", agent, telling.passage)

    def _doer(self, view: View, telling: Telling, at: int) -> None:
        """ "the US military carried out an airstrike": who did it stands before the verb."""
        low = max(0, at - 70)
        carried = list(self._carry.finditer(view.text[low:at]))
        if not carried or re.search(r"[;,]", view.text[low + carried[-1].end() : at]):
            return
        if subject := self._clauses.subject(view, low + carried[-1].start()):
            telling.add("perpetrator", subject.entity, telling.passage)

    def _scope(self, view: View, telling: Telling) -> None:
        """How sure the text is; who denies a deed is a denied perpetrator of it."""
        low = max(0, telling.start - 80)
        denial = _DENIED.search(view.text[low : telling.start])
        if denial is None:
            modality = self.scope.modality(view, telling.start, telling.end, reach=30)
            telling.modality = Modality.STATED if modality is Modality.DENIED else modality
        elif denier := self._clauses.subject(view, low + denial.start()):
            telling.roles = [role for role in telling.roles if role.name != "perpetrator"]
            role = Role("perpetrator", denier.entity, telling.passage, Modality.DENIED, denier.entity)
            telling.roles.append(role)


def kinds_of_violence(lexicon: Lexicon) -> dict[str, str]:
    """Noun -> the kind of attack that it tells."""
    return {word: kind for name, kind in _KINDS.items() for word in lexicon.words(name)}
