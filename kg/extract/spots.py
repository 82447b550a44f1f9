"""Mentions while they are being found: spans of tokens with what they name and how they stand in the sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.extract.lexicon import Phrases
from kg.model import Sentence, Thing, Token


@dataclass(frozen=True, slots=True)
class Spot:
    """Tokens `first` to `last` (exclusive) of a sentence that name `thing`.

    An attributive spot is a country's name or adjective that only qualifies what follows ("US strike",
    "Iraq's prime minister"): the thing is then the country's government.
    """

    first: int
    last: int
    thing: Thing
    attributive: bool = False


@dataclass
class Board:
    """A sentence on which spots are laid; no two overlap."""

    sentence: Sentence
    text: str
    spots: list[Spot] = field(default_factory=list)
    _taken: list[bool] = field(init=False)

    def __post_init__(self) -> None:
        self._taken = [False] * len(self.tokens)

    @property
    def tokens(self) -> Sequence[Token]:
        """The sentence's tokens."""
        return self.sentence.tokens

    def words(self, first: int, last: int) -> str:
        """The text of tokens first to last (exclusive), as it stands."""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def word(self, i: int) -> str:
        """Token i in lower case; empty beyond the ends."""
        return self.tokens[i].lower if 0 <= i < len(self.tokens) else ""

    def free(self, first: int, last: int) -> bool:
        """Whether no spot covers any of these tokens."""
        return first >= 0 and last <= len(self._taken) and not any(self._taken[first:last])

    def lay(self, spot: Spot) -> None:
        """Put a spot down; the caller has made sure that it is free."""
        self.spots.append(spot)
        for i in range(spot.first, spot.last):
            self._taken[i] = True

    def lift(self, spot: Spot) -> None:
        """Take a spot away again."""
        self.spots.remove(spot)
        for i in range(spot.first, spot.last):
            self._taken[i] = False

    def longest(self, i: int, phrases: Phrases) -> int:
        """How many tokens from i on are one of these phrases, the longest; 0 for none."""
        for parts in phrases.starting_with(self.word(i)):
            if all(self.word(i + k) == part for k, part in enumerate(parts)):
                return len(parts)
        return 0
