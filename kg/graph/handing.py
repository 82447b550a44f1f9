"""How a writer shows its commits to servers that run meanwhile: it leaves a snapshot with each of them.

A writer holds the store for as long as it works, and a server cannot look in. So after each commit the writer puts a
frozen copy into the folder of every server that lives, and takes away the one before if it was not taken.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox

FOLDER = "snapshots"  # inside the store's folder; in it a folder for each server
HANDED = "handed-"  # ... and there, with the generation behind it, what a writer left
_FAULTS = (OSError, RuntimeError)


def hand_over(database: ox.Store, store: Path, generation: int) -> None:
    """Leave a snapshot of this state with every server of the store; one that cannot be left is found later."""
    for server in servers(store):
        with suppress(*_FAULTS):
            part = server / f"part-{os.getpid()}"
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            database.backup(str(part / "oxigraph"))
            old = [entry for entry in server.iterdir() if entry.name.startswith(HANDED)]
            part.rename(server / f"{HANDED}{generation}")
            for entry in old:
                remove(entry)


def servers(store: Path) -> list[Path]:
    """The folders of the servers that live."""
    try:
        return [entry for entry in (store / FOLDER).iterdir() if alive(entry.name.partition("-")[0])]
    except OSError:
        return []


def take(folder: Path, generation: int) -> Path | None:
    """What a writer left in this server's folder that is newer than `generation`, now the server's own."""
    handed = [entry for entry in folder.iterdir() if entry.name.startswith(HANDED)]
    newest = max(handed, key=lambda entry: int(entry.name.removeprefix(HANDED)), default=None)
    if newest is None or int(newest.name.removeprefix(HANDED)) <= generation:
        return None
    own = folder / f"taken-{newest.name.removeprefix(HANDED)}"
    try:
        newest.rename(own)
    except OSError:  # the writer took it away for a newer one at this moment
        return None
    return own


def remove(folder: Path) -> None:
    """Remove a snapshot; under another name first, so that nobody takes what is half gone."""
    gone = folder.with_name(f"gone-{folder.name}")
    with suppress(OSError):
        folder.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def alive(process: str) -> bool:
    """Whether the process of this number runs."""
    if not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
