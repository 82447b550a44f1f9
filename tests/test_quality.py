"""What reading the sample articles yields, by the scorer and gold that lie beside the project (absent in a clone)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kg.extractors import How, open_extractor
from kg.graph.check import run_checks
from kg.graph.dump import export
from kg.graph.reason import classify
from kg.graph.store import Store
from kg.ingest import ingest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
pytestmark = pytest.mark.skipif(
    not (SHARED / "score" / "score.py").exists(), reason="needs ../shared/score and gold, which a clone does not have"
)


def score(dump: Path, gold: Path, texts: Path, out: Path) -> dict:
    line = [sys.executable, str(SHARED / "score" / "score.py"), str(dump), str(gold), "--texts", str(texts)]
    subprocess.run([*line, "--json", str(out)], check=True, capture_output=True)
    return json.loads(out.read_text())


def test_the_sample_articles(seed_store, tmp_path):
    with Store.open(seed_store) as store:
        export(store, tmp_path / "dump.ttl")
    found = score(tmp_path / "dump.ttl", SHARED / "gold", ROOT / "seeds", tmp_path / "score.json")
    assert found["overall"] >= 0.75
    assert len(found["faults"]) <= 3, found["faults"]
    assert found["bad_claims"] == 0
    assert found["quotes"][1] == 0
    assert found["relations"]["p"] >= 0.9


@pytest.mark.parametrize(("how", "floor"), [(How.PATTERNS, 0.5), (How.MODEL, 0.68)], ids=["patterns", "with the model"])
def test_other_articles(tmp_path, how, floor):
    with Store.open(tmp_path / "store", write=True) as store:
        ingest([SHARED / "dev" / "texts"], store, pipeline=open_extractor(how))
    with Store.open(tmp_path / "store") as store:
        export(store, tmp_path / "dump.ttl")
    found = score(tmp_path / "dump.ttl", SHARED / "dev" / "gold", SHARED / "dev" / "texts", tmp_path / "score.json")
    assert found["overall"] >= floor
    assert found["bad_claims"] == 0
    assert found["quotes"][1] == 0


def test_the_sample_articles_with_the_model(tmp_path):
    with Store.open(tmp_path / "store", write=True) as store:
        ingest([ROOT / "seeds"], store, pipeline=open_extractor(How.MODEL))
    with Store.open(tmp_path / "store") as store:
        export(store, tmp_path / "dump.ttl")
    found = score(tmp_path / "dump.ttl", SHARED / "gold", ROOT / "seeds", tmp_path / "score.json")
    assert found["overall"] >= 0.82
    assert found["bad_claims"] == 0
    assert found["quotes"][1] == 0
    assert found["relations"]["p"] >= 0.85


@pytest.mark.parametrize("texts", [ROOT / "seeds", SHARED / "dev" / "texts"], ids=["samples", "others"])
def test_what_the_model_reads_is_free_of_contradiction(tmp_path, texts):
    with Store.open(tmp_path / "store", write=True) as store:
        ingest([texts], store, pipeline=open_extractor(How.MODEL))
    with Store.open(tmp_path / "store") as store:
        assert [found for found in run_checks(store) if found.check.severity == "error"] == []
        export(store, tmp_path / "dump.ttl")
    assert classify(tmp_path / "dump.ttl").unsatisfiable == ()  # and no contradiction, which it would raise
