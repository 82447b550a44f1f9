"""Deciding by the command line: what is recorded, what is refused, and what is said.

What applies decisions to a store stands in here as a list of calls: these tests are of the commands alone.
"""

import errno
import getpass
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import Result
from typer.testing import CliRunner

from kg.cli.commands import app
from kg.errors import StoreError
from kg.graph.decisions import read_decisions
from kg.graph.vocabulary import BASE
from kg.model import Answer, Decision, DecisionKind, Literal
from tests.graph.filled import ARTICLE, NEWS, OTHER, fill

MORE = f"""
<{OTHER}> a kg:Article ; rdfs:label "Later" ; kg:file "later.txt" ; kg:mentions id:kataib , id:brigade .
<{OTHER}#char=0,9> a kg:Passage ; kg:quote "Kataib, as" ; kg:start 0 ; kg:end 9 .
<{OTHER}/claim/5> a kg:Claim ; kg:subject id:kataib ; kg:predicate kg:partOf ; kg:object id:pmf ;
    kg:article <{OTHER}> ; kg:passage <{OTHER}#char=0,9> ; kg:modality kg:Stated .
<{OTHER}/claim/6> a kg:Claim ; kg:subject id:brigade ; kg:predicate kg:partOf ; kg:object id:pmf ;
    kg:article <{OTHER}> ; kg:passage <{OTHER}#char=0,9> ; kg:modality kg:Stated ; kg:review kg:Accepted .
id:kataib kg:partOf id:pmf ; kg:formerly "{BASE}old-kataib"^^xsd:anyURI .
id:brigade kg:partOf id:pmf .
"""


@dataclass
class Move:
    was: str
    now: str
    article: str


class Applied:
    """In the place of kg.curation: keeps what it is called with."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []
        self.moves: tuple[Move, ...] = ()
        self.fails: Exception | None = None

    def decided(self, store: Path, decisions: Path) -> SimpleNamespace:
        self.calls.append(("decided", store, decisions))
        if self.fails:
            raise self.fails
        return SimpleNamespace(moves=self.moves)

    def retract_article(self, store: Path, decisions: Path, article: str) -> SimpleNamespace:
        self.calls.append(("retract", store, decisions, article))
        return SimpleNamespace(moves=self.moves)

    def mentions_of(self, store: Path, thing: str, articles: list[str]) -> tuple[str, ...]:
        return ("hashd",) if thing == "pmf" else ()

    def find_doubts(self, store: Path, decisions: Path) -> Answer:
        return Answer(("one", "for"), ((Literal("Kataib"), Literal("alike")),))


@pytest.fixture
def applied(monkeypatch) -> Applied:
    made = Applied()
    monkeypatch.setitem(sys.modules, "kg.curation", made)
    for name in ("KG_BY", "KG_DECISIONS", "KG_STORE"):
        monkeypatch.delenv(name, raising=False)
    return made


@pytest.fixture
def store(tmp_path: Path, applied: Applied) -> Path:
    fill(tmp_path / "graph", {ARTICLE: NEWS, OTHER: MORE}).close()
    return tmp_path / "graph"


def run(store: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--store", str(store)])


def done(store: Path, *words: str) -> str:
    result = run(store, *words)
    assert result.exit_code == 0, result.output
    return result.stderr


def refused(store: Path, *words: str, code: int = 1) -> str:
    before = decided(store)
    result = run(store, *words)
    assert (result.exit_code, result.stdout) == (code, ""), result.output
    assert decided(store) == before
    assert code == 2 or result.stderr.count("\n") == 1
    return result.stderr


def decided(store: Path) -> tuple[Decision, ...]:
    return read_decisions(store.parent / "decisions.ttl")


def told(decision: Decision) -> tuple[object, ...]:
    return decision.kind.value, decision.about, decision.why, decision.by, decision.articles, decision.name


REASON = ("--why", "seen in print", "--by", "anna")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("merge", "PMF", "Brigade"), ("merge", ("pmf", "brigade"), (), "")),
        (("merge", "Brigade", f"{BASE}pmf"), ("merge", ("brigade", "pmf"), (), "")),
        (("same", "PMF", "Brigade"), ("same", ("brigade", "pmf"), (), "")),
        (("different", "PMF", "Brigade"), ("different", ("brigade", "pmf"), (), "")),
        (("different", "Kataib", f"{BASE}old-kataib"), ("different", ("kataib", "old-kataib"), (), "")),
        (("split", "Kataib", "--mentions", "news.txt"), ("split", ("kataib",), ("news",), "")),
        (
            ("split", "PMF", "--mentions", "news", "--mentions", "later.txt"),
            ("split", ("hashd",), ("later", "news"), ""),
        ),
        (("rename", "PMF", " The  Forces "), ("rename", ("pmf",), (), "The Forces")),
        (("reject", f"{ARTICLE}/claim/1"), ("reject", ("article/news/claim/1",), (), "")),
        (("accept", "1"), ("accept", ("article/news/claim/1",), (), "")),
    ],
)
def test_what_is_decided_stands_in_the_file_and_is_applied(store, applied, words, wanted):
    if words[0] == "split" and words[1] == "PMF":
        words = ("split", "PMF", "--mentions", "news", "--mentions", "later.txt")
    said = done(store, *words, *REASON)
    (decision,) = decided(store)
    kind, about, articles, name = wanted
    assert told(decision) == (kind, about, "seen in print", "anna", articles, name)
    assert applied.calls == [("decided", store, store.parent / "decisions.ttl")]
    assert said.startswith(f"{decision.id}: ")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d-[0-9a-f]{8}", decision.id)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("merge", "PMF", "Popular Mobilization Forces"), "are one already"),
        (("same", "Kataib", f"{BASE}old-kataib"), "are one already"),
        (("merge", "PMF", "Ali"), "never one"),
        (("merge", "PMF", "Nobody"), "no Actor or Place or Event is called 'Nobody'"),
        (("merge", "PMF", f"{BASE}nobody"), "no actor, place or event"),
        (("different", "PMF", "Popular Mobilization Forces"), "cannot differ from itself"),
        (("different", "Kataib", "Kataib"), "old-kataib"),
        (("split", "Ali", "--mentions", "later.txt"), "does not speak of Ali"),
        (("split", "PMF", "--mentions", "nothing.txt"), "no article here"),
        (("reject", "PMF"), "no claim here"),
        (("reject", f"{ARTICLE}"), "no claim here"),
        (("reject", f"{ARTICLE}/claim/99"), "no claim here"),
        (("accept", f"{OTHER}/claim/6"), "accepted already"),
        (("rename", "PMF", "PMF"), "called 'PMF' already"),
        (("undo", "2031-01-01-00000000"), "has no decision"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(store, words, said):
    assert said in refused(store, *words, *REASON)


@pytest.mark.parametrize(
    "words", [("merge", "PMF", "Brigade"), ("merge", "PMF", "Brigade", "--why", " "), ("split", "PMF", "--why", "x")]
)
def test_what_is_missing_is_wrong_usage(store, words):
    said = refused(store, *words, code=2)
    assert "--why" in said or "--mentions" in said


def test_who_decides_is_the_login_name_or_what_is_named(store, monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: "login")
    done(store, "accept", "1", "--why", "x")
    monkeypatch.setenv("KG_BY", "environment")
    done(store, "accept", "2", "--why", "x")
    done(store, "accept", "3", "--why", "x", "--by", "option")
    assert [decision.by for decision in decided(store)] == ["login", "environment", "option"]


def test_an_unknown_login_name_is_told(store, monkeypatch):
    def unknown() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", unknown)
    assert "KG_BY" in refused(store, "accept", "1", "--why", "x")


def test_the_file_is_the_one_that_is_named(store, tmp_path, monkeypatch):
    done(store, "accept", "1", *REASON, "--decisions", str(tmp_path / "one.ttl"))
    monkeypatch.setenv("KG_DECISIONS", str(tmp_path / "two.ttl"))
    done(store, "accept", "2", *REASON)
    assert len(read_decisions(tmp_path / "one.ttl")) == len(read_decisions(tmp_path / "two.ttl")) == 1
    assert decided(store) == ()


def test_what_was_decided_so_before_is_not_decided_again(store):
    done(store, "same", "PMF", "Brigade", *REASON)
    assert "decided already, by" in refused(store, "same", "Brigade", "PMF", *REASON)


def test_what_a_decision_overrules_is_told(store):
    done(store, "same", "PMF", "Brigade", *REASON)
    (one,) = decided(store)
    assert f"{one.id} (same) does not hold any more" in done(store, "different", "PMF", "Brigade", *REASON)


def test_undoing_and_undoing_that(store):
    done(store, "same", "PMF", "Brigade", *REASON)
    (one,) = decided(store)
    assert "does not hold any more" in done(store, "undo", one.id[-8:], *REASON)
    assert "is undone already" in refused(store, "undo", one.id, *REASON)
    undo = decided(store)[-1]
    assert told(undo)[:2] == ("undo", (one.id,))
    assert f"{one.id} (same) holds again" in done(store, "undo", f"{BASE}decision/{undo.id}", *REASON)


def test_what_changes_is_told(store, applied):
    applied.moves = (Move("brigade", "pmf", "news"), Move("brigade", "pmf", "later"), Move("x", "y", "news"))
    said = done(store, "merge", "PMF", "Brigade", *REASON)
    assert "brigade is now pmf (in 2 articles)\nx is now y (in 1 article)\n" in said


def test_of_many_changes_some_are_told(store, applied):
    applied.moves = tuple(Move(f"x{n}", "y", "news") for n in range(99))
    assert done(store, "merge", "PMF", "Brigade", *REASON).endswith("and 74 more\n")


def test_what_becomes_of_the_fact_is_told(store):
    assert "the fact still stands: Kataib partOf PMF" in done(store, "reject", f"{OTHER}/claim/5", *REASON)


def test_what_is_recorded_and_cannot_be_applied_is_told(store, applied):
    applied.fails = StoreError("the store is in use")
    result = run(store, "accept", "1", *REASON)
    (decision,) = decided(store)
    assert result.exit_code == 1
    assert f"{decision.id} stands in" in result.stderr
    assert "not applied to the store yet: the store is in use" in result.stderr


def test_nothing_is_lost_when_the_file_of_a_store_is_not_the_one_that_is_named(tmp_path, applied):
    decision = 'id:d a kg:Decision ; kg:decides "same" .'
    fill(tmp_path / "graph", {ARTICLE: NEWS, "https://w3id.org/isnad/identity": decision}).close()
    assert "name that by --decisions" in refused(tmp_path / "graph", "accept", "1", *REASON)
    (tmp_path / "decisions.ttl").touch()
    done(tmp_path / "graph", "accept", "1", *REASON)


def test_a_damaged_file_is_told(store):
    (store.parent / "decisions.ttl").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    result = run(store, "accept", "1", *REASON)
    assert result.exit_code == 1
    assert "line 1: git left a conflict" in result.stderr


def test_a_full_disk_is_told(store, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("kg.graph.swap.os.fsync", full)
    assert "nothing is decided" in refused(store, "accept", "1", *REASON)


def test_without_a_store_there_is_nothing_to_decide(tmp_path, applied):
    assert "no store" in refused(tmp_path / "none", "merge", "A", "B", *REASON)
    assert not (tmp_path / "none").exists()


def listed(store: Path, *words: str) -> list[dict[str, str]]:
    result = run(store, "decisions", "--format", "json", *words)
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in rows]


def test_decisions_are_listed_by_time_with_names(store):
    done(store, "merge", "PMF", "Brigade", *REASON)
    done(store, "different", "PMF", "Kataib", "--why", "x", "--by", "bo")
    done(store, "reject", "1", *REASON)
    done(store, "undo", decided(store)[1].id, *REASON)
    first, last = listed(store)
    assert (first["decides"], first["aboutName"], first["otherName"]) == ("merge", "PMF", "Brigade")
    assert (first["decidedBy"], first["reason"], first["about"]) == ("anna", "seen in print", f"{BASE}pmf")
    assert (last["decides"], last["aboutName"]) == ("reject", "Kataib partOf PMF")
    assert "standing" not in first
    every = listed(store, "--all")
    assert [row["standing"] for row in every] == ["holds", "undone", "holds", "holds"]
    assert (every[3]["about"], every[3]["aboutName"]) == (every[1]["decision"], every[1]["decisionName"])
    done(store, "accept", "1", *REASON)
    assert [row["standing"] for row in listed(store, "--all")][2] == "overruled"


def test_decisions_are_listed_without_a_store_too(store, tmp_path):
    done(store, "split", "Kataib", "--mentions", "news.txt", *REASON)
    file = str(store.parent / "decisions.ttl")
    (row,) = listed(tmp_path / "none", "--decisions", file)
    assert (row["decides"], row["about"], row["inArticle"]) == ("split", f"{BASE}kataib", "news")
    assert "aboutName" not in row
    assert run(tmp_path / "other" / "none", "decisions").stdout.endswith("(0 rows)\n")


def test_doubts_are_listed(store):
    result = run(store, "doubts", "--format", "csv")
    assert result.stdout == "one,for\nKataib,alike\n"


def test_a_dry_run_shows_what_would_go_and_changes_nothing(store, applied):
    result = run(store, "retract", "later.txt", "--dry-run", "--format", "csv")
    assert result.exit_code == 0, result.output
    rows = {tuple(line.split(",")[i] for i in (0, 1, 3, 4, 6, 9)) for line in result.stdout.splitlines()}
    assert ("stays", "fact", "Kataib", "partOf", "PMF", "news.txt") in rows
    assert ("goes", "fact", "Brigade", "partOf", "PMF", "") in rows
    assert ("goes", "entity", "Brigade", "", "", "") in rows
    assert "would be taken out: 1 fact goes, 1 fact stays, 1 thing goes, 2 things stay" in result.stderr
    assert applied.calls == []


def test_an_article_is_taken_out(store, applied):
    result = run(store, "retract", "later.txt")
    assert result.exit_code == 0, result.output
    assert applied.calls == [("retract", store, store.parent / "decisions.ttl", "later")]
    assert f"{OTHER} is taken out" in result.stderr


def test_an_unknown_article_is_not_taken_out(store, applied):
    assert "no article here" in refused(store, "retract", "x.txt")
    assert applied.calls == []


def test_every_kind_of_decision_has_its_command():
    names = {command.callback.__name__ for command in app.registered_commands if command.callback}
    assert {kind.value for kind in DecisionKind} <= names
