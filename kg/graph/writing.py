"""Writes of other people to a store: tried on a copy first, then carried out as what came of the trial.

A trial runs in a process that is killed at its deadline (`kg.graph.trial`), so no update can hold up the store or the
server. What it changed is carried out in one commit, if the store is still as the trial saw it; else it is tried anew.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import Busy, Forbidden, QueryTimeout, StoreInUse
from kg.exchange import Payload, Update
from kg.graph.processes import ended, start_process
from kg.graph.readers import Bounds
from kg.graph.snapshots import Snapshots
from kg.graph.store import Store
from kg.graph.trial import KINDS
from kg.graph.written import Rewriting, is_written

TRIES = 5
"""How often a write is tried while others write."""

PATIENCE = 10.0
"""Seconds to wait for another writer, such as kg ingest."""


class Hands:
    """Whoever writes to the store in the folder `store` on behalf of others, one after the other."""

    def __init__(self, store: Path, snapshots: Snapshots, bounds: Bounds) -> None:
        self._store = store
        self._snapshots = snapshots
        self._bounds = bounds
        self._turn = asyncio.Lock()
        self._next: asyncio.Task[asyncio.subprocess.Process] | None = None
        self._closed = False

    async def update(self, update: Update) -> None:
        """Carry out an update; BadQuery, Forbidden, NotThere, QueryTimeout, Busy, StoreError, and nothing is done."""
        steps = [asdict(step) for step in update.steps]
        await self._write({"kind": "update", "checks": update.checks, "steps": steps, "base": update.base}, b"")

    async def put(self, payload: Payload) -> bool:
        """Lay RDF down in a graph; whether the graph is a new one. Errors as for `update`."""
        self._refuse_ours(payload.graph)
        parts = [(len(body), media_type) for body, media_type in payload.parts]
        request = {"kind": "payload", "graph": payload.graph, "parts": parts, "replace": payload.replace}
        done = await self._write(request, b"".join(body for body, _ in payload.parts))
        return payload.graph in done.created and payload.graph not in done.dropped

    async def close(self) -> None:
        """End the process that waits for the next write."""
        self._closed = True
        if self._next:
            process = await self._next
            process.kill()
            await ended(process)

    def _start(self) -> asyncio.Task[asyncio.subprocess.Process]:
        return asyncio.ensure_future(start_process("kg.graph.trial", self._bounds.memory))

    def _refuse_ours(self, graph: str) -> None:
        if not is_written(ox.NamedNode(graph)):
            raise Forbidden(f"the graph <{graph}> is Isnad's own: write to a graph of another name")

    async def _write(self, request: dict[str, Any], payload: bytes) -> Rewriting:
        async with self._turn:
            for _ in range(TRIES):
                await asyncio.to_thread(self._snapshots.refresh)
                with self._snapshots.borrow() as snapshot:
                    folder = Path(tempfile.mkdtemp(dir=self._snapshots.folder, prefix="trial-"))
                    try:
                        found = await self._try(
                            request
                            | {
                                "store": str(snapshot.path),
                                "folder": str(folder),
                                "deadline": self._bounds.deadline,
                            },
                            payload,
                        )
                    finally:
                        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
                    if not found or await asyncio.shield(
                        asyncio.to_thread(self._carry_out, found, snapshot.generation)
                    ):
                        return found
        raise Busy("others write to the store all the time: try again later")

    async def _try(self, request: dict[str, Any], payload: bytes) -> Rewriting:
        process = await (self._next or self._start())
        self._next = None if self._closed else self._start()  # it will be up when the next write comes
        try:
            sent = json.dumps(request).encode() + b"\n" + payload
            told, _ = await asyncio.wait_for(process.communicate(sent), self._bounds.deadline)
            found = json.loads(told)
        except TimeoutError:
            raise QueryTimeout(
                f"the write was stopped after {self._bounds.deadline:g} seconds, its deadline, and nothing is written"
            ) from None
        except (OSError, ValueError):
            raise QueryTimeout(
                "the write was stopped, as its process broke, most likely for lack of memory or room on the disk: "
                "nothing is written"
            ) from None
        finally:
            if process.returncode is None:
                process.kill()
            await ended(process)
        if found["error"]:
            raise KINDS[found["error"]](found["words"])
        return Rewriting(
            tuple(found["dropped"]), tuple(found["created"]), _quads(found["removed"]), _quads(found["added"])
        )

    def _carry_out(self, found: Rewriting, generation: int) -> bool:
        """Commit it, if the store is as it was when it was tried."""
        try:
            opened = Store.open(self._store, write=True, wait=PATIENCE)
        except StoreInUse as error:
            raise Busy(str(error)) from error
        with opened as store:
            if store.notes.generation != generation:
                return False
            store.rewrite(found)
            return True


def _quads(lines: str) -> tuple[ox.Quad, ...]:
    return tuple(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
