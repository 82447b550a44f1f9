"""Joins a store with a server elsewhere: what changed here since the last push is sent there, graph by graph.

Elsewhere each of our named graphs stands under its own name. What the store has in its default graph, the union of
them, stands in a graph `UNION`, without the ontology, which has blank nodes and stands beside it: what a default graph
is differs from server to server, and a dataset of two named graphs is the same everywhere. A digest of each graph is
written behind it, so that a push that was broken off goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kg.answer.remote import Place, RemoteGraphs, RemoteSource
from kg.answer.remote.asking import ONTOLOGY, UNION
from kg.answer.terms import sparql
from kg.errors import KgError
from kg.graph.pushing import as_quads, changed, digest, graphs, lines
from kg.graph.store import Store
from kg.graph.vocabulary import INFERRED_GRAPH
from kg.model import Answer, Iri, Literal

PUSHED = "https://w3id.org/isnad/pushed"
DIGEST = "https://w3id.org/isnad/ontology#digest"


@dataclass(frozen=True, slots=True)
class Pushed:
    """How many graphs were sent, taken away, and left as they were."""

    sent: int
    removed: int
    same: int


def push(
    store: Path, place: Place, *, dry_run: bool = False, progress: Callable[[int, int], None] | None = None
) -> Pushed:
    """Bring the server at `place` in step with the store in a folder.

    `progress` is told how many of how many graphs are done. RemoteError where the server fails: what was sent until
    then stays, and the next push goes on from there. StoreError where the store cannot be read.
    """
    source, target = RemoteSource(place), RemoteGraphs(place)
    there = _digests(source)
    with Store.open(store) as opened:
        here = {name: digest(lines(opened, name)) for name in graphs(opened)}
        due = [name for name in here if there.get(name) != here[name]]
        gone = sorted(there.keys() - here.keys())
        if not dry_run:
            for number, name in enumerate([*gone, *due], start=1):
                _send(opened, source, target, name, here.get(name))
                if progress:
                    progress(number, len(gone) + len(due))
    return Pushed(len(due), len(gone), len(here) - len(due))


def retract_there(place: Place, article: Iri) -> None:
    """Take an article out there, and what follows from facts, which the next push brings again; RemoteError."""
    target = RemoteGraphs(place)
    union = sparql(Iri(UNION))
    for name in (article.value, INFERRED_GRAPH):
        graph = sparql(Iri(name))
        target.update(
            f"DELETE {{ GRAPH {union} {{ ?s ?p ?o }} }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} "
            f"FILTER NOT EXISTS {{ GRAPH ?other {{ ?s ?p ?o }} FILTER (?other != {graph} && ?other != {union}) }} }}"
        )
        target.drop(name)
        _note(target, name, None)


def fetch(place: Place, target: Path) -> None:
    """Write all that was pushed there to a file in N-Quads, as `kg export` would; KgError where nothing was."""
    source = RemoteSource(place)
    names = sorted(_digests(source))
    if not names:
        raise KgError(f"{place.query} holds nothing that kg push brought there")
    with target.open("wb") as stream:
        for name in names:
            stream.writelines(as_quads(name, _contents(source, name)))


def _send(store: Store, source: RemoteSource, target: RemoteGraphs, name: str, mark: str | None) -> None:
    """First the union, then the graph, then its digest: whatever stops it, the next push sees what is missing."""
    there = _contents(source, name)
    if name == ONTOLOGY:  # blank nodes: whole, and no part of the union
        target.put(name, lines(store, name))
        _note(target, name, mark)
        return
    change = changed(store, name, there)
    target.delete(UNION, change.nowhere)
    target.insert(UNION, change.come)
    if not change.size:
        target.drop(name)
    elif len(change.lost) + len(change.come) < change.size:
        target.delete(name, change.lost)
        target.insert(name, change.come)
    else:
        target.put(name, lines(store, name))
    _note(target, name, mark)


def _note(target: RemoteGraphs, name: str, mark: str | None) -> None:
    """Write behind a graph what it holds now, or that it is gone."""
    graph, subject, property = sparql(Iri(PUSHED)), sparql(Iri(name)), sparql(Iri(DIGEST))
    target.update(f"DELETE WHERE {{ GRAPH {graph} {{ {subject} {property} ?old }} }}")
    if mark:
        target.update(f"INSERT DATA {{ GRAPH {graph} {{ {subject} {property} {sparql(Literal(mark))} }} }}")


def _digests(source: RemoteSource) -> dict[str, str]:
    """Graph -> digest, of all that was pushed there whole."""
    query = f"SELECT ?g ?d {{ GRAPH {sparql(Iri(PUSHED))} {{ ?g {sparql(Iri(DIGEST))} ?d }} }}"
    answer = source.query_named(query)
    assert isinstance(answer, Answer)
    return {str(row[0]): str(row[1]) for row in answer.rows}


def _contents(source: RemoteSource, name: str) -> tuple[bytes, str]:
    return source.graph(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {sparql(Iri(name))} {{ ?s ?p ?o }} }}")
