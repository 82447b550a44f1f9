"""Every pattern fires where it must and spares what it must; a bad file of patterns is refused by name."""

import pytest

from kg.errors import BadData
from kg.read.patterns import Pattern, load, patterns
from kg.read.stamps import dateline, people

TABLES = ("furniture", "author", "publisher", "dateline")
ALL = [(table, pattern) for table in TABLES for pattern in getattr(patterns(), table)]


@pytest.mark.parametrize(("table", "pattern"), ALL, ids=lambda value: getattr(value, "name", value))
def test_fires_and_spares(table: str, pattern: Pattern) -> None:
    for text in pattern.fires:
        assert fires(table, pattern, text), f"{pattern.name} must fire on {text!r}"
    for text in pattern.spares:
        assert not fires(table, pattern, text), f"{pattern.name} must spare {text!r}"


def fires(table: str, pattern: Pattern, text: str) -> bool:
    """What matches still has to name a news outlet, or a person, where the pattern is for those."""
    match = pattern.regex.search(text)
    if match and table == "dateline":
        return dateline(text) is not None
    if match and table == "author":
        return bool(people(match["who"]))
    return match is not None


GOOD = """
[[furniture]]
name = "rule"
kind = "line"
pattern = '^-+$'
fires = ["--"]
spares = ["a"]
"""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("'^-+$'", "'('"), "'rule'"),
        (('"line"', '"lines"'), "'lines' is none of"),
        (('fires = ["--"]', ""), "fires and spares"),
        (("[[furniture]]", "[[furnitures]]"), "unknown table [furnitures]"),
        (('name = "rule"', 'name = "rule"\nweight = 2'), "unknown key 'weight'"),
        (("[[furniture]]", "[[author]]"), "none of head, note"),
        (("kind", "kind ="), "line"),
    ],
)
def test_bad_file_is_refused(tmp_path, change, told) -> None:
    file = tmp_path / "patterns.toml"
    file.write_text(GOOD)
    assert load(file).furniture[0].name == "rule"
    file.write_text(GOOD.replace(*change))
    with pytest.raises(BadData) as caught:
        load(file)
    assert told in str(caught.value)
    assert str(file) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "outlet"),
    [
        ("AP", "Associated Press"),
        ("The Associated Press", "Associated Press"),
        ("The Harbour Post", "The Harbour Post"),
        ("Baghdad", None),
        ("Post", None),
        ("The Front", None),
    ],
)
def test_outlets(name: str, outlet: str | None) -> None:
    assert patterns().outlet(name) == outlet
