"""The endpoint under load, beside the packaged Oxigraph server on the same store, queries and machine.

    pip install oxigraph
    python -m benchmarks.serving [--store DIR] [--seconds 60] [--connections 32]

The mix are the examples in the headers of the saved queries, in random order; a client in a process of its own asks
them. Without --store it is a store of the five sample articles.
"""

from __future__ import annotations

import argparse
import json
import shlex
import shutil
import socket
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from kg.answer.saved import load_queries
from kg.answer.values import read_values
from kg.cli.words import parse_words
from kg.graph.store import Store

ROOT = Path(__file__).parents[1]
JSON = "application/sparql-results+json"
RUNAWAY = "SELECT (COUNT(*) AS ?n%d) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
RUNAWAYS = 8
DEADLINE = 10


@dataclass(frozen=True)
class Run:
    """What a client saw."""

    rate: float
    """Answers a second."""
    median: float
    """Seconds."""
    p99: float
    faults: int


def mix(store: Path) -> list[str]:
    """The examples of all saved queries, as SPARQL."""
    texts = []
    with Store.open(store) as opened:
        for query in load_queries().values():
            for example in query.examples:
                words = parse_words(shlex.split(example)[2:])
                texts.append(query.bind(read_values(query, words.values, opened)))
    return texts


def load(port: int, path: str, queries: list[str], connections: int, seconds: float) -> subprocess.Popen[bytes]:
    """A client that is at work; see `seen`."""
    requests = [
        f"GET {path}?query={quote(query, safe='')} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: {JSON}\r\n\r\n"
        for query in queries
    ]
    plan = {"host": "127.0.0.1", "port": port, "connections": connections, "seconds": seconds, "requests": requests}
    client = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.client"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert client.stdin
    client.stdin.write(json.dumps(plan).encode())
    client.stdin.close()
    return client


def seen(client: subprocess.Popen[bytes]) -> Run:
    """What it saw, once it is done."""
    assert client.stdout
    told = json.loads(client.stdout.read())
    client.wait()
    times = sorted(told["times"]) or [float("inf")]
    return Run(
        len(told["times"]) / told["seconds"],
        statistics.median(times),
        times[min(len(times) - 1, int(len(times) * 0.99))],
        len(told["faults"]),
    )


@contextmanager
def server(command: list[str], port: int) -> Iterator[None]:
    """A server that is up, and stopped afterwards."""
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=ROOT)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """A port that nobody has at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def ours(store: Path, port: int, *options: str) -> list[str]:
    """The command that serves with us."""
    return [sys.executable, "-m", "kg.cli", "serve", "--store", str(store), "--port", str(port), *options]


def main() -> None:
    """Measure, and print a line for each run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--connections", type=int, default=32)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = given.store
        if store is None:
            store = Path(folder) / "store"
            subprocess.run(
                [sys.executable, "-m", "kg.cli", "ingest", "seeds", "--store", str(store)],
                cwd=ROOT, check=True, capture_output=True,
            )  # fmt: skip
        queries = mix(store)
        print(f"{len(queries)} queries, {given.connections} connections, {given.seconds:g} s each")
        copied = Path(folder) / "oxigraph"
        with Store.open(store) as opened:
            opened.snapshot(copied)
        oxigraph = shutil.which("oxigraph") or f"{sysconfig.get_path('scripts')}/oxigraph"
        runs = {}
        port = free_port()
        command = [oxigraph, "serve-read-only", "--location", str(copied), "--bind", f"127.0.0.1:{port}"]
        with server(command, port):
            runs["oxigraph"] = _measured("Oxigraph's server", port, "/query", queries, given)
        for name, options in (("without", ["--cache", "0"]), ("with", [])):
            port = free_port()
            with server(ours(store, port, *options), port):
                runs[name] = _measured(f"ours, {name} cache", port, "/sparql", queries, given)
        for name in ("without", "with"):
            print(f"{name} cache: {runs[name].rate / runs['oxigraph'].rate:.2f} of Oxigraph's server")
        port = free_port()
        with server(ours(store, port, "--cache", "0", "--deadline", str(DEADLINE)), port):
            alone = _measured("light ones alone", port, "/sparql", queries, given)
            runaways = load(port, "/sparql", [RUNAWAY % n for n in range(RUNAWAYS)], RUNAWAYS, given.seconds + 2)
            time.sleep(2)
            beside = _measured(f"beside {RUNAWAYS} runaways", port, "/sparql", queries, given)
            print(f"{beside.rate / alone.rate:.2f} of what they have alone")
            stopped = seen(runaways)
            print(f"of the runaways {stopped.faults} were stopped, and {stopped.rate:.1f}/s answered")


def _measured(name: str, port: int, path: str, queries: list[str], given: argparse.Namespace) -> Run:
    seen(load(port, path, queries, 1, 2))  # so that nobody pays for the first query
    run = seen(load(port, path, queries, given.connections, given.seconds))
    print(
        f"{name:24} {run.rate:8.1f}/s  p50 {run.median * 1000:7.1f} ms  p99 {run.p99 * 1000:7.1f} ms "
        f"({run.p99 / run.median:.1f} times)  {run.faults} faults",
        flush=True,
    )
    return run


if __name__ == "__main__":
    main()
