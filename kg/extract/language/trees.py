"""Scores of heads -> a tree: each word one head, one root, no cycle.

The best head of each word nearly always makes a tree already. Where not, the best tree is found (Chu and Liu, Edmonds).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

_NEVER = -1e9
_ROOTS = 3  # candidates for the root that are tried


def best_tree(scores: Floats) -> list[int]:
    """For each word its head, 0 for the root, k for word k - 1; `scores` are [word, head]."""
    n = len(scores)
    if n == 1:
        return [0]
    scores = scores.astype(np.float64)
    scores[np.arange(n), np.arange(n) + 1] = _NEVER
    scores -= scores.max(-1, keepdims=True)
    scores -= np.log(np.exp(scores).sum(-1, keepdims=True))
    greedy = [int(head) for head in scores.argmax(-1)]
    if is_tree(greedy):
        return greedy
    best: tuple[float, list[int]] | None = None
    for root in np.argsort(-scores[:, 0], kind="stable")[:_ROOTS]:
        only = scores.copy()
        only[:, 0] = _NEVER
        only[root] = _NEVER
        only[root, 0] = scores[root, 0]
        heads = _best(only)
        total = float(scores[np.arange(n), heads].sum())
        if best is None or total > best[0]:
            best = (total, heads)
    assert best is not None
    return best[1]


def is_tree(heads: Sequence[int]) -> bool:
    """Whether there is one root, and every word leads to it."""
    if sum(head == 0 for head in heads) != 1:
        return False
    good = {0}
    for word in range(1, len(heads) + 1):
        path: list[int] = []
        while word not in good:
            if word in path:
                return False
            path.append(word)
            word = heads[word - 1]
        good.update(path)
    return True


def _best(scores: Floats) -> list[int]:
    """The best tree over nodes 0 (the root) to n, by contracting cycles."""
    n = len(scores)
    weights = np.full((n + 1, n + 1), _NEVER)  # [dependent, head]
    weights[1:] = scores
    np.fill_diagonal(weights, _NEVER)
    heads = _contract(weights)
    return [int(head) for head in heads[1:]]


def _contract(weights: Floats) -> NDArray[np.int64]:
    n = len(weights)
    heads: NDArray[np.int64] = weights.argmax(1)
    heads[0] = 0
    cycle = _cycle(heads)
    if not cycle:
        return heads
    inside = np.zeros(n, bool)
    inside[cycle] = True
    ring = np.array(cycle)
    outer = np.flatnonzero(~inside)  # node 0 is never in a cycle and stays first
    own = weights[cycle, heads[cycle]]
    m = len(outer)
    smaller = np.full((m + 1, m + 1), _NEVER)  # the cycle becomes node m
    smaller[:m, :m] = weights[np.ix_(outer, outer)]
    into = weights[np.ix_(ring, outer)] - own[:, None]  # what it costs to break the cycle at a node
    smaller[m, :m] = into.max(0)
    out = weights[np.ix_(outer, ring)]
    smaller[:m, m] = out.max(1)
    smaller[0] = _NEVER
    solved = _contract(smaller)
    found: NDArray[np.int64] = heads.copy()
    for at, node in enumerate(outer):
        if at:
            found[node] = outer[solved[at]] if solved[at] < m else cycle[int(out[at].argmax())]
    entry = int(solved[m])
    broken = cycle[int(into[:, entry].argmax())]
    found[broken] = outer[entry]
    return found


def _cycle(heads: NDArray[np.int64]) -> list[int]:
    """The nodes of one cycle, or none."""
    state = np.zeros(len(heads), int)
    state[0] = 2
    for start in range(1, len(heads)):
        path, node = [], start
        while state[node] == 0:
            state[node] = 1
            path.append(node)
            node = int(heads[node])
        if state[node] == 1:
            return path[path.index(node) :]
        state[path] = 2
    return []
