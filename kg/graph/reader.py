"""One reader process: takes queries on standard input, answers on standard output (`python -m kg.graph.reader`).

A request is a line of JSON; an answer is a line of JSON and then as many bytes as it says. What is longer than a pipe
should carry goes to a file. See `kg.graph.readers`.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
from typing import Any, BinaryIO, cast

from kg.errors import BadQuery, KgError, NotThere, StoreError
from kg.exchange import WRITTEN
from kg.graph.fence import end_after, fence
from kg.graph.results import bad_query
from kg.graph.vocabulary import BASE, PREFIXES

MEGABYTE = 1 << 20
IN_MEMORY = MEGABYTE  # bytes of an answer that goes through the pipe


SHORT = {"id": BASE, **PREFIXES}
"""The prefixes of answers in Turtle."""

KINDS: dict[str, type[KgError]] = {"query": BadQuery, "absent": NotThere, "store": StoreError}
"""What can be wrong, by the word for it in an answer."""


class _TooLarge(Exception):
    pass


class Spool(io.RawIOBase):
    """Bytes in memory, in a file of `folder` once they are many, and no more than `limit`."""

    def __init__(self, limit: int, folder: str) -> None:
        super().__init__()
        self.limit = limit
        self.length = 0
        self.over = False
        self.file = ""
        self._folder = folder
        self._stream: BinaryIO = io.BytesIO()

    def write(self, data: Any) -> int:
        if self.length + len(data) > self.limit:
            self.over = True
            raise _TooLarge
        if not self.file and self.length + len(data) > IN_MEMORY:
            begun = self.getvalue()
            handle, self.file = tempfile.mkstemp(dir=self._folder, prefix=f"answer-{os.getpid()}-")
            self._stream = os.fdopen(handle, "wb")
            self._stream.write(begun)
        self.length += len(data)
        return self._stream.write(data)

    def writable(self) -> bool:
        return True

    def getvalue(self) -> bytes:
        """What is in memory; nothing where it went to a file, which is whole then."""
        if isinstance(self._stream, io.BytesIO):
            return self._stream.getvalue()
        self._stream.close()
        return b""

    def discard(self) -> None:
        """Remove the file, if there is one."""
        if self.file:
            self._stream.close()
            os.unlink(self.file)  # noqa: PTH108
            self.file = ""


def answer(store: Any, request: dict[str, Any], out: Spool) -> None:
    """Write the whole answer to one request, in the media type that it asks for; BadQuery, NotThere or StoreError."""
    from pyoxigraph import NamedNode, QueryResultsFormat, QueryTriples, RdfFormat, serialize

    try:
        options: dict[str, Any] = {}
        if request["default_graphs"] or request["named_graphs"]:
            options = {name: [NamedNode(iri) for iri in request[name]] for name in ("default_graphs", "named_graphs")}
            options["default_graph"] = options.pop("default_graphs")
        if request["wanted"]:
            _refuse_absent(store, request)
        results = store.query(request["query"], base_iri=request["base"], **options)
        if isinstance(results, QueryTriples):
            format = RdfFormat.from_media_type(request["media_type"])
            prefixes = SHORT if format == RdfFormat.TURTLE else None
            serialize(results, cast(BinaryIO, out), format=format, prefixes=prefixes)
        else:
            results.serialize(out, QueryResultsFormat.from_media_type(request["media_type"]))
    except SyntaxError as error:
        raise bad_query(error, request["query"]) from error
    except NotThere:
        raise
    except Exception as error:
        if out.over:
            size = request["max_bytes"] / MEGABYTE
            raise BadQuery(f"the answer is larger than {size:g} MB: narrow the query, or add LIMIT") from error
        if isinstance(error, OSError):
            raise StoreError("the store cannot be read") from error
        raise BadQuery(f"the query cannot be run: {error}") from error


def _refuse_absent(store: Any, request: dict[str, Any]) -> None:
    """Refuse a query that names graphs by FROM which are not there: nothing is fetched to fill them."""
    names = " ".join(request["wanted"])
    listed = store.query(
        f"{request['prologue']}\nSELECT ?g WHERE {{ VALUES ?g {{ {names} }} }}", base_iri=request["base"]
    )
    for row in listed:
        if row["g"].value != WRITTEN and not store.contains_named_graph(row["g"]):
            raise NotThere(f"FROM names the graph {row['g']}, which is not here, and no address is fetched")


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    from pyoxigraph import Store

    opened, store = "", None
    for line in requests:
        request = json.loads(line)
        end_after(request["deadline"] + 5)
        head: dict[str, Any] = {"error": None}
        out = Spool(request["max_bytes"], request["folder"])
        try:
            if opened != request["store"]:
                store = None
                opened, store = request["store"], Store.read_only(request["store"])
            answer(store, request, out)
            body = out.getvalue()
            head |= {"file": out.file, "length": out.length}
        except (BadQuery, NotThere, StoreError, OSError) as error:
            out.discard()
            head["error"] = next((word for word, kind in KINDS.items() if isinstance(error, kind)), "store")
            body = str(error).encode() if not isinstance(error, OSError) else b"the store cannot be read"
        end_after(0)
        answers.write(json.dumps(head | {"here": len(body)}).encode() + b"\n" + body)
        answers.flush()


if __name__ == "__main__":
    fence(int(sys.argv[1]))
    serve(sys.stdin.buffer, sys.stdout.buffer)
