from hypothesis import given
from hypothesis import strategies as st

from kg.graph.sorting import sorted_on_disk

TEXTS = st.lists(st.text(st.characters(exclude_characters="\n"), max_size=8), max_size=60)


@given(TEXTS, st.integers(1, 10))
def test_each_text_once_and_in_order_however_long_a_run_is(texts: list[str], run: int) -> None:
    assert list(sorted_on_disk(texts, run)) == sorted(set(texts))
