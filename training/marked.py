"""Items of the marked corpus -> examples."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kg.extract.language.labels import Labels
from kg.extract.language.words import Word, split_words
from kg.extract.tokens import sentences
from kg.model import Article, Span
from training.examples import SCOPE, Example, WordMark
from training.marks import CORPUS, Item, items, load_kinds


def load_items(folder: Path = CORPUS, check: bool = False) -> list[Item]:
    """The well-formed items of the training part or of the check part; others are being written and are left out."""
    kinds = load_kinds()
    paths = [path for path in sorted(folder.glob("*.txt")) if path.name.startswith("check-") == check]
    return [item for path in paths for item in items(path, kinds) if isinstance(item, Item)]


def sentences_of(text: str) -> list[list[Word]]:
    """The words of a text by sentence, as the product splits them."""
    spans, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            spans.append(Span(at, at + len(line)))
        at += len(line) + 1
    ends = [sentence.end for sentence in sentences(Article("x", "x", text, "", body=tuple(spans)))]
    found: list[list[Word]] = []
    start = 0
    for end in ends:
        if words := split_words(text, start, end):
            found.append(words)
        start = end
    if rest := split_words(text, start):
        found = [*found[:-1], found[-1] + rest] if found else [rest]
    return found


def example_of(item: Item, labels: Labels) -> Example:
    """The item as a window; where a mark ends inside a word it takes the whole word."""
    split = sentences_of(item.text)
    words = [word for sentence in split for word in sentence]
    number = {mark.id: i for i, mark in enumerate(item.marks)}
    thing: dict[str, int] = {}
    marks: list[WordMark] = []
    tags = np.zeros((len(words), len(labels.tags)), bool)
    taken: set[int] = set()
    for mark in item.marks:
        thing[mark.id] = thing[mark.same] if mark.same else number[mark.id]
        covered = [i for i, word in enumerate(words) if word.start < mark.end and word.end > mark.start]
        first, last, kind = covered[0], covered[-1], labels.kind(mark.kind)
        marks.append(WordMark(first, last, kind, thing[mark.id], SCOPE[mark.scope] if kind in labels.scoped else -1))
        for i in range(first, last + 1):
            if i not in taken:
                tags[i, 1 + 2 * kind + (i > first)] = True
                taken.add(i)
    tags[[i for i in range(len(words)) if i not in taken], 0] = True
    links = [
        (thing[link.source], labels.roles.index(link.role), thing[link.target], SCOPE[link.scope])
        for link in item.links
    ]
    links = [link for link in links if link[0] != link[2]]
    return Example([[w.text for w in s] for s in split], "corpus", tags=tags, marks=marks, links=links, same=True)
