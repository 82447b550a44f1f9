"""The nouns that the rooms hand each other: article, document, mention, claim, reading, answer.

Frozen dataclasses and nothing else: no RDF, no text processing, no input or output. A name that something
goes by in a text is a mention; the thing itself is an entity. What a passage says is a claim; what claims
support is a fact, and only the graph knows facts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

# --- read -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` (exclusive) of an article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """A piece as published. Offsets everywhere count characters of `text`, which never changes after reading."""

    id: str  # stable slug; the article's IRI is <base>article/<id>
    file: str  # name of the file it came from; "news.jsonl#3" for the third line of a JSONL file
    text: str
    sha256: str  # of the bytes it was read from
    title: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    published: date | None = None  # None where nothing tells: never a default
    body: tuple[Span, ...] = ()  # stretches of its own English prose, in order; the rest is page furniture
    foreign: str = ""  # where most of its prose is not English: what it looks like ("French")


# --- extract ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or punctuation mark."""

    start: int
    end: int
    text: str

    @property
    def lower(self) -> str:
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article's body, with its tokens."""

    start: int
    end: int
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """Anything a claim can be about: an entity, an event, a statement, a position.

    `kind` is the local name of an ontology class. `names` are the forms seen in the text besides `label`.
    """

    id: str  # slug; the IRI is <base><id>
    kind: str
    label: str
    names: tuple[str, ...] = ()
    unnamed: bool = False  # an actor whom the text does not name; belongs to its article


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of text that names an entity.

    An attributive mention only qualifies what follows ("US strike", "Iraq's prime minister"); the entity is
    then the country's government.
    """

    start: int
    end: int
    text: str
    entity: Thing
    attributive: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """An article's text after reading: sentences, and the mentions found in them, all in order of the text."""

    article: Article
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...] = ()


class Modality(StrEnum):
    """How a passage says what it says; the value is the local name of the ontology's individual."""

    STATED = "Stated"
    HEDGED = "Hedged"
    DENIED = "Denied"
    INTENDED = "Intended"


@dataclass(frozen=True, slots=True)
class Passage:
    """The exact quote behind a claim: article.text[start:end] == quote."""

    start: int
    end: int
    quote: str


Value = str | int | datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why our own extractor makes a claim: how surely patterns match it, how likely the language model holds it.

    Each is 0 to 1, and 0 where it is not seen in that way.
    """

    matched: float = 0.0
    seen: float = 0.0

    def __or__(self, other: Evidence) -> Evidence:
        """What is read twice is surer."""
        return Evidence(
            1 - (1 - self.matched) * (1 - other.matched),
            1 - (1 - self.seen) * (1 - other.seen),
        )

    def __and__(self, other: Evidence) -> Evidence:
        """What rests on two readings is as sure as the less sure one."""
        return min(self, other, key=lambda evidence: evidence.score)

    @property
    def score(self) -> float:
        """Both ways together, 0 to 1: higher is surer, and nothing more is meant by it."""
        return 1 - (1 - self.matched) * (1 - self.seen)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one passage of one article says: subject, predicate, object."""

    subject: Thing
    predicate: str  # local name of an ontology property
    object: Thing | Value
    passage: Passage
    modality: Modality = Modality.STATED
    attributed_to: Thing | None = None
    as_of: datetime | None = None  # the day for which it says so; None only where the article has no date
    # how sure we are of our reading; claims that say the same are equal, however surely they were read
    confidence: float | None = field(default=None, compare=False)  # in (0, 1]; None is unknown
    evidence: Evidence | None = field(default=None, compare=False)  # what confidence is made of; not for the graph


@dataclass(frozen=True, slots=True)
class KnownEntity:
    """An entry of the authority file: names and type, and no facts."""

    id: str
    kind: str
    label: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was taken from one article, ready for the graph."""

    article: Article
    mentions: tuple[Thing, ...]  # each actor and place once, with all forms seen
    claims: tuple[Claim, ...]


class Extractor(Protocol):
    """Whatever takes claims from articles. A quote must stand in the article; no other claim is written."""

    @property
    def version(self) -> str: ...  # tells which readings it made: another version reads anew

    def read(self, article: Article) -> Reading: ...


# --- identity ---------------------------------------------------------------------------------------


class DecisionKind(StrEnum):
    """What a person can decide; the value is the word of the command line."""

    MERGE = "merge"  # two things are one, and the first keeps its name
    SAME = "same"  # two things are one
    DIFFERENT = "different"  # two things are not one
    SPLIT = "split"  # what some articles tell of a thing is of another
    REJECT = "reject"  # a claim was read wrongly, or is not to be believed
    ACCEPT = "accept"  # a claim was read rightly
    RENAME = "rename"  # the best name of a thing
    UNDO = "undo"  # another decision does not hold


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided, when and why: a record that is added to, and never taken out.

    Ids are as everywhere: what follows the base in an IRI.
    """

    id: str  # "2026-11-25-3fa91c2b": the day, and a digest of the rest
    kind: DecisionKind
    about: tuple[str, ...]  # two things; for split and rename one; a claim; for undo a decision's id
    why: str
    by: str
    at: datetime  # with a zone
    articles: tuple[str, ...] = ()  # split: ids of the articles whose mentions are of another thing
    name: str = ""  # rename


# --- answer -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Iri:
    """An RDF IRI."""

    value: str

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Blank:
    """An RDF blank node; its name means nothing outside one answer."""

    value: str

    def __str__(self) -> str:
        return f"_:{self.value}"


@dataclass(frozen=True, slots=True)
class Literal:
    """An RDF literal; `datatype` is an IRI, None for a plain or language-tagged string."""

    value: str
    datatype: str | None = None
    language: str | None = None

    def __str__(self) -> str:
        return self.value


Term = Iri | Blank | Literal


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a SELECT query."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Triples:
    """The triples of a CONSTRUCT or DESCRIBE query."""

    rows: tuple[tuple[Term, Term, Term], ...]


Result = Answer | Triples | bool


class Source(Protocol):
    """Whatever answers SPARQL: the store on disk, a remote endpoint, a dump in memory."""

    def query(self, text: str) -> Result: ...


class Profile(StrEnum):
    """What goes into a dump."""

    PROTEGE = "protege"
    FULL = "full"
    FACTS = "facts"
