"""Scores of tags -> marks: the best row of tags in which no mark goes on that has not begun."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
_NEVER = -1e9
_ARTICLES = frozenset("the a an this that these those".split())


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words `first` to `last` of a window, marked as of a kind."""

    first: int
    last: int
    kind: int
    probability: float


def log_softmax(scores: Floats) -> Floats:
    """Logarithms of probabilities, over the last axis."""
    scores = scores - scores.max(-1, keepdims=True)
    found: Floats = scores - np.log(np.exp(scores).sum(-1, keepdims=True))
    return found


def find_stretches(scores: Floats, opens: NDArray[np.bool_]) -> list[Stretch]:
    """The marks of one window: `scores` are [word, tag], tags O, B-0, I-0, B-1, ...; `opens` begin sentences.

    Any tag may stand before O and B; before I-k only B-k and I-k: so a step costs no more than there are tags.
    """
    told = log_softmax(scores)
    n, kinds = len(told), (told.shape[1] - 1) // 2
    begin, inside = told[:, 1::2], told[:, 2::2]
    none = told[:, 0]
    back_any = np.zeros(n, np.int64)  # the best tag at word i - 1, whatever follows
    back_in = np.zeros((n, kinds), bool)  # whether I-k at i comes from I-k rather than from B-k
    o, b, i = none[0], begin[0].copy(), np.full(kinds, _NEVER)
    for at in range(1, n):
        state = np.concatenate(([o], b, i))
        best = int(state.argmax())
        back_any[at] = best
        top = state[best]
        back_in[at] = i > b
        before = np.full(kinds, _NEVER) if opens[at] else np.maximum(b, i)
        o, b, i = none[at] + top, begin[at] + top, inside[at] + before
    now = int(np.concatenate(([o], b, i)).argmax())
    found: list[Stretch] = []
    last = -1
    for at in range(n - 1, -1, -1):
        if now == 0:
            now = int(back_any[at])
        elif now <= kinds:  # B: the mark is whole
            kind, end = now - 1, at if last < 0 else last
            value = float(np.exp((begin[at, kind] + inside[at + 1 : end + 1, kind].sum()) / (end - at + 1)))
            found.append(Stretch(at, end, kind, value))
            now, last = int(back_any[at]), -1
        else:
            kind = now - kinds - 1
            last = at if last < 0 else last
            now = kind + 1 + (kinds if back_in[at, kind] else 0)
    return found[::-1]


def whole_marks(marks: Sequence[Stretch], words: Sequence[str], kinds: Collection[int]) -> list[Stretch]:
    """The marks, with an article that was marked by itself put back before its noun: "the" and "strike" are one."""
    found: list[Stretch] = []
    for mark in marks:
        before = found[-1] if found else None
        beside = before and before.last == mark.first - 1 and before.kind in kinds and mark.kind in kinds
        if before and beside and " ".join(words[before.first : before.last + 1]).lower() in _ARTICLES:
            found[-1] = replace(mark, first=before.first)
        else:
            found.append(mark)
    return found
