"""kg decisions, kg doubts, kg retract"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.deciding import Decisions, decisions_file, id_of, tell
from kg.cli.failures import interruptible, say
from kg.cli.options import DEFAULT_PLACE, DEFAULT_STORE, AnswerFormat, Format, StoreOrUrl, StorePath, is_url, source
from kg.errors import UnknownName
from kg.model import Answer, Decision, DecisionKind, Iri, Literal, Term

_COLUMNS = (
    "decision", "decisionName", "decidedOn", "decidedBy", "decides", "about", "aboutName", "other", "otherName",
    "newName", "inArticle", "reason",
)  # fmt: skip


def decisions(
    every: Annotated[
        bool, typer.Option("--all", help="Those too that are undone, or overruled by a later one, and the undoing.")
    ] = False,
    format: AnswerFormat = Format.TABLE,
    decisions: Decisions = None,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """List what people decided: when, by whom, and why.

    Those that hold; with --all everything on record. The file also holds them as Turtle, one block each, and so does
    the graph (kg:Decision).

    \b
      kg decisions
      kg decisions --all --format csv
    """
    from kg.answer.formats import write
    from kg.graph.decisions import read_decisions
    from kg.identity.standing import standing, undone

    on_record = read_decisions(decisions_file(decisions, store))
    holding, gone = standing(on_record), undone(on_record)
    held = {one.id for one in holding} | {one.id for one in on_record if one.kind is DecisionKind.UNDO}

    def state(one: Decision) -> str:
        if one.id in gone:
            return "undone"
        return "holds" if one.id in held else "overruled"

    shown = on_record if every else holding
    names = _names(shown, store)
    rows = tuple(_row(one, names) + ((Literal(state(one)),) if every else ()) for one in shown)
    write(Answer((*_COLUMNS, "standing") if every else _COLUMNS, rows), format.value, sys.stdout)


def doubts(format: AnswerFormat = Format.TABLE, decisions: Decisions = None, store: StorePath = DEFAULT_STORE) -> None:
    """List pairs that may be one and stay apart.

    With what speaks for their being one, and what against it. Decide them with kg merge, kg same or kg different; then
    they are not listed any more.

    \b
      kg doubts
      kg doubts --format csv
    """
    from kg.answer.formats import write
    from kg.curation import find_doubts

    with interruptible():
        answer = find_doubts(store, decisions_file(decisions, store))
    write(answer, format.value, sys.stdout)


def retract(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="Its id or the name of its file.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    format: AnswerFormat = Format.TABLE,
    decisions: Decisions = None,
    store: StoreOrUrl = DEFAULT_PLACE,
) -> None:
    """Take an article out, and show what goes with it and what stays.

    A fact that no other article supports goes; the others stay, with the number of articles that still support them,
    the number of sources (reprints of one piece are one) and the articles. A thing goes where no other article speaks
    of it; well-known names stay known. Denied and rejected claims support nothing. Ingest the article again to put it
    back.

    On a server elsewhere (--store URL) the article goes there, and with it what follows from facts, until the next
    kg push; retract it here as well, or that push brings it again.

    \b
      kg retract 002_wire.txt --dry-run
      kg retract 002_wire.txt
    """
    from kg.answer.finding import find_article
    from kg.answer.formats import write
    from kg.answer.retraction import retraction
    from kg.graph.vocabulary import article_iri

    with source(store, "") as opened, interruptible():
        iri = find_article(opened, article)
        answer = retraction(opened, iri.value)
    id = id_of(iri, article_iri(""))
    outcome = None
    if not dry_run and is_url(store):
        from kg.answer.remote import Place
        from kg.push import retract_there

        retract_there(Place.of(store), iri)
    elif not dry_run:
        from kg.curation import retract_article

        outcome = retract_article(Path(store), decisions_file(decisions, Path(store)), id)
    write(answer, format.value, sys.stdout)
    say(f"{iri} {'would be' if dry_run else 'is'} taken out: {_counted(answer)}")
    if outcome:
        tell(outcome)


def _counted(answer: Answer) -> str:
    changes = [(str(row[0]), str(row[1])) for row in answer.rows]
    parts = []
    for what, word in (("fact", "fact"), ("entity", "thing")):
        for change, plural in (("goes", "go"), ("stays", "stay")):
            number = changes.count((change, what))
            parts.append(f"{number} {word} {change}" if number == 1 else f"{number:,} {word}s {plural}")
    return ", ".join(parts)


def _row(decision: Decision, names: Mapping[str, str]) -> tuple[Term | None, ...]:
    from kg.graph.decided import START

    cells: list[Term | None] = [
        Iri(START + decision.id),
        Literal(_short(decision.id)),
        Literal(f"{decision.at:%Y-%m-%d %H:%M}Z"),
        Literal(decision.by),
        Literal(decision.kind.value),
    ]
    for one in [*_concerned(decision), None][:2]:
        cells += [Iri(one), Literal(names[one]) if one in names else None] if one else [None, None]
    articles = ", ".join(decision.articles)
    return (*cells, *(Literal(text) if text else None for text in (decision.name, articles)), Literal(decision.why))


def _short(id: str) -> str:
    """The digest of an id, which is enough to tell a decision; the whole of one that was given by hand."""
    return re.sub(r"^\d{4}-\d\d-\d\d-(?=[0-9a-f]{8}$)", "", id)


def _concerned(decision: Decision) -> list[str]:
    from kg.graph.decided import START
    from kg.graph.vocabulary import BASE

    start = START if decision.kind is DecisionKind.UNDO else BASE
    return [start + id for id in decision.about]


def _names(decisions: Sequence[Decision], store: Path) -> dict[str, str]:
    """What decisions are about, in words, as far as a store that is there knows it."""
    from kg.answer.choosing import claim_told, names_of
    from kg.answer.names import local_name, resolve

    words = {_concerned(one)[0]: _short(one.about[0]) for one in decisions if one.kind is DecisionKind.UNDO}
    if not (store / "format.json").exists():
        return words
    concerned = {iri: one.kind for one in decisions for iri in _concerned(one)}
    with source(store, "") as opened:
        for iri in (iri for iri, kind in concerned.items() if kind in (DecisionKind.ACCEPT, DecisionKind.REJECT)):
            with suppress(UnknownName):  # its article was taken out
                words[iri] = claim_told(opened, Iri(iri)).words
        names = names_of(opened, concerned.keys() - words.keys())
        for iri, name in names.items():
            with suppress(UnknownName):  # several things have it as an earlier one
                if resolve(opened, iri).value != iri:
                    names[iri] = f"{local_name(iri)}, now {name}"
        return words | names
