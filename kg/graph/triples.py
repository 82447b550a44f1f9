"""A reading -> the quads of its article's graph: sources, claims, names, and the facts that the claims support."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import BadData
from kg.graph import vocabulary as iri
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


def reading_triples(
    reading: Reading, labels: Mapping[str, str] | None = None, known: Iterable[str] = (), read_by: str | None = None
) -> list[Quad]:
    """All that one article brings, in the graph that its IRI names, without repetition.

    `labels` are the labels that things have elsewhere already, by id; they are not written again, for a query over
    many articles would meet each as often, and the forms of this article become other names of them. The things in
    `known` have their labels from the authority file, which are not written again either. `read_by`
    says which reader made the reading.

    BadData where a claim's quote does not stand in the article at its place, where its confidence is none, or where
    something cannot be written as RDF.
    """
    article = reading.article
    try:
        for claim in reading.claims:
            _check_quote(article, claim)
            _check_confidence(article, claim)
        graph = NamedNode(iri.article_iri(article.id))
        known = frozenset(known)
        said = [
            *_article(article, read_by),
            *((iri.article_iri(article.id), "kg:mentions", _node(thing)) for thing in reading.mentions),
            *_things(reading, labels or {}, known),
            *(row for claim in reading.claims for row in _claim(article, claim)),
            *_confidences(article, reading.claims),
            *facts_of(reading),
        ]
        return list(dict.fromkeys(Quad(NamedNode(s), _property(p), o, graph) for s, p, o in said))
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
    return dict.fromkeys(_fact(claim) for claim in reading.claims if claim.modality is not Modality.DENIED)


def claims_of(reading: Reading) -> frozenset[str]:
    """The IRIs of a reading's claims."""
    return frozenset(iri.claim_iri(reading.article.id, _digest(claim)) for claim in reading.claims)


def _article(article: Article, read_by: str | None) -> Iterator[Row]:
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


def _things(reading: Reading, labels: Mapping[str, str], known: frozenset[str]) -> Iterator[Row]:
    here: dict[str, str] = {}
    for thing in things_of(reading):
        subject = iri.thing_iri(thing.id)
        yield subject, iri.TYPE, NamedNode(iri.class_iri(thing.kind))
        if thing.unnamed:
            yield subject, iri.TYPE, NamedNode(iri.class_iri("UnnamedActor"))
        label = labels.get(thing.id) or here.setdefault(thing.id, thing.label)
        for name in (thing.label, *thing.names):
            if name != label:
                yield subject, iri.ALT_LABEL, Literal(name)
            elif thing.id not in known and thing.id not in labels:
                yield subject, iri.LABEL, Literal(name)


def _claim(article: Article, claim: Claim) -> Iterator[Row]:
    passage = iri.passage_iri(article.id, claim.passage)
    yield passage, iri.TYPE, NamedNode(iri.class_iri("Passage"))
    yield passage, "kg:quote", Literal(claim.passage.quote)
    yield passage, "kg:start", literal(claim.passage.start)
    yield passage, "kg:end", literal(claim.passage.end)
    subject = iri.claim_iri(article.id, _digest(claim))
    object = _object(claim.object)
    yield subject, iri.TYPE, NamedNode(iri.class_iri("Claim"))
    yield subject, "kg:subject", _node(claim.subject)
    yield subject, "kg:predicate", NamedNode(iri.property_iri(claim.predicate))
    yield subject, "kg:object" if isinstance(object, NamedNode) else "kg:value", object
    yield subject, "kg:article", NamedNode(iri.article_iri(article.id))
    yield subject, "kg:passage", NamedNode(passage)
    yield subject, "kg:modality", NamedNode(iri.class_iri(claim.modality.value))
    if claim.attributed_to:
        yield subject, "kg:attributedTo", _node(claim.attributed_to)
    if claim.as_of:
        yield subject, "kg:asOf", literal(claim.as_of)


def _confidences(article: Article, claims: Iterable[Claim]) -> Iterator[Row]:
    """How sure the reader is of each claim; where two differ only in who says so, the surer counts for the claim."""
    best: dict[str, float] = {}
    for claim in claims:
        if claim.confidence is not None:
            digest = _digest(claim)
            best[digest] = max(best.get(digest, LEAST), claim.confidence)
    for digest, confidence in best.items():
        yield iri.claim_iri(article.id, digest), "kg:confidence", Literal(f"{confidence:.2f}", datatype=_DECIMAL)


def _fact(claim: Claim) -> Row:
    return iri.thing_iri(claim.subject.id), iri.property_iri(claim.predicate), _object(claim.object)


def _digest(claim: Claim) -> str:
    parts = (_node(claim.subject), claim.predicate, _object(claim.object), claim.modality.value)
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


def _object(value: Thing | Value) -> Object:
    return _node(value) if isinstance(value, Thing) else literal(value)


def _node(thing: Thing) -> NamedNode:
    return NamedNode(iri.thing_iri(thing.id))


def _property(name: str) -> NamedNode:
    return NamedNode(iri.KG + name[3:] if name.startswith("kg:") else name)
