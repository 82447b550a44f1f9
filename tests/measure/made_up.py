"""Two made-up articles of two sentences each: what they say, and graphs in which they were read well or badly."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import pyoxigraph as ox

from kg.graph.kinds import wider
from kg.graph.results import to_result
from kg.graph.triples import reading_triples
from kg.measure import Measurement, load_gold, measure, pair
from kg.model import Article, Claim, Modality, Passage, Reading, Result, Sentence, Thing, Value

STRUCK = "The Red Brigade struck Alfa on 5 May, killing three."
CONDEMNED = "Colonel Ahmad Nur of the Blue Front condemned it."
TEXT = f"{STRUCK} {CONDEMNED}"

RED = Thing("red-brigade", "ArmedGroup", "Red Brigade")
BLUE = Thing("blue-front", "ArmedGroup", "Blue Front")
NUR = Thing("ahmad-nur", "Person", "Ahmad Nur")
ALFA = Thing("alfa", "City", "Alfa")
STRIKE = Thing("strike-alfa", "Strike", "Strike in Alfa")
POST = Thing("one/post", "Position", "colonel")
WORDS = Thing("one/words", "Condemnation", "Condemnation by Ahmad Nur")
DAY = datetime(2024, 5, 5)

GOLD = """
article: one
entities:
  - {id: red, type: ArmedGroup, names: [Red Brigade]}
  - {id: blue, type: ArmedGroup, names: [the Blue Front]}
  - {id: nur, type: Person, names: [Ahmad Nur, Nur]}
  - {id: alfa, type: City, names: [Alfa]}
relations:
  - [nur, memberOf, blue]
  - [red, affiliatedWith, blue]
positions:
  - {holder: nur, organization: blue, title: Colonel}
events:
  - {id: strike, type: Strike, or: [Attack], earliest: 2024-05-05, latest: 2024-05-05,
     perpetrator: [{any: [red, blue]}], place: [alfa], killed: [3]}
statements:
  - {type: Condemnation, speaker: nur, about: strike}
denied:
  - {event: strike, role: victim, filler: nur}
traps:
  - [blue, partOf, red]
  - [strike, killed, 30]
  - {same: [red, blue]}
"""
MERGED = """
same_entity: [{id: red}]
different_entity: [{pair: [red, blue]}, {pair: [strike, raid]}]
same_event: {strike: {articles: [one, two]}}
"""

Saying = tuple[Thing, str, Thing | Value, str]

WELL: list[Saying] = [
    (STRIKE, "perpetrator", RED, STRUCK),
    (STRIKE, "place", ALFA, STRUCK),
    (STRIKE, "killed", 3, STRUCK),
    (STRIKE, "earliest", DAY, STRUCK),
    (STRIKE, "latest", DAY.replace(hour=23), STRUCK),
    (NUR, "memberOf", BLUE, CONDEMNED),
    (BLUE, "affiliatedWith", RED, CONDEMNED),
    (POST, "holder", NUR, CONDEMNED),
    (POST, "organization", BLUE, CONDEMNED),
    (POST, "title", "colonel", CONDEMNED),
    (WORDS, "speaker", NUR, CONDEMNED),
    (WORDS, "about", STRIKE, CONDEMNED),
]


class Graph:
    """Readings in memory, asked as the store is."""

    def __init__(self, *readings: Reading) -> None:
        self.store = ox.Store()
        for one in readings:
            self.store.extend(reading_triples(one))

    def query(self, text: str) -> Result:
        return to_result(self.store.query(text, use_default_graph_as_union=True))


def reading(says: list[Saying], id: str = "one", mentions: tuple[Thing, ...] = (), denied: int = -1) -> Reading:
    """What was read of an article with the same text; the claim at the place `denied` is a denial."""
    article = Article(id, f"{id}.txt", TEXT, hashlib.sha256(TEXT.encode()).hexdigest())
    claims = []
    for place, (subject, predicate, object, quote) in enumerate(says):
        start = TEXT.index(quote)
        modality = Modality.DENIED if place == denied else Modality.STATED
        claims.append(Claim(subject, predicate, object, Passage(start, start + len(quote), quote), modality))
    return Reading(article, mentions, tuple(claims))


def measured(folder: Path, graph: Graph, gold: dict[str, str]) -> Measurement:
    """Hold a graph against gold, by file name."""
    for name, text in gold.items():
        (folder / name).write_text(text, "utf-8")
    loaded = load_gold(folder, wider)
    articles = [Article(one.stem, f"{one.stem}.txt", TEXT, "") for one in loaded.articles]
    spans = [
        Sentence(TEXT.index(sentence), TEXT.index(sentence) + len(sentence), ()) for sentence in (STRUCK, CONDEMNED)
    ]
    return measure(graph, loaded, pair(loaded, articles), wider, {article.file: spans for article in articles})
