"""`kg diff`, as a user runs it."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.running import ARTICLE, failure, kg

LATER = """Kataib Hezbollah vows revenge

2024-05-04

BAGHDAD (AP) — Kataib Hezbollah vowed revenge on Friday for the killing of its commander.
"""


@pytest.fixture(scope="module")
def two(store, tmp_path_factory) -> Path:
    """A store with one article more, and a dump of each beside it."""
    folder = tmp_path_factory.mktemp("two")
    for name, text in (("news.txt", ARTICLE), ("later.txt", LATER)):
        (folder / name).write_text(text, encoding="utf-8")
    done = kg("ingest", folder / "news.txt", folder / "later.txt", store=folder / "graph")
    assert done.returncode == 0, done.stderr
    for one, name in ((store, "one"), (folder / "graph", "two")):
        for ending in (".ttl", ".nq"):
            assert kg("export", folder / f"{name}{ending}", store=one).returncode == 0
    return folder


def diff(*words: str | Path) -> tuple[list[dict[str, str]], str]:
    done = kg("diff", *words, "--format", "csv")
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout))), done.stderr


def test_a_store_and_its_dumps_do_not_differ(store, two):
    for other in (store, two / "one.ttl", two / "one.nq"):
        done = kg("diff", store, other)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "no difference\n")


def test_stores_and_dumps_differ_alike(store, two):
    rows, told = diff(store, two / "graph")
    assert rows == diff(two / "one.nq", two / "two.ttl")[0] == diff(two / "one.ttl", two / "graph")[0]
    assert "articles: 1 came" in told
    came = [row for row in rows if row["change"] == "came"]
    assert ("article", "later.txt") in {(row["what"], row["after"]) for row in came}
    assert ("fact", "speaker", "Kataib Hezbollah") in {(row["what"], row["says"], row["afterName"]) for row in came}
    assert {row["what"] for row in came} == {"article", "entity", "fact", "claim"}


def test_the_other_way_round_what_came_goes(store, two):
    there, back = kg("diff", store, two / "graph").stderr, kg("diff", two / "graph", store).stderr
    assert "came" in there
    assert there.replace("came", "went") == back


def test_a_table_shows_names(store, two):
    done = kg("diff", store, two / "graph", "--only", "facts")
    assert done.returncode == 0
    assert "Kataib Hezbollah" in done.stdout
    assert "https://" not in done.stdout


def test_only_what_is_named_is_compared(store, two):
    rows, told = diff(store, two / "graph", "--only", "claims", "--only", "articles")
    assert {row["what"] for row in rows} == {"article", "claim"}
    assert "facts" not in told


def test_programs_get_rows_even_where_there_are_none(store):
    done = kg("diff", store, store, "--format", "json")
    assert json.loads(done.stdout)["results"]["bindings"] == []
    assert kg("diff", store, store, "--format", "tsv").stdout.startswith("?what\t?change\t?subject\t")


def test_what_is_neither_store_nor_dump_is_told(store, tmp_path):
    (tmp_path / "notes.txt").write_text("words")
    (tmp_path / "broken.ttl").write_text("<urn:a> <urn:b>")
    for name, told in (
        ("nowhere", "no such folder or file"),
        ("", "no store"),
        ("notes.txt", "no format of a dump"),
        ("broken.ttl", "no Turtle that can be read"),
    ):
        assert told in failure("diff", store, tmp_path / name)
        assert told in failure("diff", tmp_path / name, store)


def test_wrong_usage_is_told(store):
    assert "--only" in failure("diff", store, store, "--only", "passages", code=2)
    assert "rows" in failure("diff", store, store, "--format", "turtle", code=2)
    assert "NEW" in failure("diff", store, code=2)
