"""Which extractor reads: what is asked for, what comes instead where it is not whole, and what cannot be had."""

import json
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.extract import VERSION, Pipeline
from kg.extract.language.encoder import DATA
from kg.extractors import How, open_extractor
from kg.model import Article, Reading, Span
from tests.cli.running import ARTICLE, ROOT, environment

OWN = f"{__name__}:silent"


class Silent:
    """An extractor that takes nothing."""

    version = "silent 1"

    def read(self, article: Article) -> Reading:
        return Reading(article, (), ())


def silent() -> Silent:
    return Silent()


def broken() -> Silent:
    raise ValueError("no key given")


def no_reader() -> str:
    return "nothing that reads"


# --- what is asked for ----------------------------------------------------------------------------------


def test_patterns_the_model_and_the_better_of_both_are_had() -> None:
    told: list[str] = []
    by_patterns = open_extractor(How.PATTERNS, warn=told.append)
    with_model = open_extractor(How.MODEL, warn=told.append)
    assert by_patterns.version == VERSION
    assert with_model.version.startswith(f"{VERSION}, model ")
    assert open_extractor(How.AUTO, warn=told.append).version == with_model.version
    assert open_extractor(default=How.AUTO, warn=told.append).version == with_model.version
    assert told == []


def test_another_folder_takes_the_place_of_the_model(tmp_path: Path) -> None:
    folder = shutil.copytree(DATA, tmp_path / "mine")
    labels = json.loads((folder / "labels.json").read_text("utf-8"))
    (folder / "labels.json").write_text(json.dumps(labels | {"version": "mine-7"}), "utf-8")
    opened = open_extractor(pipeline=str(folder))
    assert isinstance(opened.extractor, Pipeline)
    assert opened.version == f"{VERSION}, model mine-7"
    assert open_extractor(How.MODEL, str(folder)).version == opened.version


def test_an_extractor_of_ones_own_is_had() -> None:
    opened = open_extractor(pipeline=OWN)
    assert isinstance(opened.extractor, Silent)
    assert opened.version == "silent 1"


def test_it_is_made_anew_in_another_process() -> None:
    again = pickle.loads(pickle.dumps(open_extractor(How.PATTERNS)))
    text = "Kataib Hezbollah is part of the Popular Mobilization Forces."
    article = Article("a", "a.txt", text, "", body=(Span(0, len(text)),))
    assert again.read(article).claims == open_extractor(How.PATTERNS).read(article).claims
    assert pickle.loads(pickle.dumps(open_extractor(pipeline=OWN))).version == "silent 1"


# --- what cannot be had ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pipeline", "words"),
    [
        ("nowhere", "no such folder"),
        ("no/such:function!", "no such folder"),
        ("nowhere_at_all:make", "no module 'nowhere_at_all' is found"),
        (f"{__name__}:missing", "has no missing"),
        (f"{__name__}:broken", "calling it failed (ValueError: no key given)"),
        (f"{__name__}:no_reader", "no object with read(article)"),
    ],
)
def test_a_pipeline_that_cannot_be_had_is_told(pipeline: str, words: str) -> None:
    with pytest.raises(KgError) as told:
        open_extractor(How.AUTO, pipeline)
    assert words in str(told.value)
    assert pipeline in str(told.value)


@pytest.mark.parametrize("fault", ["missing", "cut off", "no labels", "labels of another form", "another network"])
def test_a_folder_that_is_not_whole_is_told(tmp_path: Path, fault: str) -> None:
    folder = shutil.copytree(DATA, tmp_path / "mine")
    labels = json.loads((folder / "labels.json").read_text("utf-8"))
    if fault == "missing":
        (folder / "pairs.onnx").unlink()
    elif fault == "cut off":
        (folder / "words.onnx").write_bytes((folder / "words.onnx").read_bytes()[:1000])
    elif fault == "no labels":
        (folder / "labels.json").unlink()
    elif fault == "labels of another form":
        (folder / "labels.json").write_text(json.dumps(labels | {"labels": {"upos": ["NOUN"]}}), "utf-8")
    else:
        (folder / "words.onnx").write_bytes((folder / "pairs.onnx").read_bytes())
        labels["sha256"]["words.onnx"] = labels["sha256"]["pairs.onnx"]
        (folder / "labels.json").write_text(json.dumps(labels), "utf-8")
    with pytest.raises(KgError) as told:
        open_extractor(pipeline=str(folder))
    assert str(folder) in str(told.value)


def test_patterns_and_a_pipeline_contradict_each_other() -> None:
    with pytest.raises(KgError, match="contradict"):
        open_extractor(How.PATTERNS, OWN)


# --- an installation without its model, as a user meets it ------------------------------------------------


def without_model(tmp_path: Path, fault: str) -> dict[str, str]:
    """The environment of an installation whose model cannot be used."""
    home = tmp_path / "home"
    left_out = shutil.ignore_patterns("data", "__pycache__")
    shutil.copytree(ROOT / "kg", home / "kg", ignore=left_out)
    for folder in ("ontology", "queries"):
        shutil.copytree(ROOT / folder, home / folder)
    if fault != "missing":
        shutil.copytree(DATA, home / "kg/extract/language/data")
    if fault == "damaged":
        with (home / "kg/extract/language/data/words.onnx").open("r+b") as file:
            file.write(b"not a network")
    if fault == "one file missing":
        (home / "kg/extract/language/data/pairs.onnx").unlink()
    if fault == "no runtime":
        (home / "onnxruntime.py").write_text("raise ModuleNotFoundError('no onnxruntime', name='onnxruntime')\n")
    return environment(tmp_path / "graph") | {"PYTHONPATH": str(home)}


@pytest.mark.parametrize("fault", ["missing", "damaged", "one file missing", "no runtime"])
def test_without_its_model_it_reads_by_patterns_and_says_so(tmp_path: Path, fault: str) -> None:
    (tmp_path / "news.txt").write_text(ARTICLE, "utf-8")
    env = without_model(tmp_path, fault)

    def kg(*words: str | Path) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-P", "-m", "kg.cli", *map(str, words)]
        return subprocess.run(line, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120)

    done = kg("ingest", tmp_path / "news.txt", "--reader", "auto")
    assert done.returncode == 0, done.stderr
    warning, *lines = done.stderr.splitlines()
    assert warning.startswith("kg: warning: the language model is left out")
    assert ("onnxruntime" if fault == "no runtime" else "data") in warning
    assert lines[0].startswith("new        news.txt: ")
    assert len(lines) == 2
    env["KG_READER"] = "patterns"
    again = kg("ingest", tmp_path / "news.txt")
    assert again.stderr == "unchanged  news.txt: 0 claims\n1 article (1 unchanged), 0 claims\n"
    del env["KG_READER"]
    shown = kg("parse", tmp_path / "news.txt", "--sentence", "2")
    assert shown.returncode == 0
    assert shown.stderr.startswith("kg: warning: the language model is left out")
    assert "claim " in shown.stdout
    for command in ("ingest", "parse"):
        refused = kg(command, tmp_path / "news.txt", "--reader", "model")
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr.startswith("kg: ")
        assert refused.stderr.count("\n") == 1
        assert "--reader patterns" in refused.stderr
