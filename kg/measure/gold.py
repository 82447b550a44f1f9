"""What a careful reader took from articles: the nouns of gold. A set of ids means that any of them is right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Ids = frozenset[str]
Fillers = frozenset[str | int]


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """A person, group, body or place, with the names that the article gives it. Any of `kinds` is right."""

    id: str
    kinds: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldRelation:
    """What the text says of two entities."""

    subjects: Ids
    predicate: str
    objects: Ids


@dataclass(frozen=True, slots=True)
class GoldPosition:
    """A post that somebody holds."""

    holders: Ids
    organizations: Ids
    title: str


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """Something that happened; `days` are the first and last on which it may have been, None where nothing tells."""

    id: str
    kinds: tuple[str, ...]
    days: tuple[str, str] | None
    roles: Mapping[str, tuple[Fillers, ...]]
    causes: tuple[Ids, ...]  # the events that it responds to


@dataclass(frozen=True, slots=True)
class GoldStatement:
    """An act of speech. Empty `speakers`: anybody; `open`: it may as well be about nothing that has a name."""

    kinds: tuple[str, ...]
    speakers: Ids
    about: Ids
    open: bool


@dataclass(frozen=True, slots=True)
class Trap:
    """A fact that a hasty reader would take."""

    subject: str
    predicate: str
    objects: Fillers


@dataclass(frozen=True, slots=True)
class Denial:
    """That something filled a role is denied."""

    event: str
    role: str
    fillers: Ids


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One article's gold; `stem` is the name of its file, and the beginning of the text's."""

    stem: str
    entities: tuple[GoldEntity, ...] = ()
    relations: tuple[GoldRelation, ...] = ()
    positions: tuple[GoldPosition, ...] = ()
    events: tuple[GoldEvent, ...] = ()
    statements: tuple[GoldStatement, ...] = ()
    traps: tuple[Trap, ...] = ()
    apart: tuple[tuple[str, str], ...] = ()  # not to be taken for one
    denials: tuple[Denial, ...] = ()

    def names(self, id: str) -> tuple[str, ...]:
        """The names of one of its entities; none for the id of an event."""
        return next((entity.names for entity in self.entities if entity.id == id), ())


@dataclass(frozen=True, slots=True)
class Corpus:
    """What merged.yaml says of all articles together."""

    one_entity: tuple[str, ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    one_event: Mapping[str, tuple[str, ...]] | None = None  # id -> stems of the articles that tell it


@dataclass(frozen=True, slots=True)
class Gold:
    """The gold of a folder. `notices` say what stands in it and is not measured by."""

    articles: tuple[GoldArticle, ...]
    corpus: Corpus | None = None
    notices: tuple[str, ...] = ()
