"""One reader process: takes queries on standard input, answers on standard output (`python -m kg.graph.reader`).

A request is a line of JSON; an answer is a line of JSON with its length, and then its bytes. See `kg.graph.readers`.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import signal
import sys
from typing import Any, BinaryIO

from kg.errors import BadQuery, StoreError
from kg.graph.results import bad_query

MEGABYTE = 1 << 20


class _TooLarge(Exception):
    pass


class _Bounded(io.BytesIO):
    """Bytes in memory, up to a limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit
        self.over = False

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self.limit:
            self.over = True
            raise _TooLarge
        return super().write(data)


def answer(store: Any, request: dict[str, Any]) -> bytes:
    """The whole answer to one request, in the media type that it asks for; BadQuery or StoreError."""
    from pyoxigraph import NamedNode, QueryResultsFormat, QueryTriples, RdfFormat

    out = _Bounded(request["max_bytes"])
    try:
        options: dict[str, Any] = {}
        if request["default_graphs"] or request["named_graphs"]:
            options = {name: [NamedNode(iri) for iri in request[name]] for name in ("default_graphs", "named_graphs")}
            options["default_graph"] = options.pop("default_graphs")
        results = store.query(request["query"], base_iri=request["base"], **options)
        formats: Any = RdfFormat if isinstance(results, QueryTriples) else QueryResultsFormat
        results.serialize(out, formats.from_media_type(request["media_type"]))
    except SyntaxError as error:
        raise bad_query(error, request["query"]) from error
    except Exception as error:
        if out.over:
            size = request["max_bytes"] / MEGABYTE
            raise BadQuery(f"the answer is larger than {size:g} MB: narrow the query, or add LIMIT") from error
        if isinstance(error, OSError):
            raise StoreError(f"the store cannot be read: {error}") from error
        raise BadQuery(f"the query cannot be run: {error}") from error
    return out.getvalue()


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    from pyoxigraph import Store

    opened, store = "", None
    for line in requests:
        request = json.loads(line)
        if hasattr(signal, "setitimer"):  # so that it ends also where the server was killed meanwhile
            signal.setitimer(signal.ITIMER_REAL, request["deadline"] + 5)
        kind = None
        try:
            if opened != request["store"]:
                store = None
                opened, store = request["store"], Store.read_only(request["store"])
            body = answer(store, request)
        except BadQuery as error:
            kind, body = "query", str(error).encode()
        except (StoreError, OSError) as error:
            kind, body = "store", str(error).encode()
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        answers.write(json.dumps({"error": kind, "length": len(body)}).encode() + b"\n" + body)
        answers.flush()


def fence(memory: int) -> None:
    """Bound the memory of this process and, where the system lets us (Linux), take its network away."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    if sys.platform == "linux":
        new_user, new_network = 0x10000000, 0x40000000
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None, use_errno=True).unshare(new_user | new_network)


if __name__ == "__main__":
    fence(int(sys.argv[1]))
    serve(sys.stdin.buffer, sys.stdout.buffer)
