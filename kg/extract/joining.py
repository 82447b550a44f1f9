"""Tellings of one event within an article -> one telling; what is too vague to be an event goes."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.telling import ATTACKS, PLACES, STRIKES, Telling, country_of
from kg.model import Thing

REACH = 6  # sentences that "the strike" may look back


class Joiner:
    """Joins the tellings of one article."""

    def __init__(self, inside: dict[str, set[str]]) -> None:
        self.inside = inside  # place -> wider places, as the article says

    def join(self, tellings: Sequence[Telling]) -> list[Telling]:
        """The events of the article, each with all that its tellings say, in order of first mention."""
        events: list[Telling] = []
        series: list[Telling] = []
        alias: dict[int, Telling] = {}
        for telling in tellings:
            pool = series if self._is_series(telling) else events
            if pool is series:
                telling.kind = "AttackSeries"
            match = self._match(telling, pool)
            if match is None:
                if not self._enough(telling):
                    continue
                pool.append(telling)
                match = telling
            else:
                match.take(telling)
            alias[id(telling)] = match
        whole = self._again(events, alias) + series
        return sorted((e for e in whole if self._worth(e)), key=lambda e: (e.view.index, e.start))

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
        if telling.kind == "AttackSeries":
            return True
        if not telling.plural or telling.kind not in ATTACKS:
            return False
        if telling.fillers("killed", "wounded", "targetCount"):
            return False
        dated = telling.when is not None and telling.when.earliest is not None and not telling.when.since
        return not dated and telling.kind in {"Attack", "RocketAttack", "MissileStrike", "DroneStrike"}

    def _enough(self, telling: Telling) -> bool:
        """Whether a telling says enough to begin an event of its own."""
        named = bool(telling.ids("target", "victim", "perpetrator"))
        if telling.weak:
            return bool(telling.ids("target", "victim")) and (named or telling.when is not None)
        return named or bool(telling.ids("place")) or bool(telling.fillers("killed"))

    def _worth(self, event: Telling) -> bool:
        """Whether what was put together is an event: somebody in it, and a time, a place or a victim."""
        if event.kind == "AttackSeries":
            return bool(event.ids("target")) and bool(event.fillers("count") or event.ids("perpetrator", "place"))
        somebody = event.ids("perpetrator", "target", "victim") or event.fillers("killed")
        patient = event.ids("target", "victim") or event.fillers("killed")
        when = event.when is not None and event.when.earliest is not None
        anchored = sum(map(bool, (when, event.ids("place"), event.persons, event.fillers("killed", "targetCount"))))
        return bool(somebody) and (anchored >= 2 or bool(when and patient) or bool(event.persons and event.ids("perpetrator")))

    # --- which event a telling is of -----------------------------------------------------------------

    def _match(self, telling: Telling, pool: Sequence[Telling]) -> Telling | None:
        scored = [(self._score(telling, event), event.view.index, event) for event in pool]
        scored = [row for row in scored if row[0] >= 2]
        if not scored:
            return None
        return max(scored, key=lambda row: (row[0], row[1]))[2]

    def _score(self, telling: Telling, event: Telling, again: bool = False) -> float:
        """How well a telling fits an event; below 0 it cannot be the same."""
        if telling.kind == "AttackSeries" or event.kind == "AttackSeries":
            if telling.kind != event.kind:
                return -1
            targets, others = telling.ids("target"), event.ids("target")
            return 3 if targets & others else (2.5 if not targets and telling.definite else -1)
        if not _kinds_agree(telling.kind, event.kind):
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
        doers = _doers_agree(telling.things("perpetrator"), event.things("perpetrator"))
        if doers is False:
            return -1
        if doers:
            score += 0.5
        hit, other = telling.ids("target", "victim"), event.ids("target", "victim")
        if hit & other:
            score += 1.5
        elif hit and other and not (telling.persons or event.persons):
            score -= 1
        killed, others = set(telling.fillers("killed")), set(event.fillers("killed"))
        if killed and others:
            score += 1 if killed & others else -1
        # "the strike", "it", "that attack": what was told last, if nothing speaks against it
        if telling.definite and not again and telling.plural == event.plural:
            distance = telling.view.index - event.view.index
            score += 2 if distance <= REACH else 1.2
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


def _kinds_agree(one: str, two: str) -> bool:
    if one not in ATTACKS or two not in ATTACKS:
        return one == two
    if one == two or "Attack" in {one, two}:
        return True
    return (one in STRIKES and two in STRIKES) or {one, two} <= {"Strike", "RocketAttack", "Bombing", "MissileStrike"}


def _days_agree(one: Telling, two: Telling) -> bool | None:
    a, b = one.when, two.when
    if a is None or b is None or a.earliest is None or b.earliest is None or a.latest is None or b.latest is None:
        return None
    return a.earliest <= b.latest and b.earliest <= a.latest


def _doers_agree(one: Sequence[Thing], two: Sequence[Thing]) -> bool | None:
    if not one or not two:
        return None
    if {thing.id for thing in one} & {thing.id for thing in two}:
        return True
    first, second = {country_of(t) for t in one}, {country_of(t) for t in two}
    if first & second - {None}:
        return True
    return False if None not in first | second else None


def wider_places(pairs: Sequence[tuple[Thing, Thing]]) -> dict[str, set[str]]:
    """Place -> the places that the article puts it in."""
    inside: dict[str, set[str]] = {}
    for small, large in pairs:
        if small.kind in PLACES:
            inside.setdefault(small.id, set()).add(large.id)
    return inside
