from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from kg.graph.packing import pack, unpack
from kg.model import Article, Claim, Modality, Passage, Reading, Span, Thing

TEXT = st.text(max_size=30)
THINGS = st.builds(Thing, TEXT, TEXT, TEXT, st.lists(TEXT, max_size=2).map(tuple), st.booleans())
TIMES = st.datetimes(timezones=st.just(UTC))


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    text = draw(st.text(min_size=1, max_size=200))
    article = Article(
        draw(TEXT), draw(TEXT), text, draw(TEXT), draw(st.none() | TEXT), draw(st.none() | TEXT),
        draw(st.lists(TEXT, max_size=2).map(tuple)), draw(st.none() | TEXT),
        draw(st.none() | st.dates(date(1900, 1, 1))), (Span(0, len(text)),), draw(TEXT),
    )  # fmt: skip
    claims = []
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        claims.append(
            Claim(
                draw(THINGS), draw(TEXT), draw(THINGS | TEXT | st.integers() | TIMES),
                Passage(start, end, text[start:end]),
                draw(st.sampled_from(Modality)), draw(st.none() | THINGS), draw(st.none() | TIMES),
                draw(st.none() | st.floats(0.01, 1)),
            )
        )  # fmt: skip
    return Reading(article, tuple(draw(st.lists(THINGS, max_size=3))), tuple(claims))


@given(readings())
def test_a_reading_comes_out_as_it_went_in(reading: Reading) -> None:
    again = unpack(pack(reading), reading.article.text)
    assert again == reading
    assert [claim.confidence for claim in again.claims] == [claim.confidence for claim in reading.claims]


def test_the_text_is_not_kept_twice() -> None:
    article = Article("a", "a.txt", "word " * 5000, "0" * 64, published=date(2024, 1, 1))
    event = Thing("a/event-1", "Attack", "Attack")
    claim = Claim(event, "earliest", datetime(2024, 1, 1, tzinfo=UTC), Passage(0, 24_000, article.text[:24_000]))
    assert len(pack(Reading(article, (), (claim,)))) < 500
