"""Article -> sentences and tokens, with offsets into the article's text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Article, Sentence, Span, Token

# A word may hold inner points (U.S.), hyphens, apostrophes (Al-Qa'im) but not a possessive 's, which is its own token.
_TOKEN = re.compile(
    r"""
      \b[ap]\.m\.
    | (?:[A-Z]\.){2,}                              # U.S., D.C.
    | \d{4}-\d\d-\d\d\b
    | \d+(?:[.,:]\d+)*(?:st|nd|rd|th)?(?![^\W\d_]) # 3,500  9:30  7th
    | [’'ʼ]s\b                                     # possessive
    | [^\W_]+(?:[-’'ʼ`‑](?!s\b)[^\W_]+)*           # words, hyphenated words, Qa'im
    | \.\.\.|…
    | [^\w\s]
    """,
    re.VERBOSE,
)
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr st gen maj col lt sgt capt adm brig rep sen gov prof jan feb mar apr jun jul aug sep sept oct nov "
    "dec no vs etc inc co corp jr sr al dept u.s u.k u.n e.g i.e a.m p.m".split()
)
_PREFIXES = frozenset("anti non pre pro post semi self vice multi counter inter cross long high low well".split())
_CLOSERS = frozenset("\"'”’)]»")
LONGEST_SENTENCE = 400  # tokens; a longer one is cut, so that no pattern runs over a whole article


def tokenize(text: str, start: int, end: int) -> list[Token]:
    """The tokens of text[start:end], offsets counted in `text`."""
    tokens: list[Token] = []
    for found in _TOKEN.finditer(text, start, end):
        word = found.group()
        # an abbreviation keeps its point: "Jan.", "Gen."
        stop = found.end()
        if word.lower() in _ABBREVIATIONS and "." not in word and stop < end and text[stop] == ".":
            tokens.append(Token(found.start(), stop + 1, word + "."))
        elif cut := _qualifier(word):
            at = found.start() + cut
            tokens += [
                Token(found.start(), at, word[:cut]),
                Token(at, at + 1, "-"),
                Token(at + 1, stop, word[cut + 1 :]),
            ]
        elif word == "." and tokens and tokens[-1].end == stop and tokens[-1].text.endswith("."):
            continue
        else:
            tokens.append(Token(found.start(), stop, word))
    return tokens


def _qualifier(word: str) -> int:
    """Where to cut "Iran-backed" or "PMF-affiliated" so that the name stands alone; 0 for no cut."""
    head, hyphen, tail = word.rpartition("-")
    named = head[:1].isupper() and (len(head) > 2 or head.isupper()) and head.lower() not in _PREFIXES
    return len(head) if hyphen and named and tail.islower() and len(tail) > 2 else 0


def _ends_here(tokens: list[Token], i: int) -> bool:
    """Whether the sentence ends with token i (a full stop, question mark or exclamation mark, or what closes one)."""
    token = tokens[i]
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if following is None:
        return True
    if token.text in {".", "!", "?", "…", "..."} or (
        token.text in _CLOSERS and i and tokens[i - 1].text in {".", "!", "?"}
    ):
        if following.start == token.end and following.text in _CLOSERS:
            return False
        head = following.text[0]
        if following.text in {"“", "‘", '"', "'"} and i + 2 < len(tokens):
            head = tokens[i + 2].text[0]
        # "kind.On": a capital straight after the point, and a small letter before it
        if following.start == token.end and token.text == ".":
            return head.isupper() and i > 0 and tokens[i - 1].text[-1].islower() and len(following.text) > 1
        return not head.islower() and head not in ",;:)"
    # "in the U.S. On Monday": only before a word that often opens a sentence
    if token.text.endswith(".") and len(token.text) > 2:
        return following.text in {
            "The",
            "In",
            "On",
            "But",
            "It",
            "He",
            "She",
            "They",
            "A",
            "An",
            "At",
            "This",
            "That",
        } and ("." in token.text[:-1])
    return False


def sentences(article: Article) -> tuple[Sentence, ...]:
    """The sentences of the article's own prose, in order; no sentence crosses the border of a body span."""
    return tuple(sentence for span in article.body for sentence in _sentences(article.text, span))


def _sentences(text: str, span: Span) -> Iterator[Sentence]:
    tokens = tokenize(text, span.start, span.end)
    first = 0
    for i in range(len(tokens)):
        if _ends_here(tokens, i) or i - first + 1 >= LONGEST_SENTENCE:
            chunk = tuple(tokens[first : i + 1])
            yield Sentence(chunk[0].start, chunk[-1].end, chunk)
            first = i + 1
