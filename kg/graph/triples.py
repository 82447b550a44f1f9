"""A reading -> the quads of its article's graph: sources, claims, names, and the facts that the claims support."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import BadData
from kg.graph import vocabulary as iri
from kg.identity.ruling import Ruling
from kg.model import Article, Claim, Modality, Reading, Thing, Value

_TYPE = NamedNode(iri.TYPE)
_LABEL = NamedNode(iri.LABEL)
_ALT_LABEL = NamedNode(iri.ALT_LABEL)
_INTEGER = NamedNode(iri.XSD + "integer")
_DECIMAL = NamedNode(iri.XSD + "decimal")
_DATE_TIME = NamedNode(iri.XSD + "dateTime")

LEAST = 0.01  # confidence is written with two digits, and is never 0

Object = NamedNode | Literal
Row = tuple[str, str, Object]


@dataclass(frozen=True, slots=True)
class Naming:
    """What the things of a reading are called in the graph."""

    ids: Mapping[str, str] = field(default_factory=dict)
    """Id in the reading -> id in the graph, where it is another."""
    named: frozenset[str] = frozenset()
    """Ids in the reading of things whose names stand elsewhere."""

    def of(self, thing: Thing) -> NamedNode:
        """The IRI of a thing."""
        return NamedNode(iri.thing_iri(self.ids.get(thing.id, thing.id)))


def reading_triples(
    reading: Reading,
    naming: Naming | None = None,
    ruling: Ruling | None = None,
    read_by: str | None = None,
    source: str | None = None,
) -> list[Quad]:
    """All that one article brings, in the graph that its IRI names, without repetition.

    Claims that were rejected stay, and support nothing. `read_by` says which reader made the reading, `source` is the
    id of the article whose story this one is, if another's. The reading must have passed `check_reading`.
    """
    article = reading.article
    naming, ruling = naming or Naming(), ruling or Ruling()
    graph = NamedNode(iri.article_iri(article.id))
    said = [
        *_article(article, read_by, source),
        *((iri.article_iri(article.id), "kg:mentions", naming.of(thing)) for thing in reading.mentions),
        *_things(reading, naming),
        *(row for claim in reading.claims for row in _claim(article, claim, naming, ruling)),
        *_confidences(article, reading.claims),
        *_facts(reading, naming, ruling),
    ]
    return list(dict.fromkeys(Quad(NamedNode(s), _property(p), o, graph) for s, p, o in said))


def check_reading(reading: Reading) -> None:
    """BadData where a claim's quote does not stand in the article at its place, where its confidence is none, or where
    something cannot be written as RDF.
    """
    article = reading.article
    for claim in reading.claims:
        _check_quote(article, claim)
        _check_confidence(article, claim)
    try:
        for _, _, text in _article(article, None, None):
            text.value.encode()
        for thing in dict.fromkeys(things_of(reading)):
            NamedNode(iri.thing_iri(thing.id))
            " ".join((thing.label, *thing.names)).encode()
        for claim in reading.claims:
            if isinstance(claim.object, str):
                claim.object.encode()
    except ValueError as error:
        raise BadData(
            f"{article.file}: something in it (half a character, a malformed name) cannot be written as RDF: {error}"
        ) from error


def literal(value: Value) -> Literal:
    """A count as xsd:integer, a time as xsd:dateTime (UTC where it names no zone), text as xsd:string."""
    if isinstance(value, datetime):
        zoned = value if value.tzinfo else value.replace(tzinfo=UTC)
        return Literal(zoned.astimezone(UTC).isoformat().replace("+00:00", "Z"), datatype=_DATE_TIME)
    if isinstance(value, int):
        return Literal(str(int(value)), datatype=_INTEGER)
    return Literal(value)


def midnight(day: date) -> datetime:
    """00:00:00 of a day, UTC: the graph knows no plain dates, which the reasoner refuses."""
    return datetime.combine(day, time(), UTC)


def things_of(reading: Reading) -> Iterator[Thing]:
    """Everything that a reading names or makes claims about; the same thing may come more than once."""
    yield from reading.mentions
    for claim in reading.claims:
        yield claim.subject
        if isinstance(claim.object, Thing):
            yield claim.object
        if claim.attributed_to:
            yield claim.attributed_to


def facts_of(reading: Reading) -> dict[Row, None]:
    """The facts that a reading supports, each once, in order: what its claims say that are not denied."""
    return _facts(reading, Naming(), Ruling())


def _facts(reading: Reading, naming: Naming, ruling: Ruling) -> dict[Row, None]:
    return dict.fromkeys(
        (naming.of(claim.subject).value, iri.property_iri(claim.predicate), _object(claim.object, naming))
        for claim in held(reading, ruling)
        if claim.modality is not Modality.DENIED
    )


def claims_of(reading: Reading) -> frozenset[str]:
    """The IRIs of a reading's claims."""
    return frozenset(iri.claim_iri(reading.article.id, claim_digest(claim)) for claim in reading.claims)


def _article(article: Article, read_by: str | None, source: str | None) -> Iterator[Row]:
    subject = iri.article_iri(article.id)
    yield subject, iri.TYPE, NamedNode(iri.class_iri("Article"))
    texts = [
        ("file", article.file),
        ("sha256", article.sha256),
        ("text", article.text),
        ("publisher", article.publisher),
    ]
    texts += [("title", article.title), ("url", article.url), ("readBy", read_by)]
    texts += [("author", author) for author in article.authors]
    for name, text in texts:
        if text:
            yield subject, f"kg:{name}", Literal(text)
    yield subject, iri.LABEL, Literal(article.title or article.file)
    if article.published:
        yield subject, "kg:published", literal(midnight(article.published))
    yield subject, "kg:sourceCluster", NamedNode(iri.source_iri(source or article.id))


def _things(reading: Reading, naming: Naming) -> Iterator[Row]:
    here: dict[str, str] = {}
    for thing in things_of(reading):
        subject = naming.of(thing).value
        yield subject, iri.TYPE, NamedNode(iri.class_iri(thing.kind))
        if thing.unnamed:
            yield subject, iri.TYPE, NamedNode(iri.class_iri("UnnamedActor"))
        if thing.id in naming.named:
            continue
        label = here.setdefault(subject, thing.label)
        for name in (thing.label, *thing.names):
            yield subject, iri.LABEL if name == label else iri.ALT_LABEL, Literal(name)


def _claim(article: Article, claim: Claim, naming: Naming, ruling: Ruling) -> Iterator[Row]:
    passage = iri.passage_iri(article.id, claim.passage)
    yield passage, iri.TYPE, NamedNode(iri.class_iri("Passage"))
    yield passage, "kg:quote", Literal(claim.passage.quote)
    yield passage, "kg:start", literal(claim.passage.start)
    yield passage, "kg:end", literal(claim.passage.end)
    subject = iri.claim_iri(article.id, claim_digest(claim))
    object = _object(claim.object, naming)
    yield subject, iri.TYPE, NamedNode(iri.class_iri("Claim"))
    yield subject, "kg:subject", naming.of(claim.subject)
    yield subject, "kg:predicate", NamedNode(iri.property_iri(claim.predicate))
    yield subject, "kg:object" if isinstance(object, NamedNode) else "kg:value", object
    yield subject, "kg:article", NamedNode(iri.article_iri(article.id))
    yield subject, "kg:passage", NamedNode(passage)
    yield subject, "kg:modality", NamedNode(iri.class_iri(claim.modality.value))
    if claim.attributed_to:
        yield subject, "kg:attributedTo", naming.of(claim.attributed_to)
    if claim.as_of:
        yield subject, "kg:asOf", literal(claim.as_of)
    for review, claims in (("Rejected", ruling.rejected), ("Accepted", ruling.accepted)):
        if claims and subject.removeprefix(iri.BASE) in claims:
            yield subject, "kg:review", NamedNode(iri.class_iri(review))


def _confidences(article: Article, claims: Iterable[Claim]) -> Iterator[Row]:
    """How sure the reader is of each claim; where two differ only in who says so, the surer counts for the claim."""
    best: dict[str, float] = {}
    for claim in claims:
        if claim.confidence is not None:
            digest = claim_digest(claim)
            best[digest] = max(best.get(digest, LEAST), claim.confidence)
    for digest, confidence in best.items():
        yield iri.claim_iri(article.id, digest), "kg:confidence", Literal(f"{confidence:.2f}", datatype=_DECIMAL)


def claim_digest(claim: Claim) -> str:
    """What stands for a claim in its IRI: the same whatever its things are later found to be."""
    here = Naming()
    parts = (here.of(claim.subject), claim.predicate, _object(claim.object, here), claim.modality.value)
    text = "\n".join(map(str, (*parts, claim.passage.start, claim.passage.end)))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _check_quote(article: Article, claim: Claim) -> None:
    start, end, quote = claim.passage.start, claim.passage.end, claim.passage.quote
    if not quote or not 0 <= start < end or article.text[start:end] != quote:
        raise BadData(
            f"{article.file}: the quote {quote[:60]!r} does not stand at characters {start} to {end} of the article: "
            "its claim is refused; report this as a fault of the extractor"
        )


def _check_confidence(article: Article, claim: Claim) -> None:
    if claim.confidence is not None and not 0 < claim.confidence <= 1:
        raise BadData(
            f"{article.file}: the claim with the quote {claim.passage.quote[:60]!r} has the confidence "
            f"{claim.confidence}, which must lie above 0 and up to 1: report this as a fault of the reader"
        )


def held(reading: Reading, ruling: Ruling) -> tuple[Claim, ...]:
    """The claims of a reading that nobody rejected."""
    if not ruling.rejected:
        return reading.claims
    return tuple(claim for claim in reading.claims if claim_key(reading.article.id, claim) not in ruling.rejected)


def claim_key(article: str, claim: Claim) -> str:
    """What stands for a claim in decisions: its id."""
    return f"article/{article}/claim/{claim_digest(claim)}"


def _object(value: Thing | Value, naming: Naming) -> Object:
    return naming.of(value) if isinstance(value, Thing) else literal(value)


def _property(name: str) -> NamedNode:
    return NamedNode(iri.KG + name[3:] if name.startswith("kg:") else name)
