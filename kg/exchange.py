"""What the endpoint and the store hand each other: questions and answers, steps of an update, changes of graphs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

WRITTEN = "https://w3id.org/isnad/written"
"""The graph that those who write through the endpoint have in place of the default graph."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query, and how its answer is wanted."""

    query: str
    media_type: str
    default_graphs: tuple[str, ...] = ()
    """IRIs of the graphs that are the default graph together; none: the union of all that is known."""
    named_graphs: tuple[str, ...] = ()
    base: str | None = None
    """What relative IRIs of the query are relative to."""
    wanted: tuple[str, ...] = ()
    """Graphs that the query names by FROM, as it writes them; it is refused where one of them is not there."""
    prologue: str = ""
    """The query's BASE and PREFIX lines, by which `wanted` is read."""


@dataclass(slots=True)
class Found:
    """A whole answer: in memory, or, where it is large, in a file that whoever takes the answer removes."""

    body: bytes
    file: Path | None = None
    length: int = 0
    generation: int = 0
    """The state of the store that it was taken from."""


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of an update, written so that it reads and writes what its writer may, and nothing else."""

    text: str
    """SPARQL of this operation alone, with its prologue."""
    prologue: str = ""
    targets: tuple[str, ...] = ()
    """Graphs that it writes, as SPARQL writes them (an IRI or a prefixed name)."""
    tries: str = ""
    """A SELECT of all graphs that it would write where it names them by variables."""
    default_graphs: tuple[str, ...] = ()
    """The dataset for `tries`, as SPARQL writes names; none: the writer's own graph and all named ones."""
    named_graphs: tuple[str, ...] | None = None
    sweep: str = ""
    """For CLEAR and DROP of many graphs at once: `all` or `named`."""


@dataclass(frozen=True, slots=True)
class Update:
    """A whole update request."""

    checks: tuple[str, ...]
    """What was sent, with lines and columns as they are there, to be looked through for faults of syntax."""
    steps: tuple[Step, ...]
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Payload:
    """RDF that somebody sends for a graph."""

    graph: str
    """IRI of the graph."""
    parts: tuple[tuple[bytes, str], ...]
    """Bodies and their media types: several in a form of several parts."""
    replace: bool
    """Whether the graph is to hold this alone."""
