"""What follows, on the command line: `kg reason`, `kg why --inferred`, and contradictions told by `kg check --full`."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from kg.graph.inference import FORGET
from kg.graph.store import Store
from tests.cli.running import failure, kg
from tests.graph.filled import ARTICLE, NEWS, OTHER, fill
from tests.graph.test_check import claimed

CHAIN = 'id:pmf kg:partOf id:army . id:army a kg:Military ; rdfs:label "Army" . '


def rows(*words: str | Path, store: Path) -> list[dict[str, str]]:
    done = kg(*words, "--format", "csv", store=store)
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    """Kataib is part of the PMF, and that of an army; both are said."""
    said = CHAIN + claimed(11, "id:pmf", "kg:partOf", "id:army")
    with fill(tmp_path / "chain", {ARTICLE: NEWS, OTHER: said}) as store:
        store.commit(FORGET)
    assert kg("reason", store=tmp_path / "chain").returncode == 0
    return tmp_path / "chain"


def test_reason_counts_what_follows_and_finds_all_in_step(store) -> None:
    done = kg("reason", "--dry-run", store=store)
    assert done.returncode == 0
    assert "it was in step" in done.stderr
    assert "Organization" in done.stdout


def test_reason_mends_what_is_amiss_and_a_dry_run_only_tells(store, tmp_path) -> None:
    shutil.copytree(store, tmp_path / "graph")
    with Store.open(tmp_path / "graph", write=True) as opened:
        opened.commit(FORGET)
    for words, code, told in (
        (("--dry-run",), 1, "were missing and 0 too many, and still are"),
        ((), 0, "were missing and 0 too many: mended"),
        ((), 0, "it was in step"),
    ):
        done = kg("reason", *words, store=tmp_path / "graph")
        assert done.returncode == code
        assert told in done.stderr


def test_reason_makes_no_store(tmp_path) -> None:
    assert "no store at" in failure("reason", store=tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_why_tells_what_an_inferred_fact_comes_from(chain) -> None:
    found = rows("why", "Kataib", "partOf", "Army", "--inferred", store=chain)
    assert [(row["step"], row["subjectName"], row["objectName"], row["article"]) for row in found] == [
        ("1", "Kataib", "Army", ""),
        ("1.1", "Kataib", "PMF", "news.txt"),
        ("1.2", "PMF", "Army", "news.txt"),
    ]
    assert "“part of”" in found[0]["because"]
    assert found[1]["quote"] == "Kataib, part of the PMF"


def test_why_tells_what_makes_a_thing_of_a_kind(chain) -> None:
    found = rows("why", "Kataib", "type", "StateAffiliatedArmedGroup", "--inferred", store=chain)
    assert found[0]["because"].startswith("state-affiliated armed group: ")
    assert {row["says"] for row in found} == {"type", "partOf"}


def test_why_says_where_to_look_when_no_article_says_so(chain) -> None:
    assert "--inferred what follows" in failure("why", "Kataib", "partOf", "Army", store=chain)
    assert "nothing of 'Kataib leads Army' follows" in failure(
        "why", "Kataib", "leads", "Army", "--inferred", store=chain
    )
    told = failure("why", "Kataib", "--inferred", "--endpoint", "http://127.0.0.1:9", store=chain, code=2)
    assert "needs the store itself" in told


def test_a_contradiction_is_told_with_its_sentences(tmp_path) -> None:
    bad = claimed(11, "id:baghdad", "kg:basedIn", "id:pmf")
    fill(tmp_path / "bad", {ARTICLE: NEWS, OTHER: bad}).close()
    done = kg("check", "--full", "--format", "json", store=tmp_path / "bad")
    assert done.returncode == 1
    found = [row for row in json.loads(done.stdout)["results"]["bindings"] if row["check"]["value"] == "contradiction"]
    (fact,) = [row for row in found if row["property"]["value"] == "basedIn"]
    assert fact["quote"]["value"] == "Kataib, part of the PMF"
    assert fact["article"]["value"] == "news.txt"
    assert "nothing is both" in fact["problem"]["value"]
    plain = kg("check", "--full", store=tmp_path / "bad").stdout
    assert "The graph contradicts itself: " in plain
    assert "“Kataib, part of the PMF” (news.txt)" in plain


def test_a_quick_check_leaves_the_shapes_out(tmp_path) -> None:
    fill(tmp_path / "bad", {ARTICLE: NEWS, OTHER: "id:strike kg:wounded -2 ."}).close()
    assert "A count (wounded)" in kg("check", store=tmp_path / "bad").stdout
    assert "A count (wounded)" not in kg("check", "--quick", store=tmp_path / "bad").stdout


def test_what_is_known_on_a_day(store, tmp_path) -> None:
    asked = ("query", "groups-under", "--group", "PMF")
    assert rows(*asked, "--on", "2024-05-02", store=store)
    assert not rows(*asked, "--on", "2024-05-03", store=store)
    done = kg(*asked, "--on", "2024-05-03", store=store)
    assert "not known for 2024-05-03" in done.stderr
    assert kg("export", tmp_path / "day.nt", "--on", "2024-05-03", store=store).returncode == 0
    assert "#partOf> <https://w3id.org/isnad/id/popular" not in (tmp_path / "day.nt").read_text("utf-8")
    assert "with --on 2024-05-03" in failure("why", "Kataib Hezbollah", "partOf", "--on", "2024-05-03", store=store)
    assert "--on" in failure(*asked, "--on", "yesterday", store=store, code=2)
    assert "--on" in failure(*asked, "--on", "2024-05-03", "--endpoint", "http://127.0.0.1:9", store=store, code=2)


def test_an_export_has_a_profile(store, tmp_path) -> None:
    assert kg("export", tmp_path / "facts.ttl", "--profile", "facts", store=store).returncode == 0
    assert " a kg:Claim ;" not in (tmp_path / "facts.ttl").read_text("utf-8")
    assert "--profile full" in failure("export", tmp_path / "x.nq", "--profile", "facts", store=store)
