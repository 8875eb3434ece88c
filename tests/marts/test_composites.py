"""Importance weights and the weighted overall equal a computation from the raw answers (M6)."""

from __future__ import annotations

import numpy as np
import pytest

pytestmark = pytest.mark.warehouse

ELEMENTS = [
    "proactiveness", "customer_orientation", "attitude", "staff_appearance", "staff_competence",
    "service_display", "service_process", "on_site_management", "environment", "facilities",
    "efficiency", "problem_solving",
]  # fmt: skip


@pytest.fixture(scope="module")
def answers(marts):
    """Raw ratings of our own halls' respondents with their province and year."""
    return marts.sql(
        """
        select responses.*, coalesce(units.province_id, 'G') as province_id,
            year(interview_date) as year_no
        from intermediate.int_survey_responses_placed as responses
        inner join marts.dim_units as units using (unit_id)
        where units.operator_type = 'own' and instrument in ('perception', 'expectation')
        """
    ).pl()


def shares(answers, marts) -> dict[str, np.ndarray]:
    """Importance shares by province: its own mean raw importance, or everybody's."""
    asked = answers.filter(answers["instrument"] == "expectation")
    columns = [f"{name}_importance" for name in ELEMENTS]
    found = {}
    for province in {*answers["province_id"], "G"}:
        own = asked if province == "G" else asked.filter(asked["province_id"] == province)
        if min((own[c].count() for c in columns), default=0) < 300:
            own = asked
        means = np.array([own[column].mean() for column in columns])
        found[province] = means / means.sum()
    return found


def test_shares_are_mean_raw_importance_over_its_sum(answers, marts):
    expected = shares(answers, marts)
    rows = marts.execute(
        "select province_id, element_id, importance_share, inherited_from_unit_id"
        " from intermediate.int_importance_weights where board_set = 'hall' and year_no = 2026"
    ).fetchall()
    assert len(rows) == 12 * len({province for province, *_ in rows})
    for province, element, share, inherited in rows:
        assert share == pytest.approx(expected[province][ELEMENTS.index(element)], abs=1e-9)
        assert (inherited == "G") == (province != "G"), "tiny provinces have fewer than 300 answers"


def test_the_weighted_overall_is_each_respondents_weighted_mean(answers, marts):
    weights = shares(answers, marts)
    rows = marts.execute(
        "select instrument, sum(answer_count), sum(k_sum), sum(k_sumsq)"
        " from intermediate.int_survey_composites where element_set = 'hall' group by instrument"
    ).fetchall()
    found = {instrument: [int(v) for v in sums] for instrument, *sums in rows}
    assert set(found) == {"perception", "expectation"}
    for instrument, sums in found.items():
        own = answers.filter(answers["instrument"] == instrument)
        ratings = own.select(ELEMENTS).to_numpy().astype(float)
        span = (own["scale_max"] - own["scale_min"]).to_numpy()[:, None]
        k = np.rint((ratings - own["scale_min"].to_numpy()[:, None]) * 2520 / span)
        own_weights = np.array([weights[province] for province in own["province_id"]])
        answered = np.where(np.isnan(k), 0, own_weights).sum(axis=1)
        counted = answered >= 0.5
        composite = np.nansum(own_weights * k, axis=1)[counted] / answered[counted]
        assert sums[0] == counted.sum()
        # halves may round to either side of the float
        assert sums[1] == pytest.approx(np.rint(composite).sum(), abs=2)
        assert sums[2] == pytest.approx((np.rint(composite) ** 2).sum(), rel=1e-7)


def test_the_satisfaction_mart_carries_the_weighted_overall(marts):
    rows = marts.execute(
        """
        with elements as (
            select unit_id, period_id, instrument, min(mean) as low, max(mean) as high
            from marts.mart_satisfaction_by_unit_period
            where element_set = 'hall' and element_id <> 'weighted_overall' and measure = 'level'
            group by all
        )
        select mean between low and high
        from marts.mart_satisfaction_by_unit_period
        inner join elements using (unit_id, period_id, instrument)
        where element_id = 'weighted_overall' and is_shown
        """
    ).fetchall()
    assert len(rows) > 50
    assert all(inside for (inside,) in rows)


def test_expectations_cover_the_footfall_of_the_window_they_were_gathered_in(marts):
    """The wave asked in nearly every hall; in whatever period it holds, that share is the same."""
    rows = marts.execute(
        """
        select unit_id, element_id, min(footfall_coverage_rate), max(footfall_coverage_rate),
            max(halls_with_data / halls_in_scope)
        from marts.mart_satisfaction_by_unit_period
        where instrument = 'expectation' and measure = 'level' and unit_id like 'P%'
        group by unit_id, element_id
        """
    ).fetchall()
    assert rows
    for _, _, low, high, share in rows:
        assert low == high <= 1
        assert low > 0.7 * min(share, 1)
