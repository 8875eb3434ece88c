"""The simulation beside `make truth` can fail: without M11's rules it shows what they are there for."""

from __future__ import annotations

import numpy as np

from tests.truth import projects
from tests.truth.projects import BEFORE, error_of, judge, promises, simulate, with_lift, worst_first

COUNT = 600


def test_months_that_chose_the_board_would_make_null_projects_work():
    """Negative control: chosen on six months that then count as before, the worst seem to be healed."""
    null = simulate(np.random.default_rng(1), COUNT)
    kept = judge(worst_first(null)).share("works")
    mixed = judge(worst_first(null, months=BEFORE), left_aside=0).share("works")
    assert kept <= 0.025 + 3 * error_of(0.025, COUNT)
    assert mixed > 0.10  # with cities that differ by 1 point for good; 0.3 where they do not differ


def test_the_promise_of_another_lift_is_told_apart(monkeypatch):
    """Negative control: planned for 3 points, carried out with 4."""
    rng = np.random.default_rng(2)
    history = simulate(rng, COUNT)
    found = judge(with_lift(history, 4.0)).share("works")
    right = promises(history, rng).mean()
    monkeypatch.setattr(projects, "LIFT", 3.0)
    wrong = promises(history, rng).mean()
    assert abs(found - right) <= 3 * error_of(found, COUNT)
    assert found - wrong > 5 * error_of(found, COUNT)


def test_intervals_hold_what_was_planted_and_nothing_else():
    judged = judge(with_lift(simulate(np.random.default_rng(3), COUNT), 4.0))
    assert judged.covered(4.0).mean() > 0.93
    assert judged.covered(0.0).mean() < 0.3


def test_looking_again_every_month_costs_a_little(monkeypatch):
    """Five looks at months that overlap: 4 to 5 % of null projects work at some time, 2 % at any one.

    A release looks again every month; what a gate decides on is the one look that it freezes.
    """
    monkeypatch.setattr(projects, "AFTER", 6)
    null = simulate(np.random.default_rng(4), COUNT)
    months = null.shape[-1]
    looks = np.array(
        [
            [outcome.verdict_code == "works" for outcome in judge(null[..., :stop]).outcomes]
            for stop in range(months - 4, months + 1)
        ]
    )
    assert (looks.mean(axis=1) <= 0.025 + 3 * error_of(0.025, COUNT)).all()
    ever = looks.any(axis=0).mean()
    assert looks.mean() < ever <= 0.05 + 3 * error_of(0.05, COUNT)
