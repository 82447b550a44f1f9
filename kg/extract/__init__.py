"""From an article to mentions and claims: deterministic, offline, words and patterns as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.extract.claiming import ClaimMaker, Scope
from kg.extract.dates import TimeReader
from kg.extract.events import Attacks
from kg.extract.happenings import Happenings
from kg.extract.joining import wider_places
from kg.extract.lexicon import load_lexicon
from kg.extract.mentions import MentionFinder
from kg.extract.positions import Positions
from kg.extract.relations import Relations
from kg.extract.statements import Statements
from kg.extract.storyline import Storyline
from kg.extract.tokens import sentences
from kg.extract.view import views
from kg.model import Article, Claim, Document, KnownEntity, Thing

VERSION = "patterns-1"


class Pipeline:
    """Article -> document -> claims, with one lexicon and one authority file."""

    def __init__(self, known: Sequence[KnownEntity] = ()) -> None:
        self.lexicon = load_lexicon()
        scope = Scope(self.lexicon)
        self._mentions = MentionFinder(self.lexicon, known)
        self._relations = Relations(self.lexicon, scope)
        self._positions = Positions(self.lexicon)
        self._storyline = Storyline(Attacks(self.lexicon, scope), Happenings(self.lexicon))
        self._statements = Statements(self.lexicon)

    def document(self, article: Article) -> Document:
        """The article with its sentences and the mentions in them."""
        document = Document(article, sentences(article))
        return replace(document, mentions=self._mentions.find(article, document.sentences))

    def mentions(self, document: Document) -> tuple[Thing, ...]:
        """Each actor and place that the document names, once, with all its forms."""
        forms: dict[str, dict[str, None]] = {}
        things: dict[str, Thing] = {}
        for mention in document.mentions:
            things.setdefault(mention.entity.id, mention.entity)
            forms.setdefault(mention.entity.id, {})[" ".join(mention.text.split())] = None
            country = self._relations.country_of(mention)
            if country and country.kind == "Country":
                things.setdefault(country.id, country)
                forms.setdefault(country.id, {})
        return tuple(replace(thing, names=tuple(forms[id])) for id, thing in things.items())

    def claims(self, document: Document) -> list[Claim]:
        """What the document says."""
        seen = views(document)
        maker = ClaimMaker(document)
        article = document.article
        relations = list(self._relations.claims(seen, maker))
        located = [(c.subject, c.object) for c in relations if c.predicate == "locatedIn" and isinstance(c.object, Thing)]
        events, owners = self._storyline.events(article, seen, wider_places(located))
        claims = [
            *relations,
            *self._positions.claims(seen, maker),
            *self._storyline.claims(events, maker),
            *self._statements.claims(article, seen, events, owners, TimeReader(article.published), maker),
        ]
        return list(dict.fromkeys(claims))
