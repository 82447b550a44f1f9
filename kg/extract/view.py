"""A sentence as patterns see it: lower-case words, with each mention folded into one mark such as «g3».

The letter tells the kind, the number counts the sentence's mentions. Patterns in kg/lexicon/en/patterns/ are
written in a small notation that compiles to a regular expression over this text:

    {A:org}      a mention of a kind or class of kinds, captured as A       {B:org+}  a list: X, Y and Z
    <class>      any word (or phrase) of a class of the lexicon
    a|the        one of these words                      word?    may be missing
    ~3           up to three words, none of them a mention, a verb of the lexicon or the end of a clause
    ...          up to twelve of anything but the end of a clause
    [ ]          what stands between is captured as T
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.errors import BadData
from kg.extract.lexicon import Lexicon
from kg.model import Document, Mention, Passage, Sentence, Thing

_CODES = {
    "Person": "p",
    "ArmedGroup": "g",
    "UmbrellaGroup": "u",
    "Government": "v",
    "GovernmentBody": "b",
    "Military": "m",
    "MediaOutlet": "n",
    "OtherOrganization": "o",
    "Organization": "o",
    "Country": "c",
    "Region": "r",
    "City": "t",
    "Site": "s",
    "Place": "r",
}
_CLASSES = {
    "person": "p",
    "group": "gu",
    "org": "gumvbno",
    "force": "gum",
    "state": "vbmj",
    "country": "jvc",
    "attr": "j",
    "body": "mb",
    "backer": "pgumvbnojc",
    "actor": "pgumvbno",
    "agent": "pgumvbnoj",
    "place": "crts",
    "area": "crtsj",
    "city": "t",
    "any": "pgumvbnocrtsj",
}
_MARK = re.compile(r"«([a-z])(\d+)»")


@dataclass(frozen=True)
class View:
    """One sentence, ready for patterns."""

    document: Document
    index: int  # of the sentence in the document
    sentence: Sentence
    mentions: tuple[Mention, ...]
    text: str
    starts: tuple[int, ...]  # offset in `text` of each item
    spans: tuple[tuple[int, int], ...]  # character span in the article of each item

    def mention(self, mark: str) -> Mention:
        """The mention of a mark such as «g3»."""
        found = _MARK.fullmatch(mark.strip())
        assert found, mark
        return self.mentions[int(found[2])]

    def passage(self, start: int = 0, end: int | None = None) -> Passage:
        """The quote behind text[start:end] of the view; the whole sentence by default."""
        if end is None:
            first, last = self.sentence.start, self.sentence.end
        else:
            first = self.spans[max(0, bisect_right(self.starts, start) - 1)][0]
            last = self.spans[max(0, bisect_left(self.starts, end) - 1)][1]
        return Passage(first, last, self.document.article.text[first:last])

    def marks(
        self, start: int = 0, end: int | None = None, codes: str = _CLASSES["any"]
    ) -> Iterator[tuple[int, Mention]]:
        """The mentions of some kinds in text[start:end], with their offset in the view's text."""
        for found in _MARK.finditer(self.text, start, len(self.text) if end is None else end):
            if found[1] in codes:
                yield found.start(), self.mentions[int(found[2])]


def code_of(mention: Mention) -> str:
    """The letter of a mention's mark."""
    return "j" if mention.attributive else kind_code(mention.entity)


def kind_code(thing: Thing) -> str:
    """The letter of a thing's kind."""
    return _CODES.get(thing.kind, "o")


def views(document: Document) -> list[View]:
    """The sentences of a document as patterns see them."""
    starts = [mention.start for mention in document.mentions]
    result = []
    for index, sentence in enumerate(document.sentences):
        inside = document.mentions[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        result.append(_view(document, index, sentence, inside))
    return result


def _view(document: Document, index: int, sentence: Sentence, mentions: Sequence[Mention]) -> View:
    parts: list[str] = []
    offsets: list[int] = []
    spans: list[tuple[int, int]] = []
    at = number = 0
    done = -1
    for token in sentence.tokens:
        if token.start < done:
            continue
        if number < len(mentions) and token.start >= mentions[number].start:
            mention = mentions[number]
            part, span = f"«{code_of(mention)}{number}»", (mention.start, mention.end)
            number += 1
            done = mention.end
        else:
            part, span = token.lower.replace("’", "'").replace("«", '"').replace("»", '"'), (token.start, token.end)
            part = '"' if part in {"“", "”", "„"} else part
        if part == '"':
            continue  # quotation marks stand where patterns do not look for them
        offsets.append(at)
        spans.append(span)
        parts.append(part)
        at += len(part) + 1
    return View(document, index, sentence, tuple(mentions), " ".join(parts), tuple(offsets), tuple(spans))


def _mark(codes: str, name: str | None) -> str:
    body = f"«[{codes}]\\d+»"
    return f"(?P<{name}>{body})" if name else body


def _verbs(lexicon: Lexicon) -> str:
    """Verbs that a gap in a pattern must not run over."""
    words = {w for kind in lexicon.speech for w in kind.verbs} | set(lexicon.words("verbs", "grammar.plain_verb"))
    return "|".join(sorted(re.escape(word) for word in words if " " not in word))


def compile_pattern(pattern: str, lexicon: Lexicon) -> re.Pattern[str]:
    """The regular expression of a pattern; BadData where it is not well formed."""
    pieces: list[str] = []
    parts = pattern.split()
    for part, following in pairwise([*parts, ""]):
        optional = part.endswith("?") and len(part) > 1
        body = part[:-1] if optional else part
        if slot := re.fullmatch(r"\{(?:(\w+):)?(\w+)(\+?)\}", body):
            name, kind, many = slot.groups()
            if kind not in _CLASSES:
                raise BadData(f"pattern {pattern!r}: no kind of mention is called {kind!r}")
            one = _mark(_CLASSES[kind], None)
            inner = (
                f"{one}(?: (?:, and|, or|,|and|or|as well as)(?: the| other| neighboring| neighbouring)? {one})*"
                if many
                else one
            )
            piece = f"(?P<{name}>{inner})" if name else f"(?:{inner})"
        elif part in {"[", "]"}:
            if part == "]" and pieces[-1].endswith(" "):
                pieces[-1] = pieces[-1][:-1]
                part = "] "
            pieces.append("(?P<T>" if part == "[" else ")" + part[1:])
            continue
        elif gap := re.fullmatch(r"~(\d)", body):
            greedy = "" if following == "]" else "?"  # a title takes all the words it can
            pieces.append(rf"(?:(?!(?:{_verbs(lexicon)}) )[^\s«»,;:.()\"]+ ){{0,{gap[1]}}}{greedy}")
            continue
        elif body == "...":
            pieces.append(r"(?:[^\s;:.]+ ){0,12}?")
            continue
        elif words := re.fullmatch(r"<([\w.,]+)>", body):
            piece = "(?:" + "|".join(re.escape(w) for w in lexicon.words(*words[1].split(","))) + ")"
        else:
            piece = "(?:" + "|".join(re.escape(w) for w in body.split("|")) + ")" if body != "|" else r"\|"
        pieces.append(f"(?:{piece} )?" if optional else f"{piece} ")
    # the blank after the last word may be the one before the next, or be missing at the end of the sentence
    source = "".join(pieces).rstrip(" ")
    try:
        return re.compile(rf"(?<!\S){source}(?:(?<=\s)|(?!\S))")
    except re.error as fault:
        raise BadData(f"pattern {pattern!r}: {fault}") from fault
