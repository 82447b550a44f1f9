"""How well a telling fits an event of its article: a table of evidence, and what tells the two apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from kg.extract.telling import ATTACKS, STRIKES, SURE, Telling, country_of
from kg.model import Modality, Thing

SAME = 2.0
"""Evidence from which a telling is of an event."""
AGAIN = 3.0
"""Evidence from which two events that each stood alone are one."""
OPENING = 4
"""Sentences in which an article tells what it is about."""
REACH = 6  # sentences that "the strike" may look back

# what speaks for a telling being of an event, and how much
PERSON = 4.0  # the same man was hit
DAY, SPAN = 2.5, 1.5  # on the same day; in the same week, month ...
PLACE = 1.0
DOER = 0.5  # most attacks of an article are somebody's against somebody else
HIT, OTHER_HIT = 1.5, -1.0  # the same group was hit, or another
TOLL, OTHER_TOLL = 1.0, -1.0
SIDES = -2.0  # who attacks in one is attacked in the other
TARGETS = 1.5  # as many targets
HERE = 3.0  # one sentence, one toll
BARE = 2.0  # nothing is told but the word, in the sentence that tells the event
MEMBER, STRANGER = 1.5, -1.5  # the man hit belongs to the group hit, or to another
MAN_OF_IT = 1.5  # who was hit is told late
POINTING, POINTING_FAR, FADING = 2.5, 1.7, 0.1  # "the strike"; less, the further back
LEAD, LEAD_MEANT = 1.5, 2.0  # what an article opens with, it comes back to: "fighting", "the fighting"
MANY_OF_ONE, ONE_OF_MANY = -2.5, -1.5  # "the strikes" for one strike, "the strike" for a wave
KNOWN_SERIES, ANY_SERIES = 3.0, 2.5


class Fitting:
    """Weighs tellings of one article against its events."""

    def __init__(
        self, inside: Mapping[str, set[str]], groups: Mapping[str, set[str]], countries: Collection[str] = ()
    ) -> None:
        self._inside = inside  # place -> wider places, as the article says
        self._groups = groups  # person -> the organisations that the article puts him in
        self._countries = countries  # ids of places that are countries

    def score(
        self, telling: Telling, event: Telling, *, again: bool = False, same: bool = False, lead: bool = False
    ) -> float | None:
        """The evidence that a telling is of an event; None where something tells them apart.

        `same`: the language model takes them for one; `again`: both stood alone as events; `lead`: the article opens
        with the event.
        """
        if "AttackSeries" in {telling.kind, event.kind}:
            return _series(telling, event, same)
        if not same and not kinds_agree(telling.kind, event.kind):
            return None
        tolls = set(telling.fillers("killed")), set(event.fillers("killed"))
        here = bool(telling.sentences & event.sentences and tolls[0] & tolls[1])
        persons = _shared(telling.persons, event.persons)
        days = _days_agree(telling, event)
        places = None if here else self._places_agree(telling, event)
        doers = _doers_agree(telling, event)
        if False in (persons, days, places, doers):
            return None
        score = HERE if here else 0.0
        score += SIDES if not same and _sides_conflict(telling, event) else 0
        score += PERSON if persons else 0
        if days:
            score += DAY if telling.when and telling.when.is_day else SPAN
        score += PLACE if places else 0
        score += DOER if doers else 0
        score += self._hit(telling, event, doers)
        if tolls[0] and tolls[1]:
            score += TOLL if tolls[0] & tolls[1] else OTHER_TOLL
        if not again:
            score += self._pointing(telling, event, places, doers)
            if lead and self._may_be_lead(telling, event):
                score += LEAD_MEANT if telling.seen and telling.definite else LEAD
        if set(telling.fillers("targetCount")) & set(event.fillers("targetCount")):
            score += TARGETS
        if telling.plural != event.plural and not (same or telling.verb or event.verb):
            score += MANY_OF_ONE if telling.plural else ONE_OF_MANY
        return score

    def _hit(self, telling: Telling, event: Telling, doers: bool | None) -> float:
        """Whom the two say to have been hit."""
        own, other = _named(telling), _named(event)
        score = 0.0
        if own & other:
            score += HIT
        elif own and other and not (telling.persons or event.persons):
            score += OTHER_HIT
        new = telling.persons and not event.persons
        if new and doers and event.told > 1 and not telling.dated and not telling.ids("place"):
            score += MAN_OF_IT
        groups = set().union(*(self._groups.get(person, set()) for person in telling.persons))
        if groups and other and not event.persons:
            score += MEMBER if groups & other else STRANGER
        return score

    def _pointing(self, telling: Telling, event: Telling, places: bool | None, doers: bool | None) -> float:
        """How the words point back: "the strike", but not "the Turkish strike" where that is new."""
        score = 0.0
        bare = not telling.ids("place", "target", "victim", "perpetrator") and not telling.dated
        if bare and telling.view.index == event.view.index and not telling.plural:
            score += BARE
        known = (places or not telling.ids("place")) and (doers or not telling.ids("perpetrator"))
        known = known and (not telling.fatal or event.deadly or bool(event.fillers("victim", "killed")))
        if telling.definite and telling.plural == event.plural and known:
            distance = telling.view.index - event.view.index
            score += POINTING if distance <= REACH else POINTING_FAR
            score -= FADING * min(distance, 5)
        return score

    # --- places --------------------------------------------------------------------------------------

    def _places_agree(self, one: Telling, two: Telling) -> bool | None:
        first, second = one.ids("place"), two.ids("place")
        if not first or not second:
            return None
        wide, wide2 = self._around(first), self._around(second)
        if wide & wide2:
            return True
        if _shared({p for p in wide if p in self._countries}, {p for p in wide2 if p in self._countries}) is False:
            return False
        kinds = {place.kind for place in one.things("place") + two.things("place")}
        # a site or city that the text puts nowhere may lie in the other place
        return None if kinds & {"Site", "City", "Region"} and not kinds <= {"City"} else False

    def _may_be_lead(self, telling: Telling, event: Telling) -> bool:
        """Whether a telling may come back to what the article opened with: it names no other kind, place, day or man.

        Words alone, without the model, do not tell well enough what an article opens with.
        """
        kind = telling.kind in {"Attack", "Strike", event.kind} or {telling.kind, event.kind} <= STRIKES
        first = telling.view.index < OPENING  # what a headline leaves out, the next sentences tell
        day = not telling.dated or (first and not event.dated)
        man = not telling.persons or (first and not event.persons)
        return event.seen and kind and day and man and self._within(telling, event)

    def _within(self, telling: Telling, event: Telling) -> bool:
        """Whether all places of a telling are the event's, around them, or in them."""
        own = event.ids("place")
        around = self._around(own)
        return not own or all(place in around or self._around([place]) & own for place in telling.ids("place"))

    def _around(self, places: Iterable[str]) -> set[str]:
        seen, todo = set(places), list(places)
        while todo:
            for wider in self._inside.get(todo.pop(), ()):
                if wider not in seen:
                    seen.add(wider)
                    todo.append(wider)
        return seen


def kinds_agree(one: str, two: str) -> bool:
    """Whether one event may be called both."""
    if one not in ATTACKS or two not in ATTACKS:
        return one == two
    if one == two or "Attack" in {one, two}:
        return True
    return (one in STRIKES and two in STRIKES) or {one, two} <= {"Strike", "RocketAttack", "Bombing", "MissileStrike"}


def states(things: Iterable[Thing]) -> set[str]:
    """Actors, with a government and its armed forces as one."""
    return {country_of(thing) or thing.id for thing in things}


def _series(telling: Telling, event: Telling, same: bool) -> float | None:
    if telling.kind != event.kind:
        return None
    targets, others = states(telling.things("target")), states(event.things("target"))
    if targets & others or (same and not (targets and others)):
        return KNOWN_SERIES
    return ANY_SERIES if not targets and telling.definite else None


def _sides_conflict(one: Telling, two: Telling) -> bool:
    """Whether who attacks in one is attacked in the other, or denies it; on the ground, both sides may be both."""
    if one.kind == two.kind == "GroundAttack":
        return False
    for a, b in ((one, two), (two, one)):
        doers, others = states(a.things("perpetrator", sure=SURE)), states(b.things("perpetrator", sure=SURE))
        hit = states(b.things("target", "victim", sure=SURE)) - others
        denied = {
            country_of(role.filler) or role.filler.id
            for role in b.roles
            if role.name == "perpetrator" and role.modality is Modality.DENIED and isinstance(role.filler, Thing)
        }
        if doers & hit or states(a.things("perpetrator")) & denied:
            return True
    return False


def _days_agree(one: Telling, two: Telling) -> bool | None:
    a, b = one.when, two.when
    if a is None or b is None:
        return None
    if a.words and b.words:
        same_manner = a.words[0].isdigit() == b.words[0].isdigit()
        return a.words == b.words if same_manner else None
    if a.earliest is None or b.earliest is None or a.latest is None or b.latest is None:
        return None
    return a.earliest <= b.latest and b.earliest <= a.latest


def _doers_agree(one: Telling, two: Telling) -> bool | None:
    """Whether the same did it. Who is unsurely said to have done it tells nothing apart."""
    agree = _same_doers(one.things("perpetrator"), two.things("perpetrator"))
    if agree is not False:
        return agree
    first, second = (telling.things("perpetrator", sure=SURE) for telling in (one, two))
    return False if first and second and not _same_doers(first, second) else None


def _same_doers(one: Sequence[Thing], two: Sequence[Thing]) -> bool | None:
    if not one or not two:
        return None
    if {thing.id for thing in one} & {thing.id for thing in two}:
        return True
    first, second = {country_of(thing) for thing in one}, {country_of(thing) for thing in two}
    if first & second - {None}:
        return True
    return False if None not in first | second else None


def _shared(one: set[str], two: set[str]) -> bool | None:
    """Whether two sets share something; None where one is empty."""
    return bool(one & two) if one and two else None


def _named(event: Telling) -> set[str]:
    """Who is named as hit or aimed at."""
    return {thing.id for thing in event.things("target", "victim") if not thing.unnamed}
