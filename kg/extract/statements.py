"""Acts of speech: who said what kind of thing, about which event or actor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.extract.claiming import ClaimMaker, day_end, day_start
from kg.extract.dates import TimeReader
from kg.extract.lexicon import Lexicon
from kg.extract.telling import ATTACKS, Telling
from kg.extract.view import View
from kg.model import Article, Claim, Thing

_SUBJECTS = "pgumvbno"
_PRONOUN = re.compile(
    r"(?:^|[,;\"] |and |but |that )(?P<w>he|she|it|the group|the militia|the movement|the organization|the organisation|the spokesman|the spokesperson|the official|the officials|officials|the security official|the statement|the ministry|they) (?:also |later |then |had |has |have )*$"
)
_PEOPLE = frozenset({"he", "she", "the spokesman", "the spokesperson"})
_GROUPS = frozenset({"the group", "the militia", "the movement", "the organization", "the organisation"})
_ADDRESS = re.compile(
    r"(?:called on|calls on|calling on|urged|urges|urging|implored|told|warned|appealed to|demanded that) (?:the |both )?(?P<m>«[pgumvbn]\d+»)"
)
_NEGATED = re.compile(r"(?:did not|not|never|declined to|refused to|n't) (?:\w+ )?$")


class Statements:
    """Takes statements from views."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._verbs = [
            (
                kind.kind,
                re.compile(r"(?<!\S)(?:" + "|".join(re.escape(v) for v in (*kind.verbs, *kind.nouns)) + r")(?!\S)"),
            )
            for kind in lexicon.speech
        ]
        self._quoted = [
            (kind.kind, re.compile(r"\b(?:" + "|".join(re.escape(v) for v in kind.quoted) + r")\b"))
            for kind in lexicon.speech
            if kind.quoted
        ]

    def claims(
        self,
        article: Article,
        views: Sequence[View],
        events: Sequence[Telling],
        owners: dict[int, list[Telling]],
        times: TimeReader,
        maker: ClaimMaker,
    ) -> Iterator[Claim]:
        """The statements of the article; `owners` tells which events each sentence speaks of."""
        said: set[tuple[str, str, str]] = set()
        last_speaker: Thing | None = None
        for view in views:
            acts = list(self._acts(view))
            if not acts:
                continue
            for at, end, kind in acts:
                speaker = self._speaker(view, views, at, end, last_speaker)
                if speaker is None or speaker.kind == "MediaOutlet":
                    continue
                last_speaker = speaker
                kind = self._kind(view, at, end, kind)
                about = self._about(view, views, at, events, owners, kind, speaker)
                if kind is None or (kind == "Announcement" and not (about and about.thing)):
                    continue
                target = about.thing if about and about.thing else self._actor(view, end, speaker, kind)
                key = (kind, speaker.id, target.id if target else "")
                if key in said or (
                    target is None and any(k == (kind, speaker.id) for k in ((a, b) for a, b, _ in said))
                ):
                    continue
                said.add(key)
                yield from self._statement(article, view, at, end, kind, speaker, target, times, maker)

    def _acts(self, view: View) -> Iterator[tuple[int, int, str]]:
        """The words of speech in a sentence, each with the kind it tells; longer and surer ones first."""
        taken: list[tuple[int, int]] = []
        found: list[tuple[int, int, str]] = []
        hits = [
            (m.end() - m.start(), -i, m.start(), m.end(), kind)
            for i, (kind, rule) in enumerate(self._verbs)
            for m in rule.finditer(view.text)
        ]
        for _, _, start, end, kind in sorted(hits, reverse=True):
            if all(end <= a or start >= b for a, b in taken) and not _NEGATED.search(view.text[:start]):
                taken.append((start, end))
                found.append((start, end, kind))
        return iter(sorted(found))

    def _kind(self, view: View, at: int, end: int, kind: str) -> str | None:
        """Plain words of saying are of the kind that the words said tell; else an announcement."""
        if kind not in {"Statement", "Announcement"}:
            return kind
        for other, rule in self._quoted:
            if rule.search(view.text):
                return other
        return "Announcement"

    # --- who ---------------------------------------------------------------------------------------

    def _speaker(self, view: View, views: Sequence[View], at: int, end: int, last: Thing | None) -> Thing | None:
        text = view.text
        word = text[at:end]
        if word == "according to":
            after = [m for _, m in view.marks(end, end + 60, _SUBJECTS)]
            return after[0].entity if after else None
        if text[:at].endswith(" by ") or text[end:].startswith(" by "):
            after = [m for _, m in view.marks(end, end + 50, _SUBJECTS)]
            return after[0].entity if after else None
        if pronoun := _PRONOUN.search(text[:at]):
            return self._referent(view, views, pronoun["w"], pronoun.start("w"), last)
        left = re.split(r"[;]| but | while | after ", text[:at])[-1]
        low = at - len(left)
        bare = re.sub(r" , [^,\"]* ,(?= |$)", lambda gap: " " * len(gap.group()), left)
        bare = re.sub(r" — [^—]* — ", lambda gap: " " * len(gap.group()), bare)
        marks = [(low + m.start(), m.group()) for m in re.finditer(rf"«[{_SUBJECTS}]\d+»", bare)]
        # "said X" behind a quote
        right = [(start, m) for start, m in view.marks(end, end + 25, _SUBJECTS)]
        if (
            right
            and (not marks or text[at - 2 : at - 1] in {'"', ","})
            and not re.search(r"\b(?:on|that|in|to|the)\b", text[end : right[0][0]].strip(" ,"))
        ):
            return right[0][1].entity
        if word.endswith("ing") and marks:
            return view.mention(marks[0][1]).entity
        person = [mark for _, mark in marks if mark.startswith("«p")]
        subject = re.compile(
            r"(?:in|on|of|against|by|with|from|to|at|near|between|for|targeting|hit|killed|struck) (?:the |a |an )?(?:[\w'-]+ ){0,2}$"
        )
        for start, mark in reversed(marks):
            if not subject.search(text[max(0, start - 40) : start]) and at - start < 110:
                return view.mention(mark).entity
        if person and at - marks[-1][0] < 60:
            return view.mention(person[-1]).entity
        return None

    def _referent(self, view: View, views: Sequence[View], word: str, at: int, last: Thing | None) -> Thing | None:
        kinds = "p" if word in _PEOPLE else "gu" if word in _GROUPS else "gumvb"
        if word in {"officials", "the officials", "the official", "the security official", "they", "the statement"}:
            kinds = "vbm"
        if last is not None and _code(last) in kinds:
            return last
        for index in range(view.index, max(-1, view.index - 3), -1):
            found = [m for _, m in views[index].marks(0, at if index == view.index else None, kinds)]
            if found:
                return (found[-1] if index == view.index else found[0]).entity
        return None

    # --- about what ----------------------------------------------------------------------------------

    def _about(
        self,
        view: View,
        views: Sequence[View],
        at: int,
        events: Sequence[Telling],
        owners: dict[int, list[Telling]],
        kind: str | None,
        speaker: Thing,
    ) -> Telling | None:
        here = [event for event in owners.get(view.index, []) if event.thing]
        if here:
            doing = [event for event in here if speaker.id not in event.ids("perpetrator")]
            own = kind in {"ClaimOfResponsibility", "Announcement", "Suspension", "Threat"}
            return (here if own else doing or here)[0]
        if kind in {"Condemnation", "Mourning", "ClaimOfResponsibility", "Denial", "Threat"} or re.search(
            r"\b(?:the|this|that) (?:strike|attack|violation|act|action)", view.text
        ):
            attacks = [event for event in events if event.kind in ATTACKS and event.thing]
            before = [event for event in attacks if event.view.index <= view.index]
            recent = [
                e
                for index in range(view.index, max(-1, view.index - 4), -1)
                for e in owners.get(index, [])
                if e in attacks
            ]
            if recent:
                return recent[0]
            return before[0] if before and kind in {"Condemnation", "Mourning"} else None
        return None

    def _actor(self, view: View, end: int, speaker: Thing, kind: str | None) -> Thing | None:
        """The actor whom it is about, where no event is."""
        if kind not in {"Accusation", "Demand", "Threat", "Condemnation", "Mourning"}:
            return None
        for _, mention in view.marks(end, end + 90, "pgumv"):
            if mention.entity.id != speaker.id:
                return mention.entity
        return None

    # --- claims ----------------------------------------------------------------------------------------

    def _statement(
        self,
        article: Article,
        view: View,
        at: int,
        end: int,
        kind: str,
        speaker: Thing,
        about: Thing | None,
        times: TimeReader,
        maker: ClaimMaker,
    ) -> Iterator[Claim]:
        passage = view.passage()
        where = view.passage(at, end).start
        thing = Thing(f"{article.id}/statement-{where}", kind, f"{_words(kind)} by {speaker.label}")
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
            near = view.starts[min(when.first, len(view.starts) - 1)] - end
            if when.is_day and when.earliest and -25 < near < 40 and not when.since:
                yield maker.claim(thing, "earliest", day_start(when.earliest), passage)
                yield maker.claim(thing, "latest", day_end(when.earliest), passage)
                break


def _words(kind: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind).capitalize()


def _code(thing: Thing) -> str:
    return {
        "Person": "p",
        "ArmedGroup": "g",
        "UmbrellaGroup": "u",
        "Military": "m",
        "Government": "v",
        "GovernmentBody": "b",
    }.get(thing.kind, "o")
