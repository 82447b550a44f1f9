"""Who stands where around an event's word: subject, object, target, place, agent, by the order of words alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.extract.lexicon import Lexicon
from kg.extract.view import View, code_of
from kg.model import Mention, Thing

_ACTORS, _PLACES = "pgumvbnoj", "crts"
_LIST = r"«[{codes}]\d+»(?:(?: ,| and| or| as well as| and the| and neighboring| ,? and)+ «[{codes}]\d+»)*"
_FILL = r"(?:(?!(?:and|that|which|who|in|on|by|from|of course)\b)[\w'-]+ ){0,4}?"
_CLAUSE = re.compile(r"[;:]| but | while | and that | after | when | , which | as ")
_OBJECT_END = re.compile(
    r" (?:;|but|while|after|in|by|during|with|near|at|on|against|said|that|which|from|as|when|for|across|to|and a|"
    r"suspected|accused|responsible|blamed|wanted|planning) "
)
_PHRASE_END = re.compile(r" (?:;|but|while|although|said|after|following|as) ")
_APPOSITION = re.compile(r" , [^,]* ,(?= |$)")
REACH = 140  # characters of the view's text that an object may stand behind its verb


def alternatives(words: Iterable[str]) -> re.Pattern[str]:
    """One of these words or phrases, whole, the longest first."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(r"(?<!\S)(?:" + "|".join(re.escape(word) for word in ordered) + r")(?!\S)")


class Clauses:
    """Finds the parts of a clause."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.speech = alternatives(verb for kind in lexicon.speech for verb in kind.verbs)
        self._ends = frozenset(lexicon.words("grammar.phrase_end"))
        self._determiners = frozenset(lexicon.words("grammar.determiner"))
        asset = "|".join(re.escape(word) for word in lexicon.words("grammar.military_asset"))
        self._asset = rf"(?: (?:\w+ )?(?:{asset})\b)"
        self._verbs = alternatives(lexicon.words("verbs.strike", "verbs.attack", "verbs.kill", "verbs.wound"))
        before = "|".join(lexicon.words("grammar.preposition"))
        days = "|".join(lexicon.words("grammar.calendar"))  # "on Tuesday Israel struck": nothing governs Israel
        self._governed = re.compile(rf"(?:{before}) (?:the |a )?(?:(?!(?:{days})\b)[\w'-]+ ){{0,2}}$")
        people = "|".join(re.escape(word) for word in lexicon.words("titles.post", "nouns.people", "titles.figure"))
        self._member_of = re.compile(rf"(?: [\w'-]+){{0,4}}? (?:{people}) (?:in|from|with|of)(?= )")
        self._target = re.compile(
            r"(?P<p>against|on|upon|targeting|of) (?:the |a |an |its |their )?"
            rf"{_FILL}(?P<m>{_LIST.format(codes=_ACTORS + 's')})(?P<asset>{self._asset})?"
        )
        self._place = re.compile(
            r"(?P<p>in|on|at|near|inside|across|outside|over) (?:the |both |a |an |multiple )?"
            rf"{_FILL}(?P<m>{_LIST.format(codes=_PLACES)})"
        )
        self._agent = re.compile(rf"by (?:the |a |an )?{_FILL}(?P<m>«[{_ACTORS}]\d+»)(?! -)")

    def phrase_before(self, view: View, at: int) -> list[tuple[int, str]]:
        """The items of the noun phrase whose head stands at `at`, nearest first, with their offsets."""
        items: list[tuple[int, str]] = []
        while at > 1 and len(items) < 6:
            start = view.text.rfind(" ", 0, at - 1) + 1
            item = view.text[start : at - 1]
            ends = item in self._ends and item not in self._determiners
            if ends or self._verbs.fullmatch(item) or self.speech.fullmatch(item):
                break
            items.append((start, item))
            at = start
            if item in self._determiners:
                break
        return items

    def phrase_end(self, view: View, start: int, end: int) -> int:
        """Where what belongs to a noun at `start` ends, at the latest at `end`."""
        stops = (_PHRASE_END.search(view.text, start, end), self.speech.search(view.text, start, end))
        return min((stop.start() for stop in stops if stop), default=end)

    def subject(self, view: View, at: int) -> Mention | None:
        """The actor who does what the verb at `at` says: the last one before it that no preposition governs."""
        left = view.text[:at]
        clause = _CLAUSE.split(left)[-1]
        low = len(left) - len(clause)
        # what stands between two commas is an apposition: "X, a militia ..., attacked"
        bare = _APPOSITION.sub(lambda gap: " " * len(gap.group()), clause)
        marks = [(low + m.start(), m.group()) for m in re.finditer(r"«[pgumvbo]\d+»", bare)]
        for start, mark in reversed(marks):
            if not self._governed.search(view.text[max(0, start - 40) : start]):
                return view.mention(mark)
        return None

    def patient(self, view: View, at: int) -> Thing | None:
        """The subject of a passive verb at `at`."""
        clause = re.split(r"[;:]| but | while | after | that | where | in which ", view.text[:at])[-1]
        spoken = list(self.speech.finditer(clause))
        clause = _APPOSITION.sub(" ", clause[spoken[-1].end() :] if spoken else clause)
        found = re.findall(rf"«[pgum]\d+»|«j\d+»(?={self._asset})", clause)
        return sufferer(view.mention(found[-1])) if found and len(clause) < 160 else None

    def objects(self, view: View, at: int) -> Iterator[tuple[str, Thing]]:
        """What stands behind a verb as its object, with the letter of its kind."""
        behind = view.text[at : at + REACH] + " "
        whose = self._member_of.match(behind)  # "a key figure in the group X"
        low = whose.end() if whose else 0
        stretch = behind[:low] + _OBJECT_END.split(behind[low:])[0]
        for offset, mention in view.marks(at, at + len(stretch)):
            code = code_of(mention)
            if code == "j":
                if re.match(rf"«j\d+»{self._asset}", view.text[offset:]):
                    yield "m", sufferer(mention)
                continue
            yield code, mention.entity
            if code == "p":
                return

    def targets(self, view: View, start: int, end: int) -> Iterator[tuple[str, Thing]]:
        """ "against", "on", "of" whom: the first such phrase, each filler with its preposition."""
        found = self._target.search(view.text, start, end)
        if found is None:
            return
        for _, mention in view.marks(found.start("m"), found.end("m")):
            if not mention.attributive:
                yield found["p"], mention.entity
            elif found["asset"]:
                yield found["p"], sufferer(mention)

    def places(self, view: View, start: int, end: int, on: bool = True) -> Iterator[Thing]:
        """Where: the places that a preposition of place names; `on` whether "on" is one here."""
        for found in self._place.finditer(view.text, start, end):
            if found["p"] != "on" or on:
                for _, mention in view.marks(found.start("m"), found.end("m")):
                    yield mention.entity

    def agent(self, view: View, start: int, end: int) -> Thing | None:
        """ "by" whom."""
        found = self._agent.search(view.text, start, end)
        return view.mention(found["m"]).entity if found else None


def sufferer(mention: Mention) -> Thing:
    """Who is hit where "a US base" is: the armed forces of the country."""
    if not mention.attributive:
        return mention.entity
    country = mention.entity.id.removeprefix("government-of-")
    label = mention.entity.label.replace("Government of", "Armed forces of")
    return Thing(f"armed-forces-of-{country}", "Military", label)
