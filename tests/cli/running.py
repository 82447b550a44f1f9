"""Running `kg` as a user does: a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
KG = [sys.executable, "-m", "kg.cli"]

ARTICLE = """Drone strike kills commander of militia in Baghdad

2024-05-02

BAGHDAD (AP) — A U.S. drone strike in Baghdad on Wednesday killed a commander of Kataib Hezbollah, officials said.

Kataib Hezbollah is part of the Popular Mobilization Forces, an umbrella group of militias.

Iraq's government condemned the strike as a violation of its sovereignty.
"""


def environment(store: Path | None = None) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    env |= {"PYTHONPATH": str(ROOT), "COLUMNS": "100"}
    return env | ({"KG_STORE": str(store)} if store else {})


def kg(*words: str | Path, store: Path | None = None, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run `kg` with these words to its end."""
    return subprocess.run(
        [*KG, *map(str, words)], env=environment(store), input=given, capture_output=True, text=True, timeout=120
    )


def failure(*words: str | Path, store: Path | None = None, code: int = 1, given: str = "") -> str:
    """Run `kg`, which must fail in one line of words, and give the line."""
    done = kg(*words, store=store, given=given)
    assert (done.returncode, done.stdout) == (code, ""), done
    assert "Traceback" not in done.stderr
    if code == 1:
        assert done.stderr.startswith("kg: "), done.stderr
        assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr
