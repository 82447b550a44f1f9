"""The questions of ontology/competency-questions.tsv, asked of the sample articles as the program reads them."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from kg.extractors import How, open_extractor
from kg.graph.store import Store
from kg.ingest import ingest
from tests.conftest import SEEDS

FILE = Path(__file__).parents[1] / "ontology" / "competency-questions.tsv"
LINES = [line for line in FILE.read_text("utf-8").splitlines() if not line.startswith("#")]
QUESTIONS = {row["id"]: row for row in csv.DictReader(LINES, delimiter="\t", quoting=csv.QUOTE_NONE)}
ID, KG = "https://w3id.org/isnad/id/", "https://w3id.org/isnad/ontology#"
PREFIXES = f"PREFIX kg: <{KG}> PREFIX id: <{ID}> PREFIX owl: <http://www.w3.org/2002/07/owl#> "


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("competency") / "store"
    with Store.open(path, write=True) as opened:
        ingest([SEEDS], opened, pipeline=open_extractor(How.MODEL))
    return path


def rows(cell: str) -> set[str]:
    return set(cell.split(" ; ")) - {""}


def told(value: str) -> str:
    """A value as the file writes it."""
    if value.startswith(ID):
        return re.sub(r"-[0-9a-f]{6}(-\d)?$", "", value.removeprefix(ID))
    return value.replace(KG, "kg:")


def found(store: Path, ask: str, columns: str) -> set[str]:
    words = shlex.split(ask)[1:] if ask.startswith("kg ") else ["sparql", PREFIXES + ask]
    line = [sys.executable, "-m", "kg.cli", *words, "--format", "json"]
    done = subprocess.run(line, capture_output=True, text=True, env={**os.environ, "KG_STORE": str(store)}, check=False)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert set(columns.split()) <= set(answer["head"]["vars"])
    return {
        " / ".join(told(row.get(column, {}).get("value", "")) for column in columns.split())
        for row in answer["results"]["bindings"]
    }


def test_there_are_enough_and_many_need_inference() -> None:
    needs = [row["needs"] for row in QUESTIONS.values()]
    assert set(needs) == {"claims", "facts", "inference", "time"}
    assert len(QUESTIONS) >= 50
    assert needs.count("inference") >= 15
    assert len({row["question"] for row in QUESTIONS.values()}) == len(QUESTIONS)


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_is_what_the_articles_say_but_for_what_is_told(name, store) -> None:
    row = QUESTIONS[name]
    expected, missing, wrong = (rows(row[column]) for column in ("expected", "missing", "wrong"))
    answer = found(store, row["ask"], row["columns"])
    assert missing <= expected
    assert expected - answer == missing
    if row["whole"] == "yes":
        assert answer - expected == wrong
    else:
        assert not wrong


@pytest.mark.parametrize("name", [name for name, row in QUESTIONS.items() if row["needs"] == "inference"])
def test_what_needs_inference_has_another_answer_without(name, store, tmp_path) -> None:
    import shutil

    from kg.graph.inference import FORGET

    row = QUESTIONS[name]
    shutil.copytree(store, tmp_path / "store")
    with Store.open(tmp_path / "store", write=True) as opened:
        opened.commit(FORGET)
    assert found(tmp_path / "store", row["ask"], row["columns"]) != found(store, row["ask"], row["columns"])
