"""Acts of speech by words and patterns: who said what kind of thing, about which event or actor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kg.extract.clauses import alternatives
from kg.extract.lexicon import Lexicon
from kg.extract.saying import Saying
from kg.extract.speakers import Speakers
from kg.extract.telling import ATTACKS, Telling
from kg.extract.view import View
from kg.model import Thing

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


class Speech:
    """Finds sayings sentence by sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._speakers = Speakers(lexicon)
        self._verbs = [(kind.kind, alternatives((*kind.verbs, *kind.nouns))) for kind in lexicon.speech]
        self._quoted = [
            (kind.kind, re.compile(r"\b(?:" + "|".join(re.escape(v) for v in kind.quoted) + r")\b"))
            for kind in lexicon.speech
            if kind.quoted
        ]

    def sayings(self, views: Sequence[View], owners: Mapping[int, Sequence[Telling]]) -> Iterator[Saying]:
        """The sayings of the text in order; `owners` tells which events each sentence speaks of."""
        last: Thing | None = None
        for view in views:
            for at, end, verb_kind in self._acts(view):
                kind = self._kind(view, verb_kind)
                for speaker in self._speakers.of(views, view, at, end, last):
                    if speaker.kind == "MediaOutlet":
                        continue
                    last = speaker
                    event = self._about(view, owners, kind, speaker)
                    actor = None if event else self._actor(view, end, speaker, kind)
                    yield Saying(
                        kind,
                        speaker,
                        view,
                        at,
                        end,
                        view.passage(),
                        (event,) if event else (),
                        (actor,) if actor else (),
                        self._addressee(view, kind, speaker),
                    )

    def _addressee(self, view: View, kind: str, speaker: Thing) -> Thing | None:
        address = _ADDRESS.search(view.text) if kind in {"Demand", "Threat"} else None
        other = view.mention(address["m"]).entity if address else None
        return other if other and other.id != speaker.id else None

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

    def _about(self, view: View, owners: Mapping[int, Sequence[Telling]], kind: str, speaker: Thing) -> Telling | None:
        """The event that it is about: one of the sentence, else the last one told if the words point back."""
        here = [event for event in owners.get(view.index, ()) if event.thing]
        if here:
            others = [event for event in here if speaker.id not in event.ids("perpetrator")]
            return (here if kind in _OWN_DEED else others or here)[0]
        if (kind not in _OF_A_DEED or kind == "ClaimOfResponsibility") and not _THIS_DEED.search(view.text):
            return None
        for index in range(view.index - 1, max(-1, view.index - 1 - _LOOK_BACK), -1):
            attacks = [event for event in owners.get(index, ()) if event.kind in ATTACKS and event.thing]
            if attacks:
                return attacks[0]
        earlier = [event for i in sorted(owners) if i < view.index for event in owners[i] if event.kind in ATTACKS]
        return earlier[0] if earlier and kind in {"Condemnation", "Mourning"} else None

    def _actor(self, view: View, end: int, speaker: Thing, kind: str) -> Thing | None:
        """The actor whom it is about, where no event is."""
        if kind in {"Announcement", "Mourning"} and (death := _DEATH_OF.search(view.text)):
            return view.mention(death["p"] or death["q"]).entity
        if kind not in _OF_AN_ACTOR:
            return None
        behind = (mention.entity for _, mention in view.marks(end, end + 90, "pgumv"))
        return next((thing for thing in behind if thing.id != speaker.id), None)
