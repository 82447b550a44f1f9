"""Countries in a sentence: their governments, armed forces and ministries, or the place, by how the name stands."""

from __future__ import annotations

from kg.extract.dictionary import LONGEST_NAME, Dictionary, Entry, government_of
from kg.extract.lexicon import Country, Lexicon, slug
from kg.extract.spots import Board, Spot
from kg.model import Thing

_POSSESSIVE = frozenset({"'s", "’s", "ʼs"})


class States:
    """Lays spots for countries, and for what belongs to a country's state."""

    def __init__(self, lexicon: Lexicon, dictionary: Dictionary) -> None:
        self.dictionary = dictionary
        self.military = lexicon.phrases("nouns.military")
        self.government = lexicon.phrases("nouns.government")
        self.bodies = lexicon.words("cues.government_body")
        self.speech = frozenset(verb.split()[0] for kind in lexicon.speech for verb in kind.verbs)
        self.place_before = frozenset(lexicon.words("grammar.place_before"))
        self.actor_before = frozenset(lexicon.words("grammar.actor_before"))
        self.actor_after = frozenset(lexicon.words("grammar.actor_after")) | self.speech
        self.no_qualifier = frozenset(lexicon.words("grammar.no_qualifier_before"))
        self.violence = frozenset(lexicon.words("violence"))
        self.acts = frozenset(word.split()[0] for word in lexicon.words("verbs"))

    def lay(self, board: Board) -> None:
        """Find every known name of the sentence, longest first, and say what the countries' names stand for."""
        i = 0
        while i < len(board.tokens):
            i = self._known(board, i)

    def _known(self, board: Board, i: int) -> int:
        if not board.tokens[i].text[0].isupper() and board.tokens[i].text[:3].lower() not in {"al-", "al", "el-"}:
            return i + 1
        for last in range(min(len(board.tokens), i + LONGEST_NAME), i, -1):
            if not board.tokens[last - 1].text[-1].isalnum() and board.tokens[last - 1].text[-1] != ".":
                continue
            if board.tokens[last - 1].text == "." or not board.free(i, last):
                continue
            entry = self.dictionary.get(board.words(i, last))
            if entry is None:
                continue
            if entry.country is None or entry.reading == "name":
                board.lay(Spot(i, last, entry.thing))
                return last
            return self._country(board, i, last, entry, entry.country)
        head, hyphen, tail = board.tokens[i].text.partition("-")
        one, two = self.dictionary.get(head), self.dictionary.get(tail) if hyphen else None
        if one and two and one.country and one.reading in {"country", "adjective"}:
            # "the Jordan-Syrian border": a place of the first
            board.lay(Spot(i, i + 1, Thing(one.country.id, "Country", one.country.name)))
        return i + 1

    def _country(self, board: Board, first: int, last: int, entry: Entry, country: Country) -> int:
        """A country's name, adjective or capital at tokens first to last."""
        after = last + 1 if board.word(last) in _POSSESSIVE else last
        possessive = after > last
        if entry.reading != "capital":
            for phrases, thing in (
                (self.government, government_of(country)),
                (self.military, self.dictionary.military_of(country)),
            ):
                length = board.longest(after, phrases)
                skip = 1 if not length and board.word(after) in {"regular", "security", "elite", "own"} else 0
                length = length or (board.longest(after + 1, phrases) if skip else 0)
                if length and board.word(after + skip + length) != "-":
                    board.lay(Spot(first, after + skip + length, thing))
                    return after + skip + length
            for skip in (0, 1, 2):
                if skip < 2 and self._names_something(board, after):
                    break
                if board.word(after + skip) in self.bodies and board.word(after) not in {"and", "or", ","}:
                    name = board.words(after, after + skip + 1)
                    if (
                        board.word(after + skip) in {"council", "police", "court", "agency", "bureau", "commission"}
                        and not skip
                    ):
                        break
                    board.lay(Spot(first, after + skip + 1, _body(name, country)))
                    return after + skip + 1
        board.lay(self._alone(board, first, last, possessive, entry, country))
        return after

    def _names_something(self, board: Board, i: int) -> bool:
        """Whether a known name begins at i: "US Central Command" where only "Central Command" is known."""
        ends = range(min(len(board.tokens), i + LONGEST_NAME), i, -1)
        entries = (self.dictionary.get(board.words(i, last)) for last in ends if board.tokens[i].text[0].isupper())
        return any(entry is not None and entry.reading == "name" for entry in entries)

    def _alone(self, board: Board, first: int, last: int, possessive: bool, entry: Entry, country: Country) -> Spot:
        """The name by itself: qualifying what follows, acting, or a place."""
        government = government_of(country)
        if entry.reading == "capital":
            acts = self._capital_acts(board, first, last, country.name == "United States" and not possessive)
            return Spot(first, last, government if acts else entry.thing)
        if entry.reading == "adjective" or possessive or self._qualifies(board, first, last):
            return Spot(first, last, government, attributive=True)
        before = self._governor(board, first)
        if before in self.place_before:
            return Spot(first, last, entry.thing)
        following = board.word(last)
        past = following.endswith("ed") and board.word(first - 1) not in {"and", "or", ","}
        if past or before in self.actor_before or following in self.actor_after | self.acts:
            return Spot(first, last, government)
        return Spot(first, last, entry.thing)

    def _capital_acts(self, board: Board, first: int, last: int, home: bool) -> bool:
        """Whether a capital stands for its government; Washington does unless a preposition of place says else."""
        if home and self._governor(board, first) not in self.place_before:
            return True
        before, following = board.word(first - 1), board.word(last)
        acts = following in self.actor_after or before in self.actor_before
        return acts and before not in self.place_before

    def _qualifies(self, board: Board, first: int, last: int) -> bool:
        """Whether a country's name only qualifies what follows: "Iran-backed", "US strike", "US President"."""
        following = board.tokens[last].text if last < len(board.tokens) else ""
        if following == "-":  # a hyphen, and no dash between two parts of the sentence
            return board.tokens[last].start == board.tokens[last - 1].end
        if not board.words(first, last).replace(".", "").isupper() or not following[:1].isalpha():
            return False
        if following[0].isupper():
            return self._governor(board, first) not in self.place_before | self.actor_before
        deed = following in self.violence
        verb = following in self.actor_after | self.acts or following.endswith("ed")
        return (deed or not verb) and following not in self.no_qualifier

    def _governor(self, board: Board, first: int) -> str:
        """The word before a name, an article left out."""
        before = board.word(first - 1)
        return board.word(first - 2) if before in {"the", "both"} else before


def _body(name: str, country: Country) -> Thing:
    return Thing(f"{slug(name)}-of-{country.id}", "GovernmentBody", f"{name[0].upper()}{name[1:]} of {country.name}")
