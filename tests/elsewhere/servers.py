"""Two real SPARQL servers that share no code: Oxigraph's, from PyPI, and Virtuoso, from Debian."""

import shutil
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from kg.answer.remote import Place

VIRTUOSO = shutil.which("virtuoso-t")
MISSING = "Virtuoso is not here: apt-get install virtuoso-opensource-7-bin"

INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
CheckpointInterval = 0
O_DIRECT = 0

[HTTPServer]
ServerPort = 127.0.0.1:{web}
ServerRoot = {folder}
ServerThreads = 5

[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryExecutionTime = 60
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def running(command: list[str], probe: str) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                urlopen(probe, timeout=5).close()
                break
            except (URLError, ConnectionError):
                assert process.poll() is None, f"{command[0]} ended at once"
                time.sleep(0.1)
        yield
    finally:
        process.kill()
        process.wait()


@contextmanager
def oxigraph(folder: Path, graph_store: bool = True) -> Iterator[Place]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    binary = shutil.which("oxigraph") or f"{sysconfig.get_path('scripts')}/oxigraph"
    command = [binary, "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with running(command, f"{url}/query?query=ASK%7B%7D"):
        yield Place(f"{url}/query", f"{url}/update", f"{url}/store" if graph_store else "")


@contextmanager
def virtuoso(folder: Path, graph_store: bool = True) -> Iterator[Place]:
    assert VIRTUOSO, MISSING
    folder.mkdir(exist_ok=True)
    sql, web = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(INI.format(folder=folder, sql=sql, web=web))
    url = f"http://127.0.0.1:{web}"
    command = [VIRTUOSO, "+foreground", "+configfile", str(folder / "virtuoso.ini")]
    with running(command, f"{url}/sparql?query=ASK%7B%7D"):
        graphs = f"{url}/sparql-graph-crud-auth" if graph_store else ""
        yield Place(f"{url}/sparql", f"{url}/sparql-auth", graphs, "dba", "dba")
