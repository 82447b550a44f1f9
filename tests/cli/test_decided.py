"""Deciding as a user does, from beginning to end: a store of articles, decisions, and the answers after them."""

import json
import shutil
from pathlib import Path

import pytest

from kg.graph.decisions import read_decisions
from tests.cli.running import ARTICLE, failure, kg

OTHER = """Militia commander killed

2024-05-03

BEIRUT (Reuters) — Kataib Hezbollah is part of the Popular Mobilization Forces, officials said on Friday.

The Ridge Guard Brigade, a militia, is part of the Popular Mobilization Forces, they said.
"""
REASON = ("--why", "seen in print", "--by", "anna")


@pytest.fixture(scope="module")
def two(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("two")
    (folder / "news.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "other.txt").write_text(OTHER, encoding="utf-8")
    done = kg("ingest", folder / "news.txt", folder / "other.txt", store=folder / "graph")
    assert done.returncode == 0, done.stderr
    return folder / "graph"


@pytest.fixture
def store(two: Path, tmp_path: Path) -> Path:
    shutil.copytree(two, tmp_path / "graph")
    return tmp_path / "graph"


def rows(store: Path, *words: str) -> list[dict[str, str]]:
    done = kg(*words, "--format", "json", store=store)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in found]


def ok(store: Path, *words: str) -> str:
    done = kg(*words, store=store)
    assert done.returncode == 0, done.stderr
    return done.stderr


def last(store: Path) -> str:
    return read_decisions(store.parent / "decisions.ttl")[-1].id


def members(store: Path) -> set[str]:
    return {row["memberName"] for row in rows(store, "query", "groups-under", "--group", "PMF")}


def test_two_things_become_one_and_two_again(store):
    before = members(store)
    assert {"Kataib Hezbollah", "Ridge Guard Brigade"} <= before
    (brigade,) = {row["member"] for row in rows(store, "query", "groups-under") if "Ridge" in row["memberName"]}
    said = ok(store, "merge", "Kataib Hezbollah", brigade, *REASON)
    assert "is now" in said
    assert members(store) == before - {"Ridge Guard Brigade"}
    assert "are one already" in failure("merge", "Kataib Hezbollah", brigade, *REASON, store=store)
    assert kg("check", store=store).returncode == 0
    ok(store, "undo", last(store), *REASON)
    assert members(store) == before
    assert [row["standing"] for row in rows(store, "decisions", "--all")] == ["undone", "holds"]


def test_a_rejected_claim_supports_no_fact_until_that_is_undone(store):
    (row,) = rows(store, "why", "Ridge Guard Brigade", "partOf", "PMF")
    assert "does not stand any more" in ok(store, "reject", row["claimName"], *REASON)
    assert "Ridge Guard Brigade" not in members(store)
    assert [row["review"] for row in rows(store, "why", "Ridge Guard Brigade", "partOf", "PMF")] == ["Rejected"]
    assert kg("check", store=store).returncode == 0
    assert "rejected already" in failure("reject", row["claim"], *REASON, store=store)
    ok(store, "undo", last(store), *REASON)
    assert "Ridge Guard Brigade" in members(store)


def test_a_new_name(store):
    ok(store, "rename", "Ridge Guard Brigade", "Guards of the Ridge", *REASON)
    assert {"Guards of the Ridge"} <= members(store)
    assert rows(store, "why", "Ridge Guard Brigade", "partOf")


def test_what_an_article_means_is_another(store):
    ok(store, "split", "Kataib Hezbollah", "--mentions", "other.txt", *REASON)
    found = {row["member"] for row in rows(store, "query", "groups-under", "--group", "PMF")}
    assert sum("kataib-hezbollah" in iri for iri in found) == 2
    assert kg("check", store=store).returncode == 0


def test_decisions_hold_in_a_store_that_is_made_anew(store, two, tmp_path):
    (row,) = rows(store, "why", "Ridge Guard Brigade", "partOf", "PMF")
    ok(store, "reject", row["claim"], *REASON)
    ok(store, "rename", "Kataib Hezbollah", "KH of Iraq", *REASON)
    shutil.rmtree(store)
    done = kg("ingest", two.parent / "other.txt", two.parent / "news.txt", store=store)
    assert done.returncode == 0, done.stderr
    assert members(store) >= {"KH of Iraq"}
    assert "Ridge Guard Brigade" not in members(store)


def test_an_article_is_taken_out_and_put_back(store, two):
    before = rows(store, "query", "claims-about")
    shown = rows(store, "retract", "other.txt", "--dry-run")
    assert rows(store, "query", "claims-about") == before
    assert rows(store, "retract", "other.txt") == shown
    assert {row["change"] for row in shown if row.get("subjectName") == "Ridge Guard Brigade"} == {"goes"}
    assert "Ridge Guard Brigade" not in members(store)
    assert "Kataib Hezbollah" in members(store)
    assert kg("check", store=store).returncode == 0
    assert "no article here" in failure("retract", "other.txt", store=store)
    assert kg("ingest", two.parent / "other.txt", store=store).returncode == 0
    assert rows(store, "query", "claims-about") == before


def test_doubts_can_be_asked_for(store):
    assert rows(store, "doubts") == []


def test_the_reasoner_takes_a_graph_with_decisions(store):
    ok(store, "rename", "Kataib Hezbollah", "The Brigades", *REASON)
    ok(store, "undo", last(store), *REASON)
    done = kg("check", "--full", store=store)
    assert "HermiT" not in done.stderr
    assert "errors: 0" in done.stderr
