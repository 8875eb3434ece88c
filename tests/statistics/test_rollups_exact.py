"""Every additive mart against figures formed from raw rows alone: units and periods add up exactly.

Raw rows that count today are placed by the codes they carry and by their local date, for the group,
its provinces and cities and for all types of period at once; no model of the build takes part. Two
things enter ready-made because they are tested against raw themselves: mystery shopping visits come
as their scores (tests/marts/test_mystery_scores.py), and composites (`weighted_overall`, the traits)
are left to their own tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest
import yaml

from tests.statistics.raw_rollups import EXPECTATIONS, OWN, answers, in_both, in_periods, in_units
from warehouse.connection import connect
from warehouse.current_rows import current_rows

pytestmark = pytest.mark.warehouse

MARTS = Path(__file__).parents[2] / "dbt_project" / "models" / "marts"
TOLERANCE = 1e-9
SHOWN_N = 5
INSTRUMENT_OF_METRIC = {
    "satisfaction": "perception",
    "in_network_satisfaction": "in_network",
    "new_install_satisfaction": "new_install",
    "repair_satisfaction": "repair",
}


def satisfaction(con: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    expected = f"""
        with answers as materialized ({answers(con)}),
        dated as (
            select * from {in_periods("answers", "interview_date")}
            where instrument <> 'expectation'
            union all by name
            ({EXPECTATIONS})
        )
        select unit_id, period_id, instrument, element_id, measure, count(*) as n,
            avg(score) as value
        from {in_units("dated")}
        -- neither weights nor the items of themes are read by month
        where not regexp_matches(period_id, '^\\d{{4}}-\\d\\d$') or (
            measure = 'level'
            and element_id not in (
                select element_id from seeds.elements where element_set = 'theme'
            )
        )
        group by all having count(*) >= {SHOWN_N}"""
    found = """
        select unit_id, period_id, instrument, element_id, measure, n, mean_proportional as value
        from marts.mart_satisfaction_by_unit_period
        where is_shown and element_id <> 'weighted_overall' and element_set <> 'trait'"""
    return found, expected


def mystery(con: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    expected = f"""
        with visits as (
            select visit_id, visit_date, unit_id
            from {in_units(f"({current_rows('mystery_visit')})")} where {OWN}
        ),
        scores as (
            select visit_id, score_level, score_code, 'after_veto' as score_version,
                score_after_veto_e4 as score_e4
            from marts.fct_mystery_visit_scores
            union all
            select visit_id, score_level, score_code, 'before_veto', score_before_veto_e4
            from marts.fct_mystery_visit_scores where score_level = 'visit'
        )
        select windows.unit_id, period_id, windows.window_months, score_level, score_code,
            score_version, count(*) as n, sum(score_e4) / count(*) / 1e4 as value
        from (
            select distinct
                unit_id, period_id, window_months, end_date, score_level, score_version
            from marts.mart_mystery_scores_by_unit_period inner join marts.dim_periods using (period_id)
        ) as windows
        inner join visits on windows.unit_id = visits.unit_id and visit_date <= end_date
            and visit_date
                >= date_trunc('month', end_date) - to_months((window_months - 1)::integer)
        inner join scores using (visit_id, score_level, score_version)
        group by all having count(*) >= {SHOWN_N}"""
    found = """
        select unit_id, period_id, window_months, score_level, score_code, score_version,
            visit_count as n, mean_proportional as value
        from marts.mart_mystery_scores_by_unit_period
        where is_shown and operator_type = 'own'"""
    return found, expected


def metrics(con: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    names = ", ".join(f"('{code}', '{name}')" for code, name in INSTRUMENT_OF_METRIC.items())
    satisfied, visited = satisfaction(con)[1], mystery(con)[1]
    expected = f"""
        with shown as (
            select unit_id, period_id, metric_code, inherited_from_unit_id
            from marts.mart_metrics_by_unit_period where value_proportional is not null
        ),
        figures as (
            select unit_id, period_id, metric_code, n, value
            from ({satisfied}) inner join (values {names}) as named (metric_code, instrument)
                using (instrument)
            where element_id = 'overall' and measure = 'level'
            union all
            select visited.unit_id, period_id, 'mystery_score', n, value
            from ({visited}) as visited inner join marts.dim_periods using (period_id)
            where score_level = 'visit' and score_version = 'after_veto'
                and window_months = datediff('month', start_date, end_date) + 1
        )
        select shown.unit_id, shown.period_id, shown.metric_code, figures.n, figures.value
        from shown inner join figures
            on coalesce(inherited_from_unit_id, shown.unit_id) = figures.unit_id
                and shown.period_id = figures.period_id
                and shown.metric_code = figures.metric_code"""
    found = """
        select unit_id, period_id, metric_code, n, value_proportional as value
        from marts.mart_metrics_by_unit_period where value_proportional is not null"""
    return found, expected


def loyalty(con: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    expected = f"""
        with placed as (
            select * from {in_both("satisfaction_survey", "interview_date", OWN)}
        )
        select unit_id, period_id, instrument, 'nps' as metric_code, count(recommend_score) as n,
            100.0 * (count(*) filter (recommend_score >= 9)
                - count(*) filter (recommend_score <= 6)) / count(recommend_score) as value
        from placed group by all having count(recommend_score) >= {SHOWN_N}
        union all
        select unit_id, period_id, instrument, 'top_box', count(overall_satisfaction),
            count(*) filter (
                100 * (overall_satisfaction - scale_min) / (scale_max - scale_min) >= 85
            ) / count(overall_satisfaction)
        from placed group by all having count(overall_satisfaction) >= {SHOWN_N}"""
    found = """
        select unit_id, period_id, instrument, metric_code, n, value
        from marts.mart_loyalty_by_unit_period where is_shown"""
    return found, expected


# the sample's operator lives in China: one zone, no summer time
LOCAL_DAY = "(received_at + interval 8 hours)::date"


def complaints(con: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    expected = f"""
        with placed as (
            select *, unnest(['all', coalesce(complaint_kind, 'unknown')]) as kind
            from {in_both("complaint_log", LOCAL_DAY)}
        )
        select unit_id, period_id, kind as complaint_kind, count(*) as n,
            case when count(is_sla_met) >= {SHOWN_N}
                then count(*) filter (is_sla_met) / count(is_sla_met) end as value
        from placed group by all"""
    found = """
        select unit_id, period_id, complaint_kind, ticket_count as n, sla_rate as value
        from marts.mart_complaints_by_unit_period where ticket_count > 0"""
    return found, expected


def complaint_shares(con: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    dimensions = {
        "kind": "complaint_kind", "root_cause": "root_cause", "department": "department_code",
        "channel": "channel", "class": "complaint_class",
    }  # fmt: skip
    codes = ", ".join(
        f"{{dimension: '{name}', code: coalesce({column}, 'unknown')}}"
        for name, column in dimensions.items()
    )
    expected = f"""
        with placed as (
            select unit_id, period_id, unnest([{codes}], recursive := true)
            from {in_both("complaint_log", LOCAL_DAY)}
        )
        select *, n / sum(n) over (partition by unit_id, period_id, dimension) as value
        from (
            select unit_id, period_id, dimension, code, count(*) as n from placed group by all
        )"""
    found = """
        select unit_id, period_id, dimension, code, ticket_count as n, share_rate as value
        from marts.mart_complaint_pareto_by_unit_period"""
    return found, expected


def service_levels(con: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    expected = f"""
        with placed as (
            select * from {in_both("service_measurement", "month", "case_count > 0")}
        )
        select unit_id, period_id, measure_code, sum(case_count) as n,
            sum(measured_value * case_count) / sum(case_count) as value
        from placed group by all"""
    found = """
        select unit_id, period_id, measure_code, case_count as n, measured_mean as value
        from marts.mart_service_levels_by_unit_period"""
    return found, expected


CHECKS: dict[str, Callable[[duckdb.DuckDBPyConnection], tuple[str, str]]] = {
    "mart_satisfaction_by_unit_period": satisfaction,
    "mart_mystery_scores_by_unit_period": mystery,
    "mart_metrics_by_unit_period": metrics,
    "mart_loyalty_by_unit_period": loyalty,
    "mart_complaints_by_unit_period": complaints,
    "mart_complaint_pareto_by_unit_period": complaint_shares,
    "mart_service_levels_by_unit_period": service_levels,
}


@pytest.fixture(scope="module")
def con(tiny_warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = connect(tiny_warehouse.settings.warehouse, read_only=True)
    yield connection
    connection.close()


@pytest.mark.parametrize("mart", CHECKS)
def test_figures_of_group_provinces_and_cities_are_those_of_the_raw_rows(con, mart):
    compared = compare(con, *CHECKS[mart](con))
    assert compared.height > 0
    wrong = compared.filter(
        (pl.col("n") != pl.col("n_expected")).fill_null(True)
        | ((pl.col("value") - pl.col("value_expected")).abs() > TOLERANCE)
        | (pl.col("value").is_null() != pl.col("value_expected").is_null())
    )
    assert wrong.is_empty(), f"{wrong.height} of {compared.height}: {wrong.head(5).to_dicts()}"
    for unit_type in ("G", "P", "C"):
        assert compared["unit_id"].str.starts_with(unit_type).any()


def compare(con: duckdb.DuckDBPyConnection, found: str, expected: str) -> pl.DataFrame:
    """Every figure of the mart, and of the raw rows, beside the other; missing ones are null.

    Cities that the register does not know have no row of their own; their provinces count them.
    """
    of_units = (
        "select figures.* from ({}) as figures inner join marts.dim_units as units"
        " using (unit_id) where unit_type in ('group', 'province', 'city')"
        " and operator_type = 'own'"
    )
    left, right = con.sql(of_units.format(found)).pl(), con.sql(of_units.format(expected)).pl()
    keys = [name for name in left.columns if name not in ("n", "value")]
    return left.join(right, on=keys, how="full", coalesce=True, suffix="_expected")


def test_every_mart_with_a_proportional_figure_is_compared():
    proportional = {
        model["name"]
        for path in MARTS.rglob("*.yml")
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
        if any("proportional" in column["name"] for column in model["columns"])
    }
    assert proportional, "no mart has a proportional figure: the rule below would hold of nothing"
    assert proportional <= CHECKS.keys(), "add a computation from raw rows to CHECKS"
