"""The commands that the documents show are run, and what they print is what the documents say.

`pytest tests/test_docs.py --rewrite` writes the documents anew; read the difference before you commit it.
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SESSION = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
PAGES = [ROOT / "README.md", ROOT / "docs" / "model.md", ROOT / "docs" / "identity.md"]


def run(command, store):
    words = shlex.split(command)
    assert words[0] == "kg"
    environment = {**os.environ, "KG_STORE": str(store), "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    line = [sys.executable, "-m", "kg.cli", *words[1:]]
    done = subprocess.run(
        line, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False
    )
    return done.stdout.replace("\r\n", "\n")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_sessions(page, tmp_path, request):
    text = page.read_text("utf-8")
    store = tmp_path / "store"

    def played(match):
        commands = [line[2:] for line in match[0].splitlines() if line.startswith("$ ")]
        return "\n".join(f"$ {command}\n{run(command, store)}" for command in commands)

    new = SESSION.sub(played, text)
    assert "$ kg " in new
    if request.config.getoption("--rewrite"):
        page.write_text(new, "utf-8")
    else:
        assert new == text


def test_links_lead_somewhere():
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} -> {target}"


def test_every_saved_query_is_named_in_the_questions():
    questions = (ROOT / "docs" / "questions.md").read_text("utf-8")
    for query in (ROOT / "queries").glob("*.rq"):
        assert query.stem in questions, query.stem


def test_the_example_for_owlready2_prints_what_the_page_says(tmp_path):
    page = (ROOT / "docs" / "protege.md").read_text("utf-8")
    code, printed = re.search(r"```python\n(.*?)```\n\n((?:    [^\n]*\n)+)", page, re.DOTALL).groups()
    assert len(code.splitlines()) <= 12
    for command in ("kg ingest seeds", f"kg export {tmp_path / 'dump.nt'}"):
        run(command, tmp_path / "store")
    (tmp_path / "example.py").write_text(code, "utf-8")
    done = subprocess.run([sys.executable, "example.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    expected = [line.removeprefix("    ") for line in printed.splitlines()]
    assert sorted(done.stdout.splitlines()) == sorted(expected)
