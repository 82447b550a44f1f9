"""Joins what people decide with the store: settles it anew under the decisions of a file, and takes articles out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.model import Answer, Iri, Literal

if TYPE_CHECKING:
    from kg.graph.writer import Move

COLUMNS = ("kind", "one", "oneName", "two", "twoName", "for", "against", "articles")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What changed."""

    moves: tuple[Move, ...]
    """What articles speak of otherwise than before."""


def decided(store: Path, decisions: Path) -> Outcome:
    """Settle the store under the decisions of a file.

    BadData where the file is at fault, StoreError where the store is.
    """
    return _changed(store, decisions, ())


def retract_article(store: Path, decisions: Path, article: str) -> Outcome:
    """Take an article out, by its id, and all that rested on it alone.

    UnknownName where the store has none of this id.
    """
    return _changed(store, decisions, (article,))


def mentions_of(store: Path, thing: str, articles: Iterable[str]) -> tuple[str, ...]:
    """The ids under which these articles would know a thing that they tell of, if nobody else did; ids throughout."""
    from kg.graph.index import View
    from kg.graph.store import Store

    with Store.open(store) as opened:
        view = View(opened)
        members = view.subjects("thing", thing) | {thing}
        told = {own for own in members if view.values(own, "told") & set(articles)}
        return tuple(sorted({called for own in told for called in (view.values(own, "called") or {own})}))


def find_doubts(store: Path, decisions: Path) -> Answer:
    """The pairs that may be one and stay apart, with what speaks for it and what against."""
    from kg.graph.authority import load_authority
    from kg.graph.decisions import read_decisions
    from kg.graph.doubting import doubts
    from kg.graph.ruled import Ruled
    from kg.graph.store import Store
    from kg.identity.ruling import Ruling
    from kg.identity.standing import standing

    with Store.open(store) as opened:
        known = read_decisions(decisions) if decisions.exists() else Ruled(opened).decisions
        found = doubts(opened, load_authority(), Ruling(standing(known)))
    return Answer(
        COLUMNS,
        tuple(
            (
                Literal(doubt.kind),
                Iri(doubt.one),
                Literal(doubt.one_name),
                Iri(doubt.two),
                Literal(doubt.two_name),
                Literal("; ".join(doubt.reasons)),
                Literal("; ".join(doubt.against)),
                Literal(_listed(doubt.articles)),
            )
            for doubt in found
        ),
    )


def _changed(store: Path, decisions: Path, removed: Sequence[str]) -> Outcome:
    from kg.graph.authority import load_authority
    from kg.graph.decisions import read_decisions
    from kg.graph.store import Store
    from kg.graph.writer import Writer

    known = read_decisions(decisions) if decisions.exists() else None
    Store.open(store).close()  # where there is none, none is made
    with Store.open(store, write=True) as opened:
        writer = Writer(opened, load_authority(), "", decisions=known)
        for article in removed:
            writer.remove(article)
        writer.finish()
        return Outcome(tuple(writer.moves))


_SHOWN = 5  # articles of a doubt


def _listed(articles: Sequence[str]) -> str:
    more = len(articles) - _SHOWN
    return ", ".join(articles[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
