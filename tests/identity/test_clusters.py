from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.identity.clusters import Pair, clusters, pair, unambiguous

NODES = sorted("abcdefg")
PAIRS = [(one, two) for one in NODES for two in NODES if one < two]


def no(one: str, two: str) -> bool:
    return False


def among(pairs: set[Pair]):
    return lambda one, two: pair(one, two) in pairs


def homes(found: list[frozenset[str]]) -> dict[str, frozenset[str]]:
    return {node: members for members in found for node in members}


EDGES = st.dictionaries(st.sampled_from(PAIRS), st.sampled_from([1.0, 2.0, 3.0]), max_size=9)
SOME = st.sets(st.sampled_from(PAIRS), max_size=4)


@given(EDGES, SOME, SOME, SOME, st.randoms())
def test_each_node_has_one_home_and_the_order_makes_no_difference(edges, bound, never, apart, chance) -> None:
    found = clusters(NODES, edges, sorted(bound), among(never), among(apart))
    assert sorted(node for members in found for node in members) == NODES
    shuffled = list(edges.items())
    chance.shuffle(shuffled)
    nodes = list(NODES)
    chance.shuffle(nodes)
    assert clusters(nodes, dict(shuffled), sorted(bound), among(never), among(apart)) == found


@given(EDGES, SOME, SOME, SOME)
def test_what_must_never_be_one_is_not_and_what_is_apart_only_where_it_is_bound(edges, bound, never, apart) -> None:
    home = homes(clusters(NODES, edges, sorted(bound), among(never), among(apart)))
    assert not any(home[one] == home[two] for one, two in never)
    tied = homes(clusters(NODES, {}, sorted(bound), among(never), no))
    for one, two in apart:
        assert home[one] != home[two] or tied[one] == tied[two]


@given(EDGES)
def test_without_anything_against_it_all_that_is_linked_is_one(edges) -> None:
    home = homes(clusters(NODES, edges, [], no, no))
    assert all(home[one] == home[two] for one, two in edges)
    for members in set(home.values()):
        reached, todo = set(), [min(members)]
        while todo:
            node = todo.pop()
            reached.add(node)
            todo += [b if a == node else a for a, b in edges if node in (a, b) and {a, b} - reached - {node}]
        assert reached == members


def test_a_vague_telling_goes_with_the_surest_and_makes_two_events_none() -> None:
    edges = {("a", "v"): 2.0, ("b", "v"): 3.0}
    assert clusters("abv", edges, [], no, among({("a", "b")})) == [frozenset("a"), frozenset("bv")]


def test_of_two_decisions_the_first_given_holds() -> None:
    found = clusters("abc", {}, [("a", "b"), ("b", "c")], among({("a", "c")}), no)
    assert found == [frozenset("ab"), frozenset("c")]


def test_who_could_be_either_of_two_is_neither() -> None:
    edges = {("a", "x"): 0.9, ("b", "x"): 0.8, ("b", "c"): 1.0}
    apart = among({("a", "b")})
    assert unambiguous(edges, apart, 0.5) == {("b", "c"): 1.0}
    assert unambiguous(edges | {("a", "x"): 1.4}, apart, 0.5) == {("a", "x"): 1.4, ("b", "c"): 1.0}
    assert unambiguous(edges, no, 0.5) == edges
