"""A reading <-> a string that a store keeps: what its graph is made of, to make it anew under other names."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from kg.model import Article, Claim, Modality, Passage, Reading, Span, Thing, Value

_LEVEL = 6  # of compression


def pack(reading: Reading) -> str:
    """All of a reading but the article's text, which the graph has anyway."""
    things: dict[Thing, int] = {}

    def number(thing: Thing | None) -> int | None:
        return None if thing is None else things.setdefault(thing, len(things))

    def value(of: Thing | Value) -> Any:
        if isinstance(of, Thing):
            return [number(of)]
        return {"t": of.isoformat()} if isinstance(of, datetime) else of

    claims = [
        (
            number(claim.subject),
            claim.predicate,
            value(claim.object),
            claim.passage.start,
            claim.passage.end,
            claim.modality.value,
            number(claim.attributed_to),
            claim.as_of.isoformat() if claim.as_of else None,
            claim.confidence,
        )
        for claim in reading.claims
    ]
    mentions = [number(thing) for thing in reading.mentions]
    article = {field.name: getattr(reading.article, field.name) for field in fields(Article) if field.name != "text"}
    article["published"] = reading.article.published.isoformat() if reading.article.published else None
    article["body"] = [(span.start, span.end) for span in reading.article.body]
    named = [(thing.id, thing.kind, thing.label, thing.names, thing.unnamed) for thing in things]
    plain = json.dumps([article, named, mentions, claims], ensure_ascii=False, separators=(",", ":"))
    return base64.b85encode(zlib.compress(plain.encode("utf-8", "surrogatepass"), _LEVEL)).decode()


def unpack(packed: str, text: str) -> Reading:
    """The reading of an article whose text is `text`."""
    plain = zlib.decompress(base64.b85decode(packed)).decode("utf-8", "surrogatepass")
    article, named, mentions, claims = json.loads(plain)
    things = [Thing(id, kind, label, tuple(names), unnamed) for id, kind, label, names, unnamed in named]
    article["published"] = date.fromisoformat(article["published"]) if article["published"] else None
    article["body"] = tuple(Span(*span) for span in article["body"])
    article["authors"] = tuple(article["authors"])
    return Reading(
        Article(text=text, **article),
        tuple(things[number] for number in mentions),
        tuple(_claims(claims, things, text)),
    )


def _claims(rows: Iterable[Any], things: list[Thing], text: str) -> Iterable[Claim]:
    for subject, predicate, value, start, end, modality, by, as_of, confidence in rows:
        yield Claim(
            things[subject],
            predicate,
            _value(value, things),
            Passage(start, end, text[start:end]),
            Modality(modality),
            None if by is None else things[by],
            datetime.fromisoformat(as_of) if as_of else None,
            confidence,
        )


def _value(value: Any, things: list[Thing]) -> Thing | Value:
    if isinstance(value, list):
        return things[value[0]]
    return datetime.fromisoformat(value["t"]) if isinstance(value, dict) else value
