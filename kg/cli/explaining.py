"""What a saved query asks, takes and answers, in words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.answer.saved import SavedQuery

WIDTH = 100
_KINDS = {"date": "a day, 2024-01-31", "integer": "a number", "text": "text"}


def explain(query: SavedQuery) -> str:
    """The help of one saved query, ending in a newline."""
    options = " ".join(f"[--{param.name} {param.name.upper()}]" for param in query.params)
    parts = [
        _wrap(f"Usage: kg query {query.name} {options} [--format FORMAT]", " " * 4),
        "",
        _wrap(query.summary, "  ", first="  "),
        "",
        _wrap(query.description, "  ", first="  "),
    ]
    if query.params:
        rows = [(f"--{param.name}", f"{param.help} ({_kinds(param.kinds)})") for param in query.params]
        parts += ["", "Parameters:", *_table(rows)]
    parts += ["", "Columns:", *_table((column.name, column.help) for column in query.columns)]
    if query.examples:
        parts += ["", "Examples:", *(f"  {example}" for example in query.examples)]
    return "\n".join(parts) + "\n"


def _kinds(kinds: Iterable[str]) -> str:
    return " or ".join(_KINDS.get(kind, kind) for kind in kinds)


def _table(rows: Iterable[tuple[str, str]]) -> list[str]:
    rows = list(rows)
    width = max(len(name) for name, _ in rows) + 4
    return [_wrap(text, " " * width, first=f"  {name:<{width - 2}}") for name, text in rows]


def _wrap(text: str, indent: str, first: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=first, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
