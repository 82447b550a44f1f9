"""An answer as a table for people.

A thing is shown by its name where the query gives one: beside a column `group` a column `groupName` is its name, and
the table has one column for both. A column in which no row has anything is left out, and named below. The sentence
that says so, the column `quote`, stands under its row over the whole width.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from typing import TextIO

from kg.answer.terms import XSD
from kg.model import Answer, Literal, Term

_NARROWEST = 10  # characters below which a column of words is not pressed
_GAP = "  "
_QUOTE = "quote"
_INDENT = "    "


def table(answer: Answer, stream: TextIO, width: int) -> None:
    """Write an answer as a table of at most `width` characters a line, if its columns can be made so narrow."""
    columns, rows = _named(answer)
    empty = [c for i, c in enumerate(columns) if answer.rows and not any(row[i] for row in rows)]
    below = _QUOTE in columns and _QUOTE not in empty and len(columns) > 1
    shown = [i for i, c in enumerate(columns) if c not in empty and not (below and c == _QUOTE)]
    quotes = [row[columns.index(_QUOTE)] for row in rows] if below else [""] * len(rows)
    if columns:
        heads, cells = [columns[i] for i in shown], [[row[i] for i in shown] for row in rows]
        widths = _widths(heads, cells, width)
        _line(heads, widths, stream)
        stream.write(_GAP.join("─" * size for size in widths) + "\n")
        for row, quote in zip(cells, quotes, strict=True):
            _line(row, widths, stream)
            if quote:
                _quote(quote, stream, width)
    count = len(answer.rows)
    without = f"; nothing in {', '.join(empty)}" if empty else ""
    stream.write(f"({count} row{'' if count == 1 else 's'}{without})\n")


def _quote(text: str, stream: TextIO, width: int) -> None:
    room = max(width - len(_INDENT), _NARROWEST)
    for line in textwrap.wrap(f"“{text}”", room, break_on_hyphens=False):
        stream.write(f"{_INDENT}{line}\n")


def _named(answer: Answer) -> tuple[list[str], list[list[str]]]:
    """Column heads and cells, with the column `xName` put in the place of `x`."""
    index = {column: i for i, column in enumerate(answer.columns)}
    shown = [c for c in answer.columns if not (c.endswith("Name") and c.removesuffix("Name") in index)]
    names = [index.get(f"{column}Name") for column in shown]
    rows = []
    for row in answer.rows:
        cells = [
            (row[name] if name is not None else None) or row[index[c]] for c, name in zip(shown, names, strict=True)
        ]
        rows.append([_cell(cell) for cell in cells])
    return shown, rows


def _cell(term: Term | None) -> str:
    text = "" if term is None else str(term)
    if isinstance(term, Literal) and term.datatype == XSD + "dateTime":
        text = re.sub(r"T(00:00:00|23:59:59)(Z|\+00:00)?$", "", text)
    # Control characters in an article's words must not reach the terminal.
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") else c for c in text).strip()


def _widths(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Widths that fit the line: the widest columns give first, but none goes below `_NARROWEST`."""
    cells = list(zip(columns, *rows, strict=True))
    widths = [max(map(_length, column)) for column in cells]
    least = [min(size, _NARROWEST) for size in widths]
    spare = sum(widths) + len(_GAP) * (len(widths) - 1) - width
    while spare > 0:
        widest = max(range(len(widths)), key=lambda i: (widths[i] > least[i], widths[i]))
        if widths[widest] <= least[widest]:
            break
        widths[widest] -= 1
        spare -= 1
    return widths


def _line(cells: Sequence[str], widths: Sequence[int], stream: TextIO) -> None:
    wrapped = [_wrap(cell, size) for cell, size in zip(cells, widths, strict=True)]
    for i in range(max(map(len, wrapped), default=0)):
        parts = [(lines[i] if i < len(lines) else "") for lines in wrapped]
        padded = _GAP.join(part + " " * (size - _length(part)) for part, size in zip(parts, widths, strict=True))
        stream.write(padded.rstrip() + "\n")


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def _length(text: str) -> int:
    """Columns that a text takes in a terminal: wide signs take two, combining ones none."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)
