"""Which of all decisions hold: undoing takes one out, undoing that puts it back, and the later of two wins."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from kg.model import Decision, DecisionKind

_ONE_OR_TWO = {DecisionKind.MERGE, DecisionKind.SAME, DecisionKind.DIFFERENT}
_TRUE_OR_NOT = {DecisionKind.ACCEPT, DecisionKind.REJECT}


def standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that hold, by time; an undo has done its work then, and is never among them.

    Of two that contradict each other the earlier does not hold: whether two things are one, which of them keeps its
    name, whether a claim is to be believed, how a thing is called.
    """
    every = _by_id(decisions)
    out = _undone(every)
    rivals: dict[tuple[str, ...], list[Decision]] = defaultdict(list)
    holding = []
    for decision in sorted(every.values(), key=when, reverse=True):
        if decision.id in out or decision.kind is DecisionKind.UNDO:
            continue
        later = rivals[tuple(sorted(decision.about))]
        if not any(_contradict(decision, other) for other in later):
            later.append(decision)
            holding.append(decision)
    return tuple(reversed(holding))


def undone(decisions: Iterable[Decision]) -> frozenset[str]:
    """The ids of the decisions, undoing ones too, that another one takes out."""
    return _undone(_by_id(decisions))


def when(decision: Decision) -> tuple[datetime, str]:
    """The order of decisions: by time, and where two were made in one moment, by id."""
    return decision.at, decision.id


def _by_id(decisions: Iterable[Decision]) -> Mapping[str, Decision]:
    return {decision.id: decision for decision in decisions}


def _undone(every: Mapping[str, Decision]) -> frozenset[str]:
    undos = [decision for decision in every.values() if decision.kind is DecisionKind.UNDO]
    waiting = Counter(id for undo in undos for id in undo.about)  # how many undos of it are not judged yet
    gone: set[str] = set()
    ready = [id for id in every if not waiting[id]]
    while ready:  # undos that undo each other in a circle, which no honest file holds, never get here and do nothing
        decision = every[ready.pop()]
        for id in decision.about if decision.kind is DecisionKind.UNDO else ():
            if decision.id not in gone:
                gone.add(id)
            waiting[id] -= 1
            if not waiting[id] and id in every:
                ready.append(id)
    return frozenset(gone)


def _contradict(one: Decision, other: Decision) -> bool:
    """Whether two decisions about the same things cannot both hold."""
    kinds = {one.kind, other.kind}
    if kinds <= _ONE_OR_TWO:
        two_names = kinds == {DecisionKind.MERGE} and one.about != other.about
        return two_names or (DecisionKind.DIFFERENT in kinds and len(kinds) > 1)
    if kinds <= _TRUE_OR_NOT:
        return len(kinds) > 1
    return kinds == {DecisionKind.RENAME} and one.name != other.name
