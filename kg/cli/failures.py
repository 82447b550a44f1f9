"""How a command ends when it does not end well: one line on stderr, and never a traceback."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from functools import wraps
from typing import NoReturn, ParamSpec

import typer

from kg.errors import KgError

FAILED, WRONG_USAGE, STOPPED = 1, 2, 130

P = ParamSpec("P")


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """`command`, whose failures are told on one line: exit 1; 130 after Ctrl-C; a reader that went away is none."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except KeyboardInterrupt:
            stopped()
        except BrokenPipeError:
            # As much was read as was wanted (`kg ... | head`); what Python would still flush goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except KgError as error:
            fail(str(error))
        except OSError as error:
            _trace()
            fail(f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error))
        except Exception as error:  # a fault of ours: told in words all the same
            _trace()
            fail(
                f"this should not have happened ({type(error).__name__}: {error}): "
                "run it again with KG_DEBUG=1 and report what it prints"
            )

    return run


def fail(message: str) -> NoReturn:
    """Say on one line of stderr what went wrong, and end with exit code 1."""
    say(f"kg: {' '.join(message.split())}")
    raise typer.Exit(FAILED)


def stopped() -> NoReturn:
    """End after Ctrl-C."""
    say("kg: stopped")
    sys.exit(STOPPED)


def say(message: str) -> None:
    """Talk: one line on stderr."""
    with contextlib.suppress(OSError):
        print(message, file=sys.stderr, flush=True)


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C end the process at once: the engine does not look up from a query before it is done."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _trace() -> None:
    if os.environ.get("KG_DEBUG"):
        traceback.print_exc()
