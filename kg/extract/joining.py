"""Tellings of one event within an article -> one telling; what is too vague to be an event goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from kg.extract.fitting import AGAIN, OPENING, SAME, Fitting, states
from kg.extract.telling import ATTACKS, PLACES, Role, Telling
from kg.model import Modality, Thing

DOUBTFUL = 0.9  # share of the surest doer's confidence below which another one is left out
RECENT = 200
"""Events of an article that a telling is held against, the last told and the first: a book has thousands."""


class Joiner:
    """Joins the tellings of one article."""

    def __init__(
        self, inside: Mapping[str, set[str]], groups: Mapping[str, set[str]], countries: Collection[str] = ()
    ) -> None:
        self._fit = Fitting(inside, groups, countries)
        self._lead: Telling | None = None  # what the article opens with

    def join(self, tellings: Sequence[Telling]) -> tuple[list[Telling], dict[int, Telling]]:
        """The events of the article in order of first mention, and (by id) the event of each telling."""
        for telling in tellings:
            before = telling.same
            if before and before.verb and telling.definite and telling.view is before.view:
                before.definite = True  # "those who were targeted in the strike"
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
                if self._lead is None and pool is events and telling.view.index < OPENING:
                    self._lead = telling
            else:
                match.take(telling)
            alias[id(telling)] = match
        whole = self._again(events, alias) + self._again(series, alias)
        events = sorted((e for e in whole if self._worth(e)), key=lambda e: (e.view.index, e.start))
        for event in events:
            _settle(event)
        kept = {id(event) for event in events}
        return events, {key: event for key, event in alias.items() if id(event) in kept}

    def _again(self, events: list[Telling], alias: dict[int, Telling]) -> list[Telling]:
        """Once more over what stands: a later sentence may have told what joins two earlier ones."""
        result: list[Telling] = []
        for event in events:
            match = next((o for o in result[-RECENT:] if (self._fit.score(event, o, again=True) or 0) >= AGAIN), None)
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
        if event is None or all(event is not other for other in pool):
            return None
        score = self._fit.score(telling, event, same=True)
        return event if score is not None and score >= -1 else None

    def _match(self, telling: Telling, pool: Sequence[Telling]) -> Telling | None:
        best: tuple[float, int] = (SAME, -1)
        found = None
        for event in pool if len(pool) <= RECENT else [pool[0], *pool[-RECENT:]]:
            score = self._fit.score(telling, event, lead=event is self._lead)
            if score is not None and (score, event.view.index) >= best:
                best, found = (score, event.view.index), event
        return found


def _settle(event: Telling) -> None:
    """Leave out who is less surely said to have done it than another, and who cannot be on both sides."""
    doers = [role for role in event.roles if role.name == "perpetrator" and role.modality is not Modality.DENIED]
    best = max((role.sure for role in doers), default=0.0)
    weak = {id(role) for role in doers if role.sure < DOUBTFUL * best}
    if event.kind != "GroundAttack":
        weak |= {id(role) for role in _on_both_sides([role for role in event.roles if id(role) not in weak])}
    event.roles = [role for role in event.roles if id(role) not in weak]


def _on_both_sides(roles: Sequence[Role]) -> list[Role]:
    """The less sure roles of those who are said to attack and to be attacked."""
    told = [role for role in roles if role.modality is not Modality.DENIED and isinstance(role.filler, Thing)]
    sides: dict[bool, dict[str, float]] = {True: {}, False: {}}
    for role in told:
        if role.name in {"perpetrator", "target", "victim"} and isinstance(role.filler, Thing):
            (who,) = states([role.filler])
            side = sides[role.name == "perpetrator"]
            side[who] = max(side.get(who, 0.0), role.sure)
    both = sides[True].keys() & sides[False].keys()
    found = []
    for role in told:
        if role.name in {"perpetrator", "target", "victim"} and isinstance(role.filler, Thing):
            (who,) = states([role.filler])
            doer = role.name == "perpetrator"
            if who in both and (sides[True][who] >= sides[False][who]) is not doer:
                found.append(role)
    return found


def merged(seen: Sequence[Telling], matched: Sequence[Telling]) -> list[Telling]:
    """The tellings that the language model sees and those that patterns match, in the order of the text.

    Where both have the same word, the model says of what kind it is, and the roles of both count.
    """
    result = list(seen)
    by_view: dict[int, list[Telling]] = defaultdict(list)
    for telling in seen:
        by_view[telling.view.index].append(telling)
    for telling in matched:
        here = by_view.get(telling.view.index, ())
        twin = next((other for other in here if other.start < telling.end and telling.start < other.end), None)
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
        return len(states(telling.things("participant"))) > 1
    if telling.kind == "Deployment":
        return bool(telling.fillers("strength")) and bool(telling.ids("place"))
    return bool(telling.ids("designated")) and bool(telling.ids("perpetrator"))


def _one(one: Telling, two: Telling) -> bool:
    if one.kind != two.kind:
        return False
    if one.kind == "Talks":
        first, second = (states(x.things("participant")) for x in (one, two))
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
