"""Events: which of gold's is which of the graph's, and who and what was in which role of them."""

from __future__ import annotations

from collections.abc import Iterator

from kg.measure.comparison import Comparison
from kg.measure.gold import Fillers, GoldEvent
from kg.measure.terms import (
    ACTOR_ROLES,
    CAUSE,
    COMMON_DAYS,
    ENOUGH,
    FAMILIES,
    OTHER_DAYS,
    ROLES,
    SAME_DAYS,
    SAME_KIND,
    Wider,
)


def compare_events(comparison: Comparison, wider: Wider) -> None:
    """Pair the events that are most alike, one to one; then each role of each pair."""
    ledger, pairing = comparison.ledger, comparison.events
    nodes = [node for node in comparison.slots if comparison.graph.family(node)]
    for node in nodes:
        _one_role_for_the_designated(comparison, node)
    alike = [
        (_likeness(event, node, comparison, wider), place, node)
        for place, event in enumerate(comparison.gold.events)
        for node in nodes
    ]
    for likeness, place, node in sorted(alike, reverse=True):
        if likeness >= ENOUGH:
            pairing.pair(comparison.gold.events[place].id, node)
    for event in comparison.gold.events:
        if event.id in pairing.node:
            ledger.right("events")
            _compare_roles(comparison, event, pairing.node[event.id])
        else:
            ledger.missed("events", _told(event), _where(comparison, event))
            fillers = sum(map(len, event.roles.values()))
            ledger.tallies["roles"].missed += fillers + len(event.causes) + (event.days is not None)
    for node in sorted(set(nodes) - pairing.id.keys()):
        kinds = ", ".join(sorted(comparison.graph.kinds(node)))
        ledger.invented("events", f"{comparison.graph.label(node)} ({kinds})", comparison.sentence(node))
        # wider places are no error anywhere, and so none are here
        fillers = sum(len(comparison.values(node, role)) for role in ROLES if role != "place")
        ledger.tallies["roles"].invented += fillers


def _one_role_for_the_designated(comparison: Comparison, node: str) -> None:
    if comparison.graph.family(node) == "Designation":
        roles = comparison.slots[node]
        roles["designated"] |= roles.pop("target", set())


def _likeness(event: GoldEvent, node: str, comparison: Comparison, wider: Wider) -> float:
    """How much speaks for the two being one: fillers, days and kind; nothing does across families."""
    above = wider(event.kinds[0])
    if comparison.graph.family(node) != next(family for family in FAMILIES if family in above):
        return 0.0
    points = sum(
        ROLES[role] * sum(bool(fitting & comparison.fillers(node, role)) for fitting in wanted)
        for role, wanted in event.roles.items()
    )
    days = _days(comparison, node)
    if event.days and days:
        if days == event.days:
            points += SAME_DAYS
        else:
            points += COMMON_DAYS if days[0] <= event.days[1] and days[1] >= event.days[0] else OTHER_DAYS
    return points + SAME_KIND * (not comparison.graph.kinds(node).isdisjoint(event.kinds))


def _days(comparison: Comparison, node: str) -> tuple[str, str] | None:
    first = min(comparison.values(node, "earliest"), default="")[:10]
    last = max(comparison.values(node, "latest"), default=first)[:10]
    return (first, last) if first else None


def _compare_roles(comparison: Comparison, event: GoldEvent, node: str) -> None:
    for role in ROLES:
        _compare_role(comparison, event, node, role)
    if event.days:
        _compare_days(comparison, event.days, event, node)
    read = {comparison.events.id.get(cause, cause) for cause in comparison.values(node, CAUSE)}
    _settle(comparison, event, node, CAUSE, event.causes, read, read)


def _compare_role(comparison: Comparison, event: GoldEvent, node: str, role: str) -> None:
    wanted, read = event.roles.get(role, ()), comparison.fillers(node, role)
    # wider places than gold's are no error
    _settle(comparison, event, node, role, wanted, read, set() if role == "place" else read)


def _settle(
    comparison: Comparison,
    event: GoldEvent,
    node: str,
    role: str,
    wanted: tuple[Fillers, ...] | tuple[frozenset[str], ...],
    read: set[str | int] | set[str],
    countable: set[str | int] | set[str],
) -> None:
    """Count what fills a role: each of gold's fillers once, and what else is among the `countable`."""
    ledger, keys = comparison.ledger, {(event.id, role)}
    for fitting in wanted:
        if fitting & read:
            ledger.right("roles")
        else:
            told = f"{_told(event)}, {role}: {comparison.show(fitting)}"
            names = [one for one in fitting if isinstance(one, str)]  # numbers stand in the text as words, too
            sentence = comparison.naming([names], _parties(event)) or comparison.sentence(node)
            ledger.missed("roles", told, sentence, keys)
    for filler in sorted(countable - frozenset().union(*wanted), key=str):
        told = f"{_told(event)}, {role}: {comparison.show([filler])}"
        ledger.invented("roles", told, _sentence_of(comparison, node, role, filler), keys)


def _sentence_of(comparison: Comparison, node: str, role: str, filler: str | int) -> str:
    objects = {comparison.entities.node.get(str(filler)), comparison.events.node.get(str(filler)), str(filler)}
    found = comparison.sentence(node, role, {one for one in objects if one})
    return found or comparison.sentence(node, role) or comparison.sentence(node)


def _compare_days(comparison: Comparison, wanted: tuple[str, str], event: GoldEvent, node: str) -> None:
    days, keys = _days(comparison, node), {(event.id, "day")}
    if days == wanted:
        comparison.ledger.right("roles")
        return
    sentence = comparison.sentence(node, "earliest") or comparison.sentence(node)
    comparison.ledger.missed("roles", f"{_told(event)}, day: {_span(wanted)}", sentence, keys)
    if days:
        comparison.ledger.invented("roles", f"{_told(event)}, day: {_span(days)}", sentence, keys)


def _span(days: tuple[str, str]) -> str:
    return days[0] if days[0] == days[1] else f"{days[0]} to {days[1]}"


def _told(event: GoldEvent) -> str:
    return f"{event.id} ({event.kinds[0]})"


def _where(comparison: Comparison, event: GoldEvent) -> str:
    return comparison.naming([], _parties(event))


def _parties(event: GoldEvent) -> Iterator[Fillers]:
    """All that fills its roles."""
    for role, fillers in event.roles.items():
        if role in ACTOR_ROLES:
            yield from fillers
