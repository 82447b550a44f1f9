"""Gold from its YAML files, checked: a file at fault is told by line and key, with what is expected there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from kg.errors import BadData
from kg.measure.gold import (
    Corpus,
    Denial,
    Fillers,
    Gold,
    GoldArticle,
    GoldEntity,
    GoldEvent,
    GoldPosition,
    GoldRelation,
    GoldStatement,
    Ids,
    Trap,
)
from kg.measure.parts import Part, read_yaml, strangers
from kg.measure.terms import ACTOR_ROLES, CAUSE, FAMILIES, NUMBER_ROLES, RELATIONS, ROLES, WORD_ROLES, Wider, plain

MERGED = "merged"  # the file that speaks of all articles

_ARTICLE = "article published publisher author url entities relations positions events statements denied traps".split()
_ENTITY = ("id", "type", "or", "names")
_POSITION = ("holder", "organization", "title", "or")
_EVENT = (*"id type or earliest latest since until key modality topic about".split(), CAUSE, *ROLES)
_STATEMENT = "type or speaker addressee about date date_latest".split()
_DENIAL = ("event", "role", "filler", "by")
_TRAP = "same why split not_event not_entity".split()
_MERGED = "same_entity different_entity same_event same_statement questions".split()

T = TypeVar("T")


def load_gold(folder: Path, wider: Wider) -> Gold:
    """The gold files of a folder, by name; BadData names file, line and key of the first fault.

    `wider` gives the classes above one. A key that nothing reads is no fault, but is told in the gold's notices.
    """
    if not folder.is_dir():
        raise BadData(f"{folder}: there is no such folder: name one with gold, a YAML file for each article")
    files = sorted(path for path in folder.iterdir() if path.suffix in {".yaml", ".yml"})
    readings = [_ArticleFile(path, wider) for path in files if path.stem != MERGED]
    if not readings:
        raise BadData(f"{folder}: there is no gold in it: a YAML file for each article, named as the article's text")
    articles = tuple(reading.article() for reading in readings)
    stems = [article.stem for article in articles]
    if twice := next((stem for stem in stems if stems.count(stem) > 1), None):
        raise BadData(f"{folder}: holds {twice}.yaml and {twice}.yml: keep one")
    notices = [notice for reading in readings for notice in reading.notices]
    corpus = None
    for path in files:
        if path.stem == MERGED:
            parts = read_yaml(path).mapping("a mapping of same_entity, different_entity, same_event")
            notices += strangers(parts, _MERGED)
            corpus = _corpus(parts, articles)
    return Gold(articles, corpus, tuple(notices))


class _ArticleFile:
    """One article's gold while it is read: `notices` gathers what is left out."""

    def __init__(self, path: Path, wider: Wider) -> None:
        self.notices: list[str] = []
        self._stem = path.stem
        self._wider = wider
        self._parts = self._known(read_yaml(path), _ARTICLE, "a mapping with entities, relations, events")
        self._entities: set[str] = set()
        self._events: set[str] = set()

    def article(self) -> GoldArticle:
        """All of it."""
        self._check_name()
        entities = self._each("entities", self._entity)
        self._events |= self._ids("events")
        traps = self._parts.get("traps")
        parts = traps.items("a list of traps") if traps else []
        return GoldArticle(
            self._stem,
            entities,
            self._each("relations", self._relation),
            self._each("positions", self._position),
            self._each("events", self._event),
            self._each("statements", self._statement),
            tuple(self._trap(part) for part in parts if part.is_list),
            tuple(pair for part in parts if not part.is_list for pair in self._same(part)),
            tuple(denial for part in self._each("denied", self._denial) for denial in part),
        )

    def _check_name(self) -> None:
        name = self._parts.get("article")
        if name and not _means(str(name.node.value), self._stem):
            name.fail(f'the name of its own file: "{self._stem}"')

    def _each(self, name: str, read: Callable[[Part], T]) -> tuple[T, ...]:
        part = self._parts.get(name)
        return tuple(read(item) for item in part.items(f"a list of {name}")) if part else ()

    def _known(self, part: Part, keys: Sequence[str], expected: str) -> dict[str, Part]:
        parts = part.mapping(expected)
        self.notices += strangers(parts, keys)
        return parts

    def _ids(self, name: str) -> set[str]:
        ids: set[str] = set()
        for part in self._each(name, lambda part: part):
            id = part.needed(part.mapping("an event: {id: ..., type: ...}"), "id")
            if (text := id.text("a short name of its own")) in ids | self._entities:
                id.fail("a short name that nothing else here has")
            ids.add(text)
        return ids

    def _entity(self, part: Part) -> GoldEntity:
        parts = self._known(part, _ENTITY, "an entity: {id: ..., type: ..., names: [...]}")
        id = part.needed(parts, "id")
        text = id.text("a short name of its own")
        if text in self._entities:
            id.fail("a short name that nothing else here has")
        self._entities.add(text)
        names = tuple(name.text("a name") for name in part.needed(parts, "names").items("a list of names"))
        if not names:
            parts["names"].fail("a list of names, one at least")
        return GoldEntity(text, self._kinds(part, parts, ("Actor", "Place")), names)

    def _kinds(self, part: Part, parts: dict[str, Part], families: Sequence[str]) -> tuple[str, ...]:
        """The class that is right, one of these families, and the others that are as right."""
        others = parts["or"].items("a list of classes") if "or" in parts else []
        kind = self._kind(part.needed(parts, "type"), families)
        return (kind, *(self._kind(other, ("Actor", "Place", "Event")) for other in others))

    def _kind(self, part: Part, families: Sequence[str]) -> str:
        expected = f"a class of the ontology, one of {', '.join(families)} or below it"
        name = part.text(expected)
        return name if set(families) & set(self._wider(name)) else part.fail(expected)

    def _relation(self, part: Part) -> GoldRelation:
        expected = "a relation: [subject, predicate, object]"
        triple = part.items(expected)
        if len(triple) != 3:
            part.fail(expected)
        subject, predicate, object = triple
        known = f"one of {', '.join(sorted(RELATIONS))}"
        if (name := predicate.text(known)) not in RELATIONS:
            predicate.fail(known)
        return GoldRelation(self._any(subject, self._entities), name, self._any(object, self._entities))

    def _position(self, part: Part) -> GoldPosition:
        parts = self._known(part, _POSITION, "a position: {holder: ..., organization: ..., title: ...}")
        holder, organization = (
            self._any(part.needed(parts, key), self._entities) for key in ("holder", "organization")
        )
        return GoldPosition(holder, organization, part.needed(parts, "title").text("the title of the post"))

    def _event(self, part: Part) -> GoldEvent:
        parts = self._known(part, _EVENT, "an event: {id: ..., type: ...}")
        kinds = self._kinds(part, parts, FAMILIES)
        if "Designation" in self._wider(kinds[0]):  # whom it designates, whatever the annotator called the role
            for key in ("target", "about"):
                if key in parts:
                    parts.setdefault("designated", parts.pop(key))
        roles = {role: self._fillers(parts[role], role) for role in ROLES if role in parts}
        causes = parts[CAUSE].several("a list of events' ids") if CAUSE in parts else []
        return GoldEvent(
            part.needed(parts, "id").text("a short name of its own"),
            kinds,
            _days(parts),
            roles,
            tuple(self._any(cause, self._events) for cause in causes),
        )

    def _fillers(self, part: Part, role: str) -> tuple[Fillers, ...]:
        if role in ACTOR_ROLES:
            return tuple(self._any(item, self._entities) for item in part.several("a list of entities' ids"))
        if role in WORD_ROLES:
            words = (item.alternatives() for item in part.several("a list of words"))
            return tuple(frozenset(plain(word.text("a word")) for word in any) for any in words)
        assert role in NUMBER_ROLES
        numbers = (item.alternatives() for item in part.several("a list of whole numbers"))
        return tuple(frozenset(number.number("a whole number") for number in any) for any in numbers)

    def _statement(self, part: Part) -> GoldStatement:
        parts = self._known(part, _STATEMENT, "a statement: {type: ..., speaker: ..., about: ...}")
        kinds = self._kinds(part, parts, ("Statement",))
        speaker, about = parts.get("speaker"), parts.get("about")
        if "addressee" in parts:
            self._any(parts["addressee"], self._entities)
        return GoldStatement(
            kinds,
            self._any(speaker, self._entities) if speaker else frozenset(),
            self._any(about, self._entities | self._events) if about else frozenset(),
            bool(about and about.is_mapping and any(item.is_null for item in about.alternatives())),
        )

    def _trap(self, part: Part) -> Trap:
        expected = "a trap: [subject, predicate, object], or {same: [one, other]}"
        triple = part.items(expected)
        if len(triple) != 3:
            part.fail(expected)
        subject, predicate, object = triple
        known = self._entities | self._events
        (id,) = self._any(subject, known) if not subject.is_mapping else subject.fail("the id of one entity or event")
        name = predicate.text("a relation or a role")
        values: set[str | int] = set()
        for item in object.alternatives():
            if name in NUMBER_ROLES:
                values.add(item.number("a whole number"))
            else:
                values |= {plain(item.text("a word"))} if name in WORD_ROLES else self._any(item, known)
        return Trap(id, name, frozenset(values))

    def _same(self, part: Part) -> list[tuple[str, str]]:
        parts = self._known(part, _TRAP, "a trap: [subject, predicate, object], or {same: [one, other]}")
        return [parts["same"].two()] if "same" in parts else []

    def _denial(self, part: Part) -> list[Denial]:
        parts = self._known(part, _DENIAL, "what is denied: {event: ..., role: ..., filler: ..., by: ...}")
        event = part.needed(parts, "event")
        if event.is_mapping:  # of one of several events: nothing that could be held against one of them
            return []
        (id,) = self._any(event, self._events)
        role = parts["role"].text("a role") if "role" in parts else "perpetrator"
        # a filler may also be a word, such as `civilians`, for those who have no name
        words = parts["filler"].alternatives() if "filler" in parts else []
        return [Denial(id, role, frozenset(word.text("an entity's id, or a word") for word in words))]

    def _any(self, part: Part, known: set[str]) -> Ids:
        """The ids of which any is right."""
        ids = set()
        for item in part.alternatives():
            if item.is_null:
                continue
            expected = "the id of something that this file lists, or {any: [id, id]}"
            if (id := item.text(expected)) not in known:
                item.fail(expected)
            ids.add(id)
        return frozenset(ids)


def _corpus(parts: dict[str, Part], articles: Sequence[GoldArticle]) -> Corpus:
    entities = []
    for part in parts["same_entity"].items("a list of {id: ...}") if "same_entity" in parts else []:
        id = part.needed(part.mapping("{id: ...}, with the id that it has in the articles' files"), "id")
        entities.append(id.text("the id that it has in the articles' files"))
    apart = []
    for part in (
        parts["different_entity"].items("a list of {pair: [one, other]}") if "different_entity" in parts else []
    ):
        pair = part.needed(part.mapping("{pair: [one, other]}"), "pair") if part.is_mapping else part
        apart.append(pair.two())
    events = {}
    if "same_event" in parts:
        for event, part in parts["same_event"].mapping("a mapping of events: {id: {articles: [...]}}").items():
            told = part.needed(part.mapping("{articles: [...]}"), "articles") if part.is_mapping else part
            names = [str(item.node.value) for item in told.items("a list of articles")]
            events[event] = tuple(each.stem for each in articles if any(_means(name, each.stem) for name in names))
    return Corpus(tuple(entities), tuple(apart), events)


def _means(name: str, stem: str) -> bool:
    """Whether an article is called so; 2 stands for "002", as which YAML reads it without quotes."""
    return name == stem or (name.isdigit() and stem.isdigit() and int(name) == int(stem))


def _days(parts: dict[str, Part]) -> tuple[str, str] | None:
    expected = "a day like 2024-02-07, or null"
    days = [parts[key].day(expected) if key in parts else None for key in ("earliest", "latest")]
    if not days[0]:
        return None
    last = days[1] or days[0]
    if last < days[0]:
        parts["latest"].fail(f"a day that is not before earliest, {days[0]}")
    return days[0], last
