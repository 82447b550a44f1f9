"""The commands and queries of docs/operation.md and docs/scale.md do what the pages say; so does what deploys it."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from kg.cli.commands import app
from tests.answer.process import served
from tests.answer.server import writable
from tests.elsewhere.servers import oxigraph

ROOT = Path(__file__).parents[1]
OPERATION = (ROOT / "docs" / "operation.md").read_text("utf-8")
SCALE = (ROOT / "docs" / "scale.md").read_text("utf-8")


def blocks(page: str) -> list[str]:
    """The indented blocks of a page, without the indentation."""
    return [
        re.sub(r"^ {4}", "", block, flags=re.MULTILINE)
        for block in re.findall(r"(?:^ {4}.*\n|^\n(?= {4}))+", page, re.M)
    ]


def commands(page: str) -> list[list[str]]:
    lines = [line.removeprefix("$ ") for block in blocks(page) for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("kg ")]


@pytest.fixture
def store(seed_store: Path, tmp_path: Path) -> Path:
    shutil.copytree(seed_store, tmp_path / "store", ignore=shutil.ignore_patterns("snapshots", "narrowed"))
    return tmp_path / "store"


def kg(words: list[str], store: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "KG_STORE": str(store), "PYTHONPATH": str(ROOT), **more}
    command = [sys.executable, "-m", "kg.cli", *words]
    return subprocess.run(command, cwd=store.parent, env=environment, capture_output=True, text=True)


def test_the_commands_of_operation(store: Path) -> None:
    found = commands(OPERATION)
    assert len(found) == 6
    for words in found:
        if words[0] == "serve":
            port = words.index("--port")
            with served(store, *words[1:port], "--port", "0") as server:
                assert httpx.get(f"{server.url}/health").status_code == 200
        else:
            done = kg(words, store)
            assert done.returncode == 0, (words, done.stderr)
    assert (store.parent / "restored" / "format.json").exists()


def test_the_queries_of_operation(store: Path) -> None:
    insert, select = re.search(r"^(INSERT.*?)\n\n(PREFIX.*)", "\n".join(blocks(OPERATION)), re.S | re.M).groups()  # type: ignore[union-attr]
    select = select[: select.index("\n}") + 2]
    with writable(store) as target:
        httpx.post(f"{target.url}/update", data={"update": insert}, headers=target.headers).raise_for_status()
        answer = httpx.post(f"{target.url}/sparql", data={"query": select}, headers={"Accept": "text/csv"})
        assert answer.text == "name,since\r\nKataib Hezbollah,2024\r\n"


def test_the_addresses_of_operation(store: Path) -> None:
    with writable(store) as target:
        for path in re.findall(r"^\| `(/[a-z]+)`", OPERATION, re.MULTILINE):
            path = "/id/kataib-hezbollah" if path == "/id" else "/graphs?default" if path == "/graphs" else path
            assert httpx.get(target.url + path, headers={"Accept": "*/*"}).status_code == 200, path


def test_the_options_that_the_pages_name_are_there() -> None:
    from typer.main import get_command

    known = {option for param in get_command(app).commands["serve"].params for option in param.opts}  # type: ignore[attr-defined]
    named = set(re.findall(r"`(--[a-z-]+)", OPERATION)) - {"--right"}
    assert named <= known


def test_the_commands_of_scale(store: Path, tmp_path: Path) -> None:
    found = commands(SCALE)
    assert [words[0] for words in found] == ["push", "query", "export"]
    with oxigraph(tmp_path / "data") as place:
        given = {"KG_UPDATE_URL": place.update, "KG_GRAPH_STORE_URL": place.graphs}
        for words in found:
            words = [place.query if word == "http://127.0.0.1:7878/query" else word for word in words]
            done = kg(words, store, **given)
            assert done.returncode == 0, (words, done.stderr)
            if words[0] == "query":
                assert "Kataib Hezbollah" in done.stdout


def test_every_test_that_the_page_on_security_names_is_there() -> None:
    page = (ROOT / "docs" / "security.md").read_text("utf-8")
    tests = {path.name: path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")}
    rows = [line for line in page.splitlines() if line.startswith("| ") and "threat" not in line]
    assert len(rows) > 20
    for row in rows:
        named = row.rsplit("|", 2)[1]
        file = ""
        for place, test in re.findall(r"`([\w./]*?(?:test_\w+\.py)?)(?:::(\w+))?`", named):
            file = Path(place).name if place.endswith(".py") else file
            if place.endswith(".py"):
                assert file in tests, place
            if test:
                assert f"def {test}(" in tests[file], f"{file}::{test}"


def test_the_container_and_the_unit_name_what_is_there() -> None:
    container = (ROOT / "deploy" / "Containerfile").read_text("utf-8")
    for name in re.findall(r"requirements[\w-]*\.txt", container):
        assert (ROOT / name).exists()
    unit = (ROOT / "deploy" / "isnad.service").read_text("utf-8")
    words = shlex.split(re.search(r"ExecStart=(.*)", unit)[1])  # type: ignore[index]
    help_ = subprocess.run([sys.executable, "-m", "kg.cli", *words[1:], "--help"], capture_output=True, text=True)
    assert help_.returncode == 0
