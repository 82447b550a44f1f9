"""The figures agree with those of the scorer that lies beside the project (absent in a clone), on the same store."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kg.extractors import How, open_extractor
from kg.graph.dump import export
from kg.graph.kinds import wider
from kg.graph.store import Store
from kg.ingest import ingest
from kg.measure import load_gold, measure, pair
from kg.measure.terms import CATEGORIES
from kg.read import read_articles

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
SCORER = SHARED / "score" / "score.py"
pytestmark = pytest.mark.skipif(
    not SCORER.exists(), reason="needs ../shared/score and gold, which a clone does not have"
)

SEEDS = (SHARED / "gold", ROOT / "seeds")
OTHERS = (SHARED / "dev" / "gold", SHARED / "dev" / "texts")
SETS = [
    pytest.param(SEEDS, False, id="seeds, patterns"),
    pytest.param(SEEDS, True, id="seeds, model"),
    pytest.param(OTHERS, False, id="others, patterns"),
    pytest.param(OTHERS, True, id="others, model"),
]


@pytest.mark.parametrize(("folders", "model"), SETS)
def test_the_figures_are_the_scorers(tmp_path, folders, model) -> None:
    gold_folder, texts = folders
    gold = load_gold(gold_folder, wider)
    pairs = pair(gold, read_articles([texts]))
    with Store.open(tmp_path / "store", write=True) as store:
        ingest([texts], store, pipeline=open_extractor(How.MODEL if model else How.PATTERNS))
        found = measure(store, gold, pairs, wider, {})
        export(store, tmp_path / "dump.nq")
    line = [sys.executable, SCORER, tmp_path / "dump.nq", gold_folder, "--texts", texts, "--json", tmp_path / "s.json"]
    subprocess.run(list(map(str, line)), check=True, capture_output=True)
    scored = json.loads((tmp_path / "s.json").read_text("utf-8"))

    ours = {name: (tally.right, tally.invented, tally.missed) for name, tally in found.tallies.items()}
    assert ours == {name: tuple(scored[name][key] for key in ("tp", "fp", "fn")) for name in CATEGORIES}
    assert found.overall == pytest.approx(scored["overall"], abs=0.0001)
    # the scorer does not ask whether two events were joined
    assert len([one for one in found.faults if one.outcome != "joined events"]) == len(scored["faults"])
    for kept, name in ((found.entities_kept, "entities_kept_one"), (found.events_kept, "events_kept_one")):
        assert [kept.right, kept.right + kept.missed] == scored[name]
    assert [found.quotes, found.false_quotes] == scored["quotes"]
    assert found.lacking == scored["bad_claims"]
