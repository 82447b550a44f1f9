"""A table that is not well formed is refused, with its file and line."""

from pathlib import Path

import pytest

from kg.errors import BadData
from kg.names import tables


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("how\tnames\n", "line 1: the columns must be how, spellings"),
        ("how\tspellings\nrare\tali\n", "line 2: 'rare' must be common or known"),
        ("# note\nhow\tspellings\ncommon\tali\ncommon\tomar ali\n", "line 4: 'ali' stands here and for 'ali'"),
        ("how\tspellings\ncommon\tAli\n", "line 2: 'Ali' must be plain lower-case letters"),
        ("how\tspellings\ncommon\n", "line 2: needs 2 cells"),
    ],
)
def test_given_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str) -> None:
    write(tmp_path, "given.tsv", text)
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    with pytest.raises(BadData, match=said):
        tables._given.__wrapped__()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("how\tconcept\twords\nodd\tarmy\tarmy\n", "line 2: 'odd' must be one of word"),
        ("how\tconcept\twords\nword\tarmy\tarmy\nword\tarmy\tjaysh\n", "line 3: 'army' stands on two lines"),
        ("how\tconcept\twords\nword\tarmy\tarmy, army\n", "line 2: 'army' stands twice"),
    ],
)
def test_words_of_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str) -> None:
    write(tmp_path, "groups.tsv", text)
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    with pytest.raises(BadData, match=said):
        tables.meanings.__wrapped__("groups.tsv", ("word",))


def test_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    with pytest.raises(BadData, match=r"persons\.toml"):
        tables.word_list.__wrapped__("persons.toml")
    write(tmp_path, "persons.toml", "[words]\ntitles = 3\n")
    with pytest.raises(BadData, match="words in one string"):
        tables.word_list.__wrapped__("persons.toml")


def test_every_table_says_what_it_is() -> None:
    for path in tables.FOLDER.iterdir():
        head = "".join(line for line in path.read_text("utf-8").splitlines(True) if line.startswith("#"))
        assert "Source:" in head, path
        assert "Licence: Apache-2.0" in head, path
