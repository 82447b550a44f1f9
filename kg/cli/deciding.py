"""What the commands that decide have in common: who, why, into which file, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.failures import say
from kg.cli.options import source
from kg.errors import KgError, UnknownName
from kg.model import Decision, DecisionKind, Iri

if TYPE_CHECKING:
    from kg.curation import Outcome


def _not_blank(why: str) -> str:
    if not why.strip():
        raise typer.BadParameter("it is blank: say why in a few words.")
    return why.strip()


Why = Annotated[
    str,
    typer.Option("--why", metavar="TEXT", callback=_not_blank, help="The reason, for whoever reads the record later."),
]
By = Annotated[
    str,
    typer.Option("--by", envvar="KG_BY", metavar="NAME", help="Who decides.", show_default="the login name"),
]
Decisions = Annotated[
    Path | None,
    typer.Option(
        "--decisions",
        envvar="KG_DECISIONS",
        metavar="FILE",
        help="The file of decisions: keep it under version control.",
        show_default="decisions.ttl beside the store",
    ),
]

_MOST = 25  # changes that are told one by one


def decisions_file(given: Path | None, store: Path) -> Path:
    """Where the decisions about a store lie: not in it, for a store can be thrown away and made anew."""
    return given or store.absolute().parent / "decisions.ttl"


def made(given: Path | None, store: Path, warn: Callable[[str], None]) -> tuple[Decision, ...] | None:
    """The decisions of the file about a store; None where there is no file, and the store keeps to those it has.

    `warn` is told of a file that was named and is not there. BadData where the file is not well formed.
    """
    from kg.graph.decisions import read_decisions

    path = decisions_file(given, store)
    if not path.exists():
        if given:
            warn(f"{path}: there is no file of decisions here; the first decision makes it")
        return None
    return read_decisions(path)


def id_of(iri: Iri, start: str = "") -> str:
    """What follows the base (or `start`) in an IRI; KgError where it has another one."""
    from kg.graph.vocabulary import BASE

    start = start or BASE
    if not iri.value.startswith(start) or iri.value == start:
        raise KgError(f"{iri} does not begin with {start}: decisions are about what this graph names itself")
    return iri.value.removeprefix(start)


def earlier(path: Path, text: str) -> Decision:
    """The one decision of the file that is called so: by its id, the end of it, or its IRI.

    UnknownName where there is none, or more than one; KgError where it is undone already.
    """
    from kg.graph.decisions import read_decisions
    from kg.identity.standing import undone

    every = read_decisions(path)
    wanted = text.strip().rsplit("/", 1)[-1]
    found = [one for one in every if one.id == wanted] or [one for one in every if one.id.endswith(f"-{wanted}")]
    if len(found) > 1:
        raise UnknownName(f"{text!r} may mean {' or '.join(one.id for one in found)}: give the whole name")
    if not found:
        raise UnknownName(f"{path} has no decision {text!r}: kg decisions --all lists them")
    if found[0].id in undone(every):
        by = [one.id for one in every if one.kind is DecisionKind.UNDO and found[0].id in one.about]
        raise KgError(f"{found[0].id} is undone already, by {', '.join(by)}: undo that to put it back")
    return found[0]


def decide(
    kind: DecisionKind,
    about: Iterable[str],
    told: str,
    why: str,
    by: str,
    decisions: Path | None,
    store: Path,
    articles: Iterable[str] = (),
    name: str = "",
) -> None:
    """Record a decision, apply all that stand to the store, and say what changed; `told` is the decision in words.

    KgError where it was decided so before, and where it can be recorded and not applied: it then stands in the file.
    """
    from kg.curation import decided
    from kg.graph.decisions import add_decision, new_decision, read_decisions
    from kg.identity.standing import standing, when

    path = decisions_file(decisions, store)
    _refuse_to_lose(path, store)
    decision = new_decision(kind, about, why, _name(by), _now(), articles, name)
    before = standing(read_decisions(path))
    for one in before:
        if (one.kind, one.about, one.articles, one.name) == (kind, decision.about, decision.articles, name):
            raise KgError(f"that is decided already, by {one.id} ({one.by}: {one.why}): there is nothing to add")
    add_decision(path, decision)
    say(f"{decision.id}: {told}")
    after = standing(read_decisions(path))
    for one in sorted(set(before) - set(after), key=when):
        say(f"{one.id} ({one.kind}) does not hold any more")
    for one in sorted(set(after) - {decision, *before}, key=when):
        say(f"{one.id} ({one.kind}) holds again")
    try:
        tell(decided(store, path))
    except KgError as error:
        raise type(error)(f"{decision.id} stands in {path}, but is not applied to the store yet: {error}") from error


def _refuse_to_lose(path: Path, store: Path) -> None:
    """KgError where there is no file, and the store holds decisions, which would not hold any more."""
    if path.exists():
        return
    with source(store, "") as opened:
        if opened.query("ASK { ?decision a <https://w3id.org/isnad/ontology#Decision> }") is True:
            raise KgError(
                f"{path} is not there, and the store holds decisions from another file: name that by --decisions or "
                "KG_DECISIONS, or make an empty one to begin anew"
            )


def tell(outcome: Outcome) -> None:
    """Say which things are others now, a line for each."""
    moves = Counter((move.was, move.now) for move in outcome.moves)
    for (was, now), count in sorted(moves.items())[:_MOST]:
        say(f"{was} is now {now} (in {count} article{'' if count == 1 else 's'})")
    if len(moves) > _MOST:
        say(f"and {len(moves) - _MOST} more")


def _name(by: str) -> str:
    import getpass

    if by.strip():
        return by.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        raise KgError("the login name is not known: say with --by, or in KG_BY, who decides") from None


def _now() -> datetime:
    """The time to the millisecond: two decisions of one script must not fall together."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
