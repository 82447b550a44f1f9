"""What the language model sees of a document, held against its sentences and mentions.

Marks come by character; patterns and claims go by sentence. This is the one place that knows both.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.extract.language.parsing import Parsed, ParsedLink, ParsedMark, ParsedSame
from kg.extract.view import View
from kg.model import Evidence, Mention, Passage

NAMES = frozenset("Person ArmedGroup UmbrellaGroup Government Military MediaOutlet OtherOrganization State".split())
PLACES = frozenset("Country Region City Site".split())
ATTACKS = frozenset("Attack Strike AirStrike DroneStrike MissileStrike RocketAttack Bombing GroundAttack".split())
EVENTS = ATTACKS | {"AttackSeries", "Talks", "Designation", "Deployment"}
SAYINGS = frozenset(
    "Condemnation ClaimOfResponsibility Denial Threat Demand Suspension Mourning Accusation Announcement Speech".split()
)
UNREAL = frozenset({"None", "Intended"})
SURE_SAME = 0.5
SURE_LINK = 0.6
SURE_FAR_LINK = 0.8  # from one sentence to another
_CUT = re.compile(r"[;:]|\b(?:and|while|but)\b")
_OWN = re.compile(r"(?:['’]s?|\bits|\btheir|\bwhose)(?: [a-z-]+){0,3} $")
_FAR = 2  # sentences that a quote may reach back for the name behind "the group"


@dataclass(frozen=True)
class Sight:
    """A document's views with the model's marks and links."""

    views: Sequence[View]
    parsed: Parsed

    @property
    def marks(self) -> Sequence[ParsedMark]:
        """All marks, in the order of the text."""
        return self.parsed.marks

    @cached_property
    def _starts(self) -> list[int]:
        return [view.sentence.start for view in self.views]

    def view_of(self, mark: ParsedMark) -> View:
        """The sentence in which a mark stands."""
        return self.views[max(0, bisect_right(self._starts, mark.start) - 1)]

    @cached_property
    def _links(self) -> dict[int, list[ParsedLink]]:
        found: dict[int, list[ParsedLink]] = defaultdict(list)
        for link in self.parsed.links:
            near = self.marks[link.source].sentence == self.marks[link.target].sentence
            if link.probability >= (SURE_LINK if near else SURE_FAR_LINK):
                found[link.source].append(link)
        return found

    @cached_property
    def _same(self) -> dict[int, ParsedSame]:
        return {same.mark: same for same in self.parsed.same if same.probability >= SURE_SAME}

    def same(self, number: int) -> int | None:
        """The earlier mark that means the same thing as this one."""
        found = self._same.get(number)
        return found.earlier if found else None

    def links(self, source: int, *roles: str) -> Iterator[ParsedLink]:
        """The links that go out from a mark, in these roles or in all."""
        return (link for link in self._links.get(source, ()) if not roles or link.role in roles)

    def evidence(self, link: ParsedLink) -> Evidence:
        """How likely it is that a link holds, and that its source is what the model takes it for."""
        return Evidence(seen=link.probability * self.marks[link.source].probability)

    def of_kind(self, kinds: frozenset[str] | set[str]) -> Iterator[tuple[int, ParsedMark]]:
        """The marks of some kinds, with their numbers."""
        return ((i, mark) for i, mark in enumerate(self.marks) if mark.kind in kinds)

    @cached_property
    def _by_sentence(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for number, mark in enumerate(self.marks):
            found[mark.sentence].append(number)
        return found

    def in_sentence(self, sentence: int, kinds: frozenset[str] | set[str]) -> Iterator[tuple[int, ParsedMark]]:
        """The marks of some kinds in one sentence, with their numbers."""
        return ((i, self.marks[i]) for i in self._by_sentence.get(sentence, ()) if self.marks[i].kind in kinds)

    def cut_off(self, person: int, organization: int) -> bool:
        """Whether a post that stands right before a person's name parts him from an organisation before it.

        "the head of X, and militia commander Y": Y commands a militia, not X.
        """
        name, other = self.marks[person], self.marks[organization]
        post = next((m for m in self.marks[:person][::-1][:2] if m.kind == "Title" and m.end == name.start - 1), None)
        if post is None or other.end >= post.start:
            return False
        between = self._text[other.end : post.start]
        return bool(_CUT.search(between)) and not _OWN.search(between)

    @property
    def _text(self) -> str:
        return self.views[0].document.article.text

    def place_in_view(self, view: View, at: int) -> int:
        """The offset in a view's text of a character of the article."""
        for offset, (_, end) in zip(view.starts, view.spans, strict=True):
            if end > at:
                return offset
        return len(view.text)

    def stretch(self, mark: ParsedMark) -> tuple[View, int, int]:
        """Where a mark stands: its view, and from where to where in the view's text."""
        view = self.view_of(mark)
        start, end = self.place_in_view(view, mark.start), self.place_in_view(view, mark.end)
        return view, start, max(end, start + 1)

    def mention(self, mark: ParsedMark) -> Mention | None:
        """The mention that a mark covers most of; None where it covers none."""
        shared = [(min(m.end, mark.end) - max(m.start, mark.start), -m.start, m) for m in self.view_of(mark).mentions]
        best = max((row for row in shared if row[0] > 0), key=lambda row: row[:2], default=None)
        return best[2] if best else None

    def passage(self, view: View, *antecedents: ParsedMark) -> Passage:
        """The sentence, from the sentences on in which what it points back to is named, if these are near."""
        first = view.index
        for mark in antecedents:
            index = self.view_of(mark).index
            if view.index - _FAR <= index < first:
                first = index
        start, end = self.views[first].sentence.start, view.sentence.end
        return Passage(start, end, view.document.article.text[start:end])
