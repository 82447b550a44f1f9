"""Tellings of one event within an article -> one telling; what is too vague to be an event goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.extract.telling import ATTACKS, PLACES, STRIKES, SURE, Telling, country_of
from kg.model import Modality, Thing

DOUBTFUL = 0.9  # share of the surest doer's confidence below which another one is left out
REACH = 6  # sentences that "the strike" may look back


class Joiner:
    """Joins the tellings of one article."""

    def __init__(self, inside: Mapping[str, set[str]], groups: Mapping[str, set[str]]) -> None:
        self.inside = inside  # place -> wider places, as the article says
        self.groups = groups  # person -> the organisations that the article puts him in

    def join(self, tellings: Sequence[Telling]) -> tuple[list[Telling], dict[int, Telling]]:
        """The events of the article in order of first mention, and (by id) the event of each telling."""
        events: list[Telling] = []
        series: list[Telling] = []
        alias: dict[int, Telling] = {}
        for telling in tellings:
            pool = series if self._is_series(telling) else events
            if pool is series:
                telling.kind = "AttackSeries"
            match = self._known(telling, pool, alias) or self._match(telling, pool)
            if match is None:
                if not self._enough(telling):
                    continue
                pool.append(telling)
                match = telling
            else:
                match.take(telling)
            alias[id(telling)] = match
        whole = self._again(events, alias) + series
        events = sorted((e for e in whole if self._worth(e)), key=lambda e: (e.view.index, e.start))
        for event in events:
            _settle(event)
        kept = {id(event) for event in events}
        return events, {key: event for key, event in alias.items() if id(event) in kept}

    def _again(self, events: list[Telling], alias: dict[int, Telling]) -> list[Telling]:
        """Once more over what stands: a later sentence may have told what joins two earlier ones."""
        result: list[Telling] = []
        for event in events:
            match = next((other for other in result if self._score(event, other, again=True) >= 3), None)
            if match:
                match.take(event)
                for key, value in list(alias.items()):
                    if value is event:
                        alias[key] = match
            else:
                result.append(event)
        return result

    def _is_series(self, telling: Telling) -> bool:
        if telling.kind == "AttackSeries" or any(isinstance(n, int) and n >= 10 for n in telling.fillers("count")):
            return True
        if not telling.plural or telling.kind not in ATTACKS:
            return False
        if telling.fillers("killed", "wounded", "targetCount"):
            return False
        dated = telling.dated and telling.when is not None and not telling.when.since
        return not dated and telling.kind in {"Attack", "RocketAttack", "MissileStrike", "DroneStrike"}

    def _enough(self, telling: Telling) -> bool:
        """Whether a telling says enough to begin an event of its own."""
        named = bool(telling.ids("target", "victim", "perpetrator"))
        if telling.weak:
            if telling.ids("target", "victim"):
                return named or telling.when is not None
            return bool(telling.fillers("killed")) and bool(telling.ids("perpetrator", "place"))
        return named or bool(telling.ids("place")) or bool(telling.fillers("killed"))

    def _worth(self, event: Telling) -> bool:
        """Whether what was put together is an event: somebody in it, and a time, a place or a victim."""
        if event.kind == "AttackSeries":
            parties = event.ids("target", "perpetrator")
            told = bool(event.fillers("count")) or bool(event.ids("perpetrator", "place"))
            return told and bool(parties if event.seen else event.ids("target"))
        somebody = event.ids("perpetrator", "target", "victim") or event.fillers("killed", "wounded")
        patient = event.ids("target", "victim") or event.fillers("killed")
        when = event.dated
        anchored = sum(
            map(
                bool,
                (
                    when,
                    event.ids("place"),
                    event.persons,
                    event.fillers("killed", "wounded", "targetCount"),
                    event.told > 1,
                ),
            )
        )
        return bool(somebody) and (
            anchored >= 2 - event.seen or bool(when and patient) or bool(event.persons and event.ids("perpetrator"))
        )

    # --- which event a telling is of -----------------------------------------------------------------

    def _known(self, telling: Telling, pool: Sequence[Telling], alias: Mapping[int, Telling]) -> Telling | None:
        """The event of the telling that this one is said to mean again, unless something tells the two apart."""
        event = alias.get(id(telling.same)) if telling.same else None
        if event is None or all(event is not other for other in pool) or self._score(telling, event, same=True) < 0:
            return None
        return event

    def _match(self, telling: Telling, pool: Sequence[Telling]) -> Telling | None:
        scored = [(self._score(telling, event), event.view.index, event) for event in pool]
        scored = [row for row in scored if row[0] >= 2]
        if not scored:
            return None
        return max(scored, key=lambda row: (row[0], row[1]))[2]

    def _score(self, telling: Telling, event: Telling, again: bool = False, same: bool = False) -> float:
        """How well a telling fits an event; below 0 it cannot be the same."""
        if telling.kind == "AttackSeries" or event.kind == "AttackSeries":
            if telling.kind != event.kind:
                return -1
            targets, others = _states(telling.things("target")), _states(event.things("target"))
            if targets & others or (same and not (targets and others)):
                return 3
            return 2.5 if not targets and telling.definite else -1
        if not same and not _kinds_agree(telling.kind, event.kind):
            return -1
        score = 0.0
        if telling.persons and event.persons:
            if not telling.persons & event.persons:
                return -1
            score += 4
        days = _days_agree(telling, event)
        if days is False:
            return -1
        if days:
            score += 2.5 if telling.when and telling.when.is_day else 1.5
        places = self._places_agree(telling, event)
        if places is False:
            return -1
        if places:
            score += 1
        if _denied_doers(telling) & _with_states(event) or _denied_doers(event) & _with_states(telling):
            return -1
        doers = _doers_agree(telling.things("perpetrator"), event.things("perpetrator"))
        if doers is False and not _doers_agree(
            telling.things("perpetrator", sure=SURE), event.things("perpetrator", sure=SURE)
        ):
            doers = None if not _doers_known(telling, event) else False
        if doers is False:
            return -1
        if doers:
            score += 0.5
        hit, other = _named(telling), _named(event)
        if hit & other:
            score += 1.5
        elif hit and other and not (telling.persons or event.persons):
            score -= 1
        killed, tolls = set(telling.fillers("killed")), set(event.fillers("killed"))
        if killed and tolls:
            score += 1 if killed & tolls else -1
        # "the strike", "it", "that attack": what was told last, if nothing speaks against it
        bare = not telling.ids("place", "target", "victim", "perpetrator") and not telling.dated
        if bare and not again and telling.view.index == event.view.index and not telling.plural:
            score += 2
        if (
            telling.persons
            and not event.persons
            and not telling.dated
            and not telling.ids("place")
            and doers
            and event.told > 1
        ):
            score += 1.5
        own = set().union(*(self.groups.get(person, set()) for person in telling.persons))
        if own and other and not event.persons:
            score += 1.5 if own & other else -1.5
        # "the strike", but not "the Turkish strike" or "the strike in Homs" where these are new
        known = (places or not telling.ids("place")) and (doers or not telling.ids("perpetrator"))
        known = known and (not telling.fatal or event.deadly or bool(event.fillers("victim", "killed")))
        if telling.definite and not again and telling.plural == event.plural and known:
            distance = telling.view.index - event.view.index
            score += 2.5 if distance <= REACH else 1.7
            score -= 0.1 * min(distance, 5)
        if telling.plural != event.plural:
            score -= 1.5
        return score

    def _places_agree(self, one: Telling, two: Telling) -> bool | None:
        first, second = one.ids("place"), two.ids("place")
        if not first or not second:
            return None
        wide = {place for p in first for place in self._wider(p)}
        wide2 = {place for p in second for place in self._wider(p)}
        if wide & wide2:
            return True
        kinds = {place.kind for place in one.things("place") + two.things("place")}
        # a site or city that the text puts nowhere may lie in the other place
        return None if kinds & {"Site", "City", "Region"} and not kinds <= {"City"} else False

    def _wider(self, place: str) -> set[str]:
        seen, todo = {place}, [place]
        while todo:
            for wider in self.inside.get(todo.pop(), ()):
                if wider not in seen:
                    seen.add(wider)
                    todo.append(wider)
        return seen


def _settle(event: Telling) -> None:
    """Leave out who is less surely said to have done it than another: most deeds have one doer."""
    doers = [role for role in event.roles if role.name == "perpetrator" and role.modality is not Modality.DENIED]
    best = max((role.sure for role in doers), default=0.0)
    weak = [role for role in doers if role.sure < DOUBTFUL * best]
    event.roles = [role for role in event.roles if all(role is not other for other in weak)]


def _kinds_agree(one: str, two: str) -> bool:
    if one not in ATTACKS or two not in ATTACKS:
        return one == two
    if one == two or "Attack" in {one, two}:
        return True
    return (one in STRIKES and two in STRIKES) or {one, two} <= {"Strike", "RocketAttack", "Bombing", "MissileStrike"}


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


def _states(things: Sequence[Thing]) -> set[str]:
    """Actors, with a government and its armed forces as one."""
    return {country_of(thing) or thing.id for thing in things}


def _named(event: Telling) -> set[str]:
    """Who is named as hit or aimed at."""
    return {thing.id for thing in event.things("target", "victim") if not thing.unnamed}


def _doers_known(one: Telling, two: Telling) -> bool:
    return bool(one.things("perpetrator", sure=SURE)) and bool(two.things("perpetrator", sure=SURE))


def _doers_agree(one: Sequence[Thing], two: Sequence[Thing]) -> bool | None:
    if not one or not two:
        return None
    if {thing.id for thing in one} & {thing.id for thing in two}:
        return True
    first, second = {country_of(t) for t in one}, {country_of(t) for t in two}
    if first & second - {None}:
        return True
    return False if None not in first | second else None


def _denied_doers(event: Telling) -> set[str]:
    denied = [r.filler for r in event.roles if r.name == "perpetrator" and r.modality is Modality.DENIED]
    return {country_of(thing) or thing.id for thing in denied if isinstance(thing, Thing)}


def _with_states(event: Telling) -> set[str]:
    return {country_of(thing) or thing.id for thing in event.things("perpetrator")}


def merged(seen: Sequence[Telling], matched: Sequence[Telling]) -> list[Telling]:
    """The tellings that the language model sees and those that patterns match, in the order of the text.

    Where both have the same word, the model says of what kind it is, and the roles of both count.
    """
    result = list(seen)
    for telling in matched:
        twin = next(
            (
                other
                for other in seen
                if other.view is telling.view and other.start < telling.end and telling.start < other.end
            ),
            None,
        )
        if twin is None:
            result.append(telling)
            continue
        kind, told = twin.kind, twin.told
        twin.take(telling)
        twin.kind, twin.told = kind, told
    return sorted(result, key=lambda telling: (telling.view.index, telling.start))


def together(tellings: Sequence[Telling]) -> tuple[list[Telling], dict[int, Telling]]:
    """Talks, designations and deployments, each told once, and (by id) which of them each telling is of."""
    found: list[Telling] = []
    homes: dict[int, Telling] = {}
    for telling in tellings:
        home = homes.get(id(telling.same)) if telling.same else None
        if home is None or home.kind != telling.kind:
            home = next((other for other in found if _one(other, telling)), None)
        if home is not None:
            home.take(telling)
        elif _whole(telling):
            home = telling
            found.append(telling)
        if home is not None:
            homes[id(telling)] = home
    return found, homes


def _whole(telling: Telling) -> bool:
    """Whether enough is told for talks, a designation or a deployment."""
    if telling.kind == "Talks":
        return len({country_of(thing) or thing.id for thing in telling.things("participant")}) > 1
    if telling.kind == "Deployment":
        return bool(telling.fillers("strength")) and bool(telling.ids("place"))
    return bool(telling.ids("designated")) and bool(telling.ids("perpetrator"))


def _one(one: Telling, two: Telling) -> bool:
    if one.kind != two.kind:
        return False
    if one.kind == "Talks":
        first, second = ({country_of(t) or t.id for t in x.things("participant")} for x in (one, two))
        return first == second
    if one.kind == "Deployment":
        return one.fillers("strength") == two.fillers("strength") and bool(one.ids("place") & two.ids("place"))
    return one.ids("designated") == two.ids("designated") and one.ids("perpetrator") == two.ids("perpetrator")


def wider_places(pairs: Sequence[tuple[Thing, Thing]]) -> dict[str, set[str]]:
    """Place -> the places that the article puts it in."""
    inside: dict[str, set[str]] = {}
    for small, large in pairs:
        if small.kind in PLACES:
            inside.setdefault(small.id, set()).add(large.id)
    return inside
