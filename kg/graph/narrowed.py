"""A copy of a store in which answers rest only on what was surely enough read, or on what is known to hold on a day.

Claims whose confidence is below a floor are left out, or not known to reach it; and claims of relations and posts that
are not known to have held on the day (see kg.graph.lasting). With them go the facts that no other claim supports, the
kinds and names of things that nothing speaks of any more, and what followed from all these. Any query, ours or
another's, is right on it as it stands: a chain of relations is one whose every link holds on the day. Names that are
kept stand as they were made: the label of an event may name a doer who is not sure enough to be told as one.

Copies lie in the store's folder, `narrowed/<generation>-<what is kept>`, and serve until the store changes; a few are
kept.
"""

from __future__ import annotations

import math
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox

from kg.errors import KgError, StoreError
from kg.graph.change import Change
from kg.graph.handing import alive
from kg.graph.inference import INFERRED, renew
from kg.graph.lasting import LASTING, OF_POSTS, Key, Known, known_ranges, lasting_key
from kg.graph.lock import Lock
from kg.graph.store import Store
from kg.graph.vocabulary import (
    ALT_LABEL,
    AUTHORITY_GRAPH,
    DECISIONS_GRAPH,
    IDENTITY_GRAPH,
    KG,
    LABEL,
    ONTOLOGY_GRAPH,
    OWL,
    TYPE,
)
from kg.graph.written import is_public

FOLDER = "narrowed"  # inside the store's folder
KEPT = 3  # copies, those that were used last

_TYPE, _LABEL, _ALT_LABEL = map(ox.NamedNode, (TYPE, LABEL, ALT_LABEL))
_CLAIM, _ARTICLE, _PASSAGE = (ox.NamedNode(KG + name) for name in ("Claim", "Article", "Passage"))
_PREDICATE = ox.NamedNode(KG + "predicate")
_SOURCES = {_CLAIM, _ARTICLE, _PASSAGE}
Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_PACKAGE = {ox.NamedNode(name) for name in (ONTOLOGY_GRAPH, AUTHORITY_GRAPH, DECISIONS_GRAPH)}
_IDENTITY = ox.NamedNode(IDENTITY_GRAPH)
_DENIED, _REJECTED, _ACCEPTED = (ox.NamedNode(KG + name) for name in ("Denied", "Rejected", "Accepted"))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which claims are kept."""

    least: int | None = None  # hundredths of confidence
    on: date | None = None

    @property
    def name(self) -> str:
        return f"{'any' if self.least is None else self.least}-{self.on or 'ever'}"

    def is_sure(self, claim: dict[str, Node]) -> bool:
        """Whether a claim is read surely enough; one that somebody accepted is."""
        if self.least is None or claim.get("review") == _ACCEPTED:
            return True
        return "confidence" in claim and _hundredths(claim["confidence"]) >= self.least


@contextmanager
def narrowed(store: Store, floor: float | None = None, on: date | None = None) -> Iterator[Store]:
    """The copy of an open store that holds only some claims, open for reading.

    With `floor` those with a confidence of at least that; with `on`, of relations and posts those that are known to
    have held on that day. KgError where the floor is not from 0 to 1, StoreError where the copy cannot be written
    anywhere.
    """
    if floor is not None and not 0 <= floor <= 1:
        raise KgError(f"confidence goes from 0 to 1, and {floor:g} lies outside: give --min-confidence a number within")
    least = None if floor is None else math.ceil(round(floor * 100, 6))  # confidence has two digits
    wanted = _Wanted(least, on)
    with ExitStack() as stack:
        try:
            copy = _kept(store, wanted)
        except OSError:  # a disk that is full, or cannot be written
            try:
                copy = _made(store, wanted, Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="isnad-"))))
            except OSError as error:
                place = f"neither in {store.path} nor in the folder for temporary files"
                raise StoreError(f"{place} is there room for a copy of the store: {error}") from error
        yield stack.enter_context(Store.open(copy))


def _kept(store: Store, wanted: _Wanted) -> Path:
    """The copy in the store's folder, made where it is not there; stale ones and all but a few go."""
    folder = store.path / FOLDER
    folder.mkdir(exist_ok=True)
    copy = folder / f"{store.notes.generation}-{wanted.name}"
    if not (copy / "format.json").exists():
        fresh = _made(store, wanted, folder)
        try:
            fresh.rename(copy)
        except OSError:  # another process was faster
            shutil.rmtree(fresh, ignore_errors=True)
            if not (copy / "format.json").exists():
                raise
    with suppress(OSError):
        os.utime(copy)
        _tidy(folder, copy)
    return copy


def _tidy(folder: Path, own: Path) -> None:
    """Remove copies of an older store, those that were not used for longest, and what a killed process left."""
    generation = own.name.partition("-")[0]
    others = sorted((one for one in folder.iterdir() if one != own), key=lambda one: -one.stat().st_mtime)
    fresh = [one for one in others if one.name.partition("-")[0] == generation]
    for one in others:
        if one in fresh[: KEPT - 1] or (one.name.startswith("making") and alive(one.name.split("-")[1])):
            continue
        with suppress(StoreError, OSError):
            lock = Lock.exclusive(one, wait=0)  # not while somebody reads it
            shutil.rmtree(one, ignore_errors=True)
            lock.release()


def _made(store: Store, wanted: _Wanted, folder: Path) -> Path:
    """A new folder with the copy. OSError where the disk is full or cannot be written."""
    path = Path(tempfile.mkdtemp(prefix=f"making-{os.getpid()}-", dir=folder))
    try:
        with Store.open(path, write=True) as copy:
            copy.database.bulk_extend(_stored(_quads(store, wanted)))
            copy.commit(renew(copy, Change(), anew=True), store.notes.package)
        return path
    except BaseException as error:
        shutil.rmtree(path, ignore_errors=True)
        if isinstance(error, StoreError | RuntimeError):  # what the database says of a full disk
            raise OSError(str(error)) from error
        raise


def _stored(quads: Iterator[ox.Quad]) -> Iterator[ox.Quad]:
    """Each quad, and its triple in the default graph, as a store holds them."""
    for quad in quads:
        yield quad
        yield ox.Quad(quad.subject, quad.predicate, quad.object, ox.DefaultGraph())


def _quads(store: Store, wanted: _Wanted) -> Iterator[ox.Quad]:
    """What of a store is kept; what followed from facts is not, for it is made anew."""
    named = filter(is_public, store.database.named_graphs())
    graphs = [ox.NamedNode(name.value) for name in named if isinstance(name, ox.NamedNode) and name != INFERRED]
    articles = [name for name in graphs if name not in _PACKAGE and name != _IDENTITY]
    for name in graphs:
        if name in _PACKAGE:
            yield from store.quads(graph=name)
    spoken_of: set[Node] = set()  # in any article
    ranges = known_ranges(_claims_that_last(store, wanted)) if wanted.on else {}
    for name in articles:
        kept, here = _article(list(store.quads(graph=name)), wanted, ranges)
        spoken_of |= here
        yield from kept
    yield from (quad for quad in store.quads(graph=_IDENTITY) if quad.subject in spoken_of)


def _article(quads: list[ox.Quad], wanted: _Wanted, ranges: Mapping[Key, Known]) -> tuple[list[ox.Quad], set[Node]]:
    """What is kept of one article's graph, and the things that it speaks of."""
    sources = {quad.subject: quad.object for quad in quads if quad.predicate == _TYPE and quad.object in _SOURCES}
    claims = _claims(quads, sources)
    here: set[Node] = {quad.object for quad in quads if quad.predicate.value == KG + "mentions"}
    sure = {claim: of for claim, of in claims.items() if wanted.is_sure(of) and _holds(of, wanted.on, ranges)}
    said = {
        (of.get("subject"), of.get("predicate"), of.get("object", of.get("value")))
        for of in sure.values()
        if of.get("modality") != _DENIED and of.get("review") != _REJECTED
    }
    passages = {of.get("passage") for of in sure.values()}
    here |= {of[role] for of in sure.values() for role in ("subject", "object", "attributedTo") if role in of}

    def keeps(quad: ox.Quad) -> bool:
        if quad.subject in claims:
            return quad.subject in sure
        if quad.subject in sources:
            return sources[quad.subject] == _ARTICLE or quad.subject in passages
        if quad.predicate in {_LABEL, _ALT_LABEL, _TYPE}:
            return quad.subject in here
        if quad.predicate.value.startswith((KG, OWL)):
            return (quad.subject, quad.predicate, quad.object) in said
        return True

    return [quad for quad in quads if keeps(quad)], here


def _claims(
    quads: Iterable[ox.Quad], sources: dict[ox.NamedNode | ox.BlankNode | ox.Triple, Node]
) -> dict[Node, dict[str, Node]]:
    """The claims of an article, each as its properties by their local names."""
    claims: dict[Node, dict[str, Node]] = {source: {} for source, kind in sources.items() if kind == _CLAIM}
    for quad in quads:
        if quad.subject in claims and quad.predicate != _TYPE:
            claims[quad.subject][quad.predicate.value.removeprefix(KG)] = quad.object
    return claims


def _holds(claim: dict[str, Node], on: date | None, ranges: Mapping[Key, Known]) -> bool:
    """Whether what a claim speaks of is known to have held on the day, or is nothing that lasts."""
    key = lasting_key(claim)
    return on is None or key is None or (key in ranges and ranges[key].covers(on))


def _claims_that_last(store: Store, wanted: _Wanted) -> Iterator[dict[str, Node]]:
    """The claims of relations and posts that are read surely enough."""
    names = (*LASTING, *OF_POSTS, "since", "until")
    for name in sorted(names):
        for quad in store.quads(None, _PREDICATE, ox.NamedNode(KG + name)):
            assert isinstance(quad.subject, ox.NamedNode)
            claim: dict[str, Node] = {
                told.predicate.value.removeprefix(KG): told.object for told in store.quads(quad.subject)
            }
            if wanted.is_sure(claim):
                yield claim


def _hundredths(confidence: Node) -> int:
    assert isinstance(confidence, ox.Literal)
    return int(Decimal(confidence.value) * 100)
