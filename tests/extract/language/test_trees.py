import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from kg.extract.language.trees import best_tree

SCORES = st.integers(1, 9).flatmap(lambda n: arrays.arrays(np.float32, (n, n + 1), elements=st.floats(-9, 9, width=32)))


@given(SCORES)
def test_any_scores_give_one_tree(scores: np.ndarray) -> None:
    heads = best_tree(scores)
    assert heads.count(0) == 1, "one root"
    for start in range(1, len(heads) + 1):
        seen, node = set(), start
        while node:
            assert node not in seen, "a ring"
            seen.add(node)
            node = heads[node - 1]


def test_the_surest_heads_are_kept_where_they_make_a_tree() -> None:
    scores = np.full((3, 4), -5.0, np.float32)
    scores[0, 2] = scores[1, 0] = scores[2, 2] = 5.0
    assert best_tree(scores) == [2, 0, 2]
