"""What one more article costs, by how many there are: readings are made up, so that only writing and settling count.

    python -m benchmarks.joining 1000 10000 [100000] [--folder DIR]

An article tells of one attack, who was hit, where, when and how many died, of who leads whom, and in passing of others;
each attack is told by three articles in words of their own. Groups, people and places do not exist.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import random
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from kg.graph.authority import load_authority
from kg.graph.store import Store
from kg.graph.writer import Writer
from kg.model import Article, Claim, Passage, Reading, Span, Thing, Value

TOLD_BY = 3  # articles an attack
A_DAY = 12  # attacks
MORE = 21  # articles that are added one by one to a store of each size
FIRST_DAY = date(2020, 1, 1)
_GIVEN = "Karim Omar Yusuf Tariq Samir Hassan Rashid Mustafa Khalid Adnan Jamal Faris Basim Nasir Walid Munir".split()
_PARTS = "ba dar fal gor han jem kal lor mer nas qam rub sal tam vel wad yar zan".split()
_KINDS = ("AirStrike", "DroneStrike", "RocketAttack", "Bombing", "GroundAttack")
_STATES = ("united-states", "iran", "israel", "turkey", "syria", "iraq")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds for one more article, and what the store and the process were then."""

    articles: int
    median: float
    slowest: float
    loaded: float  # seconds for an article while the store was filled
    quads: int
    disk: float  # MB
    memory: float  # MB, the most that the process had so far


def _word(pick: random.Random) -> str:
    return "".join(pick.choice(_PARTS) for _ in range(3)).capitalize()


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-").replace("'", "")


def _thing(kind: str, name: str) -> Thing:
    return Thing(_slug(name), kind, name)


class _Text:
    """An article's text while it grows, a sentence for each claim."""

    def __init__(self, id: str, day: date) -> None:
        self.id = id
        self._day = day
        self._text = f"Report {id} of {day}."
        self._claims: list[Claim] = []
        self.things: dict[str, Thing] = {}

    def says(self, subject: Thing, predicate: str, value: Thing | Value, words: str) -> None:
        start = len(self._text) + 1
        self._text += f" {words}"
        self._claims.append(Claim(subject, predicate, value, Passage(start, len(self._text), words), confidence=0.9))
        for thing in (subject, value):
            if isinstance(thing, Thing) and thing.kind in {"Person", "ArmedGroup", "City", "Government"}:
                self.things[thing.id] = thing

    def reading(self) -> Reading:
        sha256 = hashlib.sha256(self._text.encode()).hexdigest()
        body = (Span(0, len(self._text)),)
        article = Article(self.id, f"{self.id}.txt", self._text, sha256, published=self._day, body=body)
        return Reading(article, tuple(self.things.values()), tuple(self._claims))


def readings(seed: int = 1) -> Iterator[Reading]:
    """Made-up readings without end, the same for the same seed."""
    pick = random.Random(seed)
    groups: list[Thing] = []
    towns: list[Thing] = []
    for number in itertools.count():
        if number % 40 == 0:
            groups.append(_thing("ArmedGroup", f"{_word(pick)} Brigade"))
            towns.append(_thing("City", _word(pick)))
        person = _thing("Person", f"{pick.choice(_GIVEN)} {_word(pick)} al-{_word(pick)}")
        attack = (pick.choice(groups), person, pick.choice(towns), pick.choice(_STATES))
        day = FIRST_DAY + timedelta(days=number // A_DAY)
        for version in range(TOLD_BY):
            yield _telling(f"r{number:06}-{version}", day + timedelta(days=version // 2), day, attack, pick)


def _telling(id: str, told: date, day: date, attack: tuple[Thing, Thing, Thing, str], pick: random.Random) -> Reading:
    group, victim, town, state = attack
    text = _Text(id, told)
    event = Thing(f"{id}/event-1", pick.choice(_KINDS), "Attack")
    doer = Thing(f"government-of-{state}", "Government", f"Government of {state.title()}")
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
    spelled = victim.label.replace("al-", pick.choice(("al-", "Al ", "el-")))
    person = Thing(_slug(spelled), "Person", spelled)
    text.says(event, "victim", person, f"{spelled} was hit.")
    text.says(event, "place", town, f"It happened in {town.label}.")
    text.says(event, "perpetrator", doer, f"{doer.label} did it.")
    text.says(event, "earliest", begin, f"It was on {day}.")
    text.says(event, "latest", begin + timedelta(hours=23, minutes=59, seconds=59), f"Nobody says it was after {day}.")
    text.says(event, "killed", pick.randint(1, 9), "People died.")
    text.says(person, "memberOf", group, f"{spelled} was of the {group.label}.")
    return text.reading()


def measure(sizes: list[int], folder: Path) -> Iterator[Cost]:
    """Fill one store to each of the sizes, and add a few more articles one by one each time."""
    known = load_authority()
    place = folder / "store"
    source = readings()
    have = 0
    for size in sorted(sizes):
        start = time.perf_counter()
        with Store.open(place, write=True) as store:
            writer = Writer(store, known, "made up")
            for reading in itertools.islice(source, size - have):
                writer.add(reading)
            writer.finish()
        loaded = (time.perf_counter() - start) / (size - have)
        times = []
        for reading in itertools.islice(source, MORE):
            begin = time.perf_counter()
            with Store.open(place, write=True) as store:
                writer = Writer(store, known, "made up")
                writer.add(reading)
                writer.finish()
            times.append(time.perf_counter() - begin)
        have = size + MORE
        with Store.open(place) as store:
            quads = len(store.database)
        disk = sum(file.stat().st_size for file in place.rglob("*") if file.is_file()) / 1e6
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        yield Cost(size, statistics.median(times[1:]), max(times[1:]), loaded, quads, disk, memory)


def main() -> None:
    """Print the table, a row as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1000, 10_000])
    parser.add_argument("--folder", type=Path, help="where the store is made; a temporary folder if left out")
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="isnad-joining-"))
    print("| articles | one more, s | slowest, s | filling, s each | quads | disk, MB | memory, MB |")
    print("|---|---|---|---|---|---|---|")
    for cost in measure(given.sizes, folder):
        print(
            f"| {cost.articles:,} | {cost.median:.3f} | {cost.slowest:.3f} | {cost.loaded:.4f} | {cost.quads:,} "
            f"| {cost.disk:,.0f} | {cost.memory:,.0f} |",
            flush=True,
        )
    if not given.folder:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
