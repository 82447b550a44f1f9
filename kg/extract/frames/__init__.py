"""From what the language model sees of a document to tellings of events, sayings, posts and relations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extract.claiming import ClaimMaker
from kg.extract.dates import TimeReader
from kg.extract.dictionary import Dictionary
from kg.extract.frames.events import Frames
from kg.extract.frames.relations import Ties
from kg.extract.frames.sayings import sayings
from kg.extract.frames.sight import EVENTS, SURE_SAME, UNREAL, Sight
from kg.extract.frames.things import Things
from kg.extract.language.parsing import LanguageModel, Parsed
from kg.extract.language.words import split_words
from kg.extract.lexicon import Lexicon
from kg.extract.seen import Seen, SeenName
from kg.extract.view import View
from kg.model import Article, Sentence


class Eye:
    """The language model, put to articles."""

    def __init__(self, model: LanguageModel, lexicon: Lexicon, dictionary: Dictionary) -> None:
        self._model = model
        self._dictionary = dictionary
        self._frames = Frames(lexicon)
        self._ties = Ties(lexicon)

    @property
    def version(self) -> str:
        """The version of the model."""
        return self._model.version

    def parse(self, article: Article, sentences: Sequence[Sentence]) -> Parsed:
        """The sentences with all that the model tells of them."""
        return self._model.parse([split_words(article.text, one.start, one.end) for one in sentences])

    def names(self, parsed: Parsed) -> list[SeenName]:
        """The names among the marks; `same` counts names."""
        numbers = {mark: number for number, mark in enumerate(self._named(parsed))}
        same = {
            one.mark: numbers[one.earlier]
            for one in parsed.same
            if one.earlier in numbers and one.probability >= SURE_SAME
        }
        marks = ((number, parsed.marks[number]) for number in numbers)
        return [SeenName(m.start, m.end, m.kind, m.probability, same.get(number)) for number, m in marks]

    def _named(self, parsed: Parsed) -> Iterator[int]:
        return (number for number, mark in enumerate(parsed.marks) if mark.kind in NAMED)

    def see(self, article: Article, views: Sequence[View], parsed: Parsed, maker: ClaimMaker) -> Seen:
        """What the marks and links of a document come to."""
        sight = Sight(views, parsed)
        things = Things(article, sight, self._dictionary)
        tellings = self._frames.tellings(sight, things, TimeReader(article.published))
        return Seen(
            list(self._ties.relations(sight, things, maker)),
            list(self._ties.posts(sight, things, maker)),
            list(tellings.values()),
            list(sayings(sight, things, tellings)),
            [sight.stretch(mark) for _, mark in sight.of_kind(EVENTS) if mark.scope in UNREAL],
        )


NAMED = frozenset(
    "Person ArmedGroup UmbrellaGroup Government Military MediaOutlet OtherOrganization Country Region City Site".split()
)
