"""What follows from made-up facts: how long it takes here, in owlrl and in reasonable, and what one more article costs.

    pip install owlrl reasonable
    python -m benchmarks.reasoning 10000 100000 1000000 [--owlrl-up-to 100000]

All get the same ontology and the same facts. Ours also follows the rules that OWL cannot say. That the closure is the
same as owlrl's is a test: tests/graph/test_closure.py.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from kg.graph.authority import ontology_triples
from kg.graph.change import Change
from kg.graph.inference import INFERRED, renew
from kg.graph.lock import Lock
from kg.graph.rules import follow, rule_book
from kg.graph.store import Store
from kg.graph.vocabulary import KG, TYPE

ID = "https://example.org/id/"
A_GROUP = 40  # members, and attacks, for each group
AN_ARTICLE = 60  # facts
STEPS = 21


def facts(size: int, seed: int = 7) -> Iterator[ox.Triple]:
    """As many made-up facts, or a few more: groups in groups, their people and posts, places in places, and attacks."""
    pick = random.Random(seed)
    made = number = 0
    while made < size:
        for triple in _group(pick, number):
            yield triple
            made += 1
        number += 1


def _group(pick: random.Random, number: int) -> Iterator[ox.Triple]:
    """A group with its people and attacks; about 10 facts for each of these."""
    group, city = f"group-{number}", f"city-{number}"
    yield _fact(group, "a", "UmbrellaGroup" if number % 7 == 0 else "ArmedGroup")
    yield _fact(group, "partOf", f"group-{number // 7}") if number else _fact(group, "a", "Military")
    yield _fact(group, "affiliatedWith", f"group-{pick.randrange(number + 1)}")
    yield _fact(group, "backedBy", "government-1")
    yield _fact(city, "a", "City")
    yield _fact(city, "locatedIn", f"region-{number // 5}")
    yield _fact(f"region-{number // 5}", "a", "Region")
    yield _fact(f"region-{number // 5}", "locatedIn", f"country-{number % 9}")
    yield _fact(f"country-{number % 9}", "a", "Country")
    for member in range(A_GROUP):
        person, post, event = (f"{kind}-{number}-{member}" for kind in ("person", "post", "event"))
        yield _fact(person, "a", "Person")
        yield _fact(person, "memberOf", group)
        if member % 4 == 0:
            yield _fact(post, "a", "Position")
            yield _fact(post, "holder", person)
            yield _fact(post, "organization", group)
        yield _fact(event, "a", pick.choice(("DroneStrike", "AirStrike", "RocketAttack", "Bombing")))
        yield _fact(event, "perpetrator", group)
        yield _fact(event, "place", city)
        yield _fact(event, "target", person)
        yield _fact(event, "victim", person)
        yield ox.Triple(ox.NamedNode(ID + event), ox.NamedNode(KG + "killed"), ox.Literal(pick.randrange(40)))


def _fact(subject: str, predicate: str, object: str) -> ox.Triple:
    if predicate == "a":
        return ox.Triple(ox.NamedNode(ID + subject), ox.NamedNode(TYPE), ox.NamedNode(KG + object))
    return ox.Triple(ox.NamedNode(ID + subject), ox.NamedNode(KG + predicate), ox.NamedNode(ID + object))


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--owlrl-up-to", type=int, default=100_000, metavar="N")
    options = parser.parse_args()
    heads = "facts | inferred | ours, s | reasonable, s | owlrl, s | owlrl / ours | a step, s | full run / step"
    print(f"| {heads} |\n|---|---|---|---|---|---|---|---|")
    for size in options.sizes:
        stated = list(dict.fromkeys(facts(size)))
        ours, found = _timed(partial(follow, stated, rule_book()))
        reasonable, _ = _timed(_reasonable(stated))
        owlrl = _timed(_owlrl(stated))[0] if size <= options.owlrl_up_to else None
        step = _step(stated)
        told = (f"{owlrl:.1f}", f"{owlrl / ours:.0f}") if owlrl else ("", "")
        print(
            f"| {len(stated):,} | {len(found):,} | {ours:.2f} | {reasonable:.2f} | {told[0]} | {told[1]} "
            f"| {step:.4f} | {ours / step:.0f} |",
            flush=True,
        )


def _timed(run: Callable[[], object]) -> tuple[float, set[ox.Triple]]:
    start = time.perf_counter()
    found = run()
    return time.perf_counter() - start, found if isinstance(found, set) else set()


def _text(stated: list[ox.Triple]) -> str:
    return "".join(f"{t.subject} {t.predicate} {t.object} .\n" for t in [*ontology_triples(), *stated])


def _reasonable(stated: list[ox.Triple]) -> Callable[[], object]:
    import reasonable

    reasoner = reasonable.PyReasoner()
    with tempfile.NamedTemporaryFile("w", suffix=".ttl") as file:
        file.write(_text(stated))
        file.flush()
        reasoner.load_file(file.name)
    return reasoner.reason  # type: ignore[no-any-return]


def _owlrl(stated: list[ox.Triple]) -> Callable[[], object]:
    import owlrl
    from rdflib import Graph

    graph = Graph()
    graph.parse(data=_text(stated), format="nt")
    return lambda: owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)


def _step(stated: list[ox.Triple]) -> float:
    """Seconds for what follows when one article more comes, the median of some."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        with Store(path, ox.Store(), Lock.exclusive(path, 0), write=True) as store:
            graph = ox.NamedNode(ID + "old")
            database = store.database
            everything = follow(stated, rule_book())
            database.bulk_extend(ox.Quad(*t, graph) for t in stated)
            database.bulk_extend(ox.Quad(*t, INFERRED) for t in everything)
            database.bulk_extend(ox.Quad(*t) for t in (*stated, *everything))
            times = []
            for number in range(STEPS):
                fresh = list(_article(number, stated))
                change = Change(added=tuple(ox.Quad(*t, ox.NamedNode(f"{ID}news-{number}")) for t in fresh))
                start = time.perf_counter()
                renew(store, change)
                times.append(time.perf_counter() - start)
            return statistics.median(times)


def _article(number: int, stated: list[ox.Triple]) -> Iterator[ox.Triple]:
    """The facts of an article: of a new group, its place in another, and attacks; and some that are known."""
    pick = random.Random(number)
    group = f"new-group-{number}"
    yield _fact(group, "a", "ArmedGroup")
    yield _fact(group, "partOf", f"group-{pick.randrange(9)}")
    for event in (f"new-event-{number}-{at}" for at in range(6)):
        yield _fact(event, "a", "DroneStrike")
        yield _fact(event, "perpetrator", group)
        yield _fact(event, "place", f"city-{pick.randrange(9)}")
        yield ox.Triple(ox.NamedNode(ID + event), ox.NamedNode(KG + "killed"), ox.Literal(pick.randrange(40)))
    yield from pick.sample(stated, AN_ARTICLE - 26)


if __name__ == "__main__":
    main()
