"""A copy of a store in which answers rest only on what was surely enough read.

Claims whose confidence is below a floor are left out, or not known to reach it; with them go the facts that no other
claim supports, the kinds and names of things that nothing speaks of any more, and what followed from all these. Any
query, ours or another's, is right on it as it stands. Names that are kept stand as they were made: the label of an
event may name a doer who is not sure enough to be told as one.

Copies lie in the store's folder, `surer/<generation>-<floor>`, and serve until the store changes; a few are kept.
"""

from __future__ import annotations

import math
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox

from kg.errors import KgError, StoreError
from kg.graph.change import Change
from kg.graph.inference import INFERRED, renew
from kg.graph.lock import Lock
from kg.graph.snapshots import alive
from kg.graph.store import Store, is_public
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

FOLDER = "surer"  # inside the store's folder
KEPT = 3  # copies, those that were used last

_TYPE, _LABEL, _ALT_LABEL = map(ox.NamedNode, (TYPE, LABEL, ALT_LABEL))
_CLAIM, _ARTICLE, _PASSAGE = (ox.NamedNode(KG + name) for name in ("Claim", "Article", "Passage"))
_SOURCES = {_CLAIM, _ARTICLE, _PASSAGE}
Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_PACKAGE = {ox.NamedNode(name) for name in (ONTOLOGY_GRAPH, AUTHORITY_GRAPH, DECISIONS_GRAPH)}
_IDENTITY = ox.NamedNode(IDENTITY_GRAPH)
_DENIED, _REJECTED, _ACCEPTED = (ox.NamedNode(KG + name) for name in ("Denied", "Rejected", "Accepted"))


@contextmanager
def surer(store: Store, floor: float) -> Iterator[Store]:
    """The copy of an open store that holds only claims with a confidence of at least `floor`, open for reading.

    KgError where the floor is not from 0 to 1, StoreError where the copy cannot be written anywhere.
    """
    if not 0 <= floor <= 1:
        raise KgError(f"confidence goes from 0 to 1, and {floor:g} lies outside: give --min-confidence a number within")
    least = math.ceil(round(floor * 100, 6))  # confidence has two digits
    with ExitStack() as stack:
        try:
            copy = _kept(store, least)
        except OSError:  # a disk that is full, or cannot be written
            try:
                copy = _made(store, least, Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="isnad-"))))
            except OSError as error:
                place = f"neither in {store.path} nor in the folder for temporary files"
                raise StoreError(f"{place} is there room for a copy of the store: {error}") from error
        yield stack.enter_context(Store.open(copy))


def _kept(store: Store, least: int) -> Path:
    """The copy in the store's folder, made where it is not there; stale ones and all but a few go."""
    folder = store.path / FOLDER
    folder.mkdir(exist_ok=True)
    copy = folder / f"{store.notes.generation}-{least}"
    if not (copy / "format.json").exists():
        fresh = _made(store, least, folder)
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


def _made(store: Store, least: int, folder: Path) -> Path:
    """A new folder with the copy. OSError where the disk is full or cannot be written."""
    path = Path(tempfile.mkdtemp(prefix=f"making-{os.getpid()}-", dir=folder))
    try:
        with Store.open(path, write=True) as copy:
            copy.database.bulk_extend(_stored(_quads(store, least)))
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


def _quads(store: Store, least: int) -> Iterator[ox.Quad]:
    """What of a store is kept; what followed from facts is not, for it is made anew."""
    named = filter(is_public, store.database.named_graphs())
    graphs = [ox.NamedNode(name.value) for name in named if isinstance(name, ox.NamedNode) and name != INFERRED]
    articles = [name for name in graphs if name not in _PACKAGE and name != _IDENTITY]
    for name in graphs:
        if name in _PACKAGE:
            yield from store.quads(graph=name)
    spoken_of: set[Node] = set()  # in any article
    for name in articles:
        kept, here = _article(list(store.quads(graph=name)), least)
        spoken_of |= here
        yield from kept
    yield from (quad for quad in store.quads(graph=_IDENTITY) if quad.subject in spoken_of)


def _article(quads: list[ox.Quad], least: int) -> tuple[list[ox.Quad], set[Node]]:
    """What is kept of one article's graph, and the things that it speaks of."""
    sources = {quad.subject: quad.object for quad in quads if quad.predicate == _TYPE and quad.object in _SOURCES}
    claims: dict[Node, dict[str, Node]] = {source: {} for source, kind in sources.items() if kind == _CLAIM}
    here: set[Node] = set()
    for quad in quads:
        if quad.subject in claims and quad.predicate != _TYPE:
            claims[quad.subject][quad.predicate.value.removeprefix(KG)] = quad.object
        elif quad.predicate.value == KG + "mentions":
            here.add(quad.object)
    sure = {claim: of for claim, of in claims.items() if _is_sure(of, least)}
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


def _is_sure(claim: dict[str, Node], least: int) -> bool:
    """Whether a claim is read surely enough; one that somebody accepted is."""
    if claim.get("review") == _ACCEPTED:
        return True
    return "confidence" in claim and _hundredths(claim["confidence"]) >= least


def _hundredths(confidence: Node) -> int:
    assert isinstance(confidence, ox.Literal)
    return int(Decimal(confidence.value) * 100)
