"""`--min-confidence`: what answers rest on, through the commands that take it."""

import csv
import io
import json
from pathlib import Path

import pytest

from kg.graph.store import Store
from tests.cli.running import failure, kg

ALL = "SELECT ?claim ?sure WHERE { ?claim <https://w3id.org/isnad/ontology#confidence> ?sure }"


def confidences(store: Path, *words: str) -> list[float]:
    done = kg("sparql", ALL, "--format", "csv", *words, store=store)
    assert done.returncode == 0, done.stderr
    return [float(row["sure"]) for row in csv.DictReader(io.StringIO(done.stdout))]


def test_own_queries_rest_on_sure_claims_alone(store):
    every = confidences(store)
    floor = sorted(every)[len(every) // 2]
    assert min(every) < floor
    kept = confidences(store, "--min-confidence", str(floor))
    assert sorted(kept) == sorted(one for one in every if one >= floor)


@pytest.mark.parametrize("words", [("query", "claims-about"), ("why", "Kataib Hezbollah")])
def test_saved_queries_and_why_show_confidence_and_rest_on_it(store, words):
    def told(*more: str) -> list[float]:
        done = kg(*words, "--format", "json", *more, store=store)
        assert done.returncode == 0, done.stderr
        return [float(row["confidence"]["value"]) for row in json.loads(done.stdout)["results"]["bindings"]]

    every = told()
    assert every
    floor = max(every)
    assert told("--min-confidence", str(floor)) == [one for one in every if one >= floor]


def test_an_export_holds_what_sure_claims_support(store, tmp_path):
    for name, words in (("all", ()), ("sure", ("--min-confidence", "0.9"))):
        done = kg("export", tmp_path / f"{name}.nt", *words, store=store)
        assert done.returncode == 0, done.stderr
    every, sure = ((tmp_path / f"{name}.nt").read_text("utf-8").splitlines() for name in ("all", "sure"))
    assert set(sure) < set(every)
    assert any("#confidence>" in line for line in sure)


def test_silence_says_what_was_asked_for(store):
    told = failure("why", "Kataib Hezbollah", "partOf", "--min-confidence", "1", store=store)
    assert "with --min-confidence 1; without it there may be more" in told


@pytest.mark.parametrize("given", ["2", "-0.5", "much"])
def test_a_floor_that_is_none_is_wrong_usage(store, given):
    assert "--min-confidence" in failure("why", "Kataib Hezbollah", f"--min-confidence={given}", store=store, code=2)


def test_no_number_at_all_is_told(store):
    assert "0 to 1" in failure("why", "Kataib Hezbollah", "--min-confidence=nan", store=store)


def test_an_endpoint_cannot_be_asked_so(store):
    told = failure(
        "query", "backers", "--endpoint", "http://127.0.0.1:9/sparql", "--min-confidence", "0.5", store=store, code=2
    )
    assert "an endpoint answers from all that it has" in " ".join(told.split())


def test_the_store_is_as_it_was(store):
    with Store.open(store) as opened:
        before = opened.notes
    assert kg("query", "backers", "--min-confidence", "0.7", store=store).returncode == 0
    with Store.open(store) as opened:
        assert opened.notes == before
