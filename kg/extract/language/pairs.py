"""What is told of a pair of marks beside their words: how far apart, whether in one sentence, whether alike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_EDGES = np.array([1, 2, 3, 4, 5, 7, 10, 15, 21, 31, 46, 80])
FARS = 2 * (len(_EDGES) + 1)
APARTS = 6  # sentences from the second to the first: -2 and less, -1, 0, 1, 2, 3 and more
ALIKES = 4  # nothing in common; a word; the last word; all

_EMPTY = frozenset("the a an of in on at and 's his her its their this that by for to".split())


def distances(firsts: NDArray[np.int64], sentences: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each pair (source, target) the bucket of the distance in words, and of that in sentences."""
    gap = firsts[:, None] - firsts[None, :]
    far = np.searchsorted(_EDGES, np.abs(gap), side="right") + (gap < 0) * (len(_EDGES) + 1)
    apart = np.clip(sentences[:, None] - sentences[None, :], -2, 3) + 2
    return far.astype(np.int64), apart.astype(np.int64)


def likeness(marks: Sequence[Sequence[str]]) -> NDArray[np.int64]:
    """For each pair of marks, given as their words, how much they share."""
    full = [[word.lower() for word in words] for words in marks]
    bare = [[word for word in words if word not in _EMPTY] or words for words in full]
    sets = [set(words) for words in bare]
    found = np.zeros((len(marks), len(marks)), np.int64)
    for i in range(len(marks)):
        for j in range(i):
            if bare[i] == bare[j]:
                alike = 3
            elif bare[i][-1] == bare[j][-1]:
                alike = 2
            else:
                alike = (
                    int(bool(sets[i] & sets[j])) or int(_acronym(full[i], bare[j]) or _acronym(full[j], bare[i])) * 2
                )
            found[i, j] = found[j, i] = alike
    return found


def _acronym(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether one mark is made of the other's first letters."""
    return (
        len(short) == 1
        and len(long) > 1
        and short[0].replace(".", "") == "".join(word[0] for word in long if word[0].isalnum())
    )
