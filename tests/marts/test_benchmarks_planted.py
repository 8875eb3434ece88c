"""What the sample plants among competitors comes out; leagues are whole and show nothing hidden."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.warehouse


def test_the_element_at_which_a_competitor_is_better_is_found(marts, truth):
    """All year, in its city, beyond chance, and lower than our own halls' typical gap to them."""
    planted = truth["planted"]["competitive_deficit"]
    gaps = {
        element: (value, high)
        for element, value, high in marts.execute(
            "select element_id, value, ci_high from marts.mart_competitors_by_unit_period"
            " where unit_id = ? and period_id = '2026' and side = 'perception'"
            " and element_set = 'hall'",
            ["C" + planted["city_code"]],
        ).fetchall()
    }
    value, high = gaps.pop(planted["element"])
    others = sorted(value for value, _ in gaps.values())
    assert high < 0
    # the ten-point scale ends above: a shift of ten points is not answered in full
    assert planted["points"] - 4 < value - others[len(others) // 2] < planted["points"] + 6


def test_every_initiative_in_the_register_is_shown_once(marts, truth):
    (count,) = marts.execute("select count(*) from marts.mart_competitor_initiatives").fetchone()
    assert count == truth["rows"]["competitor_initiative"]


def test_every_league_has_the_ranks_one_to_n(marts):
    leagues = marts.execute(
        """
        select list_sort(list(rank)), any_value(ranked_units), bool_and(rank_ci_low <= rank_ci_high),
            max(rank_ci_high)
        from marts.mart_benchmarks_by_unit_period as benchmarks
        inner join marts.dim_units using (unit_id)
        where is_ranked
        group by benchmarks.parent_unit_id, unit_type, period_id, metric_code
        """
    ).fetchall()
    assert leagues
    for ranks, units, in_order, last in leagues:
        assert ranks == list(range(1, units + 1)) and in_order and last <= units


def test_somebody_in_every_league_ties_with_the_best(marts):
    (alone,) = marts.execute(
        """
        select count(*) from (
            select bool_or(is_tie_with_best) as has_best
            from marts.mart_benchmarks_by_unit_period as benchmarks
            inner join marts.dim_units using (unit_id)
            where is_ranked
            group by benchmarks.parent_unit_id, unit_type, period_id, metric_code
        ) where not has_best
        """
    ).fetchone()
    assert alone == 0


def test_what_is_hidden_or_open_has_no_benchmark(marts):
    (shown,) = marts.execute(
        """
        select count(*)
        from marts.mart_benchmarks_by_unit_period
        inner join marts.mart_metrics_by_unit_period as metrics using (unit_id, period_id, metric_code)
        where metrics.state in ('suppressed', 'no_data') or metrics.is_partial
            or metrics.inherited_from_unit_id is not null
        """
    ).fetchone()
    (all_rows,) = marts.execute(
        "select count(*) from marts.mart_benchmarks_by_unit_period"
    ).fetchone()
    assert (shown, all_rows > 0) == (0, True)


def test_every_firm_figure_of_a_closed_period_stands_in_the_mart(marts):
    (missing,) = marts.execute(
        """
        select count(*)
        from marts.mart_metrics_by_unit_period as metrics
        inner join marts.dim_units using (unit_id)
        inner join marts.dim_periods using (period_id)
        left join marts.mart_benchmarks_by_unit_period as benchmarks
            using (unit_id, period_id, metric_code)
        where metrics.state = 'ok' and metrics.inherited_from_unit_id is null and is_closed
            and unit_type in ('province', 'city') and period_type <> 'month'
            and benchmarks.unit_id is null
        """
    ).fetchone()
    assert missing == 0
