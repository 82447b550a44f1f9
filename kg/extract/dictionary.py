"""Known names -> things: the authority file's names, countries, capitals, governments, in one look-up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kg.extract.lexicon import Country, Lexicon, slug
from kg.model import KnownEntity, Thing

Reading = Literal["name", "adjective", "country", "capital"]
LONGEST_NAME = 10  # tokens


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """A form in which spellings of one name agree: no case, accents, apostrophes, hyphens or points."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    plain = re.sub(r"[’‘'`ʿʾʼ\"“”.]", "", plain)
    return re.sub(r"[^\w]+", " ", plain).strip()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a known name may stand for."""

    thing: Thing
    reading: Reading
    country: Country | None = None


class Dictionary:
    """Looks names up; a country's name, adjective and capital are told apart, for they mean different things."""

    def __init__(self, lexicon: Lexicon, known: Sequence[KnownEntity]) -> None:
        self._entries: dict[str, Entry] = {}
        self._exact: dict[str, str] = {}  # folded acronym -> as written: "WHO" is not "who", "US" is not "us"
        for country in lexicon.countries:
            place = Thing(country.id, "Country", country.name)
            for name in (country.name, *country.aliases):
                self._add(name, Entry(place, "country", country))
            for name in country.adjectives:
                if fold(name) not in self._entries or len(name) > 4:
                    self._add(name, Entry(place, "adjective", country))
            if country.capital:
                self._add(
                    country.capital, Entry(Thing(slug(country.capital), "City", country.capital), "capital", country)
                )
        self.by_id = {country.id: country for country in lexicon.countries}
        for government in lexicon.governments:
            of = self.by_id[government.id.removeprefix("government-of-")]
            for name in government.names:
                self._add(name, Entry(government_of(of), "name", of))
        # a capital lies in its country: used only to tell whether two places can be one, never claimed
        self.capitals = tuple(
            (Thing(slug(c.capital), "City", c.capital), Thing(c.id, "Country", c.name))
            for c in lexicon.countries
            if c.capital
        )
        capitals = {entry.thing.id for entry in self._entries.values() if entry.reading == "capital"}
        for entity in known:
            if entity.id in self.by_id or entity.id in capitals:
                continue
            thing = Thing(entity.id, entity.kind, entity.label)
            for name in (entity.label, *entity.names):
                if fold(name) not in self._entries:
                    self._add(name, Entry(thing, "name"))

    def _add(self, name: str, entry: Entry) -> None:
        key = fold(name)
        if not key:
            return
        self._entries[key] = entry
        if name.replace(".", "").isupper() and len(key) <= 5:
            self._exact[key] = name.replace(".", "")

    def get(self, text: str) -> Entry | None:
        """What this text is a known name of."""
        key = fold(text)
        entry = self._entries.get(key)
        if entry is None or (key in self._exact and text.replace(".", "") != self._exact[key]):
            return None
        return entry

    def is_demonym(self, word: str) -> bool:
        """ "Russians", "Malians": those of a country, whoever they are."""
        entry = self.get(word[:-1]) if word.endswith("s") else None
        return entry is not None and entry.reading == "adjective"

    def country_in(self, name: str) -> Country | None:
        """The country that a longer name begins with, or ends with after "of": "Russian Defense Ministry"."""
        words = name.split()
        for length in range(min(3, len(words) - 1), 0, -1):
            entry = self.get(" ".join(words[:length]).removesuffix("'s").removesuffix("’s"))
            if entry and entry.country and entry.reading in {"adjective", "country"}:
                return entry.country
        if "of" in words[1:-1]:
            tail = words[len(words) - words[::-1].index("of") :]
            entry = self.get(" ".join(word for word in tail if word != "the"))
            if entry and entry.reading == "country":
                return entry.country
        return None

    def place(self, text: str) -> Thing | None:
        """The place that goes by this name."""
        entry = self.get(text)
        return entry.thing if entry and entry.thing.kind in {"Country", "Region", "City", "Site"} else None

    def military_of(self, country: Country) -> Thing:
        """The armed forces of a country."""
        return Thing(country.military, "Military", f"Armed forces of {article_name(country)}")


def article_name(country: Country) -> str:
    """The country's name as it stands after "of"."""
    plural = country.name.startswith("United") or country.name.endswith("s") or "Republic" in country.name
    return f"the {country.name}" if plural else country.name


def government_of(country: Country) -> Thing:
    """The government of a country."""
    return Thing(country.government, "Government", f"Government of {article_name(country)}")
