"""Who says it: the actor whose words a verb of speech tells, named or referred to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extract.clauses import alternatives
from kg.extract.lexicon import Lexicon
from kg.extract.view import View, kind_code
from kg.model import Mention, Thing

_SUBJECTS = "pgumvbno"
_LOOK_BACK = 2  # sentences in which "the group" may have been named
_CODES = {"person": "p", "group": "gu", "state": "vbm", "anybody": "gumvb"}
_APPOSITION = re.compile(r" , [^,]* ,(?= |$)| — [^—]* — ")
_BEHIND = re.compile(r"\b(?:on|that|in|to|the)\b")


class Speakers:
    """Finds the speakers of verbs of speech."""

    def __init__(self, lexicon: Lexicon) -> None:
        before = "|".join(lexicon.words("grammar.preposition"))
        deeds = "|".join(lexicon.words("verbs.strike", "verbs.kill"))
        days = "|".join(lexicon.words("grammar.calendar"))
        self._governed = re.compile(rf"(?:{before}|for|{deeds}) (?:the |a |an )?(?:(?!(?:{days})\b)[\w'-]+ ){{0,2}}$")
        self._references = {
            name: re.compile(
                rf"{alternatives(lexicon.words(f'reference.{name}')).pattern} (?:(?:also|later|then|had|has|have) )*$"
            )
            for name in _CODES
        }

    def of(self, views: Sequence[View], view: View, at: int, end: int, last: Thing | None) -> list[Thing]:
        """The speakers of the verb at text[at:end]; `last` spoke before. Empty where nobody is named."""
        word = view.text[at:end]
        if word == "according to" or word.endswith(" by") or view.text[end:].startswith(" by "):
            named = next((m for _, m in view.marks(end, end + 60, _SUBJECTS)), None)
            return [named.entity] if named else []
        for name, rule in self._references.items():
            if found := rule.search(view.text[:at]):
                referent = self._referent(views, view, _CODES[name], found.start(), last)
                return [referent] if referent else []
        return self._subjects(view, at, end, participle=word.endswith("ing"))

    def _subjects(self, view: View, at: int, end: int, participle: bool) -> list[Thing]:
        text = view.text
        left = re.split(r"[;]| but | while | after ", text[:at])[-1]
        low = at - len(left)
        bare = _APPOSITION.sub(lambda gap: " " * len(gap.group()), left)
        marks = [(low + m.start(), m.group()) for m in re.finditer(rf"«[{_SUBJECTS}]\d+»", bare)]
        behind = next(iter(view.marks(end, end + 25, _SUBJECTS)), None)
        if behind and (not marks or text[at - 2 : at - 1] == ","):
            between = text[end : behind[0]].strip(" ,")
            if not _BEHIND.search(between):  # "...", said X
                return [behind[1].entity]
        if not marks:
            return []
        if participle:  # "X issued a statement mourning Y, urging ..."
            return [view.mention(marks[0][1]).entity]
        for i in range(len(marks) - 1, -1, -1):
            start, mark = marks[i]
            if at - start < 110 and not self._governed.search(text[max(0, start - 40) : start]):
                return [view.mention(mark).entity, *self._joined(view, marks[:i], start)]
        person = [mark for start, mark in marks if mark.startswith("«p") and at - start < 60]
        return [view.mention(person[-1]).entity] if person else []

    def _joined(self, view: View, marks: Sequence[tuple[int, str]], start: int) -> list[Thing]:
        """The other one of "the group X and the group Y vowed"."""
        if not marks:
            return []
        other = marks[-1]
        between = view.text[other[0] + len(other[1]) : start]
        same = view.text[other[0] + 1] == view.text[start + 1]
        return [view.mention(other[1]).entity] if same and re.fullmatch(r" and (?:[\w'-]+ ){0,4}", between) else []

    def _referent(self, views: Sequence[View], view: View, at_codes: str, at: int, last: Thing | None) -> Thing | None:
        if last is not None and kind_code(last) in at_codes:
            return last
        for index in range(view.index, max(-1, view.index - 1 - _LOOK_BACK), -1):
            found: list[Mention] = [m for _, m in views[index].marks(0, at if index == view.index else None, at_codes)]
            if found:
                return (found[-1] if index == view.index else found[0]).entity
        return None
