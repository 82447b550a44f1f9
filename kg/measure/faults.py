"""Faults: what is worse than an error of one article, for it spoils what others say."""

from __future__ import annotations

from collections.abc import Sequence

from kg.measure.comparison import Comparison
from kg.measure.gold import Corpus
from kg.measure.ledger import Finding, Tally
from kg.measure.terms import plain


def find_faults(comparison: Comparison) -> None:
    """Those of one article: two that are taken for one, traps that were fallen into, denials taken for facts."""
    for one, other in comparison.gold.apart:
        _joined_names(comparison, one, other)
    for trap in comparison.gold.traps:
        event = comparison.events.node.get(trap.subject)
        read = comparison.fillers(event, trap.predicate) if event else set()
        for filler in sorted(trap.objects, key=str):
            if (trap.subject, trap.predicate, filler) in comparison.relations or filler in read:
                told = f"{comparison.show([trap.subject])} {trap.predicate} {comparison.show([filler])}"
                node = event or comparison.entities.node.get(trap.subject, "")
                comparison.fault("trap", "", told, comparison.sentence(node, trap.predicate, {str(filler)}))
                break
    for denial in comparison.gold.denials:
        event = comparison.events.node.get(denial.event)
        wanted = next((one.roles for one in comparison.gold.events if one.id == denial.event), {})
        wrong = denial.fillers - frozenset().union(*wanted.get(denial.role, ()))
        if event and (asserted := wrong & comparison.fillers(event, denial.role)):
            told = f"{denial.event}, {denial.role}: {comparison.show(asserted)}"
            sentence = comparison.sentence(event, denial.role, {str(one) for one in asserted})
            comparison.fault("denied, yet asserted", f"not: {told}", told, sentence)


def _joined_names(comparison: Comparison, one: str, other: str) -> None:
    """A fault if a thing goes by names of both, unless each of them was found as a thing of its own."""
    if {one, other} <= comparison.entities.node.keys():
        return
    names = [{plain(name) for name in comparison.gold.names(id)} for id in (one, other)]
    for thing in sorted(comparison.things):
        if all(form & comparison.graph.names(thing) for form in names):
            told = f"{comparison.show([one])}, and {comparison.show([other])}"
            sentence = comparison.sentences.naming([comparison.graph.names(thing)])
            comparison.fault("joined entities", told, comparison.graph.label(thing), sentence)
            return


def corpus_faults(corpus: Corpus, comparisons: Sequence[Comparison]) -> tuple[list[Finding], Tally, Tally]:
    """Those of all articles together: what is one and was split, what is not and was joined.

    With them, how many of the entities and events that several articles tell were kept one.
    """
    entities, events = Tally(), Tally()
    found = []
    for id in corpus.one_entity:
        naming = [one for one in comparisons if one.gold.names(id)]
        nodes = {one.entities.node[id] for one in naming if id in one.entities.node}
        if len(naming) > 1:
            _count(entities, len(nodes) == 1)
            if len(nodes) > 1:
                found.append(
                    _split("split entity", naming[0].show([id]), [(one, one.entities.node.get(id)) for one in naming])
                )
    for id, stems in (corpus.one_event or {}).items():
        telling = [one for one in comparisons if one.gold.stem in stems]
        places = [(one, one.events.node.get(id)) for one in telling]
        if len(telling) > 1:
            nodes = {node for _, node in places if node}
            _count(events, len(nodes) == 1 and all(node for _, node in places))
            if len(nodes) > 1:  # one that is only missed was counted as such
                found.append(_split("split event", id, places))
    for one, other in corpus.apart:
        found += _joined(comparisons, one, other)
    return found, entities, events


def _count(tally: Tally, kept: bool) -> None:
    tally.right += kept
    tally.missed += not kept


def _split(kind: str, gold: str, places: Sequence[tuple[Comparison, str | None]]) -> Finding:
    articles = ", ".join(one.gold.stem for one, node in places if node)
    parts = [f"{one.gold.stem}: {one.graph.label(node)} <{node}>" for one, node in places if node]
    return Finding(articles, "faults", kind, gold, "; ".join(parts))


def _joined(comparisons: Sequence[Comparison], one: str, other: str) -> list[Finding]:
    found = []
    for kind, pairings in (
        ("joined entities", [(each, each.entities) for each in comparisons]),
        ("joined events", [(each, each.events) for each in comparisons]),
    ):
        nodes = [{pairing.node[id] for _, pairing in pairings if id in pairing.node} for id in (one, other)]
        for node in sorted(nodes[0] & nodes[1]):
            where = [each for each, pairing in pairings if pairing.id.get(node) in (one, other)]
            articles = ", ".join(each.gold.stem for each in where)
            found.append(Finding(articles, "faults", kind, f"{one}, and {other}", where[0].graph.label(node)))
    return found
