from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kg.extract.tokens import LONGEST_SENTENCE, sentences, tokenize
from kg.model import Article, Span


def split(text):
    article = Article("a", "a.txt", text, "", body=(Span(0, len(text)),))
    return [text[s.start : s.end] for s in sentences(article)]


def words(text):
    return [token.text for token in tokenize(text, 0, len(text))]


def test_sentences_end_at_stops_but_not_at_abbreviations():
    assert split("Mr. Madsen spoke on Jan. 8. The U.S. army left. Why? Nobody knows.") == [
        "Mr. Madsen spoke on Jan. 8.",
        "The U.S. army left.",
        "Why?",
        "Nobody knows.",
    ]


def test_a_missing_blank_after_a_stop_is_seen():
    assert split("It was the first of its kind.On Monday they left.") == [
        "It was the first of its kind.",
        "On Monday they left.",
    ]


def test_a_closing_quote_belongs_to_its_sentence():
    assert split("“We will not stop.” He left.") == ["“We will not stop.”", "He left."]


def test_qualifiers_are_cut_from_names():
    assert words("the Iran-backed, U.S.-led, US-based al-Nujaba") == [
        *("the", "Iran", "-", "backed", ",", "U.S.", "-", "led", ",", "US", "-", "based", "al-Nujaba")
    ]


def test_possessives_and_inner_apostrophes():
    assert words("Iraq's Al-Qa’im is Syria’s") == ["Iraq", "'s", "Al-Qa’im", "is", "Syria", "’s"]


def test_a_sentence_never_grows_without_end():
    text = "word " * (3 * LONGEST_SENTENCE)
    article = Article("a", "a.txt", text, "", body=(Span(0, len(text)),))
    assert max(len(s.tokens) for s in sentences(article)) <= LONGEST_SENTENCE


def test_no_sentence_crosses_the_border_of_a_span():
    text = "A headline without a stop\nThe first sentence."
    article = Article("a", "a.txt", text, "", body=(Span(0, 25), Span(26, len(text))))
    assert [text[s.start : s.end] for s in sentences(article)] == ["A headline without a stop", "The first sentence."]


@given(st.text(max_size=300))
def test_tokens_are_in_order_and_stand_where_they_say(text):
    tokens = tokenize(text, 0, len(text))
    for token, following in pairwise(tokens):
        assert token.end <= following.start
    for token in tokens:
        assert text[token.start : token.end].startswith(token.text.rstrip("."))


@given(st.text(max_size=300))
def test_sentences_hold_every_token_once(text):
    article = Article("a", "a.txt", text, "", body=(Span(0, len(text)),))
    inside = [token for s in sentences(article) for token in s.tokens]
    assert inside == tokenize(text, 0, len(text))
