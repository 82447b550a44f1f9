"""CoNLL-U -> sentences as documents, with words at their characters, trees, and GUM's entities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_QUOTES = "\"'`“”‘’´«»„"
_DASHES = "-‐‑–—−"

# Subtypes that serve the rules; all others are folded into the universal relation.
KEPT = frozenset(
    "nsubj:pass aux:pass obl:agent nmod:poss acl:relcl compound:prt obl:unmarked nmod:unmarked nmod:desc "
    "csubj:pass".split()
)
UPOS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()


@dataclass(frozen=True, slots=True)
class TreeWord:
    """A syntactic word; `head` is the index of another word of the sentence, -1 for the root."""

    start: int
    end: int
    text: str  # as it stands in the sentence's text
    upos: str
    head: int
    deprel: str  # folded
    lemma: str


@dataclass(frozen=True, slots=True)
class EntityMention:
    """A mention of GUM: words `first` to `last` of a sentence; mentions with one `entity` mean one thing."""

    first: int
    last: int
    entity: str
    kind: str
    head: int


@dataclass(slots=True)
class TreeSentence:
    """A sentence of a treebank."""

    text: str
    words: list[TreeWord]
    mentions: list[EntityMention] = field(default_factory=list)


def fold(deprel: str) -> str:
    """The relation, without the subtypes that we do not keep."""
    return deprel if deprel in KEPT else deprel.split(":")[0]


def read_documents(path: Path) -> Iterator[list[TreeSentence]]:
    """The documents of a CoNLL-U file, in order."""
    document: list[TreeSentence] = []
    opened: list[tuple[str, str, int]] = []
    for block in path.read_text("utf-8").split("\n\n"):
        lines = block.strip("\n").split("\n")
        if any(line.startswith("# newdoc") for line in lines):
            if document:
                yield document
            document, opened = [], []
        if any(line[:1].isdigit() for line in lines):
            document.append(_sentence(lines, opened))
    if document:
        yield document


def _sentence(lines: list[str], opened: list[tuple[str, str, int]]) -> TreeSentence:
    rows = [line.split("\t") for line in lines if line[:1].isdigit()]
    rows = [row for row in rows if "." not in row[0]]
    text = next((line[9:] for line in lines if line.startswith("# text = ")), "")
    spans = _align(rows, text)
    number = {row[0]: i for i, row in enumerate(row for row in rows if "-" not in row[0])}
    words, entities = [], []
    for row in rows:
        if "-" in row[0]:
            continue
        start, end = spans[len(words)]
        surface = text[start:end] or row[1]
        words.append(TreeWord(start, end, surface, row[3], number.get(row[6], -1), fold(row[7]), row[2]))
        entities.append(next((part[7:] for part in row[9].split("|") if part.startswith("Entity=")), ""))
    return TreeSentence(text, words, _mentions(words, entities, opened))


def _align(rows: list[list[str]], text: str) -> list[tuple[int, int]]:
    """For each syntactic word its characters in the text; a treebank may write other quotation marks than its text."""
    spans: list[tuple[int, int]] = []
    at, covered, rest = 0, 0, (0, 0)
    for row in rows:
        if "-" in row[0]:
            first, last = map(int, row[0].split("-"))
            at = _seek(row[1], text, at)
            rest, covered = (at, at + len(row[1])), last - first + 1
            at += len(row[1])
            inner = rest[0]
            continue
        if covered:
            covered -= 1
            end = rest[1] if not covered else min(rest[1], inner + len(row[1]))
            spans.append((inner, end))
            inner = end
            continue
        at = _seek(row[1], text, at)
        spans.append((at, at + len(row[1])))
        at += len(row[1])
    return spans


def _seek(form: str, text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    if text.startswith(form, at):
        return at
    same = len(form) == 1 and text[at : at + 1] and (form in _QUOTES or form in _DASHES)
    if same or len(form) > 1:
        found = text.find(form, at, at + 40) if not same else -1
        return found if found >= 0 else at
    return at


_BRACKET = re.compile(r"\((?P<open>[^()]+)|(?P<close>[^()]+)\)|\)")


def _mentions(words: list[TreeWord], entities: list[str], opened: list[tuple[str, str, int]]) -> list[EntityMention]:
    """Reads the brackets of GUM's Entity column: `(1-person-...` opens, `1)` closes, `(1-person-...)` does both."""
    found: list[EntityMention] = []
    opened.clear()  # no mention runs over the end of a sentence
    for i, column in enumerate(entities):
        at = 0
        while at < len(column):
            if column[at] == "(":
                stop = min((p for p in (column.find(sign, at + 1) for sign in "()") if p >= 0), default=len(column))
                parts = column[at + 1 : stop].split("-")
                opened.append((parts[0], parts[1] if len(parts) > 1 else "", i))
                at = stop
                if column[stop : stop + 1] == ")":
                    _close(opened, opened[-1][0], i, words, found)
                    at = stop + 1
            else:
                stop = column.find(")", at)
                if stop < 0:
                    break
                _close(opened, column[at:stop], i, words, found)
                at = stop + 1
    return found


def _close(
    opened: list[tuple[str, str, int]], entity: str, last: int, words: list[TreeWord], found: list[EntityMention]
) -> None:
    for k in range(len(opened) - 1, -1, -1):
        if opened[k][0] == entity:
            _, kind, first = opened.pop(k)
            head = next((i for i in range(first, last + 1) if not first <= words[i].head <= last), first)
            found.append(EntityMention(first, last, entity, kind, head))
            return
