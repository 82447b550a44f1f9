"""The words: TSV and TOML files under kg/lexicon/en/, validated on load, read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.errors import BadData
from kg.model import KnownEntity
from kg.resources import LEXICON


@dataclass(frozen=True, slots=True)
class Country:
    """A country and the words for it, its government and what is of it."""

    id: str
    name: str
    adjectives: tuple[str, ...]
    capital: str | None
    aliases: tuple[str, ...]

    @property
    def government(self) -> str:
        """Identifier of its government."""
        return f"government-of-{self.id}"

    @property
    def military(self) -> str:
        """Identifier of its armed forces."""
        return f"armed-forces-of-{self.id}"


@dataclass(frozen=True, slots=True)
class SpeechKind:
    """What tells one kind of statement."""

    kind: str
    verbs: tuple[str, ...]
    nouns: tuple[str, ...]
    quoted: tuple[str, ...]


class Phrases:
    """Phrases that are looked up by their first word."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for parts in sorted((tuple(phrase.split()) for phrase in phrases), key=lambda parts: (-len(parts), parts)):
            self._by_first.setdefault(parts[0], []).append(parts)

    def starting_with(self, word: str) -> Sequence[tuple[str, ...]]:
        """The phrases that begin with a word, the longest first."""
        return self._by_first.get(word, ())


@dataclass(frozen=True)
class Lexicon:
    """All words of one language."""

    countries: tuple[Country, ...]
    governments: tuple[KnownEntity, ...]  # other names of governments: "White House", "Kremlin"
    classes: Mapping[str, tuple[str, ...]]  # "violence.strike" -> its words, longest first
    speech: tuple[SpeechKind, ...]
    given_names: frozenset[str]
    patterns: Mapping[str, tuple[dict[str, Any], ...]]  # file stem -> its patterns

    def words(self, *names: str) -> tuple[str, ...]:
        """The words of one or several classes, longest first; a section's name means all its classes."""
        found: set[str] = set()
        for name in names:
            hits = [key for key in self.classes if name in {key, key.split(".")[0], key.split(".")[1]}]
            if not hits:
                raise BadData(f"lexicon: no class of words is called {name!r}")
            found.update(word for key in hits for word in self.classes[key])
        return tuple(sorted(found, key=lambda word: (-len(word), word)))

    def phrases(self, *names: str) -> Phrases:
        """The same, to be looked up in running text."""
        return Phrases(self.words(*names))


def slug(text: str) -> str:
    """A readable ASCII identifier: "Côte d'Ivoire" -> "cote-d-ivoire"."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    plain = re.sub(r"[’‘'`ʿʾ\"“”]", "", plain)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "unnamed"


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise BadData(f"{path}: {fault}") from fault


def _rows(path: Path, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The rows of a TSV file whose first line that is no comment names the columns."""
    rows: list[tuple[str, ...]] = []
    header: tuple[str, ...] | None = None
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = tuple(cell.strip() for cell in line.split("\t"))
        if header is None:
            header = cells
            if header != columns:
                raise BadData(f"{path}, line {number}: the columns must be {', '.join(columns)}")
        elif len(cells) > len(columns):
            raise BadData(f"{path}, line {number}: {len(cells)} cells, {len(columns)} columns")
        else:
            rows.append(cells + ("",) * (len(columns) - len(cells)))
    return rows


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in (p.strip() for p in cell.split("|")) if part)


def _words(path: Path, section: str, name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) and word == word.lower() for word in value):
        raise BadData(f"{path}: [{section}] {name} must be a list of words in lower case")
    return tuple(sorted(set(value), key=lambda word: (-len(word), word)))


@lru_cache(maxsize=4)
def load_lexicon(language: str = "en", folder: Path = LEXICON) -> Lexicon:
    """The lexicon of a language; BadData says which file and line is at fault."""
    root = folder / language
    countries = tuple(
        Country(slug(name), name, _split(adjectives), capital or None, _split(aliases))
        for name, adjectives, capital, aliases in _rows(
            root / "countries.tsv", ("name", "adjectives", "capital", "aliases")
        )
    )
    by_name = {country.name: country for country in countries}
    governments = []
    for country, names in _rows(root / "governments.tsv", ("country", "names")):
        if country not in by_name:
            raise BadData(f"{root / 'governments.tsv'}: no country is called {country!r} in countries.tsv")
        governments.append(KnownEntity(by_name[country].government, "Government", country, _split(names)))
    classes: dict[str, tuple[str, ...]] = {}
    for section, content in _toml(root / "words.toml").items():
        for name, value in content.items():
            classes[f"{section}.{name}"] = _words(root / "words.toml", section, name, value)
    speech = tuple(
        SpeechKind(
            kind,
            *(_words(root / "statements.toml", kind, part, content[part]) for part in ("verbs", "nouns", "quoted")),
        )
        for kind, content in _toml(root / "statements.toml").items()
    )
    given = frozenset(cell for (cell,) in _rows(root / "given_names.tsv", ("name",)))
    patterns = {path.stem: tuple(_toml(path)["pattern"]) for path in sorted((root / "patterns").glob("*.toml"))}
    return Lexicon(countries, tuple(governments), classes, speech, given, patterns)
