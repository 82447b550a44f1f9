"""The inferred graph in step with any change: a step makes what a look at everything makes, and reads little for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph.change import Change
from kg.graph.inference import INFERRED, renew
from kg.graph.lock import Lock
from kg.graph.rules import follow, rule_book
from kg.graph.store import Store
from kg.graph.vocabulary import BASE, INDEX_GRAPH, KG, OWL, TYPE

BOOK = rule_book()


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}{name}")


def term(name: str) -> ox.NamedNode:
    return ox.NamedNode({"a": TYPE, "differentFrom": OWL + name}.get(name, KG + name))


def told(graph: str, *rows: tuple[str, str, str | int]) -> tuple[ox.Quad, ...]:
    """Quads of a graph, in short names."""

    def thing(predicate: str, object: str | int) -> ox.NamedNode | ox.Literal:
        if isinstance(object, int):
            return ox.Literal(object)
        return term(object) if predicate == "a" else node(object)

    return tuple(ox.Quad(node(s), term(p), thing(p, o), node(graph)) for s, p, o in rows)


class Counting:
    """A database that counts the quads which are read from it and those that it is asked for."""

    def __init__(self, database: ox.Store) -> None:
        self._database = database
        self.read = 0

    def quads_for_pattern(self, *pattern: Any) -> Iterator[ox.Quad]:
        for quad in self._database.quads_for_pattern(*pattern):
            self.read += 1
            yield quad

    def __contains__(self, quad: ox.Quad) -> bool:
        self.read += 1
        return quad in self._database

    def contains_named_graph(self, graph: ox.NamedNode) -> bool:
        return self._database.contains_named_graph(graph)


class CountingStore(Store):
    """A store that counts what is read from it."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.path, store.database, store._lock, write=False)
        self.counting = Counting(store.database)

    @property
    def database(self) -> Any:
        return self.counting


@contextmanager
def empty() -> Iterator[Store]:
    """A store with an empty inferred graph; its database is in memory, all else of it is real."""
    with TemporaryDirectory() as folder:
        path = Path(folder)
        with Store(path, ox.Store(), Lock.exclusive(path, 0), write=True) as store:
            store.commit(Change(created=frozenset({INFERRED})))
            yield store


def step(store: Store, change: Change) -> None:
    store.commit(change + renew(store, change))


def inferred(store: Store) -> set[ox.Triple]:
    return {quad.triple for quad in store.quads(graph=INFERRED)}


def stated(store: Store) -> set[ox.Quad]:
    return {quad for quad in store.quads() if quad.graph_name != INFERRED}


# --- the same as a look at everything ------------------------------------------------------------------

SUMMED = {read for rule in BOOK.sums for read in rule.reads}
PREDICATES = sorted({key[0] for key in BOOK.looked_at if key[1] is None} - SUMMED, key=str)
KINDS = sorted((key[1] for key in BOOK.looked_at if key[1] is not None), key=str)
OFTEN = [term(name) for name in ("partOf", "memberOf", "locatedIn", "place", "holder", "organization", "perpetrator")]
HARDLY = [term(name) for name in ("Strike", "ArmedGroup", "UmbrellaGroup", "Military", "Country", "Person", "Actor")]
THINGS, GRAPHS = st.sampled_from("abcde"), st.sampled_from(("g1", "g2", "g3"))
NODES = THINGS.map(node)
TRIPLES = st.one_of(
    st.builds(ox.Triple, NODES, st.sampled_from(OFTEN), NODES),
    st.builds(ox.Triple, NODES, st.sampled_from(PREDICATES), NODES),
    st.builds(ox.Triple, NODES, st.sampled_from(sorted(SUMMED, key=str)), st.sampled_from((1, 2, 30)).map(ox.Literal)),
    st.builds(ox.Triple, NODES, st.just(term("a")), st.sampled_from(HARDLY)),
    st.builds(ox.Triple, NODES, st.just(term("a")), st.sampled_from(KINDS)),
)
QUADS = st.builds(lambda graph, t: ox.Quad(t.subject, t.predicate, t.object, node(graph)), GRAPHS, TRIPLES)
CHANGES = st.builds(
    Change,
    dropped=st.frozensets(GRAPHS.map(node), max_size=1),
    removed=st.lists(QUADS, max_size=3).map(tuple),
    added=st.lists(QUADS, max_size=6).map(tuple),
)


@settings(max_examples=150, deadline=None)
@given(st.data(), st.lists(CHANGES, min_size=1, max_size=6))
def test_after_any_changes_what_follows_and_nothing_else_is_inferred(
    data: st.DataObject, changes: list[Change]
) -> None:
    with empty() as store:
        for change in changes:
            there = sorted(stated(store), key=str)
            some = st.lists(st.sampled_from(there), max_size=3) if there else st.just([])
            again = [ox.Quad(q.subject, q.predicate, q.object, node(data.draw(GRAPHS))) for q in data.draw(some)]
            step(store, change + Change(removed=tuple(data.draw(some)), added=tuple(again)))
            assert inferred(store) == follow({quad.triple for quad in stated(store)}, BOOK)
            anew = renew(store, Change(), anew=True)
            assert (anew.removed, anew.added) == ((), ())


@pytest.mark.parametrize(
    "rows",
    [
        [("new", "memberOf", "a")],
        [("new", "leads", "a")],
        [("new", "spokespersonFor", "a")],
        [("post", "holder", "new"), ("post", "organization", "a")],
    ],
    ids=lambda rows: rows[-1][1],
)
def test_whoever_comes_to_a_group_comes_to_all_that_it_is_part_of(rows: list[tuple[str, str, str]]) -> None:
    with empty() as store:
        step(store, Change(added=told("old", *((one, "partOf", other) for one, other in pairwise("abcdef")))))
        before = inferred(store)
        step(store, Change(added=told("news", *rows)))
        came = {triple.object for triple in inferred(store) - before if triple.predicate == term("memberOf")}
        assert came == {node(name) for name in "abcdef"} - ({node("a")} if rows[0][1] == "memberOf" else set())
        step(store, Change(dropped=frozenset({node("news")})))
        assert inferred(store) == before


def test_what_another_article_says_too_is_not_gone() -> None:
    with empty() as store:
        rows = [("a", "partOf", "b"), ("b", "partOf", "c")]
        step(store, Change(added=told("one", *rows) + told("two", *rows)))
        before = inferred(store)
        step(store, Change(removed=told("one", *rows[:1])))
        step(store, Change(dropped=frozenset({node("one")})))
        assert inferred(store) == before
        assert before
        step(store, Change(dropped=frozenset({node("two")})))
        assert not inferred(store)


@pytest.mark.parametrize("kinds", [("Attack", "DroneStrike"), ("DroneStrike",)], ids=" ".join)
def test_a_wide_kind_that_an_article_states_is_not_inferred(kinds: tuple[str, ...]) -> None:
    with empty() as store:
        step(store, Change(added=told("news", *(("event", "a", kind) for kind in kinds))))
        expected = {term(kind) for kind in ("Strike", "Attack", "Event")} - {term(kind) for kind in kinds}
        assert {triple.object for triple in inferred(store)} == expected
        anew = renew(store, Change(), anew=True)
        assert (anew.removed, anew.added) == ((), ())


def test_what_only_the_index_holds_is_no_fact() -> None:
    chain = told("news", ("a", "partOf", "b"), ("b", "partOf", "c"))
    index = tuple(ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(INDEX_GRAPH)) for quad in chain)
    with empty() as store:
        step(store, Change(noted=index))
        assert not inferred(store)
        step(store, Change(added=chain))
        assert told("", ("a", "partOf", "c"))[0].triple in inferred(store)
        step(store, Change(removed=chain[1:]))
        assert told("", ("a", "partOf", "c"))[0].triple not in inferred(store)
        step(store, Change(removed=chain[:1]))
        assert not inferred(store)


# --- what a step reads ---------------------------------------------------------------------------------


def world(size: int) -> Iterator[tuple[str, str, str]]:
    """A group that many are of, part of, said to be friends of and to have attacked, as the well known are."""
    yield from (("hub", "partOf", "top"), ("top", "partOf", "all"), ("city", "locatedIn", "country"))
    yield from (("hub", "a", "ArmedGroup"), ("top", "a", "UmbrellaGroup"), ("all", "a", "Military"))
    yield from (("city", "a", "City"), ("country", "a", "Country"))
    for number in range(size):
        yield f"person-{number}", "memberOf", "hub"
        yield f"group-{number}", "partOf", "hub"
        yield f"group-{number}", "affiliatedWith", "hub"
        yield "hub", "differentFrom", f"person-{number}"
        yield f"post-{number}", "holder", f"officer-{number}"
        yield f"post-{number}", "organization", "hub"
        yield f"site-{number}", "locatedIn", "city"
        yield f"strike-{number}", "perpetrator", "hub"
        yield f"strike-{number}", "a", "DroneStrike"


_NEW = frozenset({node("new")})
NEWS = {
    "a member": [("new", "memberOf", "hub")],
    "a member that is known": [("person-1", "memberOf", "hub")],
    "a leader": [("new", "leads", "hub")],
    "a post": [("new", "holder", "one"), ("new", "organization", "hub")],
    "a group of it": [("new", "partOf", "hub")],
    "a friend": [("new", "affiliatedWith", "hub")],
    "a friend, said of the hub": [("hub", "affiliatedWith", "new")],
    "a site": [("new", "locatedIn", "city")],
    "a strike": [("new", "a", "DroneStrike"), ("new", "killed", 3), ("new", "perpetrator", "hub")],
}


@cache
def reads(size: int) -> dict[str, tuple[int, int]]:
    """How much is read when one article more comes, and when it goes, for each kind of news."""
    counts = {}
    with empty() as store:
        everything = Change(added=told("old", *world(size)))
        store.commit(everything + renew(store, everything, anew=True))
        for name, rows in NEWS.items():
            counts[name] = read(store, Change(added=told("new", *rows))), read(store, Change(dropped=_NEW))
    return counts


def read(store: Store, change: Change) -> int:
    """How much of the store is read for a change, which is then committed."""
    counted = CountingStore(store)
    store.commit(change + renew(counted, change))
    return counted.counting.read


@pytest.mark.parametrize("news", NEWS)
def test_one_article_more_or_less_reads_no_more_of_a_large_store(news: str) -> None:
    assert reads(2000)[news] == reads(20)[news]
    assert all(count > 0 for count in reads(20)[news])


def test_all_that_is_below_is_looked_at_where_its_whole_becomes_part_of_another() -> None:
    with empty() as store:
        step(store, Change(added=told("old", *world(30))))
        before = inferred(store)
        step(store, Change(added=told("new", ("hub", "partOf", "other"))))
        came = {triple for triple in inferred(store) - before if triple.predicate in (term("partOf"), term("memberOf"))}
        assert {t.subject.value.rpartition("/")[2] for t in came if isinstance(t.subject, ox.NamedNode)} == {
            f"{kind}-{number}" for kind in ("person", "group", "officer") for number in range(30)
        }
