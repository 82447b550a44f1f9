"""Made-up news articles, as many as wanted, the same for the same seed.

Actors, places and events do not exist. An article tells of one or two attacks, who is said to be behind them, what
speakers say, who belongs to whom, and how many were killed; attacks are told by several articles, as in the news.

    python -m benchmarks.articles 1000 FOLDER [--seed 1]     FOLDER/articles-000.jsonl ... , 500 articles each
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

PER_FILE = 500
FIRST_DAY = date(2023, 1, 1)
_SYLLABLES = "ba dar fal gor han jem kal lor mer nas qam rub sal tam vel wad yar zan".split()
_GIVEN = "Karim Omar Lars Anna Yusuf Maria Tariq Elena Samir Ivan Nadia Peter Hassan Clara Rashid Sofia".split()
_GROUP = ("Brigade", "Front", "Movement", "Resistance")
_STATES = (
    ("US", "United States"),
    ("Danish", "Denmark"),
    ("Turkish", "Turkey"),
    ("Iranian", "Iran"),
    ("Iraqi", "Iraq"),
    ("Syrian", "Syria"),
    ("Malian", "Mali"),
    ("Kenyan", "Kenya"),
)
_ATTACK = ("strike", "airstrike", "drone strike", "rocket attack", "raid", "bombing")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class World:
    """Made-up groups, persons and towns, more of them the more articles there are."""

    def __init__(self, articles: int, seed: int) -> None:
        self.random = random.Random(seed)
        many = max(8, round(articles**0.6))
        self.groups = [f"{self._word()} {self.random.choice(_GROUP)}" for _ in range(many)]
        # every group but a few belongs to one before it, as factions do: no rings
        self.parent = {group: self.groups[i // 4] for i, group in enumerate(self.groups)}
        self.persons = [f"{self.random.choice(_GIVEN)} al-{self._word()}" for _ in range(2 * many)]
        self.towns = [self._word() for _ in range(2 * many)]
        self.attacks = [self._attack() for _ in range(max(4, articles))]

    def _word(self) -> str:
        return "".join(self.random.choice(_SYLLABLES) for _ in range(3)).capitalize()

    def _attack(self) -> dict[str, object]:
        pick = self.random.choice
        return {
            "state": pick(_STATES),
            "kind": pick(_ATTACK),
            "town": pick(self.towns),
            "country": pick(_STATES)[1],
            "group": pick(self.groups),
            "person": pick(self.persons),
            "killed": self.random.randint(2, 40),
            "day": FIRST_DAY + timedelta(days=self.random.randint(0, 700)),
        }


def _told(world: World, attack: dict[str, object], published: date) -> str:
    pick = world.random.choice
    state, country = attack["state"]  # type: ignore[misc]
    day = attack["day"]
    assert isinstance(day, date)
    when = f"on {_DAYS[day.weekday()]}" if (published - day).days < 6 else f"on {day:%B} {day.day}"
    other = world.parent[str(attack["group"])]
    speaker = pick(world.persons)
    first = (
        f"A {state} {attack['kind']} near the town of {attack['town']} in {attack['country']} killed "
        f"{attack['killed']} people {when}, officials said.",
        f"The {attack['kind']} targeted {attack['person']}, a commander of the {attack['group']}.",
    )
    more = (
        f"The {attack['group']}, one of the {other}'s factions, vowed revenge and condemned the attack.",
        f"{speaker}, spokesman for the {other}, called on the government of {attack['country']} to respond.",
        f"Officials blamed the {pick(_STATES)[1]}-backed militia {pick(world.groups)} for an earlier attack "
        f"on {state} forces in {attack['country']}.",
        f"{country} said the strike was in response to an attack that killed {world.random.randint(2, 9)} "
        f"{state} soldiers in {pick(world.towns)}.",
    )
    return " ".join((*first, *world.random.sample(more, 2)))


def articles(count: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """`count` articles as objects of a JSONL file: url, title, publisher, published, text."""
    world = World(count, seed)
    for number in range(count):
        first = world.attacks[number // 2]  # each attack is told by two articles, and by others in passing
        second = world.random.choice(world.attacks)
        day = first["day"]
        assert isinstance(day, date)
        published = day + timedelta(days=world.random.randint(0, 3))
        text = _told(world, first, published)
        if world.random.random() < 0.2:
            text += "\n" + _told(world, second, published)
        yield {
            "url": f"https://example.org/{seed}/{number}",
            "title": f"{first['kind']} near {first['town']}".capitalize(),
            "publisher": f"The {world.random.choice(world.towns)} Post",
            "published": published.isoformat(),
            "text": text,
        }


def write(count: int, folder: Path, seed: int = 1) -> list[Path]:
    """Write the articles as JSONL files into a folder; the files, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    lines = [json.dumps(article) for article in articles(count, seed)]
    for start in range(0, count, PER_FILE):
        files.append(folder / f"articles-{start // PER_FILE:03}.jsonl")
        files[-1].write_text("\n".join(lines[start : start + PER_FILE]) + "\n", "utf-8")
    return files


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for file in write(given.count, given.folder, given.seed):
        print(file)


if __name__ == "__main__":
    main()
