"""Marks of events with their links -> tellings, as the patterns give them too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from kg.extract.clauses import alternatives
from kg.extract.dates import TimeReader, When
from kg.extract.events import kinds_of_violence
from kg.extract.frames.sight import ATTACKS, EVENTS, PLACES, SAYINGS, Sight
from kg.extract.frames.things import Things
from kg.extract.language.parsing import ParsedLink, ParsedMark
from kg.extract.lexicon import Lexicon
from kg.extract.numbers import number_at
from kg.extract.telling import Role, Telling, country_of
from kg.extract.view import View
from kg.model import Evidence, Modality, Passage, Thing

_THINGS = frozenset("perpetrator target victim place claimedBy participant designated".split())
_COUNTS = frozenset("killed wounded casualties targetCount count strength".split())
_MEANS = ("drone", "missile", "rocket", "bomb", "aircraft", "gun", "mortar")
SURE_KIND = 0.5
MOST_SURE = 0.9
SURE_TARGET = 0.95  # below it, where something happened is not also what was hit
_WITHIN_A_NAME = frozenset("compound amod nmod:poss flat".split())
_WORD = re.compile(r"[\w,.-]+")
_SHARE = re.compile(r"\s*(?:%|per ?cent\b)")  # 12 % of the houses are not 12 of anything
_BEHIND = 40  # characters behind a number in which what it counts stands
_SINGULAR_S = frozenset("clashes siege series".split())


class Frames:
    """Makes tellings of a document's marks."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._weapons = {name: alternatives(lexicon.words(f"weapons.{name}")) for name in _MEANS}
        self._kinds = kinds_of_violence(lexicon)
        self._counted = {
            "targetCount": alternatives(lexicon.words("nouns.target")),
            "strength": alternatives((*lexicon.words("nouns.people"), *lexicon.words("nouns.military"))),
        }
        self._definite = frozenset(lexicon.words("grammar.definite"))

    def tellings(self, sight: Sight, things: Things, times: TimeReader) -> dict[int, Telling]:
        """Number of the mark -> telling, of all events that the text tells as having happened."""
        whens = {view.index: times.read(view.sentence.tokens) for view in sight.views}
        found = {
            number: self._telling(sight, things, number, mark, whens)
            for number, mark in sight.of_kind(EVENTS)
            if mark.scope in {"Stated", "Hedged"} and not _is_of_a_post(sight, mark)
        }
        for number, telling in found.items():
            self._same(sight, number, telling, found)
            self._answers(sight, number, telling, found)
        self._attribute(sight, things, found)
        return found

    def _telling(
        self, sight: Sight, things: Things, number: int, mark: ParsedMark, whens: Mapping[int, list[When]]
    ) -> Telling:
        view = sight.view_of(mark)
        start, end = sight.place_in_view(view, mark.start), sight.place_in_view(view, mark.end)
        word = view.document.article.text[mark.start : mark.end].lower()
        telling = Telling(
            self._kind(mark, word),
            view,
            start,
            max(end, start + 1),
            view.passage(),
            plural=self._is_plural(sight, mark, word),
            verb=sight.parsed.sentences[mark.sentence][mark.last].upos == "VERB",
            definite=self._is_definite(sight, mark, view, start, word),
            modality=Modality(mark.scope or "Stated"),
            seen=True,
        )
        if telling.kind == "AttackSeries" and not telling.plural and not any(sight.links(number, "count")):
            telling.kind = "Attack"  # "an attack that killed three" is one
        links = [_as_told(sight, mark, link) for link in sight.links(number) if not _only_tells(sight, things, link)]
        for link in _consistent(links, things):
            self._take(sight, things, telling, link, whens)
        day = telling.when is not None and telling.when.is_day and not telling.when.since
        if telling.kind == "AttackSeries" and day and not telling.fillers("count"):
            telling.kind = self._kinds.get(word.split()[-1] if word.split() else word, "Attack")  # one wave, on one day
        return telling

    def _kind(self, mark: ParsedMark, word: str) -> str:
        """The kind that the model gives; where it is unsure of it, the one that the word itself tells."""
        if mark.kind not in ATTACKS or mark.probability >= SURE_KIND:
            return mark.kind
        return self._kinds.get(word, mark.kind)

    def _is_plural(self, sight: Sight, mark: ParsedMark, word: str) -> bool:
        head = sight.parsed.sentences[mark.sentence][mark.last]
        return head.upos == "NOUN" and word.endswith("s") and word not in _SINGULAR_S and not word.endswith("ss")

    def _is_definite(self, sight: Sight, mark: ParsedMark, view: View, start: int, word: str) -> bool:
        """ "the strike", "the deadly strike", with the article in the mark or before it; but not "the army struck"."""
        if sight.parsed.sentences[mark.sentence][mark.last].upos in {"VERB", "AUX"}:
            return False
        around = [*view.text[:start].split()[-2:], *word.split()[:1]]
        return any(one in self._definite for one in around)

    def _take(
        self, sight: Sight, things: Things, telling: Telling, link: ParsedLink, whens: Mapping[int, list[When]]
    ) -> None:
        filler = sight.marks[link.target]
        modality = Modality(link.scope) if link.scope in set(Modality) else Modality.STATED
        passage = sight.passage(telling.view, things.root(link.target), filler)
        sure, evidence = link.probability * MOST_SURE, sight.evidence(link)
        if link.role == "perpetrator" and (where := things.place_before(link.target, sight.marks[link.source])):
            self._add(telling, Role("place", where, passage, modality, sure=sure, evidence=evidence))
        elif link.role in _THINGS:
            thing = things.of(link.target)
            if thing is not None and (link.role != "place") == (thing.kind not in PLACES or link.role == "target"):
                self._add(telling, Role(link.role, thing, passage, modality, sure=sure, evidence=evidence))
        elif link.role in _COUNTS:
            text = telling.view.document.article.text
            count = _number(text[filler.start : filler.end])
            behind = text[filler.end : filler.end + _BEHIND].lower()
            counted = self._counted.get(link.role)
            fits = counted is None or counted.search(behind)
            if count is not None and fits and not _SHARE.match(behind):
                self._add(telling, Role(link.role, count, passage, modality, sure=sure, evidence=evidence))
        elif link.role == "weapon":
            self._weapon(telling, telling.view.document.article.text[filler.start : filler.end], evidence)
        elif link.role == "topic":
            words = " ".join(telling.view.document.article.text[filler.start : filler.end].split())
            self._add(telling, Role("topic", words, passage, modality, evidence=evidence))
        elif link.role in {"time", "since", "until"}:
            self._time(sight, telling, link, whens)

    def _weapon(self, telling: Telling, words: str, evidence: Evidence) -> None:
        for name, rule in self._weapons.items():
            if rule.search(" ".join(_WORD.findall(words.lower().replace("-", " ")))):
                self._add(telling, Role("weapon", name, telling.passage, evidence=evidence))

    def _time(self, sight: Sight, telling: Telling, link: ParsedLink, whens: Mapping[int, list[When]]) -> None:
        mark = sight.marks[link.target]
        view = sight.view_of(mark)
        tokens = view.sentence.tokens
        for when in whens[view.index]:
            if tokens[when.first].start < mark.end and tokens[when.last - 1].end > mark.start:
                if telling.when is None or (when.is_day and not telling.when.is_day):
                    telling.when, telling.when_passage = when, sight.passage(telling.view, mark)
                    telling.when_evidence = sight.evidence(link)
                return

    def _add(self, telling: Telling, role: Role) -> None:
        if all((other.name, other.key) != (role.name, role.key) for other in telling.roles):
            telling.roles.append(role)

    def _same(self, sight: Sight, number: int, telling: Telling, found: Mapping[int, Telling]) -> None:
        earlier = sight.same(number)
        if earlier is not None and earlier in found:
            telling.same = found[earlier]

    def _answers(self, sight: Sight, number: int, telling: Telling, found: Mapping[int, Telling]) -> None:
        for link in sight.links(number, "inResponseTo"):
            other = found.get(link.target)
            if other is not None and link.scope in set(Modality):
                passage = sight.passage(telling.view, sight.marks[link.target])
                telling.answers.append((other, passage, Modality(link.scope), sight.evidence(link)))

    def _attribute(self, sight: Sight, things: Things, found: Mapping[int, Telling]) -> None:
        """ "X said that ...": what the sentence tells, it tells according to X."""
        for number, mark in sight.of_kind(SAYINGS):
            speakers = [things.of(link.target) for link in sight.links(number, "speaker")]
            speaker = next((thing for thing in speakers if thing is not None), None)
            for link in sight.links(number, "says"):
                if speaker is not None and link.target in found:
                    telling = found[link.target]
                    telling.roles = [_according_to(role, speaker) for role in telling.roles]
            if mark.kind == "Denial" and mark.scope == "Stated":
                for link in sight.links(number, "about", "says"):
                    if speaker is not None and not speaker.unnamed and link.target in found:
                        _deny(found[link.target], speaker, sight.passage(sight.view_of(mark)), sight.evidence(link))


def _only_tells(sight: Sight, things: Things, link: ParsedLink) -> bool:
    """Whether who is taken for the doer only tells of the deed: "the ministry said a strike had killed five".

    Who tells of his own deed names himself once more: "the army said it had struck ...".
    """
    if link.role != "perpetrator":
        return False
    sentence = sight.marks[link.target].sentence
    thing = things.of(link.target)
    if thing is not None and thing.kind in {"ArmedGroup", "UmbrellaGroup"}:
        return False  # a group that tells of an attack mostly claims it
    for number, _ in sight.in_sentence(sentence, SAYINGS):
        if all(row.target != link.target for row in sight.links(number, "speaker")):
            continue
        if any(row.target == link.source for row in sight.links(number, "says", "about")):
            again = sight.in_sentence(sentence, {"Ref"})
            return all(sight.same(i) != link.target for i, _ in again)
    return False


def _is_of_a_post(sight: Sight, mark: ParsedMark) -> bool:
    """Whether a word of violence says what a post is for: "the commander in charge of drone operations"."""
    words = sight.parsed.sentences[mark.sentence]
    posts = [post for _, post in sight.in_sentence(mark.sentence, {"Title"})]
    at = mark.last
    while words[at].upos == "NOUN" and words[at].deprel == "nmod":
        at = words[at].head
        if any(post.first <= at <= post.last for post in posts):
            return True
    return False


def _as_told(sight: Sight, mark: ParsedMark, link: ParsedLink) -> ParsedLink:
    """Who stands in the passive is who was hit, whatever the link says: "their troops have been attacked"."""
    filler = sight.marks[link.target]
    violence = mark.kind in ATTACKS or mark.kind == "AttackSeries"
    if link.role != "perpetrator" or not violence or filler.sentence != mark.sentence:
        return link
    words = sight.parsed.sentences[mark.sentence]
    at = filler.last
    while words[at].deprel in _WITHIN_A_NAME:
        at = words[at].head
    passive = words[at].deprel == "nsubj:pass" and mark.first <= words[at].head <= mark.last
    return replace(link, role="target") if passive else link


def _consistent(links: list[ParsedLink], things: Things) -> list[ParsedLink]:
    """The surest of links that cannot hold together: nobody attacks himself, and a number counts one thing."""
    best: dict[tuple[str, str], ParsedLink] = {}
    kept = []
    for link in sorted(links, key=lambda link: -link.probability):
        thing = things.of(link.target)
        if link.role in _COUNTS:
            key = ("count", str(link.target))
        elif link.role in {"perpetrator", "target", "victim"} and thing is not None:
            key = ("side", thing.id)
        else:
            kept.append(link)
            continue
        first = best.setdefault(key, link)
        if key[0] == "side" and (first.role == "perpetrator") != (link.role == "perpetrator"):
            continue
        if key[0] == "count" and first is not link:
            continue
        kept.append(link)
    places = {thing.id for link in kept if link.role == "place" and (thing := things.of(link.target))}

    def only_place(link: ParsedLink) -> bool:
        thing = things.of(link.target) if link.role == "target" else None
        return thing is not None and thing.id in places and link.probability < SURE_TARGET

    return sorted((link for link in kept if not only_place(link)), key=lambda link: (link.target, link.role))


def _deny(telling: Telling, speaker: Thing, passage: Passage, evidence: Evidence) -> None:
    """Who denies a deed is a denied perpetrator of it, whatever the same sentence says of others."""
    own = country_of(speaker) or speaker.id
    telling.roles = [
        role
        for role in telling.roles
        if role.name != "perpetrator"
        or not isinstance(role.filler, Thing)
        or (country_of(role.filler) or role.filler.id) != own
    ]
    telling.roles.append(Role("perpetrator", speaker, passage, Modality.DENIED, speaker, evidence=evidence))


def _according_to(role: Role, speaker: Thing) -> Role:
    if role.attributed_to is not None:
        return role
    return replace(role, attributed_to=speaker)


def _number(text: str) -> int | None:
    words = [word.strip(".,") for word in _WORD.findall(text.lower())]
    for i in range(len(words)):
        if number := number_at(words, i):
            return number[0]
    return 1 if words[:1] == ["a"] or words[-1:] == ["one"] else None
