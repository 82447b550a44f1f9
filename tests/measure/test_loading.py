"""Gold that is not well formed is told by file, line and key, with what is expected there."""

import re
from pathlib import Path

import pytest

from kg.errors import BadData
from kg.graph.kinds import wider
from kg.measure import load_gold
from kg.measure.gold import GoldArticle
from tests.measure.made_up import GOLD, MERGED

ROOT = Path(__file__).parents[2]


def loaded(folder: Path, text: str, merged: str = ""):
    (folder / "one.yaml").write_text(text, "utf-8")
    if merged:
        (folder / "merged.yaml").write_text(merged, "utf-8")
    return load_gold(folder, wider)


def test_the_gold_of_the_samples_loads() -> None:
    gold = load_gold(ROOT / "tests" / "gold", wider)
    assert [article.stem for article in gold.articles] == ["000", "001", "002", "003", "004"]
    assert gold.corpus
    assert gold.corpus.one_event["strike_jan4"] == ("000", "001", "002")
    assert gold.notices == ()


def test_what_it_says_is_kept(tmp_path) -> None:
    (article,) = loaded(tmp_path, GOLD).articles
    (event,) = article.events
    assert event.kinds == ("Strike", "Attack")
    assert event.days == ("2024-05-05", "2024-05-05")
    assert event.roles == {"perpetrator": ({"red", "blue"},), "place": ({"alfa"},), "killed": ({3},)}
    assert article.apart == (("red", "blue"),)
    assert [trap.objects for trap in article.traps] == [{"red"}, {30}]


def test_the_example_in_the_docs_loads(tmp_path) -> None:
    page = (ROOT / "docs" / "evaluation.md").read_text("utf-8")
    (tmp_path / "002.yaml").write_text(page.partition("```yaml\n")[2].partition("```")[0], "utf-8")
    gold = load_gold(tmp_path, wider)
    assert gold.notices == ()
    assert all(getattr(gold.articles[0], name) for name in GoldArticle.__slots__)


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ("type: City", "type: Town", "entities[4].type", "a class of the ontology, one of Actor, Place or below it"),
        ("type: Strike", "type: Condemnation", "events[1].type", "one of Attack, AttackSeries"),
        ("or: [Attack]", "or: [Hit]", "events[1].or[1]", "found 'Hit'"),
        ("names: [Alfa]", "names: []", "entities[4].names", "one at least"),
        ("names: [Alfa]", "names: Alfa", "entities[4].names", "a list of names, found 'Alfa'"),
        ("names: [Alfa]", "names: [7]", "entities[4].names[1]", 'in quotes: "7"'),
        ("names: [Alfa]", "kind: x", "entities[4]", "the key 'names', which is missing"),
        ("id: alfa", "id: red", "entities[4].id", "that nothing else here has"),
        ("memberOf, blue]", "memberOf]", "relations[1]", "[subject, predicate, object], found a list of 2"),
        ("memberOf, blue]", "likes, blue]", "relations[1][2]", "one of affiliatedWith, "),
        ("memberOf, blue]", "memberOf, bleu]", "relations[1][3]", "that this file lists"),
        ("title: Colonel", "rank: Colonel", "positions[1]", "the key 'title'"),
        ("earliest: 2024-05-05", "earliest: May", "events[1].earliest", "a day like 2024-02-07, or null, found 'May'"),
        ("earliest: 2024-05-05", "earliest: 2024-05-32", "events[1].earliest", "a day like"),
        ("latest: 2024-05-05", "latest: 2024-05-04", "events[1].latest", "not before earliest, 2024-05-05"),
        ("killed: [3]", "killed: [many]", "events[1].killed[1]", "a whole number, found 'many'"),
        ("killed: [3]", "killed: [yes]", "events[1].killed[1]", "a whole number"),
        ("{any: [red, blue]}", "{all: [red]}", "events[1].perpetrator[1]", "{any: [...]}"),
        ("id: strike,", "id: red,", "events[1].id", "that nothing else here has"),
        ("about: strike", "about: strikes", "statements[1].about", "that this file lists"),
        ("event: strike", "event: raid", "denied[1].event", "that this file lists"),
        ("{same: [red, blue]}", "{same: [red]}", "traps[3].same", "a list of two ids"),
        ("killed, 30]", "killed, thirty]", "traps[2][3]", "a whole number"),
        ("article: one", "article: two", "article", 'the name of its own file: "one"'),
        ("article: one", "article: one\npositions: []", "positions", "stands twice"),
    ],
    ids=lambda value: None,
)
def test_file_line_key_and_what_is_expected(tmp_path, old, new, key, words) -> None:
    assert old in GOLD
    with pytest.raises(BadData) as told:
        loaded(tmp_path, GOLD.replace(old, new, 1))
    message = str(told.value)
    assert re.match(rf"{re.escape(str(tmp_path / 'one.yaml'))}, line \d+: {re.escape(key)}[: ]", message), message
    assert words in message


def test_the_line_is_the_right_one(tmp_path) -> None:
    with pytest.raises(BadData, match=r"one\.yaml, line 4: entities\[2\]\.type"):
        loaded(tmp_path, GOLD.replace("blue, type: ArmedGroup", "blue, type: Armed").lstrip())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("entities: [", "line 1: is no YAML"),
        ("- a list", "line 1: expected a mapping with entities"),
        ("entities: {a: b}", "line 1: entities: expected a list of entities, found a mapping"),
        ("entities: [red]", "line 1: entities[1]: expected an entity: {id"),
    ],
)
def test_what_is_no_gold(tmp_path, text, words) -> None:
    with pytest.raises(BadData, match=re.escape(words)):
        loaded(tmp_path, text)


def test_bytes_that_are_no_text(tmp_path) -> None:
    (tmp_path / "one.yaml").write_bytes(b"\xff\xfe\xfd")
    with pytest.raises(BadData, match="is not UTF-8"):
        load_gold(tmp_path, wider)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{id: red}", "{name: red}", "same_entity[1]: expected the key 'id'"),
        ("{pair: [red, blue]}", "{pair: [red]}", "different_entity[1].pair: expected a list of two ids"),
        ("{articles: [one, two]}", "{told: [one]}", "same_event.strike: expected the key 'articles'"),
    ],
)
def test_merged_that_is_malformed(tmp_path, old, new, words) -> None:
    with pytest.raises(BadData, match=re.escape(words)):
        loaded(tmp_path, GOLD, MERGED.replace(old, new, 1))


def test_a_key_that_nothing_reads_is_told(tmp_path) -> None:
    gold = loaded(tmp_path, GOLD.replace("place: [alfa]", "places: [alfa]"))
    (notice,) = gold.notices
    assert "events[1].places is left out" in notice
    assert "place," in notice


def test_numbers_for_articles_mean_their_names(tmp_path) -> None:
    (tmp_path / "002.yaml").write_text(GOLD.replace("article: one", "article: 002"), "utf-8")
    (tmp_path / "003.yaml").write_text(GOLD.replace("article: one", 'article: "003"'), "utf-8")
    (tmp_path / "merged.yaml").write_text("same_event: {strike: [002, 3]}", "utf-8")
    assert load_gold(tmp_path, wider).corpus.one_event == {"strike": ("002", "003")}


def test_folders_without_gold(tmp_path) -> None:
    with pytest.raises(BadData, match="there is no such folder"):
        load_gold(tmp_path / "none", wider)
    (tmp_path / "merged.yaml").write_text(MERGED, "utf-8")
    with pytest.raises(BadData, match="there is no gold in it"):
        load_gold(tmp_path, wider)
    (tmp_path / "one.yaml").write_text(GOLD, "utf-8")
    (tmp_path / "one.yml").write_text(GOLD, "utf-8")
    with pytest.raises(BadData, match="keep one"):
        load_gold(tmp_path, wider)
