"""kg merge, kg same, kg different, kg split, kg reject, kg accept, kg rename, kg undo"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.deciding import By, Decisions, Why, decide, decisions_file, earlier, id_of
from kg.cli.options import DEFAULT_STORE, StorePath, source
from kg.errors import KgError
from kg.model import DecisionKind

One = Annotated[str, typer.Argument(metavar="A", help="An actor, place or event: a name, an alias or an IRI.")]
Other = Annotated[str, typer.Argument(metavar="B", help="The other one.")]
Claim = Annotated[str, typer.Argument(metavar="CLAIM", help="The IRI of a claim, or how its last part begins.")]


def merge(
    one: One, other: Other, why: Why, by: By = "", decisions: Decisions = None, store: StorePath = DEFAULT_STORE
) -> None:
    """Decide that two things are one, and that A keeps its name.

    What the articles tell of B is told of A from now on; the IRI of B still finds it. Like each decision, this one goes
    into the file of decisions with its day, its reason and who made it, and every rebuild applies it anew. Names that
    may mean several things are told, and nothing is decided.

    \b
      kg merge "Abu Baqir al-Saedi" "Wissam al-Saedi" --why "alias, according to the group's obituary"
    """
    _pair(DecisionKind.MERGE, one, other, why, by, decisions, store)


def same(
    one: One, other: Other, why: Why, by: By = "", decisions: Decisions = None, store: StorePath = DEFAULT_STORE
) -> None:
    """Decide that two things are one.

    Like merge, but which name is the best follows from the articles.

    \b
      kg same "Liwa al-Tafuf" "Kataib al-Tafuf" --why "one brigade, renamed in 2016"
    """
    _pair(DecisionKind.SAME, one, other, why, by, decisions, store)


def different(
    one: One, other: Other, why: Why, by: By = "", decisions: Decisions = None, store: StorePath = DEFAULT_STORE
) -> None:
    """Decide that two things are not one.

    Also for two that were taken for one: give two of its earlier IRIs. Where several articles share one name and some
    of them mean another, use kg split.

    \b
      kg different "Hezbollah" "Kataib Hezbollah" --why "one is Lebanese, the other Iraqi"
    """
    _pair(DecisionKind.DIFFERENT, one, other, why, by, decisions, store)


def split(
    one: One,
    mentions: Annotated[
        list[str], typer.Option("--mentions", metavar="ARTICLE", help="An article (id or file name); may be repeated.")
    ],
    why: Why,
    by: By = "",
    decisions: Decisions = None,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Decide that what some articles call A is somebody else.

    All that these articles tell of A is told of another thing from now on, which bears the same name and an IRI of its
    own.

    \b
      kg split "Abu Ahmed" --mentions report-7.txt --mentions report-9.txt --why "a driver, not the commander"
    """
    from kg.answer.choosing import choose, refuse_as_split
    from kg.answer.finding import find_article
    from kg.curation import mentions_of
    from kg.graph.vocabulary import article_iri

    with source(store, "") as opened:
        thing = choose(opened, one)
        articles = [find_article(opened, article) for article in mentions]
        for article in articles:
            refuse_as_split(opened, thing, article)
    called: dict[str, list[str]] = {}  # one thing may be known by several names, and each is split by itself
    for id in dict.fromkeys(id_of(article, article_iri("")) for article in articles):
        for name in mentions_of(store, id_of(thing.now), [id]) or (id_of(thing.iri),):
            called.setdefault(name, []).append(id)
    for name, ids in called.items():
        told = f"{thing} is another in {', '.join(ids)}"
        decide(DecisionKind.SPLIT, (name,), told, why, by, decisions, store, articles=ids)


def reject(claim: Claim, why: Why, by: By = "", decisions: Decisions = None, store: StorePath = DEFAULT_STORE) -> None:
    """Decide that a claim was read wrongly, or is not to be believed.

    It stays, marked as rejected, where kg why shows it; it supports no fact any more, and other answers leave it out.
    kg why and kg query claims-about show how the last part of its IRI begins, and the whole with --format json.

    \b
      kg reject 3fa91c2b --why "the sentence is about another group"
    """
    _review(DecisionKind.REJECT, claim, why, by, decisions, store)


def accept(claim: Claim, why: Why, by: By = "", decisions: Decisions = None, store: StorePath = DEFAULT_STORE) -> None:
    """Decide that a claim was read rightly.

    \b
      kg accept 3fa91c2b --why "checked against the original"
    """
    _review(DecisionKind.ACCEPT, claim, why, by, decisions, store)


def rename(
    one: One,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its best name.")],
    why: Why,
    by: By = "",
    decisions: Decisions = None,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Decide how a thing is best called.

    The names that articles use remain names of it.

    \b
      kg rename "Hashd" "Popular Mobilization Forces" --why "as it is usually called in English"
    """
    from kg.answer.choosing import choose, refuse_as_name

    name = " ".join(name.split())
    if not name:
        raise typer.BadParameter("it is blank: give the new name.", param_hint="NAME")
    with source(store, "") as opened:
        thing = choose(opened, one)
        refuse_as_name(opened, thing, name)
    about = (id_of(thing.iri),)
    decide(DecisionKind.RENAME, about, f"{thing} is called {name!r}", why, by, decisions, store, name=name)


def undo(
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="As kg decisions shows it.")],
    why: Why,
    by: By = "",
    decisions: Decisions = None,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Decide that an earlier decision does not hold.

    It stays on record. Undoing an undo puts back what that took out.

    \b
      kg undo 2026-11-25-3fa91c2b --why "the obituary was about his brother"
    """
    found = earlier(decisions_file(decisions, store), decision)
    decide(DecisionKind.UNDO, (found.id,), f"{found.id} ({found.kind}) does not hold", why, by, decisions, store)


def _pair(kind: DecisionKind, one: str, other: str, why: str, by: str, decisions: Path | None, store: Path) -> None:
    from kg.answer.choosing import choose, refuse_as_one, refuse_as_two

    with source(store, "") as opened:
        first, second = choose(opened, one), choose(opened, other)
        if kind is DecisionKind.DIFFERENT:
            refuse_as_two(opened, first, second)
        else:
            refuse_as_one(first, second)
    told = f"{first} and {second} are {'two' if kind is DecisionKind.DIFFERENT else 'one'}"
    decide(kind, (id_of(first.iri), id_of(second.iri)), told, why, by, decisions, store)


def _review(kind: DecisionKind, claim: str, why: str, by: str, decisions: Path | None, store: Path) -> None:
    from kg.answer.choosing import claim_told, stands
    from kg.answer.finding import find_claim
    from kg.cli.failures import say

    verdict = {DecisionKind.REJECT: "Rejected", DecisionKind.ACCEPT: "Accepted"}[kind]
    with source(store, "") as opened:
        iri = find_claim(opened, claim)
        told = claim_told(opened, iri)
        before = stands(opened, told)
    if told.review == verdict:
        raise KgError(f"{iri} is {verdict.lower()} already: there is nothing to decide")
    words = f"the claim {told.words!r} is {verdict.lower()}"
    decide(kind, (id_of(iri),), words, why, by, decisions, store)
    with source(store, "") as opened:
        after = stands(opened, told)
    if before or after:
        how = "still stands" if before and after else "stands now" if after else "does not stand any more"
        say(f"the fact {how}: {told.words}")
