"""METHODS M6: own halls against competitors' cell by cell, through the SQL that a build runs."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import stats

from tests.statistics.competitor_network import Hall, estimate
from tests.statistics.test_clustered_means import by_hand


def network() -> list[Hall]:
    """Two cities; one cell on both sides in each, others on one side only."""
    rng = np.random.default_rng(42)

    def answers(n: int, mean: float) -> np.ndarray:
        return np.clip(np.round(rng.normal(mean, 1.5, n)), 1, 10).astype(int)

    big, small, lone = ("tier2", "commercial"), ("tier3", "residential"), ("flagship", "office")
    none = np.array([], dtype=int)
    return [
        Hall("330100", "OWN", big, 5000, answers(40, 8)),
        Hall("330100", "OWN", big, 2000, answers(30, 7)),
        Hall("330100", "OWN", big, 1000, none),
        Hall("330100", "OWN", small, 3000, answers(35, 7)),
        Hall("330100", "OWN", lone, 9000, answers(50, 9)),
        Hall("330100", "JIA", big, None, answers(25, 7)),
        Hall("330100", "YI", big, None, answers(35, 7.5)),
        Hall("330100", "YI", small, None, answers(31, 8)),
        Hall("330200", "OWN", small, 4000, answers(28, 7.5)),
        Hall("330200", "OWN", small, 1500, answers(32, 6.5)),
        Hall("330200", "JIA", big, None, answers(30, 7)),
    ]


def written_out(halls: list[Hall]) -> dict[str, float]:
    """M6 with M4 in every cell, by numpy alone."""
    sides: dict[str, dict[tuple[str, str], tuple[float, float, int]]] = {
        "own": {},
        "competitor": {},
    }
    footfall = {}
    for cell in {hall.cell for hall in halls}:
        for side in sides:
            mine = [h for h in halls if h.cell == cell and (h.operator == "OWN") == (side == "own")]
            if any(len(hall.answers) for hall in mine):
                weights = np.array([hall.footfall or 1.0 for hall in mine])
                sides[side][cell] = by_hand([hall.answers for hall in mine], weights)
                if side == "own":
                    footfall[cell] = weights.sum()
    cells = sorted(set(sides["own"]) & set(sides["competitor"]))
    share = np.array([footfall[cell] for cell in cells])
    share = share / share.sum()
    own = np.array([sides["own"][cell] for cell in cells])
    other = np.array([sides["competitor"][cell] for cell in cells])
    variance = (share**2 * (own[:, 1] ** 2 + other[:, 1] ** 2)).sum()
    spent = (share**4 * (own[:, 1] ** 4 / own[:, 2] + other[:, 1] ** 4 / other[:, 2])).sum()
    return {
        "cells": len(cells),
        "own_mean": (share * own[:, 0]).sum(),
        "competitor_mean": (share * other[:, 0]).sum(),
        "value": (share * (own[:, 0] - other[:, 0])).sum(),
        "se": np.sqrt(variance),
        "df": np.floor(variance**2 / spent),
    }


def test_gaps_equal_the_formula_written_out(compiled, scratch):
    halls = network()
    found = {
        row["unit_id"]: row for row in estimate(scratch, compiled, halls).iter_rows(named=True)
    }
    assert set(found) == {"C330100", "P330000", "G"}, "Ningbo has no cell on both sides"
    for unit, mine in (
        ("C330100", [hall for hall in halls if hall.city == "330100"]),
        ("P330000", halls),
        ("G", halls),
    ):
        expected = written_out(mine)
        for name, value in expected.items():
            assert found[unit][name] == pytest.approx(value, abs=1e-9), (unit, name)
        low, high = stats.t.interval(0.95, expected["df"], expected["value"], expected["se"])
        assert found[unit]["ci_low"] == pytest.approx(low, abs=1e-6)
        assert found[unit]["ci_high"] == pytest.approx(high, abs=1e-6)
        assert found[unit]["is_sufficient"]
    assert found["C330100"]["operator_codes"] == "JIA,YI"
    assert found["C330100"]["footfall_coverage_rate"] == pytest.approx(10_000 / 20_000)


def test_few_answers_give_no_verdict_and_fewer_no_figure(compiled, scratch):
    cell = ("tier2", "commercial")
    many, some, few = np.arange(1, 41) % 10 + 1, np.arange(20) % 10 + 1, np.array([5, 6, 7])
    halls = [
        Hall("330100", "OWN", cell, 5000, many),
        Hall("330100", "JIA", cell, None, some),
        Hall("440100", "OWN", cell, 5000, many),
        Hall("440100", "JIA", cell, None, few),
    ]
    found = {
        row["unit_id"]: row for row in estimate(scratch, compiled, halls).iter_rows(named=True)
    }
    assert found["C330100"]["value"] is not None and not found["C330100"]["is_sufficient"]
    assert found["C440100"]["value"] is None and not found["C440100"]["is_shown"]


def test_intervals_cover_the_gap_over_the_common_cells(compiled, scratch):
    """Each draw is a city of its own: 12 + 8 own halls, 5 + 4 competitors' halls, some without data."""
    rng = np.random.default_rng(20261121)
    points = np.arange(1, 11)
    cuts = np.concatenate(([-np.inf], points[:-1] + 0.5, [np.inf]))
    halls, truth = [], {}
    for draw in range(400):
        city, gaps, weights = f"{100000 + draw}", [], []
        for cell, own, others in (
            (("tier2", "commercial"), 12, 5),
            (("tier3", "residential"), 8, 4),
        ):
            means = {}
            for operator, count, level in (("OWN", own, 7.6), ("JIA", others, 7.2)):
                footfall = (
                    np.round(rng.lognormal(8.5, 0.4, count))
                    if operator == "OWN"
                    else np.ones(count)
                )
                centre = rng.normal(level, 0.5, count)
                shares = np.diff(stats.norm.cdf((cuts - centre[:, None]) / 1.7), axis=1)
                expected = 100 * (shares @ points - 1) / 9
                means[operator] = (footfall * expected).sum() / footfall.sum()
                missing = set(rng.choice(count, count // 4, replace=False).tolist())
                for number in range(count):
                    size = 0 if number in missing else int(rng.integers(15, 50))
                    halls.append(
                        Hall(city, operator, cell, footfall[number] if operator == "OWN" else None,
                             rng.choice(points, size, p=shares[number]))
                    )  # fmt: skip
                if operator == "OWN":
                    weights.append(footfall.sum())
            gaps.append(means["OWN"] - means["JIA"])
        truth[f"C{city}"] = float(np.average(gaps, weights=weights))
    found = estimate(scratch, compiled, halls).filter(pl.col("unit_id").is_in(list(truth)))
    assert found.height == 400
    covered = [
        row["ci_low"] <= truth[row["unit_id"]] <= row["ci_high"]
        for row in found.iter_rows(named=True)
    ]
    assert 0.92 <= np.mean(covered) <= 0.98
    # negative control: all answers of a side as if they came from no halls at all
    pooled = []
    for row in found.iter_rows(named=True):
        here = [hall for hall in halls if f"C{hall.city}" == row["unit_id"]]
        sides = [
            np.concatenate([h.answers for h in here if (h.operator == "OWN") == is_own]) * 100 / 9
            for is_own in (True, False)
        ]
        se = np.sqrt(sum(side.var(ddof=1) / len(side) for side in sides))
        pooled.append(abs(row["value"] - truth[row["unit_id"]]) <= 1.96 * se)
    assert np.mean(pooled) < 0.92
