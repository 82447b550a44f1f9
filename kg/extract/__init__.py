"""From an article to mentions and claims: deterministic, offline, words and patterns as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.extract.claiming import ClaimMaker, Scope, backed, beside
from kg.extract.confidence import load_confidence, surest
from kg.extract.implied import homes, theatres
from kg.extract.joining import wider_places
from kg.extract.lexicon import load_lexicon
from kg.extract.mentions import MentionFinder
from kg.extract.positions import Positions, agreed_posts
from kg.extract.relations import Relations
from kg.extract.seen import Seen
from kg.extract.speech import Speech
from kg.extract.statements import agreed, statement_claims
from kg.extract.storyline import Storyline
from kg.extract.tokens import sentences
from kg.extract.view import views
from kg.model import Article, Claim, Document, KnownEntity, Reading, Thing

if TYPE_CHECKING:
    from kg.extract.language.parsing import LanguageModel, Parsed

VERSION = "patterns-4"


def load_model() -> LanguageModel:
    """The language model that comes with the package; KgError where its files are missing or damaged."""
    try:
        from kg.extract.language.parsing import LanguageModel
    except ImportError as error:
        raise KgError(f"the language model needs {error.name}: install the package isnad anew") from error
    return LanguageModel.load()


class Pipeline:
    """Article -> document -> claims, with one lexicon and one authority file.

    With a language model, what it sees is put beside what words and patterns match.
    """

    def __init__(self, known: Sequence[KnownEntity] = (), model: LanguageModel | None = None) -> None:
        self.lexicon = load_lexicon()
        scope = Scope(self.lexicon)
        self._mentions = MentionFinder(self.lexicon, known)
        self._relations = Relations(self.lexicon, scope, self._mentions.dictionary)
        self._positions = Positions(self.lexicon)
        self._storyline = Storyline(self.lexicon, scope)
        self._speech = Speech(self.lexicon)
        self._confidence = load_confidence()
        self._eye = None
        self.version = VERSION
        if model is not None:
            from kg.extract.frames import Eye  # heavy, and not needed for patterns

            self._eye = Eye(model, self.lexicon, self._mentions.dictionary)
            self.version = f"{VERSION}, model {model.version}"

    def parse(self, article: Article) -> Parsed | None:
        """What the language model tells of an article; None without one."""
        return self._eye.parse(article, sentences(article)) if self._eye else None

    def document(self, article: Article, parsed: Parsed | None = None) -> Document:
        """The article with its sentences and the mentions in them."""
        document = Document(article, sentences(article))
        seen = self._eye.names(parsed) if self._eye and parsed else ()
        return replace(document, mentions=self._mentions.find(article, document.sentences, seen))

    def read(self, article: Article) -> Reading:
        """All that is taken from an article."""
        parsed = self.parse(article)
        document = self.document(article, parsed)
        claims = self.claims(document, parsed)
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
                state = f"government-of-{country.id}"  # "the UK" that lists somebody is its government
                if state in acting:
                    things.setdefault(state, acting[state])
                for id in (country.id, state if state in acting or mention.entity.id == state else country.id):
                    forms.setdefault(id, {}).update({name: None} if name else {})
        return tuple(replace(thing, names=tuple(forms.get(id, {}))) for id, thing in things.items())

    def claims(self, document: Document, parsed: Parsed | None = None) -> list[Claim]:
        """What the document says."""
        shown = views(document)
        maker = ClaimMaker(document)
        article = document.article
        seen = self._eye.see(article, shown, parsed, maker) if self._eye and parsed else Seen()
        matched = list(self._relations.claims(shown, maker))
        relations = [*backed(matched, seen.relations), *beside(seen.relations, matched)]
        located = [
            (c.subject, c.object) for c in relations if c.predicate == "locatedIn" and isinstance(c.object, Thing)
        ]
        inside = wider_places([*located, *self._mentions.dictionary.capitals])
        positions = agreed_posts(list(self._positions.claims(shown, maker)), seen.posts)
        groups: dict[str, set[str]] = {}
        for claim in positions:
            if claim.predicate == "memberOf" and isinstance(claim.object, Thing):
                groups.setdefault(claim.subject.id, set()).add(claim.object.id)
        for claim in relations:  # who is of a faction is of what that is part of
            if claim.predicate == "partOf" and isinstance(claim.object, Thing):
                for own in groups.values():
                    own |= {claim.object.id} if claim.subject.id in own else set()
        countries = self._mentions.dictionary.by_id
        story = self._storyline.tell(article, shown, inside, groups, seen.tellings, countries, seen.unreal)
        sayings = agreed(seen.sayings, self._speech.sayings(shown, story.owners))
        claims = [
            *relations,
            *theatres(story.events, maker),
            *positions,
            *self._storyline.claims(story, maker),
            *statement_claims(article, sayings, story.homes, story.owners, maker),
        ]
        claims += homes(document, claims, self._relations.country_of, maker)
        return surest(self._confidence.weigh(claims, with_model=parsed is not None))
