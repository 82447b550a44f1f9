"""The sample articles by the real path: order, repetition, retraction, correction make no difference to the store."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.curation import retract_article
from kg.extractors import How, open_extractor
from kg.graph.store import Store
from kg.graph.vocabulary import INFERRED_GRAPH
from kg.ingest import ingest
from kg.model import Extractor
from tests.conftest import SEEDS

FILES = sorted(SEEDS.glob("*.txt"))


@pytest.fixture(scope="module")
def reader() -> Extractor:
    return open_extractor(How.PATTERNS)


def quads(path: Path) -> set[str]:
    """All that stands in a store, its index too, as text, but for blank nodes: these are the ontology's."""
    with Store.open(path) as store:
        found = {str(quad) for quad in store.database}
    return {quad for quad in found if "_:" not in quad}


def read(path: Path, reader: Extractor, *files: Path, chunk: int = 200) -> None:
    with Store.open(path, write=True) as store:
        ingest(list(files), store, pipeline=reader, chunk=chunk)


@pytest.fixture(scope="module")
def all_at_once(reader: Extractor, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("all") / "store"
    read(path, reader, *FILES)
    return path


@pytest.mark.parametrize("order", [(4, 2, 0, 3, 1), (1, 3, 4, 0, 2), (2, 2, 1, 0, 4, 3, 0)])
def test_one_by_one_in_any_order_gives_the_same(
    order: tuple[int, ...], all_at_once: Path, reader: Extractor, tmp_path: Path
) -> None:
    for number in order:
        read(tmp_path / "store", reader, FILES[number])
    assert quads(tmp_path / "store") == quads(all_at_once)


@pytest.mark.parametrize("chunk", [1, 2, 3])
def test_in_several_commits_gives_the_same(chunk: int, all_at_once: Path, reader: Extractor, tmp_path: Path) -> None:
    read(tmp_path / "store", reader, *FILES, chunk=chunk)
    assert quads(tmp_path / "store") == quads(all_at_once)


def test_what_follows_is_followed_step_by_step_while_little_comes(
    all_at_once: Path, reader: Extractor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two commits it is there, and in the end the same."""
    monkeypatch.setattr("kg.graph.writer.SHARE", 1.0)
    made = []
    commit = Store.commit

    def watched(store: Store, *given: object) -> None:
        commit(store, *given)  # type: ignore[arg-type]
        made.append(store.has_graph(INFERRED_GRAPH))

    monkeypatch.setattr(Store, "commit", watched)
    read(tmp_path / "store", reader, *FILES[:3])
    read(tmp_path / "store", reader, *FILES[3:], chunk=1)
    assert made == [True, True, True]
    assert quads(tmp_path / "store") == quads(all_at_once)
    monkeypatch.setattr("kg.graph.writer.SHARE", 0.0)
    read(tmp_path / "other", reader, *FILES[:3])
    read(tmp_path / "other", reader, *FILES[3:], chunk=1)
    assert made[3:] == [True, False, True]


@pytest.mark.parametrize("number", range(len(FILES)))
def test_taking_one_out_leaves_the_store_that_never_saw_it(
    number: int, all_at_once: Path, reader: Extractor, tmp_path: Path
) -> None:
    shutil.copytree(all_at_once, tmp_path / "store")
    retract_article(tmp_path / "store", tmp_path / "decisions.ttl", FILES[number].stem)
    read(tmp_path / "without", reader, *(file for file in FILES if file != FILES[number]))
    assert quads(tmp_path / "store") == quads(tmp_path / "without")


def test_a_corrected_article_leaves_nothing_of_what_it_said_before(
    all_at_once: Path, reader: Extractor, tmp_path: Path
) -> None:
    first = FILES[3].read_text("utf-8")
    wrong = tmp_path / "wrong" / FILES[3].name
    wrong.parent.mkdir()
    wrong.write_text(first.replace("two", "five").replace("Wednesday", "Thursday"), "utf-8")
    store = tmp_path / "store"
    read(store, reader, *FILES[:3], wrong, FILES[4])
    assert quads(store) != quads(all_at_once)
    read(store, reader, FILES[3])
    assert quads(store) == quads(all_at_once)
