"""One write, tried on a copy of the store in a process of its own (`python -m kg.graph.trial MEMORY`).

The copy may be broken, filled, or never be done with: the process is killed, and the store knows nothing of it. What
came of the trial is told as what changes in written graphs, and nothing else can be told: so a write that got past all
that looks at it before would still not touch what is ours.

A request is a line of JSON on standard input, with the payload's bytes behind it; the answer is a line of JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from kg.errors import BadQuery, Forbidden, KgError, NotThere
from kg.graph.fence import end_after, fence
from kg.graph.results import bad_query
from kg.graph.written import OWN, Rewriting, compared, is_written

KINDS: dict[str, type[KgError]] = {"forbidden": Forbidden, "query": BadQuery, "absent": NotThere}
"""What can be wrong with a write, by the word for it in an answer."""


def copy(snapshot: Path, target: Path) -> None:
    """A copy of a snapshot that can be written: the database never changes its tables, so these are shared."""
    target.mkdir()
    for file in snapshot.iterdir():
        if file.suffix == ".sst":
            os.link(file, target / file.name)
        elif file.name != "LOCK":
            shutil.copyfile(file, target / file.name)


def tried(store: ox.Store, request: dict[str, Any]) -> Rewriting:
    """Run the steps of an update on `store`; what changes in written graphs.

    BadQuery for a fault in it, Forbidden for a write to a graph that is ours, NotThere for a graph that is missing.
    """
    base = request["base"]
    for text in request["checks"]:
        _check_syntax(text, base)
    before, was = _written(store)
    for step in request["steps"]:
        if step["sweep"]:
            _sweep(store, step["sweep"])
            continue
        _refuse_ours(_named(store, step["prologue"], step["targets"], base))
        if step["tries"]:
            _refuse_ours(_met(store, step, base))
        try:
            store.update(step["text"], base_iri=base)
        except SyntaxError as error:
            raise bad_query(error, step["text"]) from error
        except RuntimeError as error:
            raise NotThere(f"the update cannot be carried out: {error}") from error
    after, now = _written(store)
    return compared(before, after, was, now)


def laid_down(store: ox.Store, graph: str, parts: Iterable[tuple[bytes, str]], replace: bool) -> Rewriting:
    """What puts RDF into a written graph, beside or in place of what is there; BadQuery for RDF that is none."""
    name = ox.NamedNode(graph)
    come = [quad for body, media_type in parts for quad in _parsed(body, media_type, name)]
    there = store.contains_named_graph(name)
    old = list(store.quads_for_pattern(None, None, None, name))
    if replace:
        return Rewriting(dropped=(graph,) if there else (), created=(graph,), added=tuple(come))
    # What comes has blank nodes of its own: what is there stays as it is.
    return Rewriting(created=() if there else (graph,), added=tuple(set(come).difference(old)))


def _check_syntax(text: str, base: str | None) -> None:
    try:
        ox.Store().update(text, base_iri=base)
    except SyntaxError as error:
        raise bad_query(error, text) from error
    except RuntimeError:
        pass  # it reads well, and an empty store has nothing that it could change


def _written(store: ox.Store) -> tuple[list[ox.Quad], set[str]]:
    names = {graph for graph in store.named_graphs() if is_written(graph)}
    quads = [quad for name in names for quad in store.quads_for_pattern(None, None, None, name)]
    return quads, {name.value for name in names if isinstance(name, ox.NamedNode)}


def _sweep(store: ox.Store, scope: str) -> None:
    for graph in list(store.named_graphs()):
        if is_written(graph) and (scope == "all" or graph != OWN):
            store.remove_graph(graph)


def _named(store: ox.Store, prologue: str, names: Iterable[str], base: str | None) -> list[ox.NamedNode]:
    """The IRIs of graphs, as the engine itself reads their names."""
    listed = " ".join(names)
    if not listed:
        return []
    return [row["g"] for row in store.query(f"{prologue}\nSELECT ?g {{ VALUES ?g {{ {listed} }} }}", base_iri=base)]  # type: ignore[union-attr]


def _met(store: ox.Store, step: dict[str, Any], base: str | None) -> Iterator[Any]:
    """All that the variables which stand for graphs come to mean."""
    named = step["named_graphs"]
    try:
        rows: Any = store.query(
            step["tries"],
            base_iri=base,
            default_graph=list(_named(store, step["prologue"], step["default_graphs"], base)),
            named_graphs=None if named is None else list(_named(store, step["prologue"], named, base)),
        )
    except SyntaxError as error:
        raise bad_query(error, step["tries"]) from error
    for row in rows:
        yield from (term for term in row if isinstance(term, ox.NamedNode))


def _refuse_ours(graphs: Iterable[ox.NamedNode]) -> None:
    for graph in graphs:
        if not is_written(graph):
            raise Forbidden(
                f"the graph {graph} is Isnad's own, and changes only by ingesting, retracting and deciding: "
                "write to a graph of another name"
            )


def _parsed(body: bytes, media_type: str, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    format = ox.RdfFormat.from_media_type(media_type)
    assert format is not None, media_type
    try:
        for quad in ox.parse(body, format=format, base_iri=graph.value, rename_blank_nodes=True):
            if quad.graph_name != ox.DefaultGraph():
                raise BadQuery(f"the data names the graph {quad.graph_name}, and is to be one graph: send triples")
            yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)
    except SyntaxError as error:
        raise BadQuery(f"the data does not parse as {media_type}: {' '.join(str(error).split())}") from error
    except (ValueError, OSError) as error:
        raise BadQuery(f"the data cannot be read as {media_type}: {error}") from error


def _answer(request: dict[str, Any], payload: BinaryIO) -> dict[str, Any]:
    store = Path(request["store"])
    if request["kind"] == "update":
        copied = Path(request["folder"]) / "copy"
        copy(store, copied)
        found = tried(ox.Store(str(copied)), request)
    else:
        parts = [(payload.read(length), media_type) for length, media_type in request["parts"]]
        found = laid_down(ox.Store.read_only(str(store)), request["graph"], parts, request["replace"])
    return {
        "error": None,
        "dropped": found.dropped,
        "created": found.created,
        "removed": _lines(found.removed),
        "added": _lines(found.added),
    }


def _lines(quads: Iterable[ox.Quad]) -> str:
    return (ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").decode()


def main(requests: BinaryIO, answers: BinaryIO) -> None:
    """Try one write and tell what came of it."""
    request = json.loads(requests.readline())
    end_after(request["deadline"] + 5)
    try:
        found = _answer(request, requests)
    except KgError as error:
        found = {"error": next(word for word, kind in KINDS.items() if isinstance(error, kind)), "words": str(error)}
    answers.write(json.dumps(found).encode())
    answers.flush()


if __name__ == "__main__":
    fence(int(sys.argv[1]))
    main(sys.stdin.buffer, sys.stdout.buffer)
