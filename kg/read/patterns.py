"""The patterns of news pages, from patterns.toml: furniture, authors, publishers, datelines. Validated on load."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import BadData

FILE = Path(__file__).with_name("patterns.toml")
_KINDS = {
    "furniture": {"line", "heading", "end", "caption", "note"},
    "author": {"head", "note"},
    "publisher": {"", "title"},
    "dateline": {""},
}
_KEYS = {"name", "kind", "place", "pattern", "case", "sure", "fires", "spares"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern. `kind` says what it marks or where it may stand; `sure`, that what it names needs no second look."""

    name: str
    kind: str
    regex: re.Pattern[str]
    sure: bool
    fires: tuple[str, ...]
    spares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Patterns:
    """All patterns by table, and the names of news outlets."""

    furniture: tuple[Pattern, ...]
    author: tuple[Pattern, ...]
    publisher: tuple[Pattern, ...]
    dateline: tuple[Pattern, ...]
    outlets: Mapping[str, str]  # short form -> full name
    outlet_words: frozenset[str]

    def outlet(self, name: str) -> str | None:
        """The full name of the news outlet that `name` is, or None where it is none by its looks."""
        bare = name.removeprefix("The ")
        if full := self.outlets.get(name) or self.outlets.get(bare):
            return full
        words = bare.split()
        return name if len(words) > 1 and self.outlet_words.intersection(words) else None


@cache
def patterns() -> Patterns:
    """The patterns that come with the package; read once."""
    return load(FILE)


def load(path: Path) -> Patterns:
    """Read and validate a file of patterns; BadData names the entry that is wrong."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadData(f"{path}: {error}") from None
    tables = {table: tuple(_pattern(path, table, entry) for entry in data.pop(table, [])) for table in _KINDS}
    outlets = data.pop("outlets", {})
    if data:
        raise BadData(f"{path}: unknown table [{next(iter(data))}]: known are {', '.join([*_KINDS, 'outlets'])}")
    short, words = outlets.get("short", {}), outlets.get("words", [])
    if not all(isinstance(value, str) for value in [*short.values(), *words]):
        raise BadData(f"{path}: [outlets] holds something that is no string")
    return Patterns(**tables, outlets=short, outlet_words=frozenset(words))


def _pattern(path: Path, table: str, entry: dict[str, Any]) -> Pattern:
    where = f"{path}: [[{table}]] {entry.get('name', 'without name')!r}"
    if unknown := set(entry) - _KEYS:
        raise BadData(f"{where}: unknown key {min(unknown)!r}")
    kind = entry.get("kind", entry.get("place", ""))
    if kind not in _KINDS[table]:
        raise BadData(f"{where}: kind or place {kind!r} is none of {', '.join(sorted(_KINDS[table]))}")
    if not entry.get("name") or not entry.get("fires") or not entry.get("spares"):
        raise BadData(f"{where}: needs a name, and paragraphs under fires and spares")
    try:
        regex = re.compile(entry.get("pattern", "("), 0 if entry.get("case") or table == "dateline" else re.IGNORECASE)
    except re.error as error:
        raise BadData(f"{where}: {error}") from None
    if table in ("author", "publisher") and "who" not in regex.groupindex:
        raise BadData(f"{where}: its pattern has no group named who")
    return Pattern(entry["name"], kind, regex, bool(entry.get("sure")), tuple(entry["fires"]), tuple(entry["spares"]))
