"""The file of decisions: what goes in comes out, nothing gets lost, and what is wrong is told."""

import errno
import os
import re
import shutil
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg.errors import BadData, KgError
from kg.graph import swap
from kg.graph.decisions import add_decision, decision_triples, new_decision, read_decisions
from kg.graph.vocabulary import BASE, KG
from kg.model import Decision, DecisionKind

DAY = datetime(2031, 3, 4, 9, 30, tzinfo=UTC)
CLAIM = "article/x/claim/3fa91c2b07de"
ROOT = Path(__file__).parents[2]

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(str.strip)
slugs = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,2}", fullmatch=True)
times = st.datetimes(
    datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.sampled_from([UTC, timezone(timedelta(hours=-3))])
)


@st.composite
def made(draw: st.DrawFn) -> Decision:
    kind = draw(st.sampled_from([kind for kind in DecisionKind if kind is not DecisionKind.UNDO]))
    if kind in (DecisionKind.ACCEPT, DecisionKind.REJECT):
        about = [f"article/{draw(slugs)}/claim/{draw(slugs)}"]
    else:
        number = 1 if kind in (DecisionKind.SPLIT, DecisionKind.RENAME) else 2
        about = draw(st.lists(slugs, min_size=number, max_size=number, unique=True))
    articles = draw(st.lists(slugs, min_size=1, max_size=3)) if kind is DecisionKind.SPLIT else []
    name = draw(texts) if kind is DecisionKind.RENAME else ""
    return new_decision(kind, about, draw(texts), draw(texts), draw(times), articles, name)


def merge(one: str, other: str, minutes: int = 0, by: str = "anna") -> Decision:
    return new_decision(DecisionKind.MERGE, (one, other), "an alias", by, DAY + timedelta(minutes=minutes))


def fault(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadData) as caught:
        read_decisions(path)
    return str(caught.value)


def filed(path: Path, *decisions: Decision) -> str:
    for decision in decisions:
        add_decision(path, decision)
    return path.read_text(encoding="utf-8")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.ttl"


@settings(max_examples=50, deadline=None)
@given(st.lists(made(), max_size=5, unique_by=lambda one: one.id), st.data())
def test_what_goes_in_comes_out_by_time(decisions, data):
    with TemporaryDirectory() as folder:
        path = Path(folder, "new", "decisions.ttl")
        if decisions:
            undone = data.draw(st.sampled_from(decisions))
            decisions = [*decisions, new_decision(DecisionKind.UNDO, (undone.id,), "no", "bo", undone.at)]
        for decision in decisions:
            add_decision(path, decision)
        assert list(read_decisions(path)) == sorted(decisions, key=lambda one: (one.at, one.id))


def test_no_file_is_no_decision(path):
    assert read_decisions(path) == ()
    path.write_text("", encoding="utf-8")
    assert read_decisions(path) == ()
    assert len(read_decisions(path)) == 0
    filed(path, merge("a", "b"))
    assert read_decisions(path) == (merge("a", "b"),)


def test_it_reads_well(path):
    text = filed(path, new_decision(DecisionKind.MERGE, ("b", "a"), 'He is "Abu Taqwa"', "Anna", DAY))
    (block,) = re.findall(r"^decision:.*?\.$", text, re.MULTILINE | re.DOTALL)
    assert re.sub(r"[0-9a-f]{8} a", "DIGEST a", block) == textwrap.dedent("""\
        decision:2031-03-04-DIGEST a kg:Decision ;
            kg:decides "merge" ;
            kg:concerns id:a ,
                id:b ;
            kg:keeps id:b ;
            kg:reason "He is \\"Abu Taqwa\\"" ;
            kg:decidedBy "Anna" ;
            kg:decidedOn "2031-03-04T09:30:00Z"^^xsd:dateTime .""")


def test_the_id_is_the_day_and_a_digest_of_all_that_is_said():
    one = merge("a", "b")
    assert re.fullmatch(r"2031-03-04-[0-9a-f]{8}", one.id)
    assert one.id == merge("a", "b").id
    assert len({one.id, merge("b", "a").id, merge("a", "b", 1).id, merge("a", "b", by="bo").id}) == 4
    same = [new_decision(DecisionKind.SAME, pair, "x", "y", DAY) for pair in (("a", "b"), ("b", "a"))]
    assert same[0] == same[1]


def test_adding_leaves_the_rest_as_it_stands(path):
    text = filed(path, merge("a", "b"), merge("c", "d"))
    edited = text.replace("decision:", "# Anna: ask Bo about this one\ndecision:").replace('"anna"', "'''anna'''")
    path.write_bytes(edited.replace("\n", "\r\n").encode())  # as some editors do
    later = path.read_bytes().decode()
    for number in range(20):
        before = later
        filed(path, merge("e", "f", number))
        later = path.read_bytes().decode()
        lines = iter(later.split("\n"))
        assert all(line in lines for line in before.split("\n"))  # in the same order
    assert later.count("ask Bo") == text.count("\ndecision:") + 1 - text.startswith("decision:")
    assert len(read_decisions(path)) == 22


def test_adding_to_a_file_of_another_shape(path):
    one = filed(path, merge("a", "b"))
    block = "".join(re.findall(r"^decision:.*?\.$", one, re.MULTILINE | re.DOTALL))
    for name, space in (("decision", f"{BASE}decision/"), ("id", BASE), ("kg", KG)):
        block = re.sub(rf"\b{name}:([\w-]+)", rf"<{space}\1>", block)
    block = block.replace("xsd:dateTime", "<http://www.w3.org/2001/XMLSchema#dateTime>")
    path.write_text(f"@prefix id: <https://example.org/> .\n{block}", encoding="utf-8")  # no shelves, no end of line
    assert read_decisions(path) == (merge("a", "b"),)
    filed(path, merge("c", "d"), merge("e", "f"))
    assert set(read_decisions(path)) == {merge("a", "b"), merge("c", "d"), merge("e", "f")}
    assert path.read_text(encoding="utf-8").startswith("@prefix id: <https://example.org/> .\n")


def test_one_that_stands_there_is_not_written_twice(path):
    text = filed(path, merge("a", "b"))
    assert filed(path, merge("a", "b")) == text


def test_the_same_block_twice_is_one(path):
    text = filed(path, merge("a", "b"))
    block = "".join(re.findall(r"^decision:.*?\.\n", text, re.MULTILINE | re.DOTALL))
    path.write_text(text + block, encoding="utf-8")
    assert read_decisions(path) == (merge("a", "b"),)
    assert "twice" in fault(path, text + block.replace("anna", "bo"))


GOOD = f"""@prefix id: <{BASE}> .
@prefix decision: <{BASE}decision/> .
@prefix article: <{BASE}article/> .
@prefix kg: <{KG}> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

decision:one a kg:Decision ; kg:decides "different" ; kg:concerns id:a , id:b ;
    kg:decidedOn "2031-03-04T09:30:00+03:00"^^xsd:dateTime ; kg:decidedBy "Anna" ; kg:reason "two men" .
"""


def test_a_file_written_by_hand(path):
    path.write_text("\ufeff" + GOOD, encoding="utf-8")
    (one,) = read_decisions(path)
    assert one == Decision("one", DecisionKind.DIFFERENT, ("a", "b"), "two men", "Anna", DAY - timedelta(hours=3))


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ('"different"', '"diferent"', "merge, same"),
        ("id:a , id:b", "id:a", "is about 2, and it names 1"),
        ("id:a , id:b", "id:a , id:b , id:c", "is about 2, and it names 3"),
        ('"two men"', '"  "', "does not say why"),
        (' ; kg:reason "two men"', "", "lacks kg:reason"),
        ('kg:decidedBy "Anna"', 'kg:decidedBy ""', "who decided"),
        ('kg:decidedBy "Anna" ;', "", "lacks kg:decidedBy"),
        ('kg:decidedOn "2031-03-04T09:30:00+03:00"^^xsd:dateTime ;', "", "lacks kg:decidedOn"),
        ("+03:00", "", "zone"),
        ("2031-03-04T", "2031-02-30T", "write day, time and zone"),
        ("T09:30:00+03:00", "", "write day, time and zone"),
        ("a kg:Decision ;", "", "a kg:Decision"),
        ("kg:reason", "kg:reson", "reson"),
        ('"two men"', '"two men" , "three"', "2 values for kg:reason"),
        ('"Anna"', "id:anna", "text in quotes"),
        ("id:b", '"b"', "write an IRI"),
        ("id:b", "<https://example.org/b>", "KG_BASE"),
        ("decision:one", "<https://example.org/decision/one>", "KG_BASE"),
        ("decision:one", "decision:a.b", "no decision's name"),
        ("decision:one", "[]", "no decision"),
        ('"different"', '"split"', "is about 1, and it names 2"),
        ('"different" ; kg:concerns id:a , id:b', '"split" ; kg:concerns id:a', "at least one"),
        ("id:a , id:b", "id:a , id:b ; kg:inArticle article:x", "for nothing else"),
        ('"different" ; kg:concerns id:a , id:b', '"rename" ; kg:concerns id:a', "new name"),
        ("id:a , id:b", "id:a , id:b ; kg:newName 'C'", "for nothing else"),
        ('"different" ; kg:concerns id:a , id:b', '"reject" ; kg:concerns id:a', "is no claim"),
        ("id:b", f"<{BASE}{CLAIM}>", "neither actor, place nor event"),
        ('"different"', '"merge"', "kg:keeps"),
        ("id:a , id:b", "id:a , id:b ; kg:keeps id:a", "for a merge"),
        ('"different"', '"merge" ; kg:keeps id:c', "which of the two"),
        ('"different"', '"undo"', "kg:undoes"),
        ('"different" ; kg:concerns id:a , id:b', '"undo" ; kg:undoes decision:two', "two, which is not there"),
        ('"different" ; kg:concerns id:a , id:b', '"undo" ; kg:undoes decision:one', "undo each other"),
        (" .\n", ' ; kg:standing "true" .\n', "standing"),
        ("kg:Decision ;", "kg:Decision", "line 7"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(path, was, now, told):
    head, start, block = GOOD.partition("decision:one a")
    assert was in start + block
    text = head + (start + block).replace(was, now)
    message = fault(path, text)
    assert message.startswith(str(path))
    assert told in message
    assert "line 7" in message or "one" in message or "no decision" in message
    assert "\n" not in message


def test_what_git_left_of_a_conflict_is_told(path):
    text = GOOD.replace("decision:one", "<<<<<<< HEAD\ndecision:one") + "=======\n>>>>>>> other\n"
    assert "line 7: git left a conflict" in fault(path, text)


def test_not_utf_8_and_not_a_file(path):
    path.write_bytes(GOOD.replace("Anna", "Ann\xe4").encode("latin-1"))
    with pytest.raises(BadData, match="UTF-8"):
        read_decisions(path)
    with pytest.raises(BadData, match="cannot be read"):
        read_decisions(path.parent)


@pytest.mark.parametrize(
    "changed", [{"why": " "}, {"by": ""}, {"at": datetime(2031, 3, 4)}, {"about": ("a", "a")}, {"articles": ("x",)}]
)
def test_what_is_not_whole_is_not_written(path, changed):
    said = {"kind": DecisionKind.SAME, "about": ("a", "b"), "why": "x", "by": "y", "at": DAY, **changed}
    with pytest.raises(BadData):
        add_decision(path, Decision(id="2031-03-04-00000000", **said))
    with pytest.raises(BadData):
        new_decision(**said)
    assert not path.exists()


def test_what_rdf_cannot_hold_is_not_written(path):
    for about, why in ((("a", "b c"), "x"), (("a", "b"), "half a character: \ud83d")):
        with pytest.raises(BadData, match="cannot be decided"):
            add_decision(path, new_decision(DecisionKind.SAME, about, why, "bo", DAY))
    assert not path.exists()


def test_an_undo_of_what_is_not_there_is_not_written(path):
    with pytest.raises(BadData, match="not there"):
        add_decision(path, new_decision(DecisionKind.UNDO, ("2031-03-04-0",), "no", "bo", DAY))


def test_a_damaged_file_is_told_and_left_alone(path):
    fault(path, "decision")
    with pytest.raises(BadData, match="line 1"):
        add_decision(path, merge("a", "b"))
    assert path.read_text(encoding="utf-8") == "decision"


def test_a_full_disk_loses_nothing(path, monkeypatch):
    text = filed(path, merge("a", "b"))

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(swap.os, "fsync", full)
    with pytest.raises(KgError, match=r"No space left.*nothing is decided"):
        add_decision(path, merge("c", "d"))
    assert path.read_text(encoding="utf-8") == text
    assert [entry.name for entry in path.parent.iterdir()] == ["decisions.ttl"]


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(KgError, match="cannot be"):
        add_decision(tmp_path / "file" / "decisions.ttl", merge("a", "b"))


def test_a_link_stays_a_link(tmp_path, path):
    real = tmp_path / "repository.ttl"
    filed(real, merge("a", "b"))
    path.symlink_to(real)
    filed(path, merge("c", "d"))
    assert path.is_symlink()
    assert len(read_decisions(real)) == 2


def test_several_processes_at_once_lose_nothing(path):
    code = (
        "import sys; from pathlib import Path; from tests.graph.test_decisions import merge, add_decision\n"
        "for n in range(8): add_decision(Path(sys.argv[1]), merge('a', sys.argv[2], n))"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", code, str(path), f"b{n}"], cwd=ROOT, stderr=subprocess.PIPE)
        for n in range(3)
    ]
    assert [(run.wait(), run.communicate()[1]) for run in runs] == [(0, b"")] * 3
    assert len(read_decisions(path)) == 24
    assert [entry.name for entry in path.parent.iterdir()] == ["decisions.ttl"]


def test_somebody_who_holds_the_file_for_long_is_told(path, monkeypatch):
    with swap.held(path), pytest.raises(KgError, match="another process"), swap.held(path, wait=0.1):
        pass


@pytest.mark.skipif(not shutil.which("git"), reason="there is no git here")
def test_git_merges_two_branches_that_each_add_one(tmp_path):
    def git(*words: str, fails: bool = False) -> None:
        named = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
        done = subprocess.run(["git", *named, *words], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode != 0) is fails, done

    def digit(decision: Decision) -> str:
        return decision.id[-8]

    path = tmp_path / "decisions.ttl"
    git("init", "-q", "-b", "main")
    first = merge("a", "b")
    ours = next(one for n in range(1, 999) if digit(one := merge("c", "d", n)) == digit(first))
    theirs = next(
        one for n in range(1, 999) if abs(int(digit(one := merge("e", "f", n)), 16) - int(digit(ours), 16)) == 1
    )
    clash = next(one for n in range(1, 999) if digit(one := merge("g", "h", n)) == digit(theirs))
    filed(path, first)
    git("add", ".")
    git("commit", "-qm", "first")
    for branch, decision in (("theirs", theirs), ("clash", clash)):
        git("checkout", "-qb", branch, "main")
        filed(path, decision)
        git("commit", "-qam", branch)
    git("checkout", "-q", "main")
    filed(path, ours)
    git("commit", "-qam", "ours")
    git("merge", "-q", "theirs")
    assert set(read_decisions(path)) == {first, ours, theirs}
    git("merge", "-q", "clash", fails=True)  # on the same shelf, and nothing between
    with pytest.raises(BadData, match="keep the decisions of both sides"):
        read_decisions(path)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    both = [line for line in lines if not re.match(r"<<<<<<<|=======|>>>>>>>", line)]
    path.write_text("".join(both), encoding="utf-8")
    assert set(read_decisions(path)) == {first, ours, theirs, clash}


def test_the_graph_holds_them_with_whether_they_stand(path):
    one, two = merge("a", "b"), new_decision(DecisionKind.DIFFERENT, ("a", "b"), "two men", "bo", DAY + timedelta(1))
    undo = new_decision(DecisionKind.UNDO, (two.id,), "no", "bo", DAY + timedelta(2))
    triples = decision_triples([one, two, undo])
    standing = {
        triple.subject.value.removeprefix(f"{BASE}decision/"): triple.object.value
        for triple in triples
        if triple.predicate.value == f"{KG}standing"
    }
    assert standing == {one.id: "true", two.id: "false", undo.id: "true"}
    assert {t.object.value for t in decision_triples([one, two]) if t.predicate.value == f"{KG}standing"} == {
        "true",
        "false",
    }
    filed(path, one, two, undo)
    written = {quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE)}
    assert written == {triple for triple in triples if triple.predicate.value != f"{KG}standing"}
    node = NamedNode(f"{BASE}decision/{undo.id}")
    assert {triple.object for triple in triples if triple.subject == node} >= {
        NamedNode(f"{BASE}decision/{two.id}"),
        Literal("undo"),
        NamedNode(f"{KG}Decision"),
    }
