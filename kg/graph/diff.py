"""What came, went and changed between two stores, or dumps of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from itertools import product, zip_longest

import pyoxigraph as ox

from kg.graph.contents import Contents, Fact, Node, Said
from kg.graph.difference import Difference, What, label
from kg.graph.vocabulary import local_name


def differences(old: Contents, new: Contents, only: Collection[What] = tuple(What)) -> list[Difference]:
    """All differences, in an order that depends on nothing else.

    A thing that is one with another since is told as merged, one that was so and is no longer as split; a fact or a
    claim that differs only by that is not told. What goes by another IRI since, and was nothing before, is the same.
    """
    turned = _turned(old, new)
    compare: Mapping[What, Callable[[], Iterable[Difference]]] = {
        What.ARTICLE: lambda: _articles(old, new),
        What.ENTITY: lambda: _entities(old, new),
        What.FACT: lambda: _facts(old, new, turned),
        What.CLAIM: lambda: _claims(old, new, turned),
    }
    return [one for what in What if what in only for one in sorted(compare[what](), key=lambda one: one.key)]


# --- articles and entities ------------------------------------------------------------------------------


def _articles(old: Contents, new: Contents) -> Iterator[Difference]:
    for article in old.articles.keys() | new.articles.keys():
        before, after = old.articles.get(article), new.articles.get(article)
        name = label(article, new if after else old)
        if before is None or after is None:
            file = _joined((after or before or {})["file"])
            yield _one_side(What.ARTICLE, article, name, "file", file, came=before is None)
        else:
            pairs = ((says, before[says], after[says]) for says in after)
            yield from _changed(What.ARTICLE, article, name, pairs)


def _entities(old: Contents, new: Contents) -> Iterator[Difference]:
    merged = _became(old, new)
    split = {thing: [one for one in own if one in new.entities] for thing, own in _became(new, old).items()}
    alone = {thing: own[0] for thing, own in sorted(merged.items(), key=str) if len(own) == 1}
    was = {heir: thing for thing, heir in alone.items() if heir not in old.entities}  # by another IRI
    for thing in old.entities.keys() | new.entities.keys():
        before, after = old.entities.get(was.get(thing, thing)), new.entities.get(thing)
        name = label(thing, new if after else old)
        if thing in merged:
            for heir in merged[thing]:
                yield Difference(What.ENTITY, "merged", thing, name, "merged into", after=heir)
        elif split.get(thing):
            for origin in split[thing]:
                yield Difference(What.ENTITY, "split", thing, name, "split from", before=origin)
        elif before and after:
            pairs = [
                ("label", before.labels, after.labels),
                ("kind", before.kinds, after.kinds),
                ("name", before.names, after.names),
            ]
            yield from _changed(What.ENTITY, thing, name, pairs)
        elif known := before or after:
            yield _one_side(What.ENTITY, thing, name, "kind", _joined(known.kinds), came=before is None)


def _became(old: Contents, new: Contents) -> dict[ox.NamedNode, list[ox.NamedNode]]:
    """Entities of the old that are none in the new, where other things go by their IRIs -> these things."""
    gone = (thing for thing in old.entities if thing not in new.entities and thing.value in new.formerly)
    heirs = {thing: [heir for heir in new.formerly[thing.value] if heir in new.entities] for thing in gone}
    return {thing: sorted(own, key=str) for thing, own in heirs.items() if own}


def _changed(
    what: What, thing: ox.NamedNode, name: str, pairs: Iterable[tuple[str, Set[str], Set[str]]]
) -> Iterator[Difference]:
    """A row for each respect in which values went or came, with these values."""
    for says, before, after in pairs:
        if before != after:
            yield Difference(what, "changed", thing, name, says, _joined(before - after), _joined(after - before))


# --- facts and claims -----------------------------------------------------------------------------------


def _turned(old: Contents, new: Contents) -> dict[Node, set[Node]]:
    """What a thing of the old may be in the new, besides itself."""
    turned: defaultdict[Node, set[Node]] = defaultdict(set)
    for thing, heirs in _became(old, new).items():
        turned[thing].update(heirs)
    for thing, origins in _became(new, old).items():
        for origin in origins:
            turned[origin].add(thing)
    return dict(turned)


def _facts(old: Contents, new: Contents, turned: Mapping[Node, Set[Node]]) -> Iterator[Difference]:
    same: set[Fact] = set()  # on both sides, by another IRI
    for fact in old.facts:
        if fact[0] in turned or fact[2] in turned:
            others = {other for other in _by_other_iris(fact, turned) if other in new.facts}
            same |= {fact, *others} if others else set()
    for facts, others, labels in ((old.facts, new.facts, old), (new.facts, old.facts, new)):
        for fact in facts - others - same:
            subject, predicate, object = fact
            name, says = label(subject, labels), local_name(predicate.value)
            yield _one_side(What.FACT, subject, name, says, object, came=labels is new)


def _by_other_iris(fact: Fact, turned: Mapping[Node, Set[Node]]) -> Iterator[Fact]:
    subject, predicate, object = fact
    subjects, objects = ([node, *sorted(turned.get(node, ()), key=str)] for node in (subject, object))
    for one, two in product(subjects, objects):
        if isinstance(one, ox.NamedNode) and (one, two) != (subject, object):
            yield one, predicate, two


def _claims(old: Contents, new: Contents, turned: Mapping[Node, Set[Node]]) -> Iterator[Difference]:
    moved = _moved(old, new, turned)
    arrived = set(moved.values())
    for claim, before in old.claims.items():
        now = claim if claim in new.claims else moved.get(claim)
        if now is None:
            says = local_name(before.predicate.value)
            yield Difference(What.CLAIM, "went", claim, _sentence(before, old), says, before=before.object)
        else:
            yield from _claim(now, before, new.claims[now], new, turned)
    for claim in new.claims.keys() - old.claims.keys() - arrived:
        after = new.claims[claim]
        says = local_name(after.predicate.value)
        yield Difference(What.CLAIM, "came", claim, _sentence(after, new), says, after=after.object)


def _moved(old: Contents, new: Contents, turned: Mapping[Node, Set[Node]]) -> dict[ox.NamedNode, ox.NamedNode]:
    """Claims that have another IRI since, for they speak of things by other IRIs: old -> new."""
    came = {_place(new.claims[claim]): claim for claim in new.claims.keys() - old.claims.keys()}
    moved: dict[ox.NamedNode, ox.NamedNode] = {}
    for claim in sorted(old.claims.keys() - new.claims.keys(), key=str) if turned and came else ():
        said = old.claims[claim]
        for fact in _by_other_iris((said.subject, said.predicate, said.object), turned):
            if now := came.pop((*fact, said.passage, said.modality), None):
                moved[claim] = now
                break
    return moved


def _place(said: Said) -> tuple[Node | None, ...]:
    return said.subject, said.predicate, said.object, said.passage, said.modality


def _claim(
    claim: ox.NamedNode, before: Said, after: Said, new: Contents, turned: Mapping[Node, Set[Node]]
) -> Iterator[Difference]:
    def same(one: Node | None, two: Node | None) -> bool:
        return one == two or (one is not None and two in turned.get(one, ()))

    def row(says: str, one: Node | str | None, two: Node | str | None) -> Difference:
        return Difference(What.CLAIM, "changed", claim, _sentence(after, new), says, one, two)

    for says in ("subject", "predicate", "object", "modality", "review"):
        one, two = getattr(before, says), getattr(after, says)
        if not same(one, two):
            yield row(says, one, two)
    if before.confidence != after.confidence:
        yield row("confidence", *(None if one is None else str(one) for one in (before.confidence, after.confidence)))
    went = [one for one in before.attributed_to if not any(same(one, two) for two in after.attributed_to)]
    came = [two for two in after.attributed_to if not any(same(one, two) for one in before.attributed_to)]
    for one, two in zip_longest(sorted(went, key=str), sorted(came, key=str)):
        yield row("attributedTo", one, two)


# --- words ----------------------------------------------------------------------------------------------


def _one_side(
    what: What, thing: ox.NamedNode, name: str, says: str, value: Node | str | None, *, came: bool
) -> Difference:
    if came:
        return Difference(what, "came", thing, name, says, after=value)
    return Difference(what, "went", thing, name, says, before=value)


def _sentence(said: Said, contents: Contents) -> str:
    """What a claim says, short: "Ali leads PMF (Denied)"."""
    object = label(said.object, contents) if isinstance(said.object, ox.NamedNode) else said.object.value
    modality = local_name(said.modality.value) if said.modality else "Stated"
    scope = "" if modality == "Stated" else f" ({modality})"
    return f"{label(said.subject, contents)} {local_name(said.predicate.value)} {object}{scope}"


def _joined(values: Iterable[str]) -> str | None:
    return "; ".join(sorted(values)) or None
