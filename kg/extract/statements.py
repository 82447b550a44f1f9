"""Acts of speech: who said what kind of thing, about which event or actor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kg.extract.claiming import ClaimMaker, day_end, day_start
from kg.extract.clauses import alternatives
from kg.extract.dates import TimeReader
from kg.extract.lexicon import Lexicon
from kg.extract.speakers import Speakers
from kg.extract.telling import ATTACKS, Telling
from kg.extract.view import View
from kg.model import Article, Claim, Thing

_ADDRESS = re.compile(
    r"(?:called on|calls on|calling on|urged|urges|urging|implored|told|warned|appealed to|demanded that) "
    r"(?:the |both )?(?P<m>«[pgumvbn]\d+»)"
)
_NEGATED = re.compile(r"(?:did not|not|never|declined to|refused to|n't) (?:\w+ )?$")
_THIS_DEED = re.compile(r"\b(?:the|this|that|these) (?:strikes?|attacks?|violation|acts?|actions?|barrage)\b")
_DEATH_OF = re.compile(r"\bdeath of (?:\w+ ){0,3}?(?P<p>«p\d+»)|(?P<q>«p\d+») 's death\b")
_OWN_DEED = frozenset({"ClaimOfResponsibility", "Announcement", "Suspension", "Threat"})
_OF_A_DEED = frozenset({"Condemnation", "Mourning", "ClaimOfResponsibility", "Denial", "Threat"})
_OF_AN_ACTOR = frozenset({"Accusation", "Demand", "Threat", "Condemnation", "Mourning"})
_LOOK_BACK = 3  # sentences in which the event that "the strike" means may have been told


class Statements:
    """Takes statements from views."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._speakers = Speakers(lexicon)
        self._verbs = [(kind.kind, alternatives((*kind.verbs, *kind.nouns))) for kind in lexicon.speech]
        self._quoted = [
            (kind.kind, re.compile(r"\b(?:" + "|".join(re.escape(v) for v in kind.quoted) + r")\b"))
            for kind in lexicon.speech
            if kind.quoted
        ]

    def claims(
        self,
        article: Article,
        views: Sequence[View],
        owners: Mapping[int, Sequence[Telling]],
        maker: ClaimMaker,
    ) -> Iterator[Claim]:
        """The statements of the article; `owners` tells which events each sentence speaks of."""
        times = TimeReader(article.published)
        said: set[tuple[str, str]] = set()
        about_what: set[tuple[str, str, str]] = set()
        last: Thing | None = None
        for view in views:
            for at, end, verb_kind in self._acts(view):
                speakers = [s for s in self._speakers.of(views, view, at, end, last) if s.kind != "MediaOutlet"]
                kind = self._kind(view, verb_kind)
                here = owners.get(view.index, ())
                for speaker in speakers:
                    last = speaker
                    about = self._about(view, owners, kind, speaker) or self._actor(view, end, speaker, kind)
                    if about is None and (kind == "Announcement" or (kind, speaker.id) in said):
                        continue
                    key = (kind, speaker.id, about.id if about else "")
                    if key not in about_what:
                        about_what.add(key)
                        said.add(key[:2])
                        yield from self._statement(article, view, (at, end), kind, speaker, about, here, times, maker)

    def _acts(self, view: View) -> list[tuple[int, int, str]]:
        """The words of speech in a sentence, each with the kind that it tells; the longest win."""
        hits = [
            (found.end() - found.start(), -rank, found.start(), found.end(), kind)
            for rank, (kind, rule) in enumerate(self._verbs)
            for found in rule.finditer(view.text)
        ]
        acts: list[tuple[int, int, str]] = []
        for _, _, start, end, kind in sorted(hits, reverse=True):
            free = all(end <= a or start >= b for a, b, _ in acts)
            if free and not _NEGATED.search(view.text[:start]):
                acts.append((start, end, kind))
        return sorted(acts)

    def _kind(self, view: View, verb_kind: str) -> str:
        """Plain words of saying are of the kind that the words said tell; else an announcement."""
        if verb_kind not in {"Statement", "Announcement"}:
            return verb_kind
        return next((kind for kind, rule in self._quoted if rule.search(view.text)), "Announcement")

    def _about(self, view: View, owners: Mapping[int, Sequence[Telling]], kind: str, speaker: Thing) -> Thing | None:
        """The event that it is about: one of the sentence, else the last one told if the words point back."""
        here = [event for event in owners.get(view.index, ()) if event.thing]
        if here:
            others = [event for event in here if speaker.id not in event.ids("perpetrator")]
            return (here if kind in _OWN_DEED else others or here)[0].thing
        if (kind not in _OF_A_DEED or kind == "ClaimOfResponsibility") and not _THIS_DEED.search(view.text):
            return None
        for index in range(view.index - 1, max(-1, view.index - 1 - _LOOK_BACK), -1):
            attacks = [event.thing for event in owners.get(index, ()) if event.kind in ATTACKS and event.thing]
            if attacks:
                return attacks[0]
        earlier = [
            event.thing for i in sorted(owners) if i < view.index for event in owners[i] if event.kind in ATTACKS
        ]
        return earlier[0] if earlier and kind in {"Condemnation", "Mourning"} else None

    def _actor(self, view: View, end: int, speaker: Thing, kind: str) -> Thing | None:
        """The actor whom it is about, where no event is."""
        if kind in {"Announcement", "Mourning"} and (death := _DEATH_OF.search(view.text)):
            return view.mention(death["p"] or death["q"]).entity
        if kind not in _OF_AN_ACTOR:
            return None
        behind = (mention.entity for _, mention in view.marks(end, end + 90, "pgumv"))
        return next((thing for thing in behind if thing.id != speaker.id), None)

    def _statement(
        self,
        article: Article,
        view: View,
        act: tuple[int, int],
        kind: str,
        speaker: Thing,
        about: Thing | None,
        here: Sequence[Telling],
        times: TimeReader,
        maker: ClaimMaker,
    ) -> Iterator[Claim]:
        passage = view.passage()
        where = view.passage(*act).start
        thing = Thing(f"{article.id}/statement-{where}-{speaker.id}", kind, f"{_words(kind)} by {speaker.label}")
        yield maker.claim(thing, "speaker", speaker, passage)
        if about:
            yield maker.claim(thing, "about", about, passage)
        if kind in {"Demand", "Threat"} and (address := _ADDRESS.search(view.text)):
            other = view.mention(address["m"]).entity
            if other.id != speaker.id:
                yield maker.claim(thing, "addressee", other, passage)
        if kind == "ClaimOfResponsibility" and about and about.kind in {*ATTACKS, "AttackSeries"}:
            yield maker.claim(about, "claimedBy", speaker, passage, attributed_to=speaker)
        for when in times.read(view.sentence.tokens):
            start = view.starts[min(when.first, len(view.starts) - 1)]
            near = start - act[1]
            deed = any(event.view is view and act[1] <= event.start < start for event in here)
            if when.is_day and when.earliest and -25 < near < 40 and not when.since and not deed:
                yield maker.claim(thing, "earliest", day_start(when.earliest), passage)
                yield maker.claim(thing, "latest", day_end(when.earliest), passage)
                break


def _words(kind: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind).capitalize()
