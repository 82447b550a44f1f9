"""A real store, real reader processes and a real server on loopback, for the tests of this folder."""

import asyncio
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from kg.answer.endpoint.desk import Settings
from kg.answer.endpoint.serving import configured, names_of
from kg.answer.endpoint.tokens import Tokens
from kg.answer.saved import SavedQuery
from kg.graph.readers import Bounds
from kg.graph.store import Store
from kg.graph.vocabulary import BASE
from kg.hosting import hosted
from tests.graph.filled import told

SHARED = Path(__file__).parents[2].parent / "shared"
SETTINGS = Settings(BASE, hosts=names_of("127.0.0.1", ""))


def add(store: Path, triples: str, graph: str = "http://g/1") -> None:
    """Triples in SPARQL's syntax, into a graph of the store, and so into what queries read."""
    with Store.open(store, write=True) as opened:
        opened.commit(told(f"<{graph}> {{ {triples} }}"))


@dataclass(frozen=True)
class Target:
    """A server, and a token that may write there."""

    url: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@contextmanager
def running(
    store: Path,
    questions: Mapping[str, SavedQuery] | None = None,
    deadline: float = 30.0,
    settings: Settings = SETTINGS,
    **options: Any,
) -> Iterator[str]:
    """The address of a server over the store; `options` as for `hosted`, and `workers`."""
    bounds = Bounds(workers=options.pop("workers", 2), deadline=deadline)
    listener = socket.create_server(("127.0.0.1", 0))
    loop = asyncio.new_event_loop()
    failed: list[BaseException] = []
    server: uvicorn.Server | None = None
    ready = threading.Event()

    async def serve() -> None:
        nonlocal server
        async with hosted(store, settings, questions or {}, bounds, **options) as (desk, _):
            server = uvicorn.Server(configured(desk))
            ready.set()
            await server.serve(sockets=[listener])

    def run() -> None:
        try:
            loop.run_until_complete(serve())
        except BaseException as error:
            failed.append(error)
        finally:
            ready.set()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait()
    try:
        if failed:
            raise failed[0]
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        if server:
            server.should_exit = True
        thread.join()
        listener.close()
        loop.close()


@contextmanager
def writable(store: Path, **options: Any) -> Iterator[Target]:
    """A server over the store, and a token that may read and write there."""
    token = Tokens(store).add("tester", ["read", "write"])
    with running(store, **options) as url:
        yield Target(url, token)
