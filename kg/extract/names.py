"""Names that no list knows: runs of capitals, and what kind of thing each names by the words in and around it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kg.extract.dictionary import fold
from kg.extract.lexicon import Lexicon, slug
from kg.extract.spots import Board, Spot
from kg.model import Thing

_CAPITAL = re.compile(r"(?:al|el|as|ad|an|ar|ash|at|az|ul)[-‑][A-Z][\w’'`-]*|[A-Z][\w’'`-]*")
_ARABIC = re.compile(r"(?<![a-z])(?:al|el|bin|ibn|abu|abd|abdul|umm)(?![a-z])")
_QUOTES = frozenset('"“”')


@dataclass(frozen=True, slots=True)
class Run:
    """Capitalised tokens first to last (exclusive) that no list knows."""

    first: int
    last: int


class Names:
    """Finds runs of capitals on a board and types them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.posts = lexicon.phrases("titles.post")
        self.titles = lexicon.phrases("titles.post", "titles.rank")
        self.ranks = lexicon.phrases("titles.rank")
        self.given = lexicon.given_names
        self.cues = {
            "ArmedGroup": lexicon.words("cues.armed_group"),
            "UmbrellaGroup": lexicon.words("cues.umbrella_group"),
            "Military": lexicon.words("cues.military"),
            "GovernmentBody": lexicon.words("cues.government_body"),
            "MediaOutlet": lexicon.words("cues.media"),
            "OtherOrganization": lexicon.words("cues.other"),
            "Site": lexicon.words("cues.site"),
            "Region": lexicon.words("cues.region"),
        }
        self.groups = frozenset(lexicon.words("nouns.group"))
        self._common = self.groups | {word.removesuffix("s") for word in self.groups}
        self.members = frozenset(lexicon.words("cues.member_after"))
        self.speech = frozenset(verb for kind in lexicon.speech for verb in kind.verbs if " " not in verb)
        self._heads = frozenset(cue for cues in self.cues.values() for cue in cues)
        self.city_before = lexicon.words("cues.city_before")
        self.site_before = lexicon.words("cues.site_before")
        self.directions = frozenset(lexicon.words("cues.directions"))
        self.peoples = frozenset(lexicon.words("cues.peoples"))
        self.months = frozenset(lexicon.words("grammar.calendar"))
        self.openers = frozenset(lexicon.words("grammar.opener"))

    # --- finding -----------------------------------------------------------------------------------

    def runs(self, board: Board) -> Iterable[Run]:
        """The runs of capitals that are still free, titles cut off their front."""
        i, n = 0, len(board.tokens)
        while i < n:
            if not self._capital(board, i):
                i += 1
                continue
            last = i + 1
            while last < n and board.free(last, last + 1):
                if self._capital(board, last):
                    last += 1
                elif self._links(board, i, last):
                    last += 2 if self._capital(board, last + 1) else 3
                elif board.tokens[last].text in _QUOTES and (end := self._nickname(board, last)):
                    last = end
                else:
                    break
            first = self._trim(board, i, last)
            if first < last and not all(board.word(k).replace("’", "'") in self.peoples for k in range(first, last)):
                yield Run(first, last)
            i = max(last, i + 1)

    def long_names(self, board: Board) -> Iterable[Run]:
        """Names such as "Syrian Observatory for Human Rights", found before the countries in them are."""
        heads = {cue for kind in ("OtherOrganization", "GovernmentBody") for cue in self.cues[kind] if " " not in cue}
        for i in range(1, len(board.tokens) - 1):
            if board.word(i) not in {"of", "for"} or board.word(i - 1) not in heads or not self._capital(board, i - 1):
                continue
            first = i - 1
            while first and self._capital(board, first - 1):
                first -= 1
            last = i + 1
            while self._capital(board, last) or (
                board.word(last) in {"a", "the", "and"} and self._capital(board, last + 1)
            ):
                if board.word(last) == "and" and last > i + 2:
                    break
                last += 1
            if last > i + 1:
                yield Run(first, last)

    def _capital(self, board: Board, i: int) -> bool:
        if not 0 <= i < len(board.tokens) or not board.free(i, i + 1):
            return False
        text = board.tokens[i].text
        if not _CAPITAL.fullmatch(text) or text.lower().rstrip(".") in self.months:
            return text.lower() in {"bin", "ibn", "ould", "von", "van", "de"} and i > 0 and self._capital(board, i - 1)
        return not (i == 0 and text.lower() in self.openers)

    def _links(self, board: Board, first: int, i: int) -> bool:
        """Whether "of", "for (a)" at i goes on with the name of an organisation that has begun at `first`."""
        if board.word(i) not in {"of", "for"}:
            return False
        if not (self._capital(board, i + 1) or (board.word(i + 1) in {"a", "the"} and self._capital(board, i + 2))):
            return False
        head = board.word(i - 1)
        return i > first and any(head in cues for kind, cues in self.cues.items() if kind not in {"Site", "Region"})

    def _nickname(self, board: Board, i: int) -> int:
        """The index after a name in quotes within a name: Wissam "Abu Bakr" al-Saadi."""
        j = i + 1
        while j < len(board.tokens) and self._capital(board, j):
            j += 1
        closed = j < len(board.tokens) and board.tokens[j].text in _QUOTES and i + 1 < j <= i + 4
        return j + 1 if closed and self._capital(board, j + 1) else 0

    def _trim(self, board: Board, first: int, last: int) -> int:
        while first < last:
            length = board.longest(first, self.titles)
            if length and first + length <= last:
                first += length
            elif (first == 0 and board.word(first) in self.openers) or (
                board.word(first) in self.peoples and board.word(last - 1) not in self._heads
            ):
                first += 1
            else:
                return first
        return first

    # --- typing ------------------------------------------------------------------------------------

    def kind_of(self, board: Board, run: Run) -> str | None:
        """The class of what a run names; None where nothing tells."""
        head = board.word(run.last - 1)
        two = f"{board.word(run.last - 2)} {head}" if run.last - run.first > 1 else head
        length = run.last - run.first
        inner = [board.word(k) for k in range(run.first, run.last)]
        link = next((k for k, word in enumerate(inner) if word in {"of", "for"}), None)
        key = inner[link - 1] if link else head
        before, before2 = board.word(run.first - 1), board.word(run.first - 2)
        after = board.word(run.last)
        if self._is_person(board, run):
            return "Person"
        if length > 1:
            for kind, cues in self.cues.items():
                if key in cues or two in cues:
                    return kind
        opener = length == 1 and (run.first == 0 or before in {"the", "a"})
        common = opener and (bool(before) or head in self._common)  # "Rebel fighters ..." names nobody
        if length <= 3 and after in self.members and not common:
            return "ArmedGroup"
        # "the Haqqani network", "Wagner group": the noun that follows says what it is
        named_so = after in self.groups and after not in {"forces", "force"} and board.word(run.last + 1) != "of"
        if named_so and not (common and not before):
            return "ArmedGroup"
        if before in self.groups and before2 not in {"the", "of"} and length <= 4 and after not in {"'s", "’s"}:
            return "ArmedGroup"
        for kind in ("Site", "Region"):
            if after in self.cues[kind] and after not in {"state", "field", "group"}:
                return kind
        if self._behind(board, run.first, self.site_before):
            return "Site"
        if self._behind(board, run.first, self.city_before):
            return "City"
        if (
            after == ","
            and run.last + 1 < len(board.tokens)
            and self._country_at(board, run.last + 1)
            and before in {"in", "at", "near", "of"}
        ):
            return "City"
        if (
            before in {"in", "near", "at"}
            and length <= 2
            and (after in {",", ".", "and", "on"} or after in self.speech)
        ):
            return None if "-" in board.words(run.first, run.last) and length == 1 else "City"
        return None

    def _is_person(self, board: Board, run: Run) -> bool:
        inner = [board.word(k) for k in range(run.first, run.last)]
        length = sum(word not in _QUOTES for word in inner)
        if any(word in cues for cues in self.cues.values() for word in (inner[-1],)) and length > 1:
            return False
        titled = any(
            board.longest(run.first - k, self.titles) == k for k in range(1, 5) if run.first - k >= 0
        ) and board.word(run.first - 1) not in {"group", "member"}
        arabic = any(word.startswith(("al-", "el-", "ul-")) or word in {"abu", "bin", "ibn", "al"} for word in inner)
        given = board.tokens[run.first].text in self.given
        after = board.word(run.last)
        if length == 1:
            rank = any(board.longest(run.first - k, self.ranks) == k for k in range(1, 4) if run.first - k >= 0)
            return rank and len(inner[0]) > 2
        if length > 5:
            return False
        if titled or given:
            return True
        if arabic and inner[0] not in {"al", "the"}:
            return not inner[0].startswith("al-")
        # ", the group's leader," or ", head of ..." behind the name
        if after == "," and any(board.longest(run.last + k, self.posts) for k in (1, 2, 3, 4)):
            return True
        return length == 2 and after in self.speech

    def _behind(self, board: Board, first: int, phrases: tuple[str, ...]) -> bool:
        return any(
            first - len(parts) >= 0 and all(board.word(first - len(parts) + k) == part for k, part in enumerate(parts))
            for parts in (phrase.split() for phrase in phrases)
        )

    def _country_at(self, board: Board, i: int) -> bool:
        return any(spot.first == i and spot.thing.kind in {"Country", "Region"} for spot in board.spots)

    def site_tail(self, board: Board, last: int, kind: str) -> int:
        """How far a place's name runs on: "Mashtal neighborhood" stays "Mashtal", "Karish gas rig" is whole."""
        if kind == "Site" and board.word(last) in {"airbase", "airport", "base", "gas", "street", "crossing", "camp"}:
            end = last + (2 if board.word(last) == "gas" else 1)
            return min(end, len(board.tokens))
        return last


def thing_named(name: str, kind: str) -> Thing:
    """A new entity for a name that no list knows.

    Spellings of one Arabic name get one identifier: Tahseen al-Saadi and Tahsin Al Saedi, but not al-Saidi.
    """
    id = slug(name)
    if kind == "Person" and _ARABIC.search(name.lower()):
        id = spelled_alike(id)
    return Thing(id, kind, re.sub(r"\s+", " ", name).strip())


def spelled_alike(id: str) -> str:
    """An identifier with the spellings of long vowels, and of a doubled s, made one."""
    for variants, one in (("ae|aa", "a"), ("ee", "i"), ("ou|oo", "u"), ("ss", "s")):
        id = re.sub(variants, one, id)
    return id


def family_key(name: str) -> str:
    """What family names are compared by: the last word, without the article."""
    words = fold(name).split()
    return words[-1] if words else ""


def skeleton(word: str) -> str:
    """The consonants of a transliterated word: Sudani and Soudani agree."""
    word = fold(word).replace(" ", "")
    for old, new in (("kh", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("q", "k"), ("ou", "u"), ("oo", "u")):
        word = word.replace(old, new)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouwy]", "", word))


def spot_for(run: Run, thing: Thing) -> Spot:
    """The spot of a run."""
    return Spot(run.first, run.last, thing)
