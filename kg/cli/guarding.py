"""kg backup, kg restore, kg token"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.failures import say
from kg.cli.options import DEFAULT_STORE, AnswerFormat, Format, StorePath
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.answer.endpoint.tokens import Tokens

_NAME = re.compile(r"[A-Za-z0-9][\w.@-]{0,63}")


class Right(StrEnum):
    """What a token may allow."""

    READ = "read"
    WRITE = "write"


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
    wait: Annotated[
        float, typer.Option(metavar="SECONDS", min=0, help="How long to wait for whoever writes to the store.")
    ] = 60.0,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Write the whole store to one file.

    Also while kg serve serves it. FILE appears when it is whole. It holds all that the store holds, with a digest of
    each part; tokens stay out of it. kg restore makes a store of it again.

    \b
      kg backup 2026-11-25.tar
    """
    from kg.graph.backup import backup as write

    contents = write(store, file, wait)
    say(f"{contents.quads:,} quads in {len(contents.files)} files written to {file}")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What kg backup wrote.")],
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Make a store of a backup.

    The folder of the store must not be there. Each part is held against its digest and the quads are counted before it
    appears; where anything is wrong, nothing does.

    \b
      kg restore 2026-11-25.tar --store restored
    """
    from kg.graph.backup import restore as read

    contents = read(file, store)
    say(f"{contents.quads:,} quads of {contents.made} verified and restored to {store}")


token = typer.Typer(
    name="token",
    help="""Say who may write through the endpoint, or read a private one.

\b
  kg token add annotator --right read --right write --days 90
  kg token list
  kg token revoke annotator
""",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose it is, or what for.")],
    right: Annotated[
        list[Right] | None,
        typer.Option("--right", help="What it allows; may be repeated. Without it: read.", show_default=False),
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, help="Days until it runs out; without it never.")] = None,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Make a token, and print it.

    It is shown this once: the store keeps a digest of it only. A program sends it as Authorization: Bearer TOKEN, or
    as the password of any user name. A server that runs takes it at once.

    \b
      kg token add newsroom
      kg token add annotator --right read --right write --days 90
    """
    if not _NAME.fullmatch(name):
        raise typer.BadParameter("a name has letters, digits and . _ @ -, at most 64.", param_hint="NAME")
    secret = _tokens(store).add(name, [one.value for one in right or [Right.READ]], days)
    print(secret)
    say(f"this is the token of {name}; keep it now, for it is not shown again")


def list_(format: AnswerFormat = Format.TABLE, store: StorePath = DEFAULT_STORE) -> None:
    """Show the tokens there are, without their secrets.

    \b
      kg token list
      kg token list --format json
    """
    from kg.answer.formats import write
    from kg.model import Answer, Literal

    now = datetime.now(UTC)
    rows = tuple(
        (
            Literal(one.name),
            Literal(" ".join(one.rights)),
            Literal(one.made),
            Literal(one.until) if one.until else None,
            Literal("yes" if one.holds(now) else "no, it has run out"),
        )
        for one in _tokens(store).all()
    )
    write(Answer(("name", "rights", "made", "until", "holds"), rows), format.value, sys.stdout)


def revoke(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose token.")],
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Take a token away.

    A server that runs refuses it from then on.

    \b
      kg token revoke annotator
    """
    _tokens(store).revoke(name)
    say(f"the token of {name} is revoked")


def _tokens(store: Path) -> Tokens:
    from kg.answer.endpoint.tokens import Tokens

    if not (store / "format.json").is_file():
        raise KgError(f"no store at {store}: run kg ingest first, or name another folder with --store")
    return Tokens(store)
