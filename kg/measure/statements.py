"""Statements: who made what kind of them, and about what."""

from __future__ import annotations

from kg.measure.comparison import Comparison
from kg.measure.gold import GoldStatement


def compare_statements(comparison: Comparison) -> None:
    """A statement is right with its kind and speaker; what it is about counts as a role of it."""
    ledger = comparison.ledger
    left = {node for node in comparison.slots if comparison.graph.is_a(node, "Statement")}
    for wanted in comparison.gold.statements:
        best = max(left, key=lambda node: (*_fit(comparison, wanted, node), node), default=None)
        if best is None or not _fit(comparison, wanted, best)[0]:
            ledger.missed("statements", _told(comparison, wanted), _where(comparison, wanted), _keys(wanted))
            continue
        left.discard(best)
        ledger.right("statements")
        _, rightly, _ = _fit(comparison, wanted, best)
        if wanted.about and rightly:
            ledger.right("roles")
        elif wanted.about and not wanted.open:
            told = f"{_spoken(comparison, wanted)}, about: {comparison.show(wanted.about)}"
            ledger.missed("roles", told, comparison.sentence(best))
    for node in sorted(left):
        kinds = ", ".join(sorted(comparison.graph.kinds(node)))
        speakers, about = _speakers(comparison, node), _about(comparison, node)
        told = f"{kinds} by {comparison.show(speakers)}" + (f" about {comparison.show(about)}" if about else "")
        keys = {(speaker, thing) for speaker in speakers for thing in about or {""}}
        ledger.invented("statements", told, comparison.sentence(node), keys)


def _fit(comparison: Comparison, wanted: GoldStatement, node: str) -> tuple[bool, bool, bool]:
    """Whether kind and speaker fit; what it is about; and whether the kind is the very one."""
    kinds = comparison.graph.kinds(node)
    spoken = not wanted.speakers or bool(wanted.speakers & _speakers(comparison, node))
    about = not wanted.about or bool(wanted.about & _about(comparison, node))
    return not kinds.isdisjoint(wanted.kinds) and spoken, about, wanted.kinds[0] in kinds


def _speakers(comparison: Comparison, node: str) -> set[str]:
    return {comparison.known(speaker) for speaker in comparison.values(node, "speaker")}


def _about(comparison: Comparison, node: str) -> set[str]:
    things = comparison.values(node, "about")
    return {comparison.events.id.get(thing) or comparison.known(thing) for thing in things}


def _keys(wanted: GoldStatement) -> set[tuple[str, str]]:
    return {(speaker, thing) for speaker in wanted.speakers for thing in wanted.about | {""}}


def _told(comparison: Comparison, wanted: GoldStatement) -> str:
    about = f" about {comparison.show(wanted.about)}" if wanted.about else ""
    return _spoken(comparison, wanted) + about


def _spoken(comparison: Comparison, wanted: GoldStatement) -> str:
    return f"{wanted.kinds[0]} by {comparison.show(wanted.speakers) if wanted.speakers else 'anybody'}"


def _where(comparison: Comparison, wanted: GoldStatement) -> str:
    return comparison.naming([wanted.speakers] if wanted.speakers else [], [wanted.about])
