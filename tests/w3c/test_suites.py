"""The W3C's suites against our live endpoint: what fails is listed with its cause, and nothing else may."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.exchange import WRITTEN
from kg.graph.change import Change
from kg.graph.store import Store
from tests.answer.server import writable
from tests.w3c import manifests
from tests.w3c.manifests import Evaluation, Protocol, Syntax
from tests.w3c.running import Endpoint

pytestmark = pytest.mark.skipif(not manifests.here(), reason="the W3C suites in ../shared/w3c are not here")

with (Path(__file__).parent / "failures.tsv").open(encoding="utf-8") as stream:
    FAILURES = {row["test"]: row["cause"] for row in csv.DictReader(stream, delimiter="\t")}


def name(test: Evaluation | Syntax | Protocol) -> str:
    return test.name


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    store = tmp_path_factory.mktemp("w3c") / "store"
    with Store.open(store, write=True) as opened:
        opened.commit(Change())
    with writable(store, deadline=20) as target:
        url = target.url
        yield Endpoint(f"{url}/sparql", f"{url}/update", f"{url}/graphs", target.headers, WRITTEN)


@pytest.fixture(scope="module")
def loaded(endpoint: Endpoint) -> set[Path]:
    endpoint.clear()
    return set()


def judge(test: Evaluation, fault: str) -> None:
    if test.name in FAILURES:
        assert fault, f"it passes now: take it out of failures.tsv ({FAILURES[test.name]})"
        refused = FAILURES[test.name].startswith("refused")
        assert refused == fault.startswith("403"), fault
    else:
        assert not fault, fault


def test_the_suites_are_whole() -> None:
    assert len(manifests.protocol()) == 34
    assert len(manifests.graph_store()) == 13
    assert len(manifests.queries()) == 242
    assert len(manifests.updates()) == 94
    assert len(manifests.syntax()) == 169
    known = {test.name for test in (*manifests.queries(), *manifests.updates())}
    assert FAILURES.keys() <= known


# The tests of a module run in the order in which they stand: those that clear the store come last.


@pytest.mark.parametrize("test", manifests.queries(), ids=name)
def test_query(endpoint: Endpoint, loaded: set[Path], test: Evaluation) -> None:
    judge(test, endpoint.query_test(test, loaded))


@pytest.mark.parametrize("test", manifests.syntax(), ids=name)
def test_syntax(endpoint: Endpoint, test: Syntax) -> None:
    assert not endpoint.syntax_test(test)


@pytest.mark.parametrize("test", manifests.updates(), ids=name)
def test_update(endpoint: Endpoint, test: Evaluation) -> None:
    judge(test, endpoint.update_test(test))


@pytest.mark.parametrize("test", manifests.protocol(), ids=name)
def test_protocol(endpoint: Endpoint, test: Protocol) -> None:
    assert not endpoint.protocol_test(test)


@pytest.mark.parametrize("test", manifests.graph_store(), ids=name)
def test_graph_store(endpoint: Endpoint, test: Protocol) -> None:
    assert not endpoint.graph_store_test(test)
