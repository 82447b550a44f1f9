"""`kg evaluate`, as a process, on samples and on an article that is made up."""

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import ARTICLE, KG, ROOT, environment, failure, kg

GOLD = """
entities:
  - {id: kh, type: ArmedGroup, names: [Kataib Hezbollah]}
  - {id: pmf, type: UmbrellaGroup, names: [Popular Mobilization Forces]}
  - {id: army, type: Military, names: [Army of Nowhere]}
relations:
  - [kh, partOf, pmf]
"""


@pytest.fixture
def folders(tmp_path) -> tuple[Path, Path]:
    """Gold and text of one article."""
    gold, texts = tmp_path / "gold", tmp_path / "texts"
    for folder, name, text in ((gold, "news.yaml", GOLD), (texts, "news.txt", ARTICLE)):
        folder.mkdir()
        (folder / name).write_text(text, "utf-8")
    return gold, texts


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_figures_of_an_article(folders, tmp_path) -> None:
    done = kg("evaluate", *folders, "--format", "csv", store=tmp_path / "graph")
    assert (done.returncode, done.stderr) == (0, "")
    found = {row["what"]: row for row in rows(done.stdout)}
    assert (found["relations"]["right"], found["relations"]["missed"]) == ("1", "0")
    assert (found["entities"]["right"], found["entities"]["missed"]) == ("2", "1")
    assert found["faults"]["number"] == "0"
    assert found["claims without article, passage or modality"]["number"] == "0"
    assert not (tmp_path / "graph").exists()  # no store is touched


def test_errors_come_with_article_and_sentence(folders) -> None:
    done = kg("evaluate", *folders, "--errors", "--format", "csv")
    assert done.returncode == 0, done.stderr
    found = rows(done.stdout)
    (missed,) = [row for row in found if row["category"] == "entities" and row["outcome"] == "missed"]
    assert (missed["article"], missed["gold"]) == ("news", "Army of Nowhere (Military)")
    invented = [row for row in found if row["category"] == "statements"]
    assert {row["quote"] for row in invented} == {
        "Iraq's government condemned the strike as a violation of its sovereignty."
    }
    table = kg("evaluate", *folders, "--errors").stdout
    assert "“Iraq's government condemned the strike" in table


def test_one_sample_with_either_reader_in_every_format(tmp_path) -> None:
    gold, texts = tmp_path / "gold", tmp_path / "texts"
    gold.mkdir()
    texts.mkdir()
    shutil.copy(ROOT / "tests" / "gold" / "003.yaml", gold)
    shutil.copy(next((ROOT / "seeds").glob("003*")), texts)
    by_patterns = kg("evaluate", gold, texts, "--format", "json", "--articles")
    assert by_patterns.returncode == 0, by_patterns.stderr
    found = json.loads(by_patterns.stdout)["results"]["bindings"]
    overall = [row["f1"]["value"] for row in found if row["what"]["value"] == "overall"]
    assert len(overall) == 2  # of the article, and of all, which is the same here
    assert 0.5 < float(overall[0]) == float(overall[1]) < 1
    by_model = kg("evaluate", gold, texts, "--format", "tsv", "--reader", "model")
    assert by_model.stdout.startswith("?what\t?precision\t?recall\t?f1\t?right\t?invented\t?missed\t?number\n")
    assert "<sparql" in kg("evaluate", gold, texts, "--format", "xml").stdout
    assert "overall" in kg("evaluate", gold, texts).stdout


def test_what_it_makes_is_gone_afterwards(folders, tmp_path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    env = {**environment(), "TMPDIR": str(scratch)}
    done = subprocess.run([*KG, "evaluate", *folders], env=env, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert list(scratch.iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gold", "scratch", "texts"]


def test_what_has_no_counterpart_is_told(folders) -> None:
    gold, texts = folders
    (gold / "lost.yaml").write_text(GOLD, "utf-8")
    (texts / "more.txt").write_text(ARTICLE, "utf-8")
    (gold / "news.yaml").write_text(GOLD + "remarks: none\n", "utf-8")
    done = kg("evaluate", gold, texts)
    assert done.returncode == 0
    lines = done.stderr.splitlines()
    assert "remarks is left out" in lines[0]
    assert lines[1:] == ["lost: gold without a text: left out", "more.txt: a text without gold: read, and not measured"]


def test_an_article_that_cannot_be_read_is_told(folders) -> None:
    (folders[1] / "empty.txt").write_text("")
    done = kg("evaluate", *folders, "--format", "csv")
    assert done.returncode == 1
    assert done.stderr.startswith("failed     ")
    assert "empty.txt: the file is empty" in done.stderr
    assert "overall" in done.stdout


def test_what_cannot_be_measured(folders, tmp_path) -> None:
    gold, texts = folders
    assert "there is no such folder" in failure("evaluate", tmp_path / "none", texts)
    assert "none: there is no such file" in failure("evaluate", gold, tmp_path / "none")
    assert "there is no gold in it" in failure("evaluate", texts, texts)
    assert "name each text like its gold" in failure("evaluate", gold, ROOT / "seeds")
    (gold / "news.yaml").write_text(GOLD.replace("partOf", "under"), "utf-8")
    message = failure("evaluate", gold, texts)
    assert "news.yaml, line 7: relations[1][2]: expected one of" in message
    assert "choose table" in failure("evaluate", gold, texts, "--format", "turtle", code=2)
    failure("evaluate", gold, code=2)
