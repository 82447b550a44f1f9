"""Claims held to what every claim must be, whoever makes it: what fails is dropped and told, never written."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from kg.errors import BadData
from kg.model import Article, Claim, Modality, Passage, Reading, Thing

_ID = re.compile(r"[^\s<>\"{}|\\^`\x00-\x20]+")
_FEW = 3  # faults that are told of one article


@dataclass(frozen=True, slots=True)
class Checked:
    """What is left of a reading, and what was dropped from it, in words."""

    reading: Reading
    dropped: str = ""


def check(article: Article, reading: object) -> Checked:
    """The reading of an article without what is wrong in it; BadData where it is no reading at all."""
    if not isinstance(reading, Reading):
        raise BadData(f"{article.file}: the extractor gave no reading but {type(reading).__name__}: nothing was taken")
    try:
        claims, mentions = tuple(reading.claims), tuple(reading.mentions)
    except TypeError as error:
        raise BadData(f"{article.file}: the extractor gave no claims and mentions in a row ({error})") from error
    wrong = [fault for claim in claims if (fault := _fault(article, claim))]
    wrong += [f"a mention: {fault}" for thing in mentions if (fault := _fault_of_thing(thing, "it"))]
    if not wrong:
        return Checked(replace(reading, article=article, claims=claims, mentions=mentions))
    kept = replace(
        reading,
        article=article,
        claims=tuple(claim for claim in claims if not _fault(article, claim)),
        mentions=tuple(thing for thing in mentions if not _fault_of_thing(thing, "it")),
    )
    counted = Counter(wrong)
    few = "; ".join(
        f"{fault}{f' ({count} times)' if count > 1 else ''}" for fault, count in list(counted.items())[:_FEW]
    )
    more = "; and others" if len(counted) > _FEW else ""
    return Checked(kept, f"{len(wrong):,} of {len(claims) + len(mentions):,} claims and mentions dropped: {few}{more}")


def _fault(article: Article, claim: object) -> str:
    """What is wrong with a claim, in words; nothing where it can be written."""
    if not isinstance(claim, Claim):
        return f"{type(claim).__name__} is no claim"
    told = f"{claim.predicate!s:.40}"
    known = _known()
    if not isinstance(claim.predicate, str) or claim.predicate not in known.relations | known.values:
        return f"{told}: the ontology has no such property"
    fault = _fault_of_thing(claim.subject, "its subject")
    if not fault and isinstance(claim.object, Thing) is not (claim.predicate in known.relations):
        fault = f"its object is {type(claim.object).__name__}, which this property does not take"
    if not fault and isinstance(claim.object, Thing):
        fault = _fault_of_thing(claim.object, "its object")
    elif not fault and (isinstance(claim.object, bool) or not isinstance(claim.object, str | int | datetime)):
        fault = f"its object is {type(claim.object).__name__}, neither thing, text, number nor time"
    if not fault and claim.attributed_to is not None:
        fault = _fault_of_thing(claim.attributed_to, "whom it is attributed to")
    if not fault and not isinstance(claim.modality, Modality):
        fault = f"its modality {claim.modality!r:.40} is none of {', '.join(Modality)}"
    if not fault and claim.as_of is not None and not isinstance(claim.as_of, datetime):
        fault = "its day is no time"
    fault = fault or _fault_of_passage(article, claim.passage)
    return f"{told}: {fault}" if fault else ""


def _fault_of_passage(article: Article, passage: object) -> str:
    if not isinstance(passage, Passage):
        return "it has no passage"
    start, end, quote = passage.start, passage.end, passage.quote
    if not isinstance(start, int) or not isinstance(end, int) or not isinstance(quote, str):
        return "its passage has no start, end and quote"
    if not quote.strip() or not 0 <= start < end or article.text[start:end] != quote:
        return f"its quote {quote[:60]!r} does not stand at characters {start} to {end} of the article"
    return ""


def _fault_of_thing(thing: object, what: str) -> str:
    if not isinstance(thing, Thing):
        return f"{what} is {type(thing).__name__}, no thing"
    if not isinstance(thing.kind, str) or thing.kind not in _known().classes:
        return f"{what} is of the kind {thing.kind!r:.40}, which the ontology does not have"
    if not isinstance(thing.id, str) or not _ID.fullmatch(thing.id):
        return f"{what} has the id {thing.id!r:.40}: use letters, digits and hyphens"
    names = (thing.label, *thing.names) if isinstance(thing.names, tuple) else (None,)
    if not all(isinstance(name, str) and name.strip() for name in names):
        return f"{what} has a label or name that is no text"
    return ""


@dataclass(frozen=True, slots=True)
class _Known:
    classes: frozenset[str]
    relations: frozenset[str]  # to things
    values: frozenset[str]  # to texts, numbers and times


@cache
def _known() -> _Known:
    """Classes and properties of the ontology, and the one property that claims take from OWL."""
    from kg.graph.authority import ontology_triples
    from kg.graph.vocabulary import KG, OWL, TYPE, local_name

    def named(kind: str) -> frozenset[str]:
        return frozenset(
            local_name(str(triple.subject).strip("<>"))
            for triple in ontology_triples()
            if (triple.predicate.value, str(triple.object)) == (TYPE, f"<{OWL}{kind}>")
            and str(triple.subject).startswith(f"<{KG}")
        )

    return _Known(named("Class"), named("ObjectProperty") | {"differentFrom"}, named("DatatypeProperty"))
