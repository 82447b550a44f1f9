"""Every command, as a process, over a real store."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.cli.running import ARTICLE, KG, ROOT, environment, failure, kg

COMMANDS = """
    ingest queries query sparql why stats
    merge same different split rename reject accept undo decisions doubts retract
    diff reason check export serve push backup restore parse evaluate token
""".split()
ALL = "SELECT * WHERE { ?s ?p ?o }"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_options_and_examples(command: str) -> None:
    done = kg(command, "--help")
    assert done.returncode == 0
    assert f"  kg {command}" in done.stdout.partition("\n")[2]
    assert done.stderr == ""


def test_help_lists_every_command_whole() -> None:
    done = kg("--help")
    assert [line.split()[0] for line in done.stdout.partition("Commands:\n")[2].splitlines()] == COMMANDS
    assert "..." not in done.stdout.partition("Commands:\n")[2]
    assert kg("--version").stdout.startswith("isnad ")


def test_the_reference_page_is_what_the_help_says() -> None:
    done = subprocess.run([sys.executable, "-m", "kg.cli.docs"], env=environment(), capture_output=True, text=True)
    assert done.stdout == (ROOT / "docs" / "cli.md").read_text(encoding="utf-8"), "run `make docs`"


@pytest.mark.parametrize(
    "words",
    [
        ("nosuch",),
        ("ingest",),
        ("ingest", "x.txt", "--published", "yesterday"),
        ("query",),
        ("query", "strikes", "--by"),
        ("sparql", ALL, "--format", "paper"),
        ("serve", "--port", "99999"),
        ("queries", "--nosuch"),
    ],
)
def test_wrong_usage(words: tuple[str, ...]) -> None:
    failure(*words, code=2)


def test_no_store(tmp_path) -> None:
    for words in (
        ["stats"],
        ["query", "backers"],
        ["sparql", ALL],
        ["why", "x"],
        ["check"],
        ["export", "x.ttl"],
        ["serve"],
    ):
        assert "no store at" in failure(*words, store=tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_ingest_tells_each_article_and_a_sum(tmp_path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "b.txt").write_bytes(b"")
    graph = tmp_path / "graph"
    done = kg("ingest", tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "c.txt", "--store", graph)
    assert (done.returncode, done.stdout) == (1, "")
    lines = done.stderr.splitlines()
    assert lines[0].startswith("new        a.txt: ")
    assert lines[1].startswith("failed     ")
    assert "b.txt: the file is empty" in lines[1]
    assert "c.txt: there is no such file" in lines[2]
    assert lines[3].startswith("3 articles (1 new, 2 failed), ")
    assert "articles,1" in kg("stats", "--format", "csv", store=graph).stdout
    again = kg("ingest", tmp_path / "a.txt", "--store", graph)
    assert again.returncode == 0
    assert "1 article (1 unchanged)" in again.stderr
    (tmp_path / "a.txt").write_text(ARTICLE.replace("commander", "fighter"))
    assert "1 article (1 changed)" in kg("ingest", tmp_path / "a.txt", store=graph).stderr


def test_ingest_from_standard_input(tmp_path) -> None:
    done = kg("ingest", "-", "--published", "2024-05-02", store=tmp_path / "graph", given=ARTICLE)
    assert done.returncode == 0, done.stderr
    assert "1 article (1 new)" in done.stderr


def test_queries() -> None:
    names = [line.split()[0] for line in kg("queries").stdout.splitlines()]
    assert names == sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))
    shown = kg("queries", "groups-under").stdout
    assert "--group" in shown
    assert (ROOT / "queries" / "groups-under.rq").read_text() in shown
    assert kg("query", "groups-under", "--help").stdout in shown
    assert "did you mean" in failure("queries", "group-under")


def test_query(store) -> None:
    done = kg("query", "groups-under", "--group", "PMF", "--format", "csv", store=store)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "Kataib Hezbollah is part of the Popular Mobilization Forces" in done.stdout
    assert kg("query", "--format=csv", "--group=PMF", "groups-under", store=store).stdout == done.stdout
    rows = json.loads(kg("query", "groups-under", "--format", "json", "--store", store).stdout)["results"]["bindings"]
    assert len(rows) == done.stdout.count("\n") - 1
    assert "row" in kg("query", "groups-under", store=store).stdout


def test_query_that_cannot_be_asked(store) -> None:
    assert "did you mean" in failure("query", "group-under", store=store)
    assert "no parameter --grop" in failure("query", "groups-under", "--grop", "PMF", store=store)
    assert "Kataib Hezbollah" in failure("query", "groups-under", "--group", "Kataib Hezbolla", store=store)
    assert "is no day" in failure("query", "strikes", "--from", "May", store=store)
    assert "turtle cannot hold" in failure("query", "groups-under", "--format", "turtle", store=store)


def test_sparql(store, tmp_path) -> None:
    question = "SELECT (COUNT(*) AS ?n) WHERE { ?a a <https://w3id.org/isnad/ontology#Article> }"
    file = tmp_path / "question.rq"
    file.write_text(question)
    answers = [
        kg("sparql", question, "--format", "csv", store=store),
        kg("sparql", f"@{file}", "--format", "csv", store=store),
        kg("sparql", "-", "--format", "csv", store=store, given=question),
    ]
    assert {answer.stdout for answer in answers} == {"n\n1\n"}
    assert kg("sparql", "ASK { ?s ?p ?o }", store=store).stdout == "yes\n"


def test_sparql_that_is_refused(store, tmp_path) -> None:
    assert "line 1, column" in failure("sparql", "SELECT ?x WHERE { ?x ?y }", store=store)
    assert "SERVICE" in failure("sparql", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", store=store)
    failure("sparql", "DELETE WHERE { ?s ?p ?o }", store=store)
    assert "cannot be read" in failure("sparql", f"@{tmp_path}/none.rq", store=store)


def test_why(store) -> None:
    done = kg("why", "Kataib Hezbollah", "partOf", "--format", "csv", store=store)
    assert done.returncode == 0, done.stderr
    assert "is part of the Popular Mobilization Forces" in done.stdout
    failure("why", "Nobody Nowhere", store=store)


def test_export(store, tmp_path) -> None:
    done = kg("export", tmp_path / "dump.ttl", store=store)
    assert (done.returncode, done.stdout) == (0, "")
    assert "triples written" in done.stderr
    assert "@prefix" in (tmp_path / "dump.ttl").read_text()
    assert "ending" in failure("export", tmp_path / "dump.doc", store=store)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dump.ttl"]


def test_check(store) -> None:
    done = kg("check", "--full", store=store)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "errors: 0, warnings: 0\n")


def test_check_tells_cause_and_cure(tmp_path) -> None:
    (tmp_path / "undated.txt").write_text(ARTICLE.replace("2024-05-02", ""))
    assert "no date found" in kg("ingest", tmp_path / "undated.txt", store=tmp_path / "graph").stderr
    done = kg("check", store=tmp_path / "graph")
    assert (done.returncode, done.stderr) == (0, "errors: 0, warnings: 1\n")
    first, second, third = done.stdout.strip().splitlines()
    assert first.startswith("warning: ")
    assert second.endswith("/article/undated) published")
    assert third.startswith("  solution: ")


def test_the_store_is_the_options_then_the_variables_then_here(store, tmp_path) -> None:
    assert "no store at" in failure("stats", "--store", tmp_path / "none", store=store)
    done = subprocess.run([*KG, "stats"], env=environment(), cwd=tmp_path, capture_output=True, text=True)
    assert "no store at .kg" in done.stderr


def test_half_an_answer_is_enough_for_head(store) -> None:
    process = subprocess.Popen(
        [*KG, "sparql", ALL], env=environment(store), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(60) == 0
    process.stderr.close()


def wait_for(path: Path) -> None:
    end = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_ctrl_c_in_the_middle_of_an_ingest(tmp_path) -> None:
    graph = tmp_path / "graph"
    process = subprocess.Popen(
        [*KG, "ingest", "-"],
        env=environment(graph),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    wait_for(graph / "lock")
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)
    assert said == (b"", b"kg: stopped\n")
    # 130 for a shell either way: Python ends itself by the signal where that came while a module was being loaded
    assert process.returncode in {130, -signal.SIGINT}


def test_ctrl_c_in_the_middle_of_a_query(store) -> None:
    endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    process = subprocess.Popen([*KG, "sparql", endless], env=environment(store), stderr=subprocess.PIPE)
    status = Path(f"/proc/{process.pid}/status")
    end = time.monotonic() + 60
    while _sigint_is_caught(status):  # until the command has handed Ctrl-C to the system
        assert time.monotonic() < end
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert said == b""


def _sigint_is_caught(status: Path) -> bool:
    line = next(line for line in status.read_text().splitlines() if line.startswith("SigCgt"))
    return bool(int(line.split()[1], 16) & 1 << (signal.SIGINT - 1))


def test_parse_shows_what_each_layer_sees(tmp_path) -> None:
    (tmp_path / "news.txt").write_text(
        "Mali's army said rebels killed six soldiers in Gao on Monday.\n\nIt rained.", "utf-8"
    )
    seen = kg("parse", tmp_path / "news.txt", "--published", "2024-05-02")
    assert seen.returncode == 0, seen.stderr
    for words in ("[1] Mali's army", "killed", "VERB", "six: Number", "mention  Gao", "claim ", "confidence 0."):
        assert words in seen.stdout, words
    one = kg("parse", tmp_path / "news.txt", "--sentence", "2", "--reader", "patterns").stdout
    assert one == "[2] It rained.\n\n"
    assert "there is no sentence 9" in failure("parse", tmp_path / "news.txt", "--sentence", "9")
    assert "nowhere.txt" in failure("parse", tmp_path / "nowhere.txt")


def test_another_reader_reads_again(tmp_path) -> None:
    (tmp_path / "news.txt").write_text(ARTICLE, "utf-8")
    graph = tmp_path / "graph"
    assert "1 new" in kg("ingest", tmp_path / "news.txt", store=graph).stderr
    assert "1 changed" in kg("ingest", tmp_path / "news.txt", "--reader", "patterns", store=graph).stderr
    assert "1 unchanged" in kg("ingest", tmp_path / "news.txt", "--reader", "patterns", store=graph).stderr


def test_serve_and_ask_it(store) -> None:
    process = subprocess.Popen(
        [*KG, "serve", "--port", "0"], env=environment(store), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr
        line = process.stderr.readline()
        endpoint = line.split(" at ")[1].split(";")[0]
        with urlopen(endpoint.replace("/sparql", "/health"), timeout=30) as answer:
            assert answer.status == 200
        local = kg("query", "groups-under", "--group", "PMF", "--format", "csv", store=store)
        remote = kg("query", "groups-under", "--group", "PMF", "--format", "csv", "--endpoint", endpoint)
        assert remote.returncode == 0, remote.stderr
        assert remote.stdout == local.stdout
        assert kg("sparql", "ASK { ?s ?p ?o }", "--endpoint", endpoint).stdout == "yes\n"
    finally:
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=60)
    assert (process.returncode, out, said) == (0, "", "")


@pytest.mark.parametrize("words", [("query", "groups-under", "--group", "PMF"), ("--help",), ("sparql", "ASK {}")])
def test_what_is_heavy_stays_out(store, words) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "kg.cli", *words],
        env=environment(store),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "typer" in loaded
    assert not loaded & {"rdflib", "owlready2", "trafilatura", "starlette", "uvicorn", "SPARQLWrapper", "rich.progress"}


def test_a_full_disk_is_told(store) -> None:
    if not Path("/dev/full").exists():
        pytest.fail("this test needs /dev/full")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*KG, "queries"], env=environment(store), stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1
    assert done.stderr == f"kg: {os.strerror(28)}\n"
