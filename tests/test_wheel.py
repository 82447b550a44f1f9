"""The wheel carries all its data, and works outside the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A folder that holds just what the wheel holds."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    done = subprocess.run([*command, "--wheel-dir", str(folder), str(ROOT)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        ("kg/data/ontology", "ontology"),
        ("kg/data/queries", "queries"),
        ("kg/data/seeds", "seeds"),
        ("kg/lexicon", "kg/lexicon"),
        ("kg/read", "kg/read"),
        ("kg/extract/language/data", "kg/extract/language/data"),
        ("kg/answer", "kg/answer"),
    ],
)
def test_it_carries_its_data(installed: Path, inside: str, outside: str) -> None:
    def files(folder: Path) -> dict[str, bytes]:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }

    assert files(installed / inside) == files(ROOT / outside)


def test_it_works_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    env["PYTHONPATH"] = str(installed)

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-P", "-c", "from kg.cli import main; main()", *words],
            env=env, cwd=tmp_path, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = "import kg; print(kg.__file__)"
    found = subprocess.run([sys.executable, "-P", "-c", where], env=env, cwd=tmp_path, capture_output=True, text=True)
    assert found.stdout.startswith(str(installed))
    assert "Usage: kg" in run("--help")
    assert "groups-under" in run("queries")
    run("ingest", str(installed / "kg" / "data" / "seeds"))
    assert "articles,5" in run("stats", "--format", "csv")
    run("ingest", str(installed / "kg" / "data" / "seeds"), "--reader", "model")
    assert "articles,5" in run("stats", "--format", "csv")
