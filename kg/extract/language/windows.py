"""Sentences -> windows of whole consecutive sentences -> the arrays that the network reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.extract.language.shapes import shapes_and_places

Ints = NDArray[np.int64]
Sentences = Sequence[Sequence[str]]

LONGEST = 190  # sub-words of a window of several sentences
HARD = 500  # sub-words of one sentence; the encoder knows 512 places
MOST = 5  # sentences of a window, with the one of context
START, END, PAD = 101, 102, 0  # [CLS], [SEP], [PAD]


@dataclass(frozen=True, slots=True)
class Arrays:
    """A batch of windows: [window, sub-word] and [window, word]."""

    ids: Ints
    mask: Ints
    at: Ints  # first sub-word of each word; 0 for padding
    shapes: Ints
    places: Ints
    sentences: Ints  # number of each word's sentence in its window; -1 for padding
    lengths: Ints  # words


def pack(windows: Sequence[Sentences], pieces: Callable[[str], Sequence[int]]) -> Arrays:
    """The arrays of a batch of windows; `pieces` gives the sub-words of a word."""
    rows = []
    for window in windows:
        ids, at, shapes, places, sentences = [START], [], [], [], []
        for number, sentence in enumerate(window):
            own_shapes, own_places = shapes_and_places(sentence)
            shapes += own_shapes
            places += own_places
            sentences += [number] * len(sentence)
            for word in sentence:
                at.append(len(ids))
                ids += pieces(word)
        rows.append(([*ids, END], at, shapes, places, sentences))
    long = max(len(row[0]) for row in rows)
    wide = max(max(len(row[1]) for row in rows), 1)

    def table(column: int, width: int, blank: int = 0) -> Ints:
        found = np.full((len(rows), width), blank, np.int64)
        for i, row in enumerate(rows):
            found[i, : len(row[column])] = row[column]
        return found

    ids_table = table(0, long, PAD)
    mask = np.zeros_like(ids_table)
    for i, row in enumerate(rows):
        mask[i, : len(row[0])] = 1
    lengths = np.array([len(row[1]) for row in rows], np.int64)
    return Arrays(ids_table, mask, table(1, wide), table(2, wide), table(3, wide), table(4, wide, -1), lengths)


def windows(sizes: Sequence[int], longest: int = LONGEST, most: int = MOST) -> Iterator[tuple[int, int, int]]:
    """(first sentence, first that is new, end) of each window over sentences of `sizes` sub-words.

    Each window begins with the last sentence of the one before, as context, where both have room.
    """
    new = 0
    while new < len(sizes):
        first = new
        if new and sizes[new - 1] + sizes[new] <= longest:
            first = new - 1
        end, held = new + 1, sum(sizes[first : new + 1])
        while end < len(sizes) and end - first < most and held + sizes[end] <= longest:
            held += sizes[end]
            end += 1
        yield first, new, end
        new = end
