"""Tellings of events while they are put together: what each sentence adds, with the words that say so."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kg.extract.confidence import MATCHES
from kg.extract.dates import When
from kg.extract.view import View
from kg.model import Evidence, Modality, Passage, Thing

STRIKES = frozenset({"Strike", "AirStrike", "DroneStrike", "MissileStrike"})
ATTACKS = STRIKES | {"Attack", "RocketAttack", "Bombing", "GroundAttack"}
VIOLENT = ATTACKS | {"AttackSeries"}
# the class that says more wins when two tellings of one event are joined
_EXACTNESS = {"Attack": 0, "Strike": 1, "GroundAttack": 2, "Bombing": 2, "AirStrike": 2, "RocketAttack": 3}
SURE = 0.75
"""Confidence from which a role tells two events apart, or implies more than it says."""
MATCHED = 0.9
"""How sure we are of what a pattern says."""
PLACES = frozenset({"Country", "Region", "City", "Site"})


@dataclass(frozen=True, slots=True)
class Role:
    """One filler of one role, with its passage."""

    name: str
    filler: Thing | int | str
    passage: Passage
    modality: Modality = Modality.STATED
    attributed_to: Thing | None = None
    sure: float = MATCHED  # how sure we are of our reading, 0 to 1
    evidence: Evidence = MATCHES  # by which way we are so

    @property
    def key(self) -> str | int:
        """What tells fillers apart."""
        return self.filler.id if isinstance(self.filler, Thing) else self.filler


@dataclass
class Telling:
    """One mention of an event, or, after joining, all mentions of it in the article."""

    kind: str
    view: View
    start: int  # of the trigger in the view's text
    end: int
    passage: Passage
    roles: list[Role] = field(default_factory=list)
    when: When | None = None
    when_passage: Passage | None = None
    when_evidence: Evidence = MATCHES
    definite: bool = False
    plural: bool = False
    verb: bool = False  # its word is a verb, which does not tell whether it was one attack or several
    fatal: bool = False  # its word ("the killing") can only mean an event with dead
    deadly: bool = False  # a verb says that somebody was killed
    weak: bool = False  # its word is violence only if something else says so
    modality: Modality = Modality.STATED
    answers: list[tuple[Telling, Passage, Modality, Evidence]] = field(default_factory=list)  # inResponseTo
    thing: Thing | None = None
    same: Telling | None = None  # an earlier telling that the language model takes for the same event
    seen: bool = False  # the language model takes it for an event
    sentences: set[int] = field(default_factory=set)  # numbers of those that tell it
    told: int = 1  # how many mentions were joined

    def __post_init__(self) -> None:
        self.sentences = {self.view.index}

    @property
    def dated(self) -> bool:
        """Whether the text says when, be it in words that only the article's date would resolve."""
        return self.when is not None and (self.when.earliest is not None or bool(self.when.words))

    def add(self, name: str, filler: Thing | int | str, passage: Passage, modality: Modality = Modality.STATED) -> None:
        """Add a role once."""
        role = Role(name, filler, passage, modality)
        if all((other.name, other.key) != (name, role.key) for other in self.roles):
            self.roles.append(role)

    def fillers(self, *names: str) -> list[Thing | int | str]:
        """The fillers of some roles, denied ones left out."""
        return [role.filler for role in self.roles if role.name in names and role.modality is not Modality.DENIED]

    def ids(self, *names: str) -> set[str]:
        """Identifiers of the things in some roles."""
        return {filler.id for filler in self.fillers(*names) if isinstance(filler, Thing)}

    def things(self, *names: str, sure: float = 0.0) -> list[Thing]:
        """The things in some roles, those that are at least so `sure`."""
        return [
            role.filler
            for role in self.roles
            if role.name in names
            and role.modality is not Modality.DENIED
            and role.sure >= sure
            and isinstance(role.filler, Thing)
        ]

    @property
    def persons(self) -> set[str]:
        """Named persons whom it was aimed at or hit."""
        return {thing.id for thing in self.things("victim", "target") if thing.kind == "Person" and not thing.unnamed}

    def take(self, other: Telling) -> None:
        """Take over what another telling of the same event says."""
        if _EXACTNESS.get(other.kind, 3) > _EXACTNESS.get(self.kind, 3):
            self.kind = other.kind
        for role in other.roles:
            twin = next(
                (i for i, mine in enumerate(self.roles) if (mine.name, mine.key) == (role.name, role.key)), None
            )
            if twin is None:
                self.roles.append(role)
            elif self.roles[twin].modality is role.modality:  # said twice, or read in two ways: surer
                mine = self.roles[twin]
                sure = 1 - (1 - mine.sure) * (1 - role.sure)
                self.roles[twin] = replace(mine, sure=sure, evidence=mine.evidence | role.evidence)
        own, theirs = self.when, other.when
        if theirs and other.dated and (own is None or not self.dated or (theirs.is_day and not own.is_day)):
            self.when, self.when_passage = theirs, other.when_passage
            self.when_evidence = other.when_evidence
        elif own and theirs and (own.earliest, own.latest, own.words) == (theirs.earliest, theirs.latest, theirs.words):
            self.when_evidence |= other.when_evidence
        self.answers += other.answers
        self.sentences |= other.sentences
        self.told += other.told
        self.seen = self.seen or other.seen
        self.weak = self.weak and other.weak
        self.deadly = self.deadly or other.deadly


def country_of(thing: Thing) -> str | None:
    """The country that a government or its armed forces belong to."""
    for prefix in ("government-of-", "armed-forces-of-"):
        if thing.id.startswith(prefix):
            return thing.id.removeprefix(prefix)
    return None
