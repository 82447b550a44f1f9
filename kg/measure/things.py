"""Entities, what is said of two of them, and posts."""

from __future__ import annotations

from dataclasses import dataclass

from kg.measure.comparison import Comparison
from kg.measure.gold import GoldPosition
from kg.measure.terms import EITHER_WAY, RELATIONS, plain


def compare_entities(comparison: Comparison) -> None:
    """Pair gold's entities with the graph's by names that both have; one whose kind does not fit is wrong.

    Of what gold has not, only actors are invented: gold names places only where something is said of them.
    """
    graph, ledger, pairing = comparison.graph, comparison.ledger, comparison.entities
    fitting = _pair(comparison)
    for entity in comparison.gold.entities:
        told = f"{entity.names[0]} ({entity.kinds[0]})"
        node = pairing.node.get(entity.id)
        if entity.id in fitting:
            ledger.right("entities")
        elif node:
            kinds = ", ".join(sorted(graph.kinds(node)))
            ledger.wrong("entities", told, f"{graph.label(node)} ({kinds})", _where(comparison, node))
        else:
            ledger.missed("entities", told, comparison.naming([[entity.id]]))
    left = comparison.things - pairing.id.keys()
    comparison.nameless = {node for node in left if "UnnamedActor" in graph.kinds(node)}
    for node in sorted(left - comparison.nameless):
        if graph.is_a(node, "Actor"):
            told = f"{graph.label(node)} ({', '.join(sorted(graph.kinds(node)))})"
            ledger.invented("entities", told, _where(comparison, node))


def _pair(comparison: Comparison) -> set[str]:
    """Pair what shares most names, kinds that fit first; the ids of those that do."""
    candidates = []
    for entity in comparison.gold.entities:
        names = {plain(name) for name in entity.names} - {""}
        for node in comparison.things:
            shared = names & comparison.graph.names(node)
            if shared:
                fits = comparison.graph.is_a(node, *entity.kinds)
                candidates.append((not fits, -len(shared), -max(map(len, shared)), entity.id, node))
    paired = [(unfit, id) for unfit, _, _, id, node in sorted(candidates) if comparison.entities.pair(id, node)]
    return {id for unfit, id in paired if not unfit}


def _where(comparison: Comparison, node: str) -> str:
    """A sentence in which something is said of a thing, or in which one of its names stands."""
    for said in comparison.article.said:
        if node in (said.subject, said.object):
            return comparison.sentences.at(said.start)
    return comparison.sentences.naming([comparison.graph.names(node)])


def compare_relations(comparison: Comparison) -> None:
    """Each relation of gold is right if the article says it of fitting entities, once or often."""
    ledger = comparison.ledger
    read: dict[tuple[str, str, str], tuple[str, str]] = {}
    for said in comparison.article.said:
        if said.predicate in RELATIONS and said.names_thing and not {said.subject, said.object} & comparison.nameless:
            triple = (comparison.known(said.subject), said.predicate, comparison.known(said.object))
            read.setdefault(triple, (said.subject, said.object))
    comparison.relations = set(read)
    wanted = set()
    for relation in comparison.gold.relations:
        fitting = {(one, relation.predicate, other) for one in relation.subjects for other in relation.objects}
        if relation.predicate in EITHER_WAY:
            fitting |= {(other, predicate, one) for one, predicate, other in fitting}
        wanted |= fitting
        if fitting & read.keys():
            ledger.right("relations")
        else:
            told = f"{comparison.show(relation.subjects)} {relation.predicate} {comparison.show(relation.objects)}"
            keys = {frozenset((one, other)) for one, _, other in fitting}
            ledger.missed("relations", told, comparison.naming([relation.subjects, relation.objects]), keys)
    for triple, (subject, object) in sorted(read.items()):
        one, predicate, other = triple
        if triple not in wanted and RELATIONS[predicate]:
            told = f"{comparison.show([one])} {predicate} {comparison.show([other])}"
            sentence = comparison.sentence(subject, predicate, {object})
            ledger.invented("relations", told, sentence, {frozenset((one, other))})


@dataclass(frozen=True, slots=True)
class _Post:
    node: str
    holder: str
    organization: str
    title: str


def compare_positions(comparison: Comparison) -> None:
    """A post is right with its holder, its organization, and a title that shares half of the shorter one's words."""
    ledger = comparison.ledger
    left = _posts(comparison)
    for wanted in comparison.gold.positions:
        fitting = next((post for post in left if _fits(wanted, post)), None)
        if fitting:
            left.remove(fitting)
            ledger.right("positions")
        else:
            told = f"{comparison.show(wanted.holders)}, {wanted.title}, {comparison.show(wanted.organizations)}"
            sentence = comparison.naming([wanted.holders], [wanted.organizations, [wanted.title]])
            ledger.missed("positions", told, sentence, wanted.holders)
    for post in left:
        organization = comparison.show([post.organization]) if post.organization else "no organization"
        told = f"{comparison.show([post.holder])}, {post.title or 'no title'}, {organization}"
        ledger.invented("positions", told, comparison.sentence(post.node), {post.holder})


def _posts(comparison: Comparison) -> list[_Post]:
    posts = []
    for node in sorted(comparison.slots):
        if comparison.graph.is_a(node, "Position"):
            holder, organization, title = (
                min(comparison.values(node, predicate), default="") for predicate in ("holder", "organization", "title")
            )
            if holder and holder not in comparison.nameless:
                posts.append(_Post(node, comparison.known(holder), comparison.known(organization), title))
    return posts


def _fits(wanted: GoldPosition, post: _Post) -> bool:
    if post.holder not in wanted.holders or post.organization not in wanted.organizations:
        return False
    words, read = set(plain(wanted.title).split()), set(plain(post.title).split())
    return 2 * len(words & read) >= max(1, min(len(words), len(read)))
