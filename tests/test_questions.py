"""The commands of docs/questions.md run, and those that the reading can answer give the rows that they should."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from kg.answer.saved import load_queries
from kg.answer.values import read_values
from kg.cli.words import parse_words
from kg.graph.store import Store
from kg.model import Answer

PAGE = (Path(__file__).parents[1] / "docs" / "questions.md").read_text("utf-8")
QUESTIONS = dict(re.findall(r"\| (q\d\d) \|.*?\| `(kg query .*?)` \|", PAGE))
ID = "https://w3id.org/isnad/id/"

# question -> columns -> rows that must be among the answers
EXPECTED = {
    "q01": ("member parent", {
        ("kataib-hezbollah", "popular-mobilization-forces"),
        ("harakat-hezbollah-al-nujaba", "popular-mobilization-forces"),
    }),
    "q02": ("member", {("popular-mobilization-forces",), ("kataib-hezbollah",), ("harakat-hezbollah-al-nujaba",)}),
    "q03": ("person organization", {
        ("saleh-al-arouri", "hamas"),
        ("mushtaq-talib-al-saidi", "harakat-hezbollah-al-nujaba"),
        ("wisam-mohammed-abu-bakr-al-sadi", "kataib-hezbollah"),
    }),
    "q04": ("victim perpetrator event", {
        ("mushtaq-talib-al-saidi", "armed-forces-of-united-states", "strike-baghdad-2024-01-04"),
        ("qassem-soleimani", "government-of-united-states", "drone-strike-iraq-2020-01"),
    }),
    "q05": ("alias article", {
        ("Abu Baqir al-Saedi", "000_b73e4913d35c112f.txt"),
        ("Abu Baqir al-Saadi", "001_0e6530c1d0225bef.txt"),
    }),
    "q06": ("alias", {("Abu Taqwa",), ("Mushtaq Talib al-Saidi",)}),
    "q07": ("speaker", {("islamic-resistance-in-iraq",), ("armed-forces-of-iraq",)}),
    "q08": ("number article", {("3", "004_f8ed47e050e803db.txt")}),
    "q09": ("number article", {("40", "004_f8ed47e050e803db.txt")}),
    "q10": ("number article", {("85", f"{name}.txt") for name in (
        "000_b73e4913d35c112f", "001_0e6530c1d0225bef", "004_f8ed47e050e803db"
    )}),
    "q11": ("response trigger", {("attack-iraq-2024", "attack-jordan-2024-01-27")}),
    "q13": ("actor attack", {("islamic-resistance-in-iraq", "attack-jordan-2024-01-27")}),
    "q15": ("speaker", {("tahsin-al-khafaji",), ("yahya-rasool",)}),
    "q16": ("group", {("kataib-hezbollah",), ("islamic-resistance-in-iraq",), ("hezbollah",)}),
    "q17": ("organization designator", {("kataib-hezbollah", "us-state-department")}),
    "q18": ("number location", {("3500", "iraq"), ("3500", "syria"), ("2500", "iraq"), ("900", "eastern-syria")}),
    "q19": ("number article", {("168", "000_b73e4913d35c112f.txt"), ("168", "003_889c5fe224a05f36.txt")}),
    "q22": ("speaker article", {("john-kirby", "001_0e6530c1d0225bef.txt")}),
    "q23": ("event", {("strike-baghdad-2024-01-04",), ("attack-jordan-2024-01-27",)}),
}  # fmt: skip
ALL = {"q01", "q02", "q16", "q17", "q18"}  # the rows above are all that there are


def ask(command, store):
    words = shlex.split(command)[1:]
    line = [sys.executable, "-m", "kg.cli", *words, "--format", "json"]
    done = subprocess.run(line, capture_output=True, text=True, env={**os.environ, "KG_STORE": str(store)}, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["results"]["bindings"]


def plain(value):
    """A value without the base of IRIs, an event's without the digits that end its id."""
    return re.sub("-[0-9a-f]{6}$", "", value.removeprefix(ID)) if value.startswith(ID) else value


def test_every_question_has_a_command():
    assert sorted(QUESTIONS) == [f"q{n:02}" for n in range(1, 26)]


@pytest.mark.parametrize("number", sorted(QUESTIONS))
def test_the_command_answers(number, seed_store):
    rows = ask(QUESTIONS[number], seed_store)
    assert rows
    columns, expected = EXPECTED.get(number, ("", set()))
    found = {tuple(plain(row.get(c, {}).get("value", "")) for c in columns.split()) for row in rows}
    if number in ALL:
        assert found == expected
    else:
        assert expected <= found or not expected


EXAMPLES = [(query.name, example) for query in load_queries().values() for example in query.examples]


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[example for _, example in EXAMPLES])
def test_each_example_of_a_saved_query_answers_on_the_sample_articles(name, example, seed_store):
    words = parse_words(shlex.split(example)[2:])
    query = load_queries()[name]
    with Store.open(seed_store) as store:
        found = store.query(query.bind(read_values(query, words.values, store)))
    assert isinstance(found, Answer)
    assert found.rows
