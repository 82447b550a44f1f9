"""Articles as nobody would write them, through files and the language model: no crash, and in bounded time."""

import time
from pathlib import Path

import pytest

from kg.checked import check
from kg.extractors import How, Opened, open_extractor
from kg.model import Article
from kg.read import read_articles

SENTENCE = "Fighters of Liwa al-Sahra attacked an Israeli army post near Metula on Tuesday, killing two soldiers. "
WORDS = 25_000  # of 2 MB, a part: time grows with the length, which another test measures
TEXTS = {
    "one paragraph": SENTENCE * (WORDS // 16),
    "capitals": SENTENCE.upper() * 50,
    "table": "\n".join(f"{n}\tGao\tJNIM\t{n * 3}\tkilled\t{n % 7}\twounded\tJan. {n % 28 + 1}" for n in range(400)),
    "no punctuation": SENTENCE.replace(",", "").replace(".", "") * 150,
    "emoji": "🚀🔥 Rockets hit Haifa 🇮🇱 👩‍👩‍👧 and two people were killed by the blast 💥. " * 50,
    "right to left": "\u202eهاجم مقاتلو حزب الله موقعا للجيش يوم الثلاثاء في الجنوب وقتل جنديان.\u202c " * 50,
    "both ways": (SENTENCE + "\u202bحزب الله\u202c said \u200fحزب\u200f attacked. ") * 50,
    "a sentence of 2,000 words": "militants fired rockets at the town and " * 285 + "then they left.",
    "one word": "x" * 100_000,
}


@pytest.fixture(scope="module")
def model() -> Opened:
    return open_extractor(How.MODEL)


@pytest.mark.parametrize("name", TEXTS)
def test_they_are_read_to_their_end(tmp_path: Path, model: Opened, name: str) -> None:
    (tmp_path / "a.txt").write_text(TEXTS[name], "utf-8")
    (article,) = read_articles([tmp_path / "a.txt"])
    assert isinstance(article, Article)
    start = time.process_time()
    reading = model.read(article)
    assert time.process_time() - start < 60
    assert check(article, reading).dropped == ""
    assert bool(article.foreign) == (name == "right to left")
    if name == "right to left":
        assert reading.claims == ()
