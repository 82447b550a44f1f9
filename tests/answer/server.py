"""A real store, real reader processes and a real server on loopback, for the tests of this folder."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from kg.answer.endpoint import application
from kg.answer.endpoint.pages import Question
from kg.graph.readers import ReaderPool
from kg.graph.store import Store
from tests.graph.filled import told

SHARED = Path(__file__).parents[2].parent / "shared"


def add(store: Path, triples: str, graph: str = "http://g/1") -> None:
    """Triples in SPARQL's syntax, into a graph of the store."""
    with Store.open(store, write=True) as opened:
        opened.commit(told(f"<{graph}> {{ {triples} }}"))


@contextmanager
def running(store: Path, questions: Mapping[str, Question] | None = None, deadline: float = 30.0) -> Iterator[str]:
    """The address of a server over the store."""
    with ReaderPool(store, deadline=deadline) as pool:
        config = uvicorn.Config(application(pool, questions), host="127.0.0.1", port=0, log_level="error")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive()
                time.sleep(0.01)
            port = server.servers[0].sockets[0].getsockname()[1]
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()
