"""The index as it will be, against a plain set of rows, on a real store and over several commits."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph.change import Change
from kg.graph.index import View
from kg.graph.store import Store, is_public

ARTICLES = ("x", "y", "z")
ROWS = st.frozensets(
    st.tuples(st.sampled_from("ab"), st.sampled_from(["name", "kind", "told", "band"]), st.sampled_from("12")),
    max_size=6,
)
STEPS = st.lists(
    st.tuples(st.frozensets(st.sampled_from(ARTICLES), max_size=2), st.dictionaries(st.sampled_from(ARTICLES), ROWS)),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40, deadline=None)
@given(STEPS, st.lists(st.tuples(st.sampled_from("ab"), st.frozensets(st.sampled_from("12"))), max_size=5))
def test_what_is_looked_up_is_what_the_articles_told(steps, settled) -> None:
    told: dict[str, frozenset] = {}
    things: dict[str, frozenset[str]] = {}
    with TemporaryDirectory() as folder, Store.open(Path(folder, "store"), write=True) as store:
        for number, (dropped, put) in enumerate(steps):
            view = View(store)
            before = set().union(*told.values())
            lost = view.drop([*dropped, *put])
            told = {article: rows for article, rows in told.items() if article not in dropped and article not in put}
            left = set().union(*told.values())
            assert lost == before - left
            fresh: set = set()
            for article, rows in put.items():
                fresh |= view.put(article, rows)
                told[article] = rows
            after = set().union(*told.values())
            assert fresh == after - left
            for own, values in settled[number : number + 1]:
                view.settle(own, "thing", values)
                things[own] = values
            after |= {(own, "thing", value) for own, values in things.items() for value in values}
            assert_sees(view, after)
            store.commit(Change(noted=tuple(view.added()), forgotten=tuple(view.removed())))
            assert_sees(View(store), after)
            assert {article: View(store).rows_of(article) for article in told} == told
        assert not any(is_public(quad.graph_name) for quad in store.database)


def assert_sees(view: View, rows: set) -> None:
    for own in "ab":
        for relation in ("name", "kind", "told", "band", "thing"):
            assert view.values(own, relation) == {v for o, r, v in rows if (o, r) == (own, relation)}
            for value in "12":
                assert view.subjects(relation, value) == {o for o, r, v in rows if (r, v) == (relation, value)}
                assert view.has((own, relation, value)) == ((own, relation, value) in rows)


def test_a_query_and_the_default_graph_see_nothing_of_it(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store", write=True) as store:
        view = View(store)
        view.put("x", [("a", "name", "Abu Ahmed")])
        store.commit(Change(noted=tuple(view.added())))
        assert store.query("ASK { ?s ?p ?o }") is False
        assert list(store.quads()) == []
