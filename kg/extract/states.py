"""Countries in a sentence: their governments, armed forces and ministries, or the place, by how the name stands."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.dictionary import LONGEST_NAME, Dictionary, Entry, government_of
from kg.extract.lexicon import Country, Lexicon, slug
from kg.extract.spots import Board, Spot
from kg.model import Thing

_PLACE_BEFORE = frozenset(
    "in from across into inside outside near over throughout through to within around toward towards at neighboring "
    "neighbouring of on off leave left".split()
)
_ACTOR_BEFORE = frozenset("by against with between blamed accused told that".split())
_ACTOR_AFTER = frozenset(
    "has have had was were is will would could should may said says warned denied blamed backs also and's".split()
)
_POSSESSIVE = frozenset({"'s", "’s", "ʼs"})


class States:
    """Lays spots for countries, and for what belongs to a country's state."""

    def __init__(self, lexicon: Lexicon, dictionary: Dictionary) -> None:
        self.dictionary = dictionary
        self.military = lexicon.words("nouns.military")
        self.government = lexicon.words("nouns.government")
        self.bodies = lexicon.words("cues.government_body")
        self.speech = frozenset(verb.split()[0] for kind in lexicon.speech for verb in kind.verbs)
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
        following, before = board.word(last), board.word(first - 1)
        before2 = board.word(first - 2) if before in {"the", "both"} else before
        government = government_of(country)
        short = board.words(first, last).replace(".", "").isupper()
        if entry.reading == "capital":
            acts = following in self.speech | _ACTOR_AFTER or before in _ACTOR_BEFORE
            if acts and before not in _PLACE_BEFORE and following != "on":
                return Spot(first, last, government)
            home = country.name == "United States" and before2 not in _PLACE_BEFORE
            return Spot(first, last, government if home and not possessive else entry.thing, attributive=False)
        if entry.reading == "adjective" or possessive:
            return Spot(first, last, government, attributive=True)
        following_text = board.tokens[last].text if last < len(board.tokens) else ""
        if following == "-" or (short and following_text[:1].isalpha() and following_text[:1].islower()):
            verb = following in self.speech | _ACTOR_AFTER | self.acts or following.endswith("ed")
            noun = following in {"strike", "strikes", "attack", "targets"}
            if not verb or noun:
                if following not in {
                    "and",
                    "or",
                    "in",
                    "on",
                    "of",
                    "for",
                    "to",
                    "with",
                    "against",
                    "at",
                    "that",
                    "as",
                    "by",
                    "where",
                    "who",
                    "which",
                    "from",
                    "over",
                    "after",
                    "before",
                    "but",
                    "not",
                    "it",
                    "since",
                    "when",
                    "while",
                    "into",
                    "until",
                    "during",
                }:
                    return Spot(first, last, government, attributive=True)
        if before2 in _PLACE_BEFORE:
            return Spot(first, last, entry.thing)
        past = following.endswith("ed") and following_text.islower() and before not in {"and", "or", ","}
        if before2 in _ACTOR_BEFORE or past or following in self.speech | _ACTOR_AFTER | self.acts:
            return Spot(first, last, government)
        if short and (following_text[:1].isupper()):
            return Spot(first, last, government, attributive=True)
        return Spot(first, last, entry.thing)


def settle_lists(board: Board, dictionary: Dictionary) -> None:
    """ "Iraqi and Syrian governments", "US and coalition forces", "in Iraq and Syria": a pair is of one kind."""
    spots = sorted(board.spots, key=lambda spot: spot.first)
    for i, (left, right) in enumerate(zip(spots, spots[1:], strict=False)):
        gap = board.words(left.last, right.first).lower() if right.first > left.last else ""
        if gap not in {
            "and",
            "or",
            ",",
            "and the",
            "or the",
            ", and",
            "and neighboring",
            "and neighbouring",
            "as well as",
        }:
            continue
        country = dictionary.by_id.get(_country_id(left.thing))
        other = dictionary.by_id.get(_country_id(right.thing))
        if country is None:
            continue
        new = None
        if (
            right.thing.kind == "Government"
            and right.last - right.first > 1
            and other
            and board.word(right.last - 1) in _PLURAL
        ):
            new = replace(left, thing=government_of(country), attributive=False)
        elif (
            right.thing.kind == "Military" and board.word(right.last - 1) in _FORCES and _bare(board, left, dictionary)
        ):
            new = replace(left, thing=dictionary.military_of(country), attributive=False)
        if new:
            board.lift(left)
            board.lay(new)
            spots[i] = new
        elif other and _bare(board, left, dictionary) and _bare(board, right, dictionary):
            if left.attributive or right.attributive or left.thing.kind == right.thing.kind:
                continue
            place = left.thing.kind == "Country"
            new = replace(right, thing=Thing(other.id, "Country", other.name) if place else government_of(other))
            board.lift(right)
            board.lay(new)
            spots[i + 1] = new


_PLURAL = frozenset({"governments", "officials", "authorities", "leaders", "diplomats"})
_FORCES = frozenset({"forces", "troops", "soldiers", "militaries", "armies"})


def _country_id(thing: Thing) -> str:
    return thing.id.removeprefix("government-of-").removeprefix("armed-forces-of-")


def _bare(board: Board, spot: Spot, dictionary: Dictionary) -> bool:
    """Whether a spot is nothing but a country's name or adjective."""
    entry = dictionary.get(board.words(spot.first, spot.last))
    return entry is not None and entry.reading in {"country", "adjective"}


def _body(name: str, country: Country) -> Thing:
    return Thing(f"{slug(name)}-of-{country.id}", "GovernmentBody", f"{name[0].upper()}{name[1:]} of {country.name}")
