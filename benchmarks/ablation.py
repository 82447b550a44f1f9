"""What each part of the extractor is worth: F1 by category with one of them left out.

python -m benchmarks.ablation GOLD_DIR TEXT_DIR        Markdown

Without patterns, names are still found by both; the authority file is left out of extraction alone.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kg.extract import Pipeline, load_model
from kg.graph.authority import load_authority
from kg.graph.kinds import wider
from kg.graph.store import Store
from kg.ingest import ingest
from kg.measure import Gold, Measurement, load_gold, measure, pair
from kg.measure.terms import CATEGORIES
from kg.model import Article
from kg.read import read_articles


class Silent:
    """Stands in for a part that matches patterns, and matches none."""

    def __init__(self, part: Any, *names: str) -> None:
        self._part, self._names = part, names

    def __getattr__(self, name: str) -> Any:
        return self._nothing if name in self._names else getattr(self._part, name)

    @staticmethod
    def _nothing(*_given: object, **_more: object) -> Iterator[Any]:
        return iter(())


def without_patterns(pipeline: Pipeline) -> Pipeline:
    """The same pipeline with the model alone: names are still found by both."""
    parts: Any = pipeline
    parts._relations._matches = Silent._nothing
    parts._positions = Silent(parts._positions, "claims")
    parts._speech = Silent(parts._speech, "sayings")
    parts._storyline._attacks = Silent(parts._storyline._attacks, "tellings")
    parts._storyline._happenings = Silent(parts._storyline._happenings, "tellings")
    return pipeline


def figures(pipeline: Pipeline, gold: Gold, texts: Path) -> Measurement:
    """What a pipeline reads of the texts, held against gold."""
    articles = [found for found in read_articles([texts]) if isinstance(found, Article)]
    folder = Path(tempfile.mkdtemp(prefix="kg-bench-"))
    try:
        with Store.open(folder / "store", write=True) as store:
            ingest([texts], store, pipeline=pipeline)
        with Store.open(folder / "store") as store:
            return measure(store, gold, pair(gold, articles), wider, {})
    finally:
        shutil.rmtree(folder)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("texts", type=Path)
    given = parser.parse_args()
    gold, known, model = load_gold(given.gold, wider), load_authority(), load_model()
    settings: dict[str, Callable[[], Pipeline]] = {
        "all": lambda: Pipeline(known, model),
        "without the model": lambda: Pipeline(known),
        "without patterns": lambda: without_patterns(Pipeline(known, model)),
        "without the authority file": lambda: Pipeline((), model),
        "patterns alone, without the authority file": Pipeline,
    }
    print(f"| | {' | '.join(CATEGORIES)} | overall | faults |\n|{'---|' * (len(CATEGORIES) + 3)}")
    for name, make in settings.items():
        found = figures(make(), gold, given.texts)
        cells = [f"{found.tallies[category].f1:.2f}" for category in CATEGORIES]
        print(f"| {name} | {' | '.join(cells)} | {found.overall:.3f} | {len(found.faults)} |", flush=True)


if __name__ == "__main__":
    main()
