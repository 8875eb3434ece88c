"""Every topic of `make truth`, with a fixed seed and fewer draws."""

from __future__ import annotations

import pytest

from tests.truth import TruthRow, coverage_row
from tests.truth.frame import measure_all, topics

SEED, DRAWS = 20261120, 300


@pytest.mark.parametrize("topic", topics())
def test_methods_find_the_planted_truth(topic, compiled):
    rows = topics()[topic](SEED, DRAWS, compiled)
    assert rows, "a topic that measures nothing passes unseen"
    wrong = [row for row in rows if not row.holds]
    assert not wrong


def test_coverage_bounds_widen_with_the_monte_carlo_error_and_not_can_not_pass():
    covered = [True] * 950 + [False] * 50
    full = coverage_row("what", "level", covered)
    assert (full.low, full.high, full.holds) == pytest.approx((0.93, 0.97, True))
    fewer = coverage_row("what", "level", covered[700:])
    assert (fewer.low, fewer.measured) == pytest.approx((0.95 - 0.02 * (10 / 3) ** 0.5, 250 / 300))
    assert not fewer.holds
    assert not coverage_row("what", "level", []).holds


def test_a_topic_without_rows_is_an_error():
    with pytest.raises(ValueError, match="measured nothing"):
        measure_all({"empty": lambda seed, draws, compiled: []}, [1], 10, {}, lambda text: None)


def test_the_seed_reaches_every_row():
    def echo(seed: int, draws: int, compiled: dict[str, str]) -> list[TruthRow]:
        return [TruthRow("echo", "none", draws, float(seed), 1.0, 1.0)]

    rows = measure_all({"echo": echo}, [1, 2], 10, {}, lambda text: None)
    assert [(seed, row.holds) for seed, row in rows] == [(1, True), (2, False)]
