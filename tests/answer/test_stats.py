"""Counts, each thing once."""

import pytest

from kg.answer.stats import claims_per_article, stats
from tests.answer.sources import GRAPH, sources, told

TURTLE = GRAPH.read_text(encoding="utf-8")


@pytest.mark.parametrize("engine", sources())
def test_counts(engine: str) -> None:
    numbers = {what: int(number) for what, number in told(stats(sources()[engine]), "what", "number")}
    assert numbers["articles"] == 3
    assert numbers["articles without a date"] == 1
    assert numbers["claims"] == TURTLE.count("a kg:Claim ")
    assert numbers["claims that are denied"] == 2
    assert numbers["facts"] == len(TURTLE.partition("# --- facts")[2].splitlines()) - 2
    assert numbers["kind Person"] == 4  # the unnamed one included
    assert numbers["kind UmbrellaGroup"] == 1


@pytest.mark.parametrize("engine", sources())
def test_claims_per_article(engine: str) -> None:
    rows = told(claims_per_article(sources()[engine]), "article", "claims")
    assert [article for article, _ in rows] == ["001_harbour.txt", "002_wire.txt", "003_note.txt"]
    assert sum(int(claims) for _, claims in rows) == TURTLE.count("a kg:Claim ")
