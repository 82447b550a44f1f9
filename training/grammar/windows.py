"""Windows of one to three drawn sentences: their text, the faults of their trees, CoNLL-U, and examples."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kg.extract.language.labels import SCOPES, Labels
from training.examples import DEPRELS, Example, WordMark
from training.grammar.drawing import Drawing, Marked, Node
from training.grammar.loading import load_grammar
from training.marks import load_kinds
from training.treebanks import UPOS

LONGEST = 52  # words of a sentence
_CURLY = {"“": "“", "”": "”", "'s": "’s", "n't": "n’t", "'": "’"}
_STRAIGHT = {"“": '"', "”": '"', "«": "(", "»": ")"}
_BRACKETS = {"«": "(", "»": ")"}


@dataclass(slots=True)
class Window:
    """Sentences with their trees, marks and links."""

    sentences: list[list[Node]]
    texts: list[str]
    blanks: list[list[bool]]  # whether a blank follows the word
    marks: list[Marked]  # in the order of the text
    links: list[tuple[int, str, int, str]]  # thing, role, thing, scope

    @property
    def words(self) -> list[Node]:
        return [word for sentence in self.sentences for word in sentence]


def windows(seed: int, count: int) -> Iterator[Window]:
    """Windows with `count` sentences in all, no two sentences alike; the same for the same seed."""
    rng, grammar, kinds = random.Random(seed), load_grammar(), load_kinds()
    seen: set[str] = set()
    while len(seen) < count:
        drawing = Drawing(grammar, kinds, rng)
        wanted = min(rng.choice((1, 1, 1, 2, 2, 3)), count - len(seen))
        window = _window(drawing, [drawing.sentence() for _ in range(wanted)])
        new = {text for text in window.texts if text not in seen}
        if len(new) == wanted and all(len(sentence) <= LONGEST for sentence in window.sentences):
            seen |= new
            yield window


def _window(drawing: Drawing, sentences: list[list[Node]]) -> Window:
    signs = drawing.rng.choice((_STRAIGHT, _STRAIGHT, _CURLY)) | _BRACKETS
    blanks = [_blanks(sentence) for sentence in sentences]
    for word in (word for sentence in sentences for word in sentence):
        word.form = signs.get(word.form, word.form)
    texts = [
        "".join(word.form + " " * blank for word, blank in zip(sentence, after, strict=True)).strip()
        for sentence, after in zip(sentences, blanks, strict=True)
    ]
    place = {id(word): i for i, word in enumerate(word for sentence in sentences for word in sentence)}
    marks = sorted(drawing.marks, key=lambda mark: place[id(mark.first)])
    return Window(sentences, texts, blanks, marks, sorted(drawing.links))


def _blanks(sentence: Sequence[Node]) -> list[bool]:
    """Which words a blank follows; before curly quotes become straight ones, for only they tell left from right."""
    found = []
    for word, after in pairwise(sentence):
        glued = word.form in ("“", "«", "-") or after.form in (",", ".", ":", "”", "»", "-", "'s", "'", "n't")
        found.append(not glued)
    return [*found, True]


def faults(sentence: Sequence[Node]) -> list[str]:
    """What is wrong with a tree: not one root, a cycle, crossing arcs, relations that training does not know."""
    place = {id(word): i for i, word in enumerate(sentence)}
    found = [f"unknown label {w.upos} {w.deprel} of {w.form}" for w in sentence if w.deprel not in DEPRELS]
    found += [f"unknown class {w.upos} of {w.form}" for w in sentence if w.upos not in UPOS]
    roots = [word.form for word in sentence if word.head is None]
    if len(roots) != 1:
        found.append(f"roots: {roots}")
    if [w.form for w in sentence if (w.head is None) != (w.deprel == "root")]:
        found.append("a root that is not labelled so, or the reverse")
    if any(word.head is not None and id(word.head) not in place for word in sentence):
        return [*found, "a head that is not in the sentence"]
    heads = [-1 if word.head is None else place[id(word.head)] for word in sentence]
    for i, word in enumerate(sentence):
        at, steps = i, 0
        while at >= 0 and steps <= len(sentence):
            at, steps = heads[at], steps + 1
        if at >= 0:
            found.append(f"no way from {word.form} to the root")
    arcs = [(min(i, head), max(i, head)) for i, head in enumerate(heads) if head >= 0]
    crossing = [(a, b) for a in arcs for b in arcs if a[0] < b[0] < a[1] < b[1]]
    found += [f"arcs cross: {sentence[a[1]].form}, {sentence[b[1]].form}" for a, b in crossing]
    leaves = {"punct", "case", "det", "cc", "aux", "aux:pass", "cop", "mark", "flat", "fixed"}
    for word in sentence:
        if word.head is not None and word.head.deprel in leaves and word.deprel not in ("punct", "fixed"):
            found.append(f"{word.head.form} ({word.head.deprel}) has the dependent {word.form} ({word.deprel})")
    return found


def conllu(window: Window, number: int) -> str:
    """The window as CoNLL-U; marks as B- and I- with the number of their thing in MISC, links as comments."""
    place = {id(word): i for i, word in enumerate(window.words)}
    tags: dict[int, str] = {}
    for mark in window.marks:
        first, last = place[id(mark.first)], place[id(mark.last)]
        scope = "" if mark.scope == "Stated" else f"/{mark.scope}"
        for i in range(first, last + 1):
            tags[i] = f"Mark={'I' if i > first else 'B'}-{mark.kind}:{mark.thing}{scope}"
    lines = [f"# newdoc id = grammar-{number}"]
    lines += [f"# link = {source} {role} {target} {scope}" for source, role, target, scope in window.links]
    at = 0
    for k, (sentence, text, blanks) in enumerate(zip(window.sentences, window.texts, window.blanks, strict=True), 1):
        lines += [f"# sent_id = grammar-{number}-{k}", f"# text = {text}"]
        own = {id(word): i for i, word in enumerate(sentence, 1)}
        for i, (word, blank) in enumerate(zip(sentence, blanks, strict=True), 1):
            misc = "|".join(filter(None, [tags.get(at, ""), "" if blank else "SpaceAfter=No"])) or "_"
            head = own[id(word.head)] if word.head else 0
            lines.append(f"{i}\t{word.form}\t_\t{word.upos}\t_\t_\t{head}\t{word.deprel}\t_\t{misc}")
            at += 1
        lines.append("")
    return "\n".join(lines)


def example_of(window: Window, labels: Labels) -> Example:
    """The window as training reads it, with its trees and its marks."""
    words = window.words
    place = {id(word): i for i, word in enumerate(words)}
    tags = np.zeros((len(words), len(labels.tags)), bool)
    marks = []
    for mark in window.marks:
        first, last, kind = place[id(mark.first)], place[id(mark.last)], labels.kind(mark.kind)
        scope = SCOPES.index(mark.scope) if kind in labels.scoped else -1
        marks.append(WordMark(first, last, kind, mark.thing, scope))
        tags[first, 1 + 2 * kind] = True
        tags[first + 1 : last + 1, 2 + 2 * kind] = True
    tags[~tags.any(-1), 0] = True
    return Example(
        [[word.form for word in sentence] for sentence in window.sentences],
        "grammar",
        upos=[UPOS.index(word.upos) for word in words],
        heads=[place[id(word.head)] + 1 if word.head else 0 for word in words],
        deprels=[DEPRELS.index(word.deprel) for word in words],
        tags=tags,
        marks=marks,
        links=[(a, labels.roles.index(role), b, SCOPES.index(scope)) for a, role, b, scope in window.links],
        same=True,
    )


def grammar_examples(labels: Labels, seed: int = 7, count: int = 1500) -> list[Example]:
    """Windows with `count` sentences in all, as training reads them."""
    return [example_of(window, labels) for window in windows(seed, count)]
