"""Pairs that are judged to be one -> which of many are one thing, in whatever order the pairs come."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

Pair = tuple[str, str]


def clusters(
    nodes: Collection[str],
    edges: Mapping[Pair, float],
    bound: Iterable[Pair],
    never: Callable[[str, str], bool],
    apart: Callable[[str, str], bool],
) -> list[frozenset[str]]:
    """What of `nodes` is one, each node in one cluster, sorted.

    Pairs in `bound`, weightiest first, are one whatever the evidence; only what must `never` be one keeps them apart.
    Of the others, `edges` holds those for whose being one something speaks, and how much; the surest are joined first.
    No two clusters are joined while any two of their members are `apart`, so that a vague telling which fits two events
    does not make them one.
    """
    home = {node: frozenset({node}) for node in nodes}

    def kept(one: frozenset[str], two: frozenset[str], reason: Callable[[str, str], bool]) -> bool:
        return any(reason(a, b) for a in sorted(one) for b in sorted(two))

    def join(one: str, two: str) -> None:
        whole = home[one] | home[two]
        home.update(dict.fromkeys(whole, whole))

    for one, two in bound:
        if one in home and two in home and not kept(home[one], home[two], never):
            join(one, two)
    for one, two in sorted(edges, key=lambda pair: (-edges[pair], pair)):
        first, second = home[one], home[two]
        if first != second and not kept(first, second, never) and not kept(first, second, apart):
            join(one, two)
    return sorted(set(home.values()), key=sorted)


def unambiguous(edges: Mapping[Pair, float], apart: Callable[[str, str], bool], clearly: float) -> dict[Pair, float]:
    """Edges without those of a node that could be either of two which are apart.

    Where one of the two is surer by `clearly` or more, its edge stays.
    """
    neighbours: dict[str, dict[str, float]] = {}
    for (one, two), score in edges.items():
        neighbours.setdefault(one, {})[two] = score
        neighbours.setdefault(two, {})[one] = score
    dropped: set[Pair] = set()
    for node, scores in neighbours.items():
        for one in scores:
            for two in scores:
                if one < two and apart(one, two):
                    difference = scores[one] - scores[two]
                    dropped |= {pair(node, one)} if difference < clearly else set()
                    dropped |= {pair(node, two)} if -difference < clearly else set()
    return {two: score for two, score in edges.items() if two not in dropped}


def pair(one: str, two: str) -> Pair:
    """Two nodes, whichever comes first."""
    return (one, two) if one <= two else (two, one)
