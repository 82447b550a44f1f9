"""Every question of the gold annotation has a saved query in docs/questions.md."""

import re
from pathlib import Path

import yaml

from tests.answer.sources import queries

ROOT = Path(__file__).parents[2]


def test_every_question_has_a_saved_query() -> None:
    gold = yaml.safe_load((ROOT / "tests/gold/merged.yaml").read_text(encoding="utf-8"))
    table = (ROOT / "docs/questions.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| (q\d+) \|.*`kg query ([\w-]+)", table, re.MULTILINE))
    assert list(told) == [question["id"] for question in gold["questions"]]
    assert set(told.values()) <= set(queries())
