"""Marks of the language model -> the things that they mean: by mention, by country, by reference, or unnamed."""

from __future__ import annotations

from kg.extract.dictionary import Dictionary, government_of
from kg.extract.frames.sight import NAMES, PLACES, Sight
from kg.extract.language.parsing import ParsedMark
from kg.extract.lexicon import Country
from kg.extract.telling import country_of
from kg.model import Article, Thing

_ONE = frozenset({"a", "an", "one"})
_LOOK_BACK = 8  # sentences in which the country of "the army" may have been named


class Things:
    """Says of each mark what it means; None where that is not told."""

    def __init__(self, article: Article, sight: Sight, dictionary: Dictionary) -> None:
        self._article = article
        self._sight = sight
        self._dictionary = dictionary
        self._known: dict[int, Thing | None] = {}
        self._roots: dict[int, int] = {}

    def of(self, number: int) -> Thing | None:
        """The thing that a mark means."""
        if number not in self._known:
            self._known[number] = None  # a ring of references means nothing
            self._known[number] = self._find(number)
        return self._known[number]

    def root(self, number: int) -> ParsedMark:
        """The mark that names what this one points back to; itself where it names."""
        seen = {number}
        while self._sight.marks[number].kind == "Ref":
            earlier = self._sight.same(number)
            if earlier is None or earlier in seen:
                break
            number = earlier
            seen.add(number)
        return self._sight.marks[number]

    def _find(self, number: int) -> Thing | None:
        mark = self._sight.marks[number]
        if mark.kind in NAMES | PLACES:
            return self._named(number, mark)
        if mark.kind == "Ref":
            earlier = self._sight.same(number)
            return None if earlier is None else self.of(earlier)
        if mark.kind == "Unnamed":
            return self._unnamed(number, mark)
        return None

    def _named(self, number: int, mark: ParsedMark) -> Thing | None:
        mention = self._sight.mention(mark)
        if mark.kind == "State" and (mention is None or mention.end > mark.end):
            entry = self._dictionary.get(self._article.text[mark.start : mark.end])
            return government_of(entry.country) if entry and entry.country else None
        if mention is not None:
            return self._as_marked(mark, mention.entity, mention.end - mention.start)
        if mark.kind in {"Military", "Government"}:
            if self._dictionary.is_demonym(self._article.text[mark.start : mark.end].split()[-1]):
                return self._unnamed(number, mark)  # "fifty Russians" are not their army
            earlier = self._sight.same(number)
            if earlier is not None:
                return self.of(earlier)
            country = self._country_around(number, mark)
            if country is not None:
                return self._dictionary.military_of(country) if mark.kind == "Military" else government_of(country)
        return None

    def _as_marked(self, mark: ParsedMark, thing: Thing, length: int) -> Thing:
        """The thing of a mention; of a country the state, its forces or the place, as the mark says."""
        country = self._country(thing)
        if country is None:
            return thing
        if mark.kind in PLACES:
            return Thing(country.id, "Country", country.name) if thing.kind == "Government" else thing
        if thing.kind == "City" and mark.kind not in {"Government", "State"}:
            return thing
        if mark.kind == "Military":
            own = thing.kind == "Military" or length == mark.end - mark.start
            return thing if own else self._dictionary.military_of(country)
        if mark.kind in {"State", "Government"} and thing.kind in {"Country", "City"}:
            return government_of(country)
        return thing

    def _country(self, thing: Thing) -> Country | None:
        """The country that a thing is, or is the government, force or capital of."""
        id = country_of(thing) or thing.id
        if thing.kind == "City":
            home = next((country for city, country in self._dictionary.capitals if city.id == thing.id), None)
            id = home.id if home else ""
        return self._dictionary.by_id.get(id)

    def country_of(self, thing: Thing) -> Thing | None:
        """The country, as a place, that a thing is or whose government or force it is."""
        country = self._country(thing) if thing.kind != "City" else None
        return Thing(country.id, "Country", country.name) if country else None

    def place_before(self, number: int, event: ParsedMark) -> Thing | None:
        """ "The Syria strikes": a country's noun right before the deed tells where; its adjective, who did it.

        Headlines write the noun for the doer, and some countries have no other word.
        """
        mark = self._sight.marks[number]
        words = self._article.text[mark.start : mark.end]
        if mark.kind != "State" or mark.end != event.start - 1 or self._sight.view_of(event).index == 0:
            return None
        entry = self._dictionary.get(words)
        if entry is None or entry.country is None or entry.reading != "country":
            return None
        plain = words.replace(".", "").isupper() or words.lower() in {name.lower() for name in entry.country.adjectives}
        return None if plain else entry.thing

    def _country_around(self, number: int, mark: ParsedMark) -> Country | None:
        """Whose army "the army" is: the country linked to it, or the one spoken of last.

        "Three reservists in Jordan" need not be Jordan's: the forces that the text spoke of last are meant.
        """
        own = self._article.text[: mark.start].rstrip().lower().endswith(("the", "its", "'s", "’s"))
        for link in self._sight.links(number, "ofCountry"):
            there = self._sight.marks[link.target].kind == "Country"
            thing = self.of(link.target) if own or not there else None
            if thing and (country := self._country(thing)):
                return country
        view = self._sight.view_of(mark)
        back = range(view.index, max(-1, view.index - _LOOK_BACK), -1)
        near = ({"Military", "Government"}, {"Country"})
        for index, kinds in [(i, k) for i in back for k in near] if own else [(i, {"Military"}) for i in back]:
            for mention in reversed([m for m in self._sight.views[index].mentions if m.end <= mark.start]):
                if mention.entity.kind in kinds and (country := self._country(mention.entity)):
                    return country
        return None

    def _unnamed(self, number: int, mark: ParsedMark) -> Thing:
        mention = self._sight.mention(mark)
        if mention and mention.entity.kind in {"Government", "Military", "GovernmentBody"} and mention.end == mark.end:
            return mention.entity  # "a US official" speaks as one of his government
        words = " ".join(self._article.text[mark.start : mark.end].split())
        earlier = self._sight.same(number)
        if earlier is not None:
            thing = self.of(earlier)
            if thing is not None and thing.unnamed:
                return thing
        before = self._article.text[max(0, mark.start - 8) : mark.start].split()[-1:]
        one = [*before, words.split()[0]] if words else before
        kind = "Person" if any(word.lower() in _ONE for word in one) else "Actor"  # "officials" may be anybody's
        return Thing(f"{self._article.id}/actor-{mark.start}", kind, words, unnamed=True)
