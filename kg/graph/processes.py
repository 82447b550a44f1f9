"""Processes of our own that do what must be stopped from outside: how one is started, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys

from kg.errors import Busy
from kg.resources import PACKAGE

GONE = 5.0  # seconds for a process that was killed


async def start_process(module: str, memory: int) -> asyncio.subprocess.Process:
    """A process of our own that runs `module` with that much memory, and talks by its pipes; Busy where none can."""
    path = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH")]))
    try:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-P", "-m", module, str(memory)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": path},
            process_group=0,  # Ctrl-C is for the server, which then stops its readers
        )
    except OSError as error:
        raise Busy("no more processes can be started at the moment: try again later") from error


async def ended(process: asyncio.subprocess.Process) -> None:
    """Close the pipes of a process that was stopped, and wait until it is gone.

    In this order: asyncio waits for the pipes' ends, too, and one that nobody reads any more has none.
    """
    process._transport.close()  # type: ignore[attr-defined]
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), GONE)
