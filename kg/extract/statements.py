"""Sayings -> statements: what was said once stands once, however often the text repeats it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kg.extract.claiming import ClaimMaker, day_end, day_start
from kg.extract.dates import TimeReader
from kg.extract.saying import Saying
from kg.extract.telling import ATTACKS, Telling
from kg.model import Article, Claim, Thing


def agreed(seen: Sequence[Saying], matched: Iterable[Saying]) -> list[Saying]:
    """What the language model sees and what patterns match, in the order of the text.

    Where both take the same words of the same speaker, the model's reading stands, and is surer if the patterns agree.
    """
    matched = list(matched)
    by_view: dict[int, tuple[list[Saying], list[Saying]]] = defaultdict(lambda: ([], []))
    for side, sayings in enumerate((seen, matched)):
        for saying in sayings:
            by_view[saying.view.index][side].append(saying)
    rest = [saying for saying in matched if not any(_one(saying, other) for other in by_view[saying.view.index][0])]
    backed = [_backed(saying, [o for o in by_view[saying.view.index][1] if _one(saying, o)]) for saying in seen]
    return sorted([*backed, *rest], key=lambda saying: (saying.view.index, saying.start))


def _one(one: Saying, two: Saying) -> bool:
    same = one.view is two.view and one.speaker.id == two.speaker.id
    return same and one.start < two.end and two.start < one.end


def _backed(saying: Saying, twins: Sequence[Saying]) -> Saying:
    for twin in twins:
        if twin.kind == saying.kind:
            saying = replace(saying, evidence=saying.evidence | twin.evidence)
        if twin.actors and twin.actors[0] in saying.actors:
            saying = replace(saying, evidence_of_about=saying.evidence_of_about | twin.evidence_of_about)
    return saying


def statement_claims(
    article: Article,
    sayings: Sequence[Saying],
    homes: Mapping[int, Telling],
    owners: Mapping[int, Sequence[Telling]],
    maker: ClaimMaker,
) -> Iterator[Claim]:
    """The statements of an article; `homes` has the event of each telling, `owners` those of each sentence."""
    times = TimeReader(article.published)
    told: set[tuple[str, str, str]] = set()
    for saying in sayings:
        if saying.speaker.kind == "MediaOutlet":
            continue
        about = _about(saying, homes)
        kind, speaker = saying.kind, saying.speaker.id
        keys = {(kind, speaker, thing.id) for thing in about} or {(kind, speaker, "")}
        bare = not about and (kind == "Announcement" or any(key[:2] == (kind, speaker) for key in told))
        if bare or keys & told:
            continue
        told |= keys
        yield from _statement(article, saying, about, owners.get(saying.view.index, ()), times, maker)


def _about(saying: Saying, homes: Mapping[int, Telling]) -> list[Thing]:
    events = [homes[id(event)] for event in saying.events if id(event) in homes]
    things = {event.thing.id: event.thing for event in events if event.thing}
    return list(things.values()) or list(saying.actors)


def _statement(
    article: Article,
    saying: Saying,
    about: Sequence[Thing],
    here: Sequence[Telling],
    times: TimeReader,
    maker: ClaimMaker,
) -> Iterator[Claim]:
    view, speaker, passage = saying.view, saying.speaker, saying.passage
    where = view.passage(saying.start, saying.end).start
    thing = Thing(
        f"{article.id}/statement-{where}-{speaker.id.rsplit('/', 1)[-1]}",
        saying.kind,
        f"{_words(saying.kind)} by {speaker.label}",
    )
    yield maker.claim(thing, "speaker", speaker, passage, saying.modality, evidence=saying.evidence)
    for one in about:
        yield maker.claim(thing, "about", one, passage, saying.modality, evidence=saying.evidence_of_about)
    if saying.addressee:
        evidence = saying.evidence_of_addressee
        yield maker.claim(thing, "addressee", saying.addressee, passage, saying.modality, evidence=evidence)
    if saying.kind == "ClaimOfResponsibility":
        for one in about:
            if one.kind in {*ATTACKS, "AttackSeries"}:
                evidence = saying.evidence & saying.evidence_of_about
                yield maker.claim(one, "claimedBy", speaker, passage, saying.modality, speaker, evidence)
    for when in times.read(view.sentence.tokens):
        start = view.starts[min(when.first, len(view.starts) - 1)]
        near = start - saying.end
        deed = any(event.view is view and saying.end <= event.start < start for event in here)
        if when.is_day and when.earliest and -25 < near < 40 and not when.since and not deed:
            yield maker.claim(thing, "earliest", day_start(when.earliest), passage)
            yield maker.claim(thing, "latest", day_end(when.earliest), passage)
            break


def _words(kind: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind).capitalize()
