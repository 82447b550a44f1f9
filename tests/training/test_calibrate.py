"""Curves from judged claims: they rise, few claims move them little, and they are tried on what they have not met."""

import random
import tomllib

import pytest

from kg.extract.confidence import Curve, Family, Way, load_confidence
from training.calibrate import Judged, curves, data_file, error, fit, reliability, tried

WIDE = Curve(0.0, 1.0)


def made(count: int, share: float, way: Way = Way.MODEL_ONLY, score: float = 0.8, seed: int = 1) -> list[Judged]:
    chance = random.Random(seed)
    return [Judged(number, "place", Family.SETTING, way, score, chance.random() < share) for number in range(count)]


def test_many_claims_say_where_their_curve_lies():
    assert fit(made(2000, 0.6), WIDE).share(0.8) == pytest.approx(0.6, abs=0.03)


def test_few_claims_are_drawn_to_the_wider_curve():
    few = fit(made(2, 0.0), WIDE).share(0.8)
    assert 0.3 < few < WIDE.share(0.8)
    assert fit([], WIDE) == WIDE


def test_a_curve_never_falls():
    rows = made(300, 0.9, score=0.3) + made(300, 0.2, score=0.95, seed=2)
    assert fit(rows, WIDE).slope == 0


def test_a_better_score_is_surer_where_it_is():
    curve = fit(made(500, 0.3, score=0.55) + made(500, 0.95, score=0.98, seed=2), WIDE)
    assert curve.share(0.55) == pytest.approx(0.3, abs=0.06)
    assert curve.share(0.98) == pytest.approx(0.95, abs=0.04)


def test_confidence_is_tried_on_items_that_its_curve_has_not_met():
    # the even parts are always right, the odd ones never: what was learned elsewhere misleads
    rows = [Judged(n, "place", Family.SETTING, Way.BOTH, 0.9, n % 5 == 0) for n in range(500)]
    sure = {claim.item % 5: one for claim, one in tried(rows)}
    assert sure[0] < 0.05
    assert sure[1] == pytest.approx(0.25, abs=0.05)


def test_the_table_and_the_error():
    rows = [(claim, 0.6) for claim in made(1000, 0.9)]
    right = sum(claim.right for claim, _ in rows) / 1000
    assert error(rows) == pytest.approx(right - 0.6)
    table = "\n".join(reliability(rows))
    assert f"| 0.6 to 0.7 | 1,000 | 0.60 | {right:.2f} |" in table
    assert f"Expected calibration error {right - 0.6:.3f}" in table


def test_the_data_file_is_what_the_extractor_loads(tmp_path):
    rows = made(200, 0.7) + made(200, 0.9, Way.BOTH, 0.97, seed=3)
    found = curves(rows)
    path = tmp_path / "confidence.toml"
    path.write_text(data_file(found, rows, "patterns-x"), "utf-8")
    loaded = load_confidence(path)
    assert loaded.measured_with == "patterns-x"
    assert loaded.curves == found
    told = tomllib.loads(path.read_text("utf-8"))["setting"]["model only"]
    assert told["claims"] == 200
    assert told["right"] == pytest.approx(0.7, abs=0.1)
