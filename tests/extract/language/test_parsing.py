"""The shipped model through its runtime: that it reads plain news, says the same twice, and bears any text."""

import pytest

from kg.extract.language.parsing import LanguageModel, Parsed
from kg.extract.language.words import split_words

NEWS = (
    "Liwa al-Sahra fighters attacked an Israeli army post near Metula on Tuesday, killing two soldiers.",
    "The group's leader, Karim Haddad, said the attack was a response to an air strike on Tyre.",
)
ATTACKS = {
    "Attack",
    "Strike",
    "AirStrike",
    "DroneStrike",
    "MissileStrike",
    "RocketAttack",
    "Bombing",
    "GroundAttack",
}


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    return LanguageModel.load()


def parse(model: LanguageModel, *sentences: str) -> Parsed:
    text, split = "", []
    for sentence in sentences:
        split.append(split_words(text + sentence, len(text)))
        text += sentence + "\n"
    return model.parse(split)


def whole(parsed: Parsed) -> None:
    """Each sentence is one tree, and marks, links and sameness point at what there is."""
    for sentence in parsed.sentences:
        assert sum(word.head == -1 for word in sentence) == (1 if sentence else 0)
        for place in range(len(sentence)):
            seen, node = set(), place
            while node >= 0:
                assert node not in seen, "a ring"
                seen.add(node)
                node = sentence[node].head
    for mark in parsed.marks:
        words = parsed.sentences[mark.sentence][mark.first : mark.last + 1]
        assert words
        assert (mark.start, mark.end) == (words[0].start, words[-1].end)
    numbers = range(len(parsed.marks))
    assert all(link.source in numbers and link.target in numbers for link in parsed.links)
    assert all(same.earlier in numbers and same.earlier < same.mark for same in parsed.same)


def test_the_same_text_gives_the_same_twice(model: LanguageModel) -> None:
    assert parse(model, *NEWS) == parse(model, *NEWS) == parse(LanguageModel.load(), *NEWS)


def test_plain_news(model: LanguageModel) -> None:
    text = "\n".join(NEWS)
    parsed = parse(model, *NEWS)
    whole(parsed)
    found = {(mark.kind, text[mark.start : mark.end]) for mark in parsed.marks}
    assert ("ArmedGroup", "Liwa al-Sahra") in found
    assert ("Person", "Karim Haddad") in found
    attacks = [mark for mark in parsed.marks if mark.kind in ATTACKS]
    assert "attacked" in {text[mark.start : mark.end] for mark in attacks}
    by = {
        text[parsed.marks[link.target].start : parsed.marks[link.target].end]
        for link in parsed.links
        if link.role == "perpetrator" and link.probability >= 0.5
    }
    assert "Liwa al-Sahra" in by


def test_a_sentence_of_two_thousand_words(model: LanguageModel) -> None:
    sentence = " ".join(["militants fired rockets at the town and"] * 285 + ["then they left ."])
    parsed = parse(model, sentence)
    assert len(parsed.sentences[0]) == 7 * 285 + 4
    whole(parsed)


@pytest.mark.parametrize(
    "sentences",
    [
        (),
        ("",),
        ("", NEWS[0], ""),
        ("🚀🔥 Rockets hit Haifa 🇮🇱 👩‍👩‍👧",),
        ("هاجم مقاتلو حزب الله موقعا للجيش يوم الثلاثاء.", "המתקפה הייתה אתמול."),
        ("\u202eHezbollah\u202c said \u200fحزب الله\u200f attacked.",),
        ("x" * 3000,),
        ("!" * 700,),
    ],
    ids=["nothing", "an empty sentence", "empty ones", "emoji", "right to left", "both ways", "long word", "signs"],
)
def test_any_text_is_borne(model: LanguageModel, sentences: tuple[str, ...]) -> None:
    parsed = parse(model, *sentences)
    assert len(parsed.sentences) == len(sentences)
    whole(parsed)
