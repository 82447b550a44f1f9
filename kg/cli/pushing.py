"""kg push"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from kg.cli.failures import say
from kg.cli.options import DEFAULT_STORE, StorePath


def push(
    url: Annotated[str, typer.Argument(metavar="URL", help="The address for queries of a SPARQL 1.1 server.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say how much would be sent, and send nothing.")] = False,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Bring a SPARQL server elsewhere in step with the store.

    Each named graph of the store goes there under its own name, and what is asked without GRAPH into a graph of its
    own, so that the same commands work there: --store URL. Only graphs that changed since the last push are sent; one
    that was broken off goes on where it stopped.

    The environment says how to write there: KG_UPDATE_URL, the address for updates; KG_GRAPH_STORE_URL, that of the
    graph store protocol, if there is one (faster); KG_REMOTE_USER and KG_REMOTE_PASSWORD, or KG_REMOTE_TOKEN, what lets
    you in. See docs/scale.md for the addresses of several servers.

    \b
      KG_UPDATE_URL=http://127.0.0.1:7878/update kg push http://127.0.0.1:7878/query
      kg push http://127.0.0.1:7878/query --dry-run
      kg query groups-under --group PMF --store http://127.0.0.1:7878/query
    """
    from kg.answer.remote import Place
    from kg.push import push as send

    with _progress() as advance:
        done = send(store, Place.of(url), dry_run=dry_run, progress=advance)
    word = "would be sent" if dry_run else "sent"
    gone = "would be taken away" if dry_run else "taken away"
    say(f"{done.sent:,} graphs {word}, {done.removed:,} {gone}, {done.same:,} are there as they are here")


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar on a terminal, and nothing elsewhere."""
    import sys

    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    bar = Progress(
        BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True), transient=True
    )
    with bar:
        task = bar.add_task("push", total=None)
        yield lambda done, all: bar.update(task, completed=done, total=all)
