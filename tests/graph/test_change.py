from pathlib import Path

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.change import Change
from kg.graph.store import Store
from kg.graph.triples import reading_triples
from kg.graph.vocabulary import article_iri
from kg.model import Thing
from tests.conftest import ReadingBuilder

NODES = [ox.NamedNode(f"http://example.org/{name}") for name in "abc"]
GRAPHS = [ox.NamedNode(article_iri(f"g{number}")) for number in range(3)]
QUADS = st.builds(
    ox.Quad, st.sampled_from(NODES), st.sampled_from(NODES), st.sampled_from(NODES), st.sampled_from(GRAPHS)
)
CHANGES = st.builds(
    Change,
    dropped=st.frozensets(st.sampled_from(GRAPHS), max_size=2),
    removed=st.lists(QUADS, max_size=3).map(tuple),
    added=st.lists(QUADS, max_size=5).map(tuple),
    created=st.frozensets(st.sampled_from(GRAPHS), max_size=1),
)


def union(store: ox.Store) -> set[ox.Triple]:
    return {quad.triple for quad in store if quad.graph_name != ox.DefaultGraph()}


def default(store: ox.Store) -> list[ox.Triple]:
    return [quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())]


@given(st.lists(CHANGES, max_size=6))
def test_the_default_graph_is_always_the_union_of_the_others(changes: list[Change]) -> None:
    store, expected = ox.Store(), set()
    for change in changes:
        store.update(change.update())
        kept = {quad for quad in expected if quad.graph_name not in change.dropped} - set(change.removed)
        expected = kept | set(change.added)
        assert {quad for quad in store if quad.graph_name != ox.DefaultGraph()} == expected
        assert set(default(store)) == union(store)
        assert len(default(store)) == len(union(store))
        assert all(store.contains_named_graph(graph) for graph in change.created)


@given(st.lists(QUADS, max_size=6).map(tuple))
def test_what_only_adds_adds_the_same_without_an_update(quads: tuple[ox.Quad, ...]) -> None:
    one, two = ox.Store(), ox.Store()
    change = Change(added=quads)
    assert change.only_adds
    one.update(change.update())
    two.extend(change.quads())
    assert set(one) == set(two)


def test_a_blank_node_is_one_in_both_graphs() -> None:
    node = ox.BlankNode("x")
    store = ox.Store()
    store.update(Change(added=(ox.Quad(node, NODES[0], NODES[1], GRAPHS[0]),)).update())
    assert len({quad.subject for quad in store}) == 1


def test_putting_an_article_in_again_replaces_what_it_said(tmp_path: Path) -> None:
    kh, pmf = Thing("kh", "ArmedGroup", "KH"), Thing("pmf", "UmbrellaGroup", "PMF")
    first = reading_triples(ReadingBuilder("000").says(kh, "partOf", pmf).build())
    fresh = reading_triples(ReadingBuilder("000").says(pmf, "partOf", kh).build())
    with Store.open(tmp_path, write=True) as store:
        store.commit(Change(added=tuple(first)))
        store.commit(Change(dropped=frozenset({ox.NamedNode(article_iri("000"))}), added=tuple(fresh)))
        assert set(store.quads()) == set(fresh)
        assert set(default(store.database)) == {quad.triple for quad in fresh}
