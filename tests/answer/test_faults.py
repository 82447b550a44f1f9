"""What goes wrong around the endpoint: processes that are killed, disks that are full, clients that misbehave."""

import errno
import http.client
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from kg.answer.endpoint.tokens import Tokens
from kg.graph.store import Store
from kg.graph.vocabulary import BASE
from tests.answer.process import served
from tests.answer.server import add, running, writable

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
MINE = "http://notes.example/mine"
FACTS = 2000


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store"
    add(path, " ".join(f"<http://a/{n}> <http://a/p> {n} ." for n in range(FACTS)), f"{BASE}article/1")
    return path


def count(url: str) -> int:
    answer = httpx.get(f"{url}/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}, timeout=30)
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


def written(store: Path) -> set[int]:
    """The numbers that stand in the writers' graph."""
    with Store.open(store) as opened:
        rows = opened.query(f"SELECT ?n {{ GRAPH <{MINE}> {{ ?s ?p ?n }} }}").rows  # type: ignore[union-attr]
    return {int(str(row[0])) for row in rows}


# --- killed ----------------------------------------------------------------------------------------------


def test_a_reader_killed_at_work(store: Path) -> None:
    with served(store) as server, ThreadPoolExecutor() as threads:
        asked = threads.submit(httpx.get, f"{server.url}/sparql", params={"query": ENDLESS}, timeout=60)
        time.sleep(1)
        for child in server.children():
            os.kill(child, signal.SIGKILL)
        answer = asked.result()
        assert answer.status_code == 504
        assert "reader broke" in answer.json()["detail"]
        assert count(server.url) == FACTS


def test_the_server_killed_leaves_no_reader_and_can_start_again(store: Path) -> None:
    with served(store) as server:
        httpx.get(f"{server.url}/sparql", params={"query": "ASK {}"})
        readers = server.children()
        assert readers
        server.kill()
    until = time.monotonic() + 10
    while any(Path(f"/proc/{reader}").exists() for reader in readers) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{reader}").exists() for reader in readers)
    with served(store) as server:
        assert count(server.url) == FACTS
        assert len(list((store / "snapshots").iterdir())) == 1


def test_the_server_killed_while_it_writes_loses_nothing_that_it_confirmed(store: Path) -> None:
    token = Tokens(store).add("tester", ["write"])
    chance = random.Random(3)
    confirmed: set[int] = set()
    sent = 0
    for _ in range(3):
        with served(store) as server:
            killing = threading.Timer(chance.uniform(0.3, 1.2), server.kill)
            killing.start()
            try:
                while True:
                    sent += 1
                    text = f"INSERT DATA {{ GRAPH <{MINE}> {{ <http://a/{sent}> <http://a/p> {sent} }} }}"
                    answer = httpx.post(f"{server.url}/update", data={"update": text}, auth=("", token), timeout=30)
                    if answer.status_code == 204:
                        confirmed.add(sent)
            except httpx.TransportError:
                killing.join()
        found = written(store)
        assert confirmed <= found
        assert found <= set(range(1, sent + 1))
    assert len(confirmed) > 3
    with Store.open(store) as opened:
        assert len(list(opened.quads())) == FACTS


def test_a_backup_killed_leaves_no_file_and_no_harm(store: Path, tmp_path: Path) -> None:
    for wait in (0.15, 0.25, 0.35):
        backup = subprocess.Popen(
            [sys.executable, "-m", "kg.cli", "backup", str(tmp_path / "backup.tar"), "--store", str(store)],
            stderr=subprocess.DEVNULL,
        )
        time.sleep(wait)
        backup.kill()
        backup.wait()
        if (tmp_path / "backup.tar").exists():  # it was quicker: then it is whole
            restored = [sys.executable, "-m", "kg.cli", "restore", str(tmp_path / "backup.tar")]
            assert subprocess.run([*restored, "--store", str(tmp_path / f"r{wait}")]).returncode == 0
            (tmp_path / "backup.tar").unlink()
    with served(store) as server:
        assert count(server.url) == FACTS


def test_articles_come_in_while_it_serves(store: Path, tmp_path: Path) -> None:
    """From another process, by the real command; what is committed is seen within a second."""
    articles = tmp_path / "articles"
    articles.mkdir()
    for number in range(3):
        (articles / f"{number}.txt").write_text(f"Headline {number}\n\nKataib Hezbollah is part of the PMF, he said.\n")
    with served(store) as server:
        before = count(server.url)
        command = [
            sys.executable,
            "-m",
            "kg.cli",
            "ingest",
            str(articles),
            "--store",
            str(store),
            "--reader",
            "patterns",
        ]
        ingest = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        seen = [before]
        while ingest.poll() is None:
            seen.append(count(server.url))
        ended = time.monotonic()
        while count(server.url) == before and time.monotonic() < ended + 5:
            time.sleep(0.02)
        assert time.monotonic() - ended < 1
        assert ingest.returncode == 0
        assert count(server.url) > before
        assert sorted(seen) == seen


# --- full, and turned back --------------------------------------------------------------------------------


def fill(file: Path) -> None:
    """Write until the disk is full."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT)
    try:
        while os.write(handle, b"0" * 4096):
            pass
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
    finally:
        os.close(handle)


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("mount") is None, reason="only root can make a small disk")
def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(disk)], capture_output=True)
    if made.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        store = disk / "store"
        add(store, "<http://a/s> <http://a/p> 1", f"{BASE}article/1")
        with writable(store) as target:
            filler = disk / "filler"
            fill(filler)
            quads = " ".join(f"<a:{n}> <a:p> '{'x' * 50}{n}' ." for n in range(9000))
            text = f"INSERT DATA {{ GRAPH <{MINE}> {{ {quads} }} }}"
            answer = httpx.post(f"{target.url}/update", data={"update": text}, headers=target.headers, timeout=60)
            assert answer.status_code in (503, 504, 507), answer.text
            assert str(disk) not in answer.text
            assert count(target.url) == 1
            filler.unlink()
            small = f"INSERT DATA {{ GRAPH <{MINE}> {{ <a:b> <a:p> 1 }} }}"
            assert httpx.post(f"{target.url}/update", data={"update": small}, headers=target.headers).status_code == 204
            assert written(store) == {1}
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_clock_that_is_set_back_changes_nothing(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(store, deadline=2) as url:
        monkeypatch.setattr(time, "time", lambda: 1.0)
        began = time.monotonic()
        assert httpx.get(f"{url}/sparql", params={"query": ENDLESS}, timeout=30).status_code == 504
        assert 1.9 < time.monotonic() - began < 3
        add(store, "<http://a/new> <http://a/p> 1", f"{BASE}article/2")
        assert count(url) == FACTS + 1


# --- clients -----------------------------------------------------------------------------------------------


def connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port), timeout=20)


def closed_after(connection: socket.socket) -> float:
    """Seconds until the other side closes the connection."""
    began = time.monotonic()
    with connection:
        try:
            while connection.recv(1 << 16):
                pass
        except ConnectionError:
            pass
    return time.monotonic() - began


def trickle(connection: socket.socket, text: bytes) -> None:
    """Five bytes a second."""
    for byte in text:
        connection.sendall(bytes([byte]))
        time.sleep(0.2)


def test_a_client_that_says_nothing_or_little(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.answer.endpoint.patience.HEAD", 1.0)
    monkeypatch.setattr("kg.answer.endpoint.requests.SLOW", 1.0)
    with running(store) as url:
        assert closed_after(connect(url)) < 3
        slow = connect(url)
        with pytest.raises(OSError, match=r"reset|pipe"):
            trickle(slow, b"GET /sparql?query=ASK{} HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        slow.close()
        second = connect(url)  # the second request of a connection has its time, too
        second.sendall(b"GET /sparql?query=ASK{} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert second.recv(1 << 16).startswith(b"HTTP/1.1 200")
        second.sendall(b"GET /sp")
        assert closed_after(second) < 3
        body = connect(url)
        lines = (
            "POST /sparql HTTP/1.1",
            "Host: 127.0.0.1",
            "Content-Type: application/sparql-query",
            "Content-Length: 9",
        )
        body.sendall("\r\n".join((*lines, "", "")).encode())
        assert body.recv(1 << 16).startswith(b"HTTP/1.1 408")
        body.close()
        assert count(url) == FACTS


def test_a_client_that_never_reads(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.answer.endpoint.patience.STALLED", 1.0)
    with running(store) as url:
        parts = urlsplit(url)
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect((parts.hostname, parts.port))
        large = "SELECT%20*%20%7B%20?a%20?b%20?c%20.%20%3Chttp://a/1%3E%20?e%20?f%20%7D"
        connection.sendall(f"GET /sparql?query={large} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode() * 20)
        time.sleep(4)
        assert closed_after(connection) < 2
        assert count(url) == FACTS


def test_clients_that_leave_early_free_the_readers(store: Path) -> None:
    with running(store, deadline=30) as url:
        for number in range(8):
            connection = connect(url)
            query = ENDLESS.replace(" ", "%20").replace("{", "%7B").replace("}", "%7D").replace("?i", f"?i{number}")
            connection.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            time.sleep(0.15)
            connection.close()
        time.sleep(0.5)
        began = time.monotonic()
        assert count(url) == FACTS
        assert time.monotonic() - began < 3
        assert "isnad_queries_running 0.0" in httpx.get(f"{url}/metrics").text


RUNAWAYS = {
    "cross product": ENDLESS,
    "path": "SELECT (COUNT(*) AS ?n) { ?a (<http://a/p>|!<http://a/p>)* ?b . ?c (<http://a/p>|!<http://a/p>)* ?d }",
    "order": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c DESC(?a)",
    "regex": "SELECT * { ?a ?b ?c . ?d ?e ?f "
    "FILTER(REGEX(CONCAT(STR(?a), STR(?d)), '^(h|t|p|:|/|a)*(a|/|[0-9])*z$')) }",
    "long text": "SELECT (SUM(STRLEN(REPLACE(?x, '(.*)(.*)(.*)', '$3$2$1'))) AS ?n) { ?a ?b ?c . ?d ?e ?f "
    "BIND(CONCAT(STR(?a), STR(?d), STR(?a), STR(?d)) AS ?x) }",
    "aggregate": "SELECT ?a (GROUP_CONCAT(?z) AS ?all) { ?a ?b ?c . ?d ?e ?f BIND(STR(?d) AS ?z) } GROUP BY ?a",
    "construct": "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }",
}


@pytest.mark.parametrize("kind", RUNAWAYS)
def test_any_query_is_stopped_within_a_second_of_its_deadline(store: Path, kind: str) -> None:
    with running(store, deadline=1.5) as url:
        count(url)
        began = time.monotonic()
        answer = httpx.get(f"{url}/sparql", params={"query": RUNAWAYS[kind]}, timeout=30)
        assert time.monotonic() - began < 2.5
        assert answer.status_code in (400, 504)  # 400: it was larger than an answer may be
        assert answer.json()["detail"]
        assert count(url) == FACTS


def test_an_answer_is_whole_or_an_error(store: Path) -> None:
    """Never a 200 that breaks off: the status comes when all of the answer is there."""
    with running(store, deadline=1) as url:
        parts = urlsplit(url)
        for limit in (10, 100_000, 400_000, 4_000_000):
            connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
            query = f"SELECT%20?a%20?d%20%7B?a%20?b%20?c.?d%20?e%20?f%7DLIMIT%20{limit}"
            connection.request("GET", f"/sparql?query={query}", headers={"Accept": "text/csv"})
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status in (200, 504)
            if answer.status == 200:
                assert body.count(b"\r\n") == min(limit, FACTS * FACTS) + 1
            connection.close()
