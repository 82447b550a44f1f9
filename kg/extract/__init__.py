"""From an article to mentions and claims: deterministic, offline, words and patterns as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.extract.claiming import ClaimMaker, Scope
from kg.extract.joining import wider_places
from kg.extract.lexicon import load_lexicon
from kg.extract.mentions import MentionFinder
from kg.extract.positions import Positions
from kg.extract.relations import Relations
from kg.extract.statements import Statements
from kg.extract.storyline import Storyline
from kg.extract.tokens import sentences
from kg.extract.view import views
from kg.model import Article, Claim, Document, KnownEntity, Reading, Thing

VERSION = "patterns-1"


class Pipeline:
    """Article -> document -> claims, with one lexicon and one authority file."""

    def __init__(self, known: Sequence[KnownEntity] = ()) -> None:
        self.lexicon = load_lexicon()
        scope = Scope(self.lexicon)
        self._mentions = MentionFinder(self.lexicon, known)
        self._relations = Relations(self.lexicon, scope, self._mentions.dictionary.place)
        self._positions = Positions(self.lexicon)
        self._storyline = Storyline(self.lexicon, scope)
        self._statements = Statements(self.lexicon)

    def document(self, article: Article) -> Document:
        """The article with its sentences and the mentions in them."""
        document = Document(article, sentences(article))
        return replace(document, mentions=self._mentions.find(article, document.sentences))

    def read(self, article: Article) -> Reading:
        """All that is taken from an article."""
        document = self.document(article)
        claims = self.claims(document)
        return Reading(article, self.mentions(document, claims), tuple(claims))

    def mentions(self, document: Document, claims: Sequence[Claim]) -> tuple[Thing, ...]:
        """Each actor and place that the document names, once, with all its forms.

        A country's adjective names the country; its government counts as named where it speaks or acts.
        """
        things: dict[str, Thing] = {}
        forms: dict[str, dict[str, None]] = {}
        acting = {thing.id: thing for c in claims for thing in (c.subject, c.object) if isinstance(thing, Thing)}
        for mention in document.mentions:
            text = " ".join(mention.text.split())
            country = self._relations.country_of(mention)
            if not mention.attributive:
                things.setdefault(mention.entity.id, mention.entity)
                forms.setdefault(mention.entity.id, {})[text] = None
            elif mention.entity.id in acting:
                things.setdefault(mention.entity.id, mention.entity)
            if country and country.kind == "Country":
                things.setdefault(country.id, country)
                name = self._mentions.country_name(text)
                for id in (country.id, mention.entity.id if mention.entity.kind == "Government" else country.id):
                    forms.setdefault(id, {}).update({name: None} if name else {})
        return tuple(replace(thing, names=tuple(forms.get(id, {}))) for id, thing in things.items())

    def claims(self, document: Document) -> list[Claim]:
        """What the document says."""
        seen = views(document)
        maker = ClaimMaker(document)
        article = document.article
        relations = list(self._relations.claims(seen, maker))
        located = [
            (c.subject, c.object) for c in relations if c.predicate == "locatedIn" and isinstance(c.object, Thing)
        ]
        inside = wider_places([*located, *self._mentions.dictionary.capitals])
        positions = list(self._positions.claims(seen, maker))
        groups: dict[str, set[str]] = {}
        for claim in positions:
            if claim.predicate == "memberOf" and isinstance(claim.object, Thing):
                groups.setdefault(claim.subject.id, set()).add(claim.object.id)
        events, owners = self._storyline.events(article, seen, inside, groups)
        claims = [
            *relations,
            *positions,
            *self._storyline.claims(events, maker),
            *self._statements.claims(article, seen, owners, maker),
        ]
        return list(dict.fromkeys(claims))
