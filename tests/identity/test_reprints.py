"""One story in several papers, and several stories of one event."""

import random
import subprocess
import sys
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.articles import articles
from kg.errors import BadData
from kg.identity.reprints import FEWEST, SHARE, alike, bands, fingerprint, reprinted

STATEMENT = (
    "“The aggression against the post at Tel Amra will not pass without an answer, and those who planned it will pay a "
    "price,” the Falcon Brigade said in a statement. “We call on the government to end the presence of foreign forces "
    "before the patience of our fighters runs out.”"
)

WIRE = [
    "MARSA (Wire) - An airstrike on a post of the Falcon Brigade in the eastern town of Tel Amra killed four of its "
    "fighters and wounded nine early on Tuesday, two security officials said, hours after rockets had landed near a "
    "base that houses foreign advisers.",
    "The post, a former school on the road to the border, was hit by three missiles shortly before dawn, said Colonel "
    "Daud Haran of the provincial police. Residents heard aircraft circling for most of the night, and ambulances were "
    "still carrying the wounded to the hospital in Marsa at noon.",
    STATEMENT,
    "No country has said that it carried out the strike. The defence ministry in the capital called it a dangerous "
    "escalation and said that it had asked the coalition for an explanation. A spokesman for the coalition declined to "
    "comment on what he called operations of partner nations.",
    "The brigade, founded nine years ago by former border guards, has fired rockets at the base at least six times "
    "since the spring. Its leader, Samir Qasem, was put on a list of sanctions in March, and has since been seen in "
    "public only once, at the funeral of his brother.",
    "Lawmakers close to the group want parliament to vote next week on a date by which foreign troops have to leave. "
    "The prime minister, who depends on their votes, has so far put the question off.",
]

OTHER_PAPER = [
    "Four members of a powerful militia died on Tuesday when missiles struck an old school that the group uses as a "
    "checkpoint, in what looked like revenge for rocket fire on a nearby base.",
    "Police in the province told The Courier that three projectiles came down before sunrise in Tel Amra, a market "
    "town on the way to the frontier. Nine people were hurt, doctors at Marsa's main hospital said. A shopkeeper, who "
    "gave his name as Abu Nur, described windows breaking along the whole street.",
    STATEMENT,
    "Nobody took responsibility. Officials at the ministry of defence spoke of an escalation that endangers the whole "
    "region, while the coalition would not say whether any of its members had planes in the air.",
    "It was the deadliest attack on the Falcon Brigade in a year. The group is blamed for half a dozen rocket attacks, "
    "and Washington imposed sanctions on its commander this spring.",
]

WORDS = [
    first + second + third for first in "ba ko lim ras tu ve".split() for second in "da ni mo".split() for third in
    "r st l n".split()
]  # fmt: skip


def story(seed: int, words: int) -> list[str]:
    """A made-up story in paragraphs of forty words."""
    drawn = random.Random(seed)
    text = [drawn.choice(WORDS) for _ in range(words)]
    return [" ".join(text[start : start + 40]) for start in range(0, words, 40)]


def edited(paragraphs: list[str], share: float, seed: int) -> list[str]:
    """The story with this share of its words, at random places, made other words."""
    drawn = random.Random(seed)
    words = [paragraph.split() for paragraph in paragraphs]
    places = [(row, column) for row, line in enumerate(words) for column in range(len(line))]
    for row, column in drawn.sample(places, round(share * len(places))):
        words[row][column] = f"other{drawn.randrange(10**6)}"
    return [" ".join(line) for line in words]


def same(one: list[str], two: list[str]) -> bool:
    return reprinted(fingerprint(one), fingerprint(two))


def meet(one: list[str], two: list[str]) -> bool:
    return bool(set(bands(fingerprint(one))) & set(bands(fingerprint(two))))


seeds = st.integers(0, 2**32)
lengths = st.integers(150, 1200)


# --- what is one story ------------------------------------------------------------------------------


def small_edits() -> list[str]:
    pairs = [
        ("early on Tuesday", "on Tuesday morning"), ("aircraft", "planes"), ("defence", "defense"),
        ("declined to comment", "would not comment"), ("has so far put the question off", "has put off the question"),
    ]  # fmt: skip
    text = "\n".join(WIRE)
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    return text.split("\n")


@pytest.mark.parametrize(
    "other",
    [
        ["Four killed in strike on militia", "By Our Staff and Agencies", *WIRE],
        WIRE[:-1],
        WIRE[1:],
        [*WIRE[:3], *WIRE[4:]],
        [*WIRE, "Our correspondent adds that shops in Tel Amra stayed shut, and that buses to the border ran late."],
        small_edits(),
        WIRE[:3],  # half of it
    ],
    ids=["headline", "end cut", "start cut", "middle cut", "end added", "edits", "half"],
)
def test_a_story_is_found_again(other):
    assert same(WIRE, other)
    assert meet(WIRE, other)


def test_another_report_of_the_same_event_with_the_same_quotation_is_another_story():
    assert not same(WIRE, OTHER_PAPER)
    assert 0 < alike(fingerprint(WIRE), fingerprint(OTHER_PAPER)) < SHARE


def test_what_papers_write_differently_makes_no_difference():
    ours = ["The U.S.-led coalition’s “partners” — all 1,200 of them — ran cafés.", *WIRE]
    theirs = ['The US-led coalition\'s "partners" - all 1200 of them - ran cafes.']
    theirs += [line.replace("“", "''").replace("”", "''").upper() for line in WIRE]
    assert fingerprint(ours) == fingerprint(theirs)


@given(seeds, lengths, st.floats(0, 0.06), seeds)
def test_a_story_is_found_with_six_words_in_a_hundred_changed(seed, length, share, other):
    """At six in a hundred 0.73 of the runs stay: five standard errors of the estimate above the threshold."""
    first = story(seed, length)
    assert same(first, edited(first, share, other))


@given(seeds, st.integers(300, 1200))
def test_half_of_a_story_is_found(seed, length):
    first = story(seed, length)
    second = first[: (len(first) + 1) // 2]
    assert same(first, second)
    assert meet(first, second)


@given(seeds, seeds, lengths, lengths)
def test_strangers_are_never_taken_for_one(one, two, length, other):
    if one != two:
        assert not same(story(one, length), story(two, other))


@given(seeds, seeds, seeds, st.integers(10, 50), lengths)
def test_a_statement_that_two_stories_quote_does_not_make_them_one(one, two, three, quoted, length):
    if len({one, two, three}) == 3:
        statement = [" ".join(" ".join(story(three, 80)).split()[:quoted])]
        assert not same(story(one, length) + statement, statement + story(two, length))


def test_articles_made_from_templates_are_told_apart():
    """Reports of one event, some sentences the same by chance: few pass, and of different events none."""
    prints = [fingerprint(article["text"].split("\n")) for article in articles(400)]
    told_twice = [reprinted(one, two) for one, two in zip(prints[::2], prints[1::2], strict=True)]
    assert sum(told_twice) <= 0.06 * len(told_twice)
    assert not any(reprinted(one, two) for one, two in combinations(prints[::2], 2))


# --- the measure ------------------------------------------------------------------------------------


@given(seeds, lengths, st.floats(0, 1), seeds)
def test_the_measure_is_symmetric_and_a_share(seed, length, share, other):
    one = fingerprint(story(seed, length))
    two = fingerprint(edited(story(seed, length), share, other))
    assert alike(one, two) == alike(two, one)
    assert reprinted(one, two) == reprinted(two, one)
    assert 0 <= alike(one, two) <= 1
    assert alike(one, one) == 1
    assert reprinted(one, one)


@given(seeds, st.integers(200, 1200), st.floats(0.2, 1))
def test_the_measure_comes_near_to_the_share(seed, length, part):
    """Of two stories of one length that begin alike; 0.3 is six standard errors and more."""
    own = round(length * part)
    begin = " ".join(story(seed, length)).split()[:own]
    one = [" ".join(begin), *story(seed + 1, length - own)]
    two = [" ".join(begin), *story(seed + 2, length - own)]
    assert alike(fingerprint(one), fingerprint(two)) == pytest.approx((own - 4) / (length - 4), abs=0.3)


@given(seeds, lengths, st.lists(st.integers(1, 1199), max_size=30))
def test_where_paragraphs_end_does_not_matter(seed, length, cuts):
    words = " ".join(story(seed, length)).split()
    ends = [0, *sorted({cut for cut in cuts if cut < length}), length]
    again = [" ".join(words[start:end]) for start, end in pairwise(ends)]
    assert fingerprint(again) == fingerprint(story(seed, length))


def test_a_short_extract_of_a_long_story_is_no_reprint():
    long = story(1, 1200)
    assert not same(long, long[:3])
    assert alike(fingerprint(long), fingerprint(long[:3])) > SHARE


@given(st.text())
def test_any_text_has_a_fingerprint_of_one_size_or_none(text):
    found = fingerprint([text])
    assert len(found) in (0, 161)
    assert all(0 <= number < 2**32 for number in found)


@pytest.mark.parametrize(
    "paragraphs", [[], [""], ["“...” — ’"], story(1, FEWEST)], ids=["none", "empty", "signs", "few"]
)
def test_too_few_words_tell_nothing(paragraphs):
    assert fingerprint(paragraphs) == ()
    assert bands(()) == ()
    assert alike((), ()) == 0
    assert not reprinted((), ())
    assert not same(paragraphs, WIRE)


def test_a_brief_of_enough_words_is_found():
    brief = story(1, FEWEST + 4)
    assert same(brief, brief)
    assert meet(brief, brief)


def test_fingerprints_of_two_versions_are_not_compared():
    with pytest.raises(BadData, match=r"161 numbers .* 65: .* ingest the articles anew"):
        alike(fingerprint(WIRE), fingerprint(WIRE)[:65])


# --- keys -------------------------------------------------------------------------------------------


@given(seeds, lengths, st.floats(0, 0.03), seeds)
def test_a_story_meets_itself_with_three_words_in_a_hundred_changed(seed, length, share, other):
    """More than 0.29 of the long runs of both stay: they miss each other once in 50,000 cases."""
    assert meet(story(seed, length), edited(story(seed, length), share, other))


@pytest.mark.parametrize(
    ("shared", "least", "most"),
    [(100, 0.86, 0.98), (40, 0.35, 0.65)],  # (1 - j)^32 miss each other: j is 0.079, and 0.021
)
def test_stories_meet_with_the_probability_that_is_promised(shared, least, most):
    met = 0
    for seed in range(200):
        begin, own = story(seed, shared), 600 - shared
        met += meet(begin + story(1000 + seed, own), begin + story(2000 + seed, own))
    assert least <= met / 200 <= most


def test_a_whole_or_half_story_with_one_word_in_twenty_changed_meets_it_nearly_always():
    halves = wholes = 0
    for seed in range(300):
        first = story(seed, 400)
        again = edited(first, 0.05, seed)
        wholes += meet(first, again)
        halves += meet(first, again[: len(again) // 2])
    assert wholes == 300
    assert halves >= 297


def test_strangers_hardly_meet():
    prints = [set(bands(fingerprint(story(seed, 600)))) for seed in range(100)]
    assert not any(one & two for one, two in combinations(prints, 2))


def test_reports_made_after_one_pattern_hardly_meet():
    """A look-up by stock phrases would bring up most of them."""
    prints = [set(bands(fingerprint(article["text"].split("\n")))) for article in articles(400)]
    meetings = sum(bool(one & two) for one, two in combinations(prints, 2))
    assert meetings <= 0.02 * len(prints) * (len(prints) - 1) / 2


def test_all_keys_of_a_long_story_are_different():
    keys = bands(fingerprint(story(1, 1000)))
    assert len(set(keys)) == len(keys) == 32


# --- the same everywhere ----------------------------------------------------------------------------


def test_a_fingerprint_is_the_same_in_every_process_and_version():
    script = "import sys; from kg.identity.reprints import fingerprint; print(fingerprint(sys.stdin.read().split('|')))"
    seen = {
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", script], input="|".join(WIRE), encoding="utf-8", capture_output=True,
            check=True, env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout.strip()
        for seed in ("1", "2")
    }  # fmt: skip
    assert seen == {str(fingerprint(WIRE))}
    assert fingerprint(WIRE)[:4] == (276, 168697918, 4294967295, 21939598)
