"""The marks of a window -> links between them, what means the same; and the relations of its words to their heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.extract.language.encoder import Encoder, Floats, Ints
from kg.extract.language.marking import Stretch, log_softmax
from kg.extract.language.pairs import distances, likeness

# words, heads (0 the root), marks counted in its words, number of its first mark in the text
Unit = tuple[Sequence[str], Sequence[int], Sequence[Stretch], int]


@dataclass(frozen=True, slots=True)
class Linked:
    """What a window tells; marks by their number in the text."""

    deprels: list[int]
    links: list[tuple[int, int, int, int, float]]  # source, role, target, scope, probability
    same: list[tuple[int, int, float]]  # mark, earlier mark, probability


def link_window(encoder: Encoder, vectors: Floats, units: Sequence[Unit], context: int, floor: float) -> Linked:
    """Links that are new: the first `context` sentences were told before, and so was all between their marks."""
    heads: list[int] = []
    first: list[int] = []
    last: list[int] = []
    kinds: list[int] = []
    sentences: list[int] = []
    numbers: list[int] = []
    texts: list[Sequence[str]] = []
    for at, (words, own, marks, number) in enumerate(units):
        offset = len(heads)
        heads += [head and head + offset for head in own]
        for i, mark in enumerate(marks):
            first.append(offset + mark.first)
            last.append(offset + mark.last)
            kinds.append(mark.kind)
            sentences.append(at)
            numbers.append(number + i)
            texts.append(words[mark.first : mark.last + 1])
    marks_at = [np.array(each or [0], np.int64) for each in (first, last, kinds)]
    far, apart = distances(marks_at[0], np.array(sentences or [0], np.int64))
    pairs = (far, apart, likeness(texts or [["-"]]))
    n = len(heads)
    at_first, at_last, of_kind = (each[None] for each in marks_at)
    scores = encoder.pairs(
        vectors[None, :n],
        np.array([heads], np.int64),
        at_first,
        at_last,
        of_kind,
        [pair[None] for pair in pairs],
    )
    deprels = [int(i) for i in scores.labels[0].argmax(-1)]
    if not first:
        return Linked(deprels, [], [])
    labels = encoder.labels
    kind, fresh = marks_at[2], np.array(sentences) >= context
    asked = labels.allowed[kind[:, None], kind[None, :]] & (fresh[:, None] | fresh[None, :])[:, :, None]
    asked &= ~np.eye(len(first), dtype=bool)[:, :, None]
    probabilities = 1 / (1 + np.exp(-scores.roles[0].astype(np.float64)))
    links = [
        (numbers[i], int(r), numbers[j], int(scores.scopes[0, i, j].argmax()), float(probabilities[i, j, r]))
        for i, j, r in zip(*np.nonzero(asked & (probabilities >= floor)), strict=True)
    ]
    return Linked(deprels, links, _same(scores.same[0], kind, fresh, numbers, encoder))


def _same(
    scores: Floats, kinds: Ints, fresh: NDArray[np.bool_], numbers: Sequence[int], encoder: Encoder
) -> list[tuple[int, int, float]]:
    labels = encoder.labels
    found = []
    for i in range(1, len(kinds)):
        if not fresh[i] or int(kinds[i]) not in labels.identified:
            continue
        may = np.flatnonzero(labels.may_be_same[kinds[i], kinds[:i]])
        if not len(may):
            continue
        told = log_softmax(np.concatenate([[0.0], scores[i, may]]))
        best = int(told.argmax())
        if best:
            found.append((numbers[i], numbers[may[best - 1]], float(np.exp(told[best]))))
    return found
