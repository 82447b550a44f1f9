"""The table of commands."""

from __future__ import annotations

from typing import Annotated

import typer

from kg import __version__
from kg.cli.asking import queries, query, sparql, why
from kg.cli.checking import check
from kg.cli.curating import accept, different, merge, reject, rename, same, split, undo
from kg.cli.diffing import diff
from kg.cli.failures import guarded
from kg.cli.guarding import add, backup, list_, restore, revoke, token
from kg.cli.ingesting import ingest
from kg.cli.keeping import export, stats
from kg.cli.measuring import evaluate
from kg.cli.parsing import parse
from kg.cli.pushing import push
from kg.cli.reasoning import reason
from kg.cli.reviewing import decisions, doubts, retract
from kg.cli.serving import serve

HELP = """Isnad, a knowledge graph of armed actors that shows its chain of sources.

It reads news articles, takes from them claims, each with the sentence that makes it, joins them into a graph, and
answers questions with their sources.

\b
  kg ingest seeds                        read a folder of articles
  kg queries                             what can be asked
  kg query groups-under --group PMF      ask it
  kg why kataib-hezbollah partOf         the sentences behind an answer
  kg doubts                              what may be one, for a person to decide
  kg export dump.ttl                     the whole graph as one file

The graph lies in a store, a folder: --store DIR, or the environment variable KG_STORE, else .kg in the working
folder. Nothing is ever fetched from the network but what you name with --endpoint.

Answers go to standard output, everything else to standard error. Exit codes: 0 done, 1 failed (in words on standard
error), 2 wrong usage, 130 stopped by Ctrl-C. With KG_DEBUG=1 an unexpected failure shows where it happened.
"""

# Plain help: drawing it with rich would take longer than a query does.
app = typer.Typer(
    name="kg",
    help=HELP,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["--help", "-h"]},
)

# What follows the name of a saved query depends on that query, and so does its help.
_OPEN = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}

app.command()(guarded(ingest))
app.command()(guarded(queries))
app.command(context_settings=_OPEN)(guarded(query))
app.command()(guarded(sparql))
app.command()(guarded(why))
app.command()(guarded(stats))
app.command()(guarded(merge))
app.command()(guarded(same))
app.command()(guarded(different))
app.command()(guarded(split))
app.command()(guarded(rename))
app.command()(guarded(reject))
app.command()(guarded(accept))
app.command()(guarded(undo))
app.command()(guarded(decisions))
app.command()(guarded(doubts))
app.command()(guarded(retract))
app.command()(guarded(diff))
app.command()(guarded(reason))
app.command()(guarded(check))
app.command()(guarded(export))
app.command()(guarded(serve))
app.command()(guarded(push))
app.command()(guarded(backup))
app.command()(guarded(restore))
token.command()(guarded(add))
token.command("list")(guarded(list_))
token.command()(guarded(revoke))
app.add_typer(token)
app.command()(guarded(parse))
app.command()(guarded(evaluate))


def _version(wanted: bool) -> None:
    if wanted:
        print(f"isnad {__version__}")
        raise typer.Exit


@app.callback(help=HELP)
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """Options that stand before any command."""
