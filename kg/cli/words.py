"""The words after `kg query`: the name of a saved query, and values for its parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import typer


@dataclass(slots=True)
class Asked:
    """A saved query's name (empty where none was given) and the values for its parameters, as they were typed."""

    name: str = ""
    values: dict[str, str] = field(default_factory=dict)
    help: bool = False


def parse_words(words: Sequence[str]) -> Asked:
    """Read NAME [--PARAM VALUE | --PARAM=VALUE]... [--help], in any order; typer.BadParameter on anything else."""
    asked = Asked()
    rest = iter(words)
    for word in rest:
        if word in ("--help", "-h"):
            asked.help = True
        elif word.startswith("--") and len(word) > 2:
            name, equals, value = word[2:].partition("=")
            if not equals:
                following = next(rest, None)
                if following is None:
                    raise typer.BadParameter(f"--{name} needs a value.")
                if following.startswith("--"):
                    raise typer.BadParameter(f"--{name} needs a value (a value that begins so: --{name}={following}).")
                value = following
            if name in asked.values:
                raise typer.BadParameter(f"--{name} is given twice.")
            asked.values[name] = value
        elif word.startswith("-") and len(word) > 1:
            raise typer.BadParameter(f"no such option: {word} (a query's parameters are spelled out, --name VALUE).")
        elif asked.name:
            raise typer.BadParameter(f"unexpected {word!r} after {asked.name} (quote names of several words).")
        else:
            asked.name = word
    return asked
