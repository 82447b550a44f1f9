"""Attacks in single sentences: triggers and what stands around them -> tellings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from kg.extract.casualties import Counts
from kg.extract.claiming import Scope
from kg.extract.dates import TimeReader, When
from kg.extract.lexicon import Lexicon
from kg.extract.telling import PLACES, Role, Telling
from kg.extract.view import View, code_of
from kg.model import Mention, Modality, Thing

_NOUN_KINDS = {
    "violence.strike": "Strike",
    "violence.air_strike": "AirStrike",
    "violence.drone_strike": "DroneStrike",
    "violence.missile_strike": "MissileStrike",
    "violence.rocket_attack": "RocketAttack",
    "violence.bombing": "Bombing",
    "violence.ground_attack": "GroundAttack",
    "violence.attack": "Attack",
}
_STOP = frozenset(
    ', ; : . ( ) " in on at of by with from to and or but for after before that which who said say says was were is are has have '
    "had been into against as than when while following under over since during it he she they its their not".split()
)
_BASE = r"(?: (?:\w+ )?(?:base|bases|outpost|outposts|positions|installations|convoy|convoys|vessels?|warships?|navy ship|consulate|embassy))"
_LIST = r"«[{codes}]\d+»(?:(?: ,| and| or| as well as| and the| and neighboring| ,? and)+ «[{codes}]\d+»)*"
_FILL = r"(?:(?!(?:and|that|which|who|in|on|by|from|of course)\b)[\w'-]+ ){0,4}?"


_IDENTIFIED = re.compile(
    r"\b(?:target|targets|individual|person|man|commander|leader|dead|killed)\b[^;]{0,60}? (?:identified|named) as (?:[\w.]+ ){0,4}?(?P<p>«p\d+»)"
)


_WITHIN = re.compile(r" (?:[\w']+ ){0,6}?(?:in|by|during) ")
_MEANS = re.compile(r"^[^,;]* (?:in|with|by) (?:a|an|the|its|another) (?:[\w'-]+ |«[a-z]\d+» ){0,3}$")


class Attacks:
    """Finds attacks sentence by sentence."""

    def __init__(self, lexicon: Lexicon, scope: Scope) -> None:
        self.scope = scope
        self.counts = Counts(lexicon)
        nouns = {word: kind for name, kind in _NOUN_KINDS.items() for word in lexicon.words(name)}
        self._kinds = nouns
        self._weak = frozenset(lexicon.words("violence.weak"))
        verbs = lexicon.words("verbs.strike", "verbs.attack", "verbs.kill", "verbs.wound")
        self._kill = frozenset(lexicon.words("verbs.kill"))
        self._hurt = self._kill | frozenset(lexicon.words("verbs.wound"))
        self._attack = frozenset(lexicon.words("verbs.attack"))
        self._noun = _alternatives(nouns)
        self._verb = _alternatives(verbs)
        self._carry = _alternatives(lexicon.words("verbs.carry_out"))
        self._speech = _alternatives([verb for kind in lexicon.speech for verb in kind.verbs])
        self._weapons = {
            name: _alternatives(lexicon.words(f"weapons.{name}"))
            for name in ("drone", "missile", "rocket", "bomb", "aircraft", "gun", "mortar")
        }
        actors, places = "pgumvbnoj", "crts"
        self._target = re.compile(
            rf"(?:against|on|upon|targeting|at|towards?|of) (?:the |a |an |its |their |what it said were )?{_FILL}(?P<m>{_LIST.format(codes=actors + 's')})(?P<base>{_BASE})?"
        )
        self._place = re.compile(
            rf"(?:in|on|at|near|inside|across|outside|over|of) (?:the |both |a |an |multiple )?{_FILL}(?P<m>{_LIST.format(codes=places)})"
        )
        self._agent = re.compile(rf"(?:by|from) (?:the |a |an )?{_FILL}(?P<m>«[{actors}]\d+»)(?! -)")

    def tellings(self, views: Sequence[View], times: TimeReader) -> list[Telling]:
        """The attacks that the sentences tell, in order; nothing is joined yet."""
        found: list[Telling] = []
        for view in views:
            found += self._sentence(view, times)
        return found

    # --- one sentence ------------------------------------------------------------------------------

    def _sentence(self, view: View, times: TimeReader) -> list[Telling]:
        whens = list(times.read(view.sentence.tokens))
        tellings = self._nouns(view)
        for verb in self._verb.finditer(view.text):
            self._verb_telling(view, verb, tellings)
        tellings.sort(key=lambda telling: telling.start)
        if not tellings:
            return []
        self._numbers(view, tellings)
        self._identified(view, tellings)
        self._times(view, tellings, whens)
        self._means(view, tellings)
        for telling in tellings:
            telling.modality = self._modality(view, telling)
            if telling.modality is Modality.DENIED and (denier := self._subject(view, _denial(view, telling))):
                telling.roles = [role for role in telling.roles if role.name != "perpetrator"]
                telling.roles.append(
                    Role("perpetrator", denier.entity, telling.passage, Modality.DENIED, denier.entity)
                )
                telling.modality = Modality.STATED
        return tellings

    def _nouns(self, view: View) -> list[Telling]:
        found = []
        matches = list(self._noun.finditer(view.text))
        for match, following in pairwise([*matches, None]):
            assert match is not None
            word = match.group()
            before = view.text[: match.start()].split(" ")[-2] if match.start() > 1 else ""
            if before == "to" or (following and following.start() == match.end() + 1):
                continue
            left = self._left(view, match.start())
            telling = Telling(
                self._kinds[word],
                view,
                match.start(),
                match.end(),
                view.passage(),
                plural=word.endswith("s") and not word.endswith("clashes"),
                weak=word in self._weak,
                definite=any(item in {"the", "this", "that", "these", "those"} for _, item in left),
            )
            for at, item in left:
                if item.startswith("«"):
                    mention = view.mention(item)
                    if view.text[at + len(item) + 1 :].startswith("- "):
                        continue
                    if code_of(mention) in "jgumvb":
                        telling.add("perpetrator", mention.entity, telling.passage)
                    elif mention.entity.kind in PLACES:
                        telling.add("place", mention.entity, telling.passage)
            until = following.start() if following else len(view.text)
            self._right(view, telling, match.end(), until)
            self._doer(view, telling, match.start())
            found.append(telling)
        return found

    def _left(self, view: View, at: int) -> list[tuple[int, str]]:
        """The items of the noun phrase before its head."""
        items: list[tuple[int, str]] = []
        while at > 1 and len(items) < 6:
            start = view.text.rfind(" ", 0, at - 1) + 1
            item = view.text[start : at - 1]
            if item in _STOP or self._verb.fullmatch(item) or self._speech.fullmatch(item):
                break
            items.append((start, item))
            at = start
            if item in {"the", "a", "an", "this", "that", "these", "those", "its", "their", "several", "any"}:
                break
        return items

    def _right(self, view: View, telling: Telling, start: int, end: int) -> None:
        stop = re.compile(r" (?:;|but|while|although|said|after|following|as) ").search(view.text, start, end)
        end = stop.start() if stop else end
        for found in self._target.finditer(view.text, start, end):
            role = "victim" if found.group().startswith("of ") and telling.weak else "target"
            if found.group().startswith("of ") and role == "target":
                continue
            for _, mention in view.marks(found.start("m"), found.end("m")):
                code = code_of(mention)
                if code == "j":
                    if found["base"]:
                        telling.add(role, _military(mention.entity), telling.passage)
                elif code == "s":
                    telling.add(role, mention.entity, telling.passage)
                else:
                    telling.add(role, mention.entity, telling.passage)
                    if role == "victim":
                        telling.add("target", mention.entity, telling.passage)
            break
        for found in self._place.finditer(view.text, start, end):
            if " of " in f" {found.group()}" and found.group().startswith("of"):
                continue
            for _, mention in view.marks(found.start("m"), found.end("m")):
                telling.add("place", mention.entity, telling.passage)
        if (by := self._agent.search(view.text, start, end)) and not by.group().startswith("from"):
            telling.add("perpetrator", view.mention(by["m"]).entity, telling.passage)

    def _doer(self, view: View, telling: Telling, at: int) -> None:
        """ "the US military carried out an airstrike": who did it stands before the verb."""
        left = view.text[max(0, at - 70) : at]
        carried = None
        for carried in self._carry.finditer(left):
            pass
        if carried is None or re.search(r"[;,\"]", left[carried.end() :]):
            return
        subject = self._subject(view, max(0, at - 70) + carried.start())
        if subject:
            telling.add("perpetrator", subject.entity, telling.passage)

    def _subject(self, view: View, at: int) -> Mention | None:
        """The actor who is the subject of a verb at `at`: the last one before it in the clause."""
        left = view.text[:at]
        clause = re.split(r"[;:\"]| but | while | and that | after | when | , which | as ", left)[-1]
        low = len(left) - len(clause)
        # what stands between two commas is an apposition: "X, a militia ..., attacked"
        bare = re.sub(r" , [^,]* ,(?= |$)", lambda gap: " " * len(gap.group()), clause)
        marks = [(low + m.start(), m.group()) for m in re.finditer(r"«[pgumvbo]\d+»", bare)]
        after_prep = re.compile(r"(?:in|on|of|against|by|with|from|to|at|near|between) (?:the |a )?(?:[\w'-]+ ){0,2}$")
        for start, mark in reversed(marks):
            if not after_prep.search(view.text[max(0, start - 40) : start]):
                return view.mention(mark)
        return None

    # --- verbs -------------------------------------------------------------------------------------

    def _verb_telling(self, view: View, verb: re.Match[str], tellings: list[Telling]) -> None:
        word = verb.group()
        before = view.text[: verb.start()].rstrip().split(" ")[-1] if verb.start() else ""
        if any(t.start <= verb.start() < t.end for t in tellings) or before in {
            "for",
            "of",
            "from",
            "planning",
            "about",
        }:
            return
        passive = bool(re.search(r"(?:was|were|been|being|be|got|are|is) (?:\w+ly )?$", view.text[: verb.start()]))
        owner = self._owner(view, verb, tellings, passive)
        telling = owner
        if telling is None:
            kind = (
                "Strike"
                if word not in self._hurt | self._attack
                else "GroundAttack"
                if word in {"ambushed", "raided", "stormed", "overran"}
                else "Attack"
            )
            if before in {"to", "the", "a", "an"} and not passive:
                return
            telling = Telling(kind, view, verb.start(), verb.end(), view.passage(), weak=True)
            if not passive and (subject := self._subject(view, verb.start())):
                telling.add("perpetrator", subject.entity, telling.passage)
        if passive:
            subject = self._patient(view, verb.start())
            if subject:
                self._hit(telling, subject, word)
            if by := self._agent.search(view.text, verb.end(), verb.end() + 60):
                telling.add("perpetrator", view.mention(by["m"]).entity, telling.passage)
        else:
            self._object(view, telling, verb.end(), word)
            if owner is not None and owner.start > verb.end() and (subject := self._subject(view, verb.start())):
                telling.add("perpetrator", subject.entity, telling.passage)
        end = min((t.start for t in tellings if t.start > verb.end()), default=len(view.text))
        for found in self._place.finditer(view.text, verb.end(), end):
            if not found.group().startswith(("of ", "on ")):
                for _, mention in view.marks(found.start("m"), found.end("m")):
                    telling.add("place", mention.entity, telling.passage)
        if owner is None:
            tellings.append(telling)

    def _owner(self, view: View, verb: re.Match[str], tellings: list[Telling], passive: bool) -> Telling | None:
        """The event noun whose verb this is: "the strike that killed", "killed in a strike"."""
        if passive:
            after = [t for t in tellings if 0 <= t.start - verb.end() < 60]
            return after[0] if after and _WITHIN.match(view.text[verb.end() : after[0].start]) else None
        after = [t for t in tellings if 0 <= t.start - verb.end() < 110 and t.end - t.start > 2]
        if after and verb.group() in self._hurt and _MEANS.search(view.text[verb.end() : after[0].start]):
            return after[0]
        before = [t for t in tellings if t.end <= verb.start()]
        if not before:
            return None
        nearest = max(before, key=lambda t: t.end)
        gap = view.text[nearest.end : verb.start()]
        if re.search(r"[;]| but | while | said ", gap):
            return None
        actors = [m for _, m in view.marks(nearest.end, verb.start(), "pgumvb")]
        words = len(gap.split())
        participle = verb.group().endswith("ing") and words <= 25
        relative = re.search(r" (?:that|which) (?:\w+ ){0,2}$", gap)
        direct = words <= 4 and "," not in gap
        alone = not actors and words <= 14 and not re.search(r" (?:when|where|who|which|that) |,", gap)
        conjoined = re.search(r" and (?:\w+ )?$", gap) and words <= 14
        return nearest if relative or participle or direct or alone or conjoined else None

    def _patient(self, view: View, at: int) -> Mention | None:
        left = view.text[max(0, at - 80) : at]
        clause = re.split(r"[;:]| but | while | after ", left)[-1]
        marks = list(re.finditer(rf"«[pgum]\d+»|«j\d+»(?={_BASE})", clause))
        return view.mention(marks[0].group()) if marks else None

    def _object(self, view: View, telling: Telling, at: int, word: str) -> None:
        stretch = re.split(
            r" (?:;|but|while|after|in|by|during|with|near|at|said|that|which|from|as|when|for|across|to|and a) ",
            view.text[at : at + 140] + " ",
        )[0]
        for offset, mention in view.marks(at, at + len(stretch)):
            code = code_of(mention)
            tail = view.text[offset + len(f"«{code}0»") - 1 :]
            if code == "j":
                if re.match(rf"\S*{_BASE}", tail):
                    telling.add("target", _military(mention.entity), telling.passage)
                continue
            if code in "pgum" or (code in "s" and word not in self._hurt):
                self._hit(telling, mention, word)
            elif code in "t" and word not in self._hurt:
                telling.add("place", mention.entity, telling.passage)
            if code == "p":
                break

    def _hit(self, telling: Telling, mention: Mention, word: str) -> None:
        role = "victim" if word in self._hurt else "target"
        entity = _military(mention.entity) if mention.attributive else mention.entity
        telling.add(role, entity, telling.passage)
        if role == "victim":
            telling.add("target", entity, telling.passage)

    def _identified(self, view: View, tellings: list[Telling]) -> None:
        """ "The target of the strike was identified as ...": the name comes after its event."""
        for found in _IDENTIFIED.finditer(view.text):
            telling = _nearest(tellings, found.start())
            telling.add("target", view.mention(found["p"]).entity, telling.passage)

    # --- counts, times, means ------------------------------------------------------------------------

    def _numbers(self, view: View, tellings: list[Telling]) -> None:
        for count in self.counts.find(view):
            telling = _nearest(tellings, count.start)
            if count.role == "times":
                telling.kind, telling.plural = "AttackSeries", True
            telling.add("count" if count.role == "times" else count.role, count.value, telling.passage)
            if count.role in {"killed", "wounded"}:
                for _, mention in view.marks(count.start, count.end + 12, "gum"):
                    telling.add("victim", mention.entity, telling.passage)
                    break
        for telling in tellings:
            if telling.plural and (number := re.search(r"(\d[\d,]*) (?:\w+ )?$", view.text[: telling.start])):
                telling.add("count", int(number[1].replace(",", "")), telling.passage)

    def _times(self, view: View, tellings: list[Telling], whens: Sequence[When]) -> None:
        for when in whens:
            start = view.starts[_item_at(view, when.first)]
            end = view.starts[_item_at(view, when.last - 1)]
            around = view.text[max(0, start - 18) : start]
            if (
                self._speech.search(around)
                or re.match(r"\S+ (?:that|," r") ", "")
                or re.search(r"press briefing|statement|told|phone call", around)
            ):
                continue
            telling = _nearest(tellings, start)
            adjacent = next(
                (t for t in tellings if 0 <= t.start - end < 30 and "," not in view.text[end : t.start]), None
            )
            chosen = adjacent or telling
            chosen_all = (
                [chosen]
                if len(whens) > 1
                else [t for t in tellings if t is chosen or (not t.plural and not t.weak and abs(t.start - start) < 60)]
            )
            for one in chosen_all:
                if one.when is None or (when.is_day and not one.when.is_day):
                    one.when, one.when_passage = when, view.passage()

    def _means(self, view: View, tellings: list[Telling]) -> None:
        for name, words in self._weapons.items():
            for found in words.finditer(view.text):
                telling = _nearest(tellings, found.start())
                if abs(found.start() - telling.start) > 60:
                    continue
                telling.add("weapon", name, telling.passage)
                if (
                    telling.kind in {"Attack", "Strike", "AirStrike"}
                    and name in {"drone", "missile", "rocket"}
                    and found.end() + 2 > telling.start > found.start()
                ):
                    telling.kind = {"drone": "DroneStrike", "missile": "MissileStrike", "rocket": "RocketAttack"}[name]

    def _modality(self, view: View, telling: Telling) -> Modality:
        left = view.text[max(0, telling.start - 80) : telling.start]
        if re.search(r"(?:denied|denies) (?:any |all )?(?:involvement|responsibility|role)", left):
            return Modality.DENIED
        modality = self.scope.modality(view, telling.start, telling.end, reach=30)
        return Modality.STATED if modality is Modality.DENIED else modality


def _denial(view: View, telling: Telling) -> int:
    return max(view.text.rfind("denied", 0, telling.start), view.text.rfind("denies", 0, telling.start), 0)


def _alternatives(words: Sequence[str] | dict[str, str]) -> re.Pattern[str]:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(r"(?<!\S)(?:" + "|".join(re.escape(word) for word in ordered) + r")(?!\S)")


def _military(government: Thing) -> Thing:
    """The armed forces whose base a state's base is."""
    country = government.id.removeprefix("government-of-")
    return Thing(f"armed-forces-of-{country}", "Military", government.label.replace("Government of", "Armed forces of"))


def _nearest(tellings: Sequence[Telling], at: int) -> Telling:
    """The telling whose trigger stands nearest, one before the place rather than one after it."""
    return min(tellings, key=lambda t: (abs(t.start - at) if t.start <= at else 1.5 * (t.start - at), t.start))


def _item_at(view: View, token: int) -> int:
    start = view.sentence.tokens[token].start
    for i, (first, last) in enumerate(view.spans):
        if first <= start < last:
            return i
    return 0
