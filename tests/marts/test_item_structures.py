"""What items share, from additive cross products, equals a computation from the raw answers."""

from __future__ import annotations

import numpy as np
import pytest

pytestmark = pytest.mark.warehouse

HALL = [
    "proactiveness", "customer_orientation", "attitude", "staff_appearance", "staff_competence",
    "service_display", "service_process", "on_site_management", "environment", "facilities",
    "efficiency", "problem_solving",
]  # fmt: skip
NETWORK = ["network_coverage", "network_speed", "network_stability", "network_dead_spots"]


def complete(marts, instrument: str, columns: list[str], where: str = "true") -> np.ndarray:
    """Scores k of own respondents who answered every column, respondents × columns."""
    known = " and ".join(f"{column}_k is not null" for column in columns)
    rows = marts.execute(
        f"""
        select {", ".join(f"{column}_k" for column in columns)}
        from intermediate.int_survey_responses_placed as responses
        inner join marts.dim_units as units using (unit_id)
        where units.operator_type = 'own' and instrument = ? and {known} and {where}
        """,
        [instrument],
    ).fetchall()
    return np.array(rows, dtype=float)


def by_singular_values(values: np.ndarray) -> np.ndarray:
    """Johnson's (2000) weights by the nearest orthogonal variables; the judgement comes first."""
    scaled = (values - values.mean(axis=0)) / values.std(axis=0)
    left, _, right = np.linalg.svd(scaled[:, 1:], full_matrices=False)
    nearest = left @ right * np.sqrt(len(values))
    loadings = nearest.T @ scaled[:, 1:] / len(values)
    return (loadings.T**2) @ (nearest.T @ scaled[:, 0] / len(values)) ** 2


@pytest.mark.parametrize(
    ("unit", "where"), [("G", "true"), ("P330000", "units.province_id = 'P330000'")]
)
@pytest.mark.parametrize(
    ("instrument", "judgement", "items"),
    [("perception", "overall_satisfaction", HALL), ("in_network", "theme_network", NETWORK)],
)
def test_derived_importance_is_that_of_the_respondents(
    marts, unit, where, instrument, judgement, items
):
    values = complete(
        marts, instrument, [judgement, *items], f"{where} and year(interview_date) = 2026"
    )
    weights = by_singular_values(values)
    rows = marts.execute(
        "select element_id, n, r2, share from intermediate.int_importances_derived_estimated"
        " where unit_id = ? and period_id = '2026'",
        [unit],
    ).fetchall()
    found = {element: figures for element, *figures in rows}
    for item, weight in zip(items, weights, strict=True):
        n, r2, share = found[item]
        assert n == len(values)
        assert r2 == pytest.approx(weights.sum(), abs=1e-9)
        assert share == pytest.approx(weight / weights.sum(), abs=1e-9)


def test_a_bimonth_adds_its_months_and_thin_units_inherit(marts):
    rows = marts.execute(
        """
        select derived_importance_n, derived_importance_inherited_from, unit_id,
            sum(derived_importance_share) over (partition by unit_id, period_id, board_set) as total
        from marts.mart_importance_performance_by_unit_period
        where period_id like '%B%'
        """
    ).fetchall()
    assert {inherited for _, inherited, unit, _ in rows if unit.startswith("C")} >= {"G"}
    assert all(n >= 300 for n, *_ in rows if n is not None)
    assert {round(total, 9) for *_, total in rows if total is not None} == {1.0}


@pytest.mark.parametrize(
    ("instrument", "block", "judgement", "items"),
    [
        ("perception", "hall", "overall_satisfaction", HALL),
        ("in_network", "network", "theme_network", NETWORK),
    ],
)
def test_alpha_of_every_wave_is_that_of_its_respondents(marts, instrument, block, judgement, items):
    rows = marts.execute(
        "select wave, answer_count, alpha, omega from marts.mart_instrument_quality"
        " where unit_id = 'G' and instrument = ? and block_code = ?",
        [instrument, block],
    ).fetchall()
    assert len(rows) >= 4
    for wave, n, alpha, omega in rows:
        values = complete(marts, instrument, [judgement, *items], f"wave = '{wave}'")[:, 1:]
        assert n == len(values)
        k = len(items)
        total = values.sum(axis=1).var(ddof=1)
        expected = k / (k - 1) * (1 - values.var(axis=0, ddof=1).sum() / total)
        assert alpha == pytest.approx(expected, abs=1e-9)
        assert alpha - 0.01 < omega < 1


def test_fields_are_decided_by_intervals_alone(marts):
    rows = marts.execute(
        """
        select quadrant, importance_ci_low, importance_ci_high, importance_cut,
            performance_ci_low, performance_ci_high, performance_cut
        from marts.mart_importance_performance_by_unit_period
        where quadrant not in ('partial', 'insufficient')
        """
    ).fetchall()
    found = set()
    for field, x_low, x_high, x_cut, y_low, y_high, y_cut in rows:
        crosses = x_low <= x_cut <= x_high or y_low <= y_cut <= y_high
        assert (field == "undetermined") == crosses
        if not crosses:
            important, good = x_low > x_cut, y_low > y_cut
            assert (
                field
                == {
                    (True, False): "concentrate_here",
                    (True, True): "keep_up",
                    (False, False): "low_priority",
                    (False, True): "possible_overkill",
                }[(important, good)]
            )
        found.add(field)
    assert {"concentrate_here", "undetermined"} <= found
