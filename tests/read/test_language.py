"""English is told from what is not, and what is too short to tell is left open."""

from pathlib import Path

import pytest

from kg.errors import BadData
from kg.model import Article
from kg.read import read_articles
from kg.read.language import UNKNOWN, Verdict, languages, load, tell
from tests.conftest import SEEDS

SENTENCES = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("languages.tsv").read_text("utf-8").splitlines()[2:]
    if not line.startswith("#")
]
FRENCH = " ".join(text for language, text in SENTENCES if language == "French")
ENGLISH = (
    "Fighters of Liwa al-Sahra attacked an army post near Metula on Tuesday, killing two soldiers, the army said.",
    "The group's leader, Karim Haddad, said the attack was a response to an air strike on Tyre last week.",
)


# --- sentences ------------------------------------------------------------------------------------------


def test_sentences_in_other_languages_are_not_english() -> None:
    assert len({language for language, _ in SENTENCES}) > 30
    taken = [text for _, text in SENTENCES if tell(text).verdict is not Verdict.FOREIGN]
    assert len(taken) <= 1, taken
    shouted = [text for _, text in SENTENCES if tell(text.upper()).verdict is not Verdict.FOREIGN]
    assert len(shouted) <= 2, shouted


def test_most_are_called_by_their_names() -> None:
    wrong = [
        (name, tell(text).looks_like) for name, text in SENTENCES if name[0] != "*" != tell(text).looks_like != name
    ]
    assert len(wrong) <= 4, wrong


@pytest.mark.parametrize("name", sorted({name for name, _ in SENTENCES if name[0] != "*"}))
def test_whole_paragraphs_are_called_by_their_names(name: str) -> None:
    paragraph = " ".join(text for language, text in SENTENCES if language == name)
    if name == "Finnish":
        pytest.skip("one sentence of it is here, and it has hardly a small word")
    expected = (
        {name} | ({"Czech"} if name == "Serbo-Croatian" else set()) | ({UNKNOWN} if name == "Hungarian" else set())
    )
    assert tell(paragraph).looks_like in expected


def test_the_samples_are_english() -> None:
    for article in read_articles([SEEDS]):
        assert isinstance(article, Article)
        assert article.foreign == ""
        told = [tell(article.text[span.start : span.end]).verdict for span in article.body]
        assert Verdict.FOREIGN not in told
        assert Verdict.FOREIGN not in [
            tell(article.text[span.start : span.end].upper()).verdict for span in article.body
        ]


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH[0].upper(),
        "IRAN-BACKED MILITIAS STRIKE U.S. BASE IN SYRIA, WOUNDING FIVE AMERICAN TROOPS, PENTAGON OFFICIALS SAY",
        "Drone Strike Kills Kataib Hezbollah Commander in Eastern Baghdad, Raising Fears of Wider Regional War",
        "Sudan army retakes Wad Madani, RSF fighters flee towards Khartoum, residents say streets littered with bodies",
        "Abu Mahdi al-Muhandis, Qais al-Khazali, Hadi al-Amiri, Falih al-Fayyadh and Akram al-Kaabi were all present.",
        "Qassem Soleimani, Abu Mahdi al-Muhandis, Hadi al-Amiri, Falih al-Fayyadh, Akram al-Kaabi, Rayan al-Kildani",
        "Date Place Killed Wounded Group Jan. 3 Gao 12 4 JNIM Jan. 9 Menaka 3 11 ISGS Feb. 2 Kidal 0 2 FLA unknown",
        "The Fuerzas Armadas Revolucionarias de Colombia and the Ejército de Liberación Nacional signed a ceasefire.",
        "Jama'at Nasr al-Islam wal Muslimin, Ansar al-Sharia, Katibat Macina and Ahrar al-Sham all pledged allegiance.",
        "Harakat Ahrar al-Sham al-Islamiyya, Jabhat al-Nusra, Hay'at Tahrir al-Sham: who is who in northwest Syria",
        "We strike. They strike. You run, run, run; kids cry, homes burn, dogs bark, bombs fall, and nobody comes.",
    ],
)
def test_english_of_any_look_is_english(text: str) -> None:
    assert tell(text).verdict is Verdict.ENGLISH


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Vive la France!",
        "12 34 56 78 90 12 34 56",
        "حزب الله",
        "https://a.example/de/la/el/en/los/las/que/por/para/con",
        "🚀 " * 50,
    ],
)
def test_too_little_is_left_open(text: str) -> None:
    assert tell(text).verdict is Verdict.OPEN


def test_of_a_long_text_the_beginning_tells() -> None:
    assert tell(ENGLISH[0] * 20_000).verdict is Verdict.ENGLISH
    assert tell("я" * 2_000_000).verdict is Verdict.FOREIGN


# --- articles -------------------------------------------------------------------------------------------


def article(tmp_path: Path, *paragraphs: str) -> Article:
    (tmp_path / "a.txt").write_text("\n\n".join(paragraphs), "utf-8")
    (found,) = read_articles([tmp_path / "a.txt"])
    assert isinstance(found, Article)
    return found


def bodies(found: Article) -> list[str]:
    return [found.text[span.start : span.end] for span in found.body]


def test_a_foreign_paragraph_of_an_english_article_is_left_alone(tmp_path: Path) -> None:
    found = article(tmp_path, ENGLISH[0], SENTENCES[0][1], ENGLISH[1], "“Allahu akbar,” he said.")
    assert bodies(found) == [ENGLISH[0], ENGLISH[1], "“Allahu akbar,” he said."]
    assert found.foreign == ""


@pytest.mark.parametrize(
    "name", ["French", "Spanish", "German", "Turkish", "Indonesian", "Swahili", "Arabic", "Russian"]
)
def test_an_article_in_another_language_has_nothing_to_read(tmp_path: Path, name: str) -> None:
    found = article(tmp_path, "Mali: 12 +", *(text for language, text in SENTENCES if language == name))
    assert (bodies(found), found.foreign) == ([], name)
    assert found.text.startswith("Mali")


def test_of_a_mixed_article_the_english_part_is_read(tmp_path: Path) -> None:
    found = article(tmp_path, FRENCH, ENGLISH[0], "Vive la France.")
    assert (bodies(found), found.foreign) == ([ENGLISH[0]], "French")


def test_short_lines_are_judged_together(tmp_path: Path) -> None:
    lines = [f"{line}." for line in FRENCH.replace(".", ",").split(", ")]
    pieces = [" ".join(line.split()[i : i + 6]) + "." for line in lines for i in range(0, len(line.split()), 6)]
    found = article(tmp_path, *pieces)
    assert (bodies(found), found.foreign) == ([], "French")
    assert article(tmp_path, "Rebels took Goma.", "They killed two.").foreign == ""


# --- the table ------------------------------------------------------------------------------------------


def test_the_table_has_english_and_others() -> None:
    assert len(languages().words) > 30
    assert all(len(words) >= 20 for words in languages().words.values())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[words", "cannot be read"),
        ("[words]\nEnglish = 1\n[scripts]\n", "cannot be read"),
        ("[words]\nFrench = 'le'\n[scripts]\n", "English among them"),
        ("[words]\nEnglish = 'The'\n[scripts]\n", "lower case"),
        ("[words]\nEnglish = 'the'\n[scripts]\n[more]\n", "nothing else"),
    ],
)
def test_a_broken_table_is_told(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "languages.toml").write_text(text, "utf-8")
    with pytest.raises(BadData, match=words):
        load(tmp_path / "languages.toml")
