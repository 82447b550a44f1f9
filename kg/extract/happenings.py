"""Events that are no violence: talks, deployments, designations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.extract.clauses import alternatives
from kg.extract.dates import TimeReader
from kg.extract.lexicon import Lexicon
from kg.extract.numbers import Numbering
from kg.extract.telling import Telling, country_of
from kg.extract.view import View, compile_pattern
from kg.model import Mention, Thing

_ACTUAL = re.compile(
    r"\b(?:began|begin|beginning|started|held|hold|holding|resumed?|suspended|in talks|in negotiations|met|spoke|in a|"
    r"during|future of|between|with)\b"
)
_TOPIC = re.compile(
    r"(?:talks|negotiations)(?: \w+){0,3}? (?:on|about|aimed at|over|with the (?:\w+ )?aim of) (?!\w+day\b)"
    r"([^,;.«]+(?:«\w+» ?[^,;.«]*){0,3})"
)
_PLACES = r"«[crts]\d+»(?:(?: ,| and| or| and neighboring| and neighbouring)+ «[crts]\d+»)*"
_DEPLOYED = re.compile(
    rf"⟨(?P<n>\d+)⟩ (?:of its )?(?:\w+ )?(?:(?P<f>«m\d+»)|troops|soldiers|personnel|forces|are|were)?"
    rf"(?: [\w-]+){{0,3}}? "
    rf"(?:in|across|to) (?:the |both |[\w-]+ ){{0,2}}(?P<p>(?:country and neighbou?ring )?{_PLACES})"
)
_STATIONED = re.compile(r"\b(?:stationed|deployed|based|present|remain|serving|troops in|soldiers in)\b")


_BOTH = re.compile(r"\b(?:two|both) (?:sides|countries|governments|parties|nations)\b")


class Happenings:
    """Finds talks, deployments and designations sentence by sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._talks_nouns = alternatives(lexicon.words("talks"))
        self._numbering = Numbering(lexicon)
        self._designated = compile_pattern(
            "{A:agent} ~2 designated|designates|blacklisted|sanctioned the? ~1 {B:org}", lexicon
        )

    def tellings(self, views: Sequence[View], times: TimeReader) -> list[Telling]:
        """What the sentences tell, in order; nothing is joined yet."""
        return [
            telling
            for view in views
            for telling in (
                *self._talks(view, times),
                *self._designations(view, times),
                *self._deployments(view, views),
            )
        ]

    def _talks(self, view: View, times: TimeReader) -> Iterator[Telling]:
        match = self._talks_nouns.search(view.text)
        if not match or not _ACTUAL.search(view.text):
            return
        low, high = max(0, match.start() - 110), match.end() + 80
        clause = re.compile(r" (?:but|after|while|;) ")
        for cut in clause.finditer(view.text, low, high):
            if cut.end() <= match.start():
                low = cut.end()
            elif cut.start() >= match.end():
                high = cut.start()
                break
        parties = {m.entity.id: m.entity for _, m in view.marks(low, high, "pvbgu")}
        if len(parties) < 2 and _BOTH.search(view.text, low, high):
            states = {country_of(m.entity): m.entity for _, m in view.marks(0, match.start(), "vmj")}
            parties = {f"government-of-{c}": _government(c, thing) for c, thing in states.items() if c}
        countries = {country_of(thing) or thing.id for thing in parties.values()}
        if len(countries) < 2:
            return
        telling = Telling("Talks", view, match.start(), match.end(), view.passage())
        persons = [thing for thing in parties.values() if thing.kind == "Person"]
        for thing in persons if len(persons) > 1 else [t for t in parties.values() if t.kind != "Person"] or persons:
            telling.add("participant", thing, telling.passage)
        if len(telling.roles) < 2:
            return
        if topic := _TOPIC.search(view.text):
            telling.add(
                "topic",
                view.passage(topic.start(1), max(topic.start(1) + 1, topic.end(1) - 1)).quote.strip(),
                telling.passage,
            )
        _date(telling, view, times)
        yield telling

    def _designations(self, view: View, times: TimeReader) -> Iterator[Telling]:
        for match in self._designated.finditer(view.text):
            telling = Telling("Designation", view, match.start(), match.end(), view.passage())
            telling.add("perpetrator", view.mention(match["A"]).entity, telling.passage)
            telling.add("designated", view.mention(match["B"]).entity, telling.passage)
            _date(telling, view, times)
            yield telling

    def _deployments(self, view: View, views: Sequence[View]) -> Iterator[Telling]:
        if not _STATIONED.search(view.text):
            return
        numbered = self._numbering.write(view.text)
        back = numbered.back
        force: Mention | None = None
        for match in _DEPLOYED.finditer(numbered.text):
            if match["f"]:
                force = view.mention(match["f"])
            elif force is None:
                continue
            telling = Telling("Deployment", view, back(match.start()), back(match.end()), view.passage())
            assert force is not None
            telling.add("perpetrator", force.entity, telling.passage)
            telling.add("strength", int(match["n"]), telling.passage)
            for mark in re.findall(r"«[crts]\d+»", match["p"]):
                telling.add("place", view.mention(mark).entity, telling.passage)
            if "country and" in match["p"] and (
                country := _the_country(view, views, back(match.start()), country_of(force.entity))
            ):
                telling.add("place", country, telling.passage)
            if int(match["n"]) >= 10:
                yield telling


def _government(country: str, of: Thing) -> Thing:
    name = of.label.split(" of ", 1)[-1]
    return Thing(f"government-of-{country}", "Government", f"Government of {name}")


def _the_country(view: View, views: Sequence[View], at: int, not_of: str | None) -> Thing | None:
    """Which country "the country" is: the last one spoken of before it that is not the force's own."""
    for index in range(view.index, max(-1, view.index - 3), -1):
        end = at if index == view.index else None
        for _, mention in reversed(list(views[index].marks(0, end, "cvjm"))):
            id = mention.entity.id if mention.entity.kind == "Country" else country_of(mention.entity)
            if id and id != not_of:
                return Thing(id, "Country", mention.entity.label.split(" of ")[-1].removeprefix("the "))
    return None


def _date(telling: Telling, view: View, times: TimeReader) -> None:
    whens = [when for when in times.read(view.sentence.tokens) if when.earliest]
    if whens:
        telling.when, telling.when_passage = whens[0], view.passage()
