"""What the benchmark's frozen result says is what is answered; the cases lie outside the repository."""

import pytest

from benchmarks.names import CASES, FROZEN, figures, frozen, load


def test_figures() -> None:
    assert figures([(True, True), (True, False), (False, True), (False, False)]) == pytest.approx((0.5, 0.5, 0.5))
    assert figures([]) == (0, 0, 0)


@pytest.mark.skipif(not CASES.exists(), reason="the cases are not here")
def test_the_frozen_result_is_that_of_this_code() -> None:
    assert frozen(load(CASES)) == FROZEN.read_text("utf-8"), "python -m benchmarks.names --freeze, and see what changed"


def test_the_frozen_result_holds_no_names() -> None:
    lines = FROZEN.read_text("utf-8").splitlines()
    assert lines[0] == "case\tanswer\tright"
    answers = {tuple(line.split("\t")[1:]) for line in lines[1:]}
    assert answers <= {(answer, right) for answer in ("yes", "no", "unsure") for right in ("right", "wrong")}
