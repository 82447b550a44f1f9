"""However a command ends, it says so in a line."""

import subprocess

import pytest
import typer

from kg.cli.failures import guarded
from kg.errors import StoreError
from tests.cli.running import environment


def end(error: BaseException) -> int:
    def command() -> None:
        raise error

    with pytest.raises((typer.Exit, SystemExit)) as caught:
        guarded(command)()
    value = caught.value
    return value.exit_code if isinstance(value, typer.Exit) else int(str(value.code))


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (StoreError("no store\nat x"), 1, "kg: no store at x\n"),
        (OSError(28, "No space left on device", "/x"), 1, "kg: /x: No space left on device\n"),
        (KeyboardInterrupt(), 130, "kg: stopped\n"),
        (ZeroDivisionError("a\nb"), 1, "kg: this should not have happened (ZeroDivisionError: a b): run it again with"),
    ],
)
def test_ends(capsys, monkeypatch, error, code, told) -> None:
    monkeypatch.delenv("KG_DEBUG", raising=False)
    assert end(error) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(told)
    assert said.err.count("\n") == 1


def test_a_trace_only_where_it_is_asked_for(capsys, monkeypatch) -> None:
    monkeypatch.setenv("KG_DEBUG", "1")
    assert end(ZeroDivisionError("x")) == 1
    assert "Traceback" in capsys.readouterr().err


def test_a_reader_that_went_away_is_no_failure() -> None:
    import sys

    code = "from kg.cli.failures import guarded\n@guarded\ndef f():\n  for i in range(100000): print(i)\nf()"
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import typer\ntry:\n  exec({code!r})\nexcept typer.Exit as e: raise SystemExit(e.exit_code)",
        ],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    assert process.stdout.readline() == b"0\n"
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(60) == 0
    process.stderr.close()
