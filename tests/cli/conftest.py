"""A store with one article in it, made by the command line itself."""

import signal
from pathlib import Path

import pytest

from tests.cli.running import ARTICLE, kg


@pytest.fixture(scope="session")
def store(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    (folder / "news.txt").write_text(ARTICLE, encoding="utf-8")
    done = kg("ingest", folder / "news.txt", store=folder / "graph")
    assert done.returncode == 0, done.stderr
    return folder / "graph"


@pytest.fixture(autouse=True, scope="session")
def _ctrl_c_is_heard() -> None:
    """What a shell starts in the background ignores Ctrl-C, and so would every command that is tested there."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
