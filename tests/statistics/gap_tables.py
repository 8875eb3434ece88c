"""A simulated network as the tables that the gap models start from, and their run."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np
import polars as pl

from tests.statistics.gap_network import (
    CITIES,
    ELEMENTS,
    HALLS,
    PROMISE,
    PROVINCES,
    STANDARD,
    Answers,
    Network,
)

FIRST_YEAR = 1700
ITEMS = (*ELEMENTS, "weighted_overall")
MODELS = (
    "int_unit_ancestors",
    "int_unit_scopes_by_period",
    "int_expectation_footfalls",
    "int_survey_clusters_summed",
    "int_satisfaction_terms",
    "int_satisfaction_sums_rolled_up",
    "mart_satisfaction_by_unit_period",
    "int_mystery_score_codes",
    "int_mystery_scores_windowed",
    "int_mystery_hall_scores",
    "int_mystery_hall_clusters",
    "int_mystery_hall_estimates",
    "int_mystery_unit_sums",
    "int_mystery_unit_estimates",
    "mart_mystery_scores_by_unit_period",
    "int_standard_levels_in_force",
    "int_promise_levels_in_force",
    "int_gap_sides_measured",
    "int_gap_sides_documented",
    "int_gap_sides_told",
    "int_gap_sides",
    "int_gap_side_sources",
    "int_gap_covariances",
    "int_gap_pairs_rolled_up",
    "int_gaps_matched",
    "int_gaps_competitive",
    "int_gaps_compared",
)
STARTING_TABLES = """
    create table marts.dim_units as
    select *, null::varchar as county_id, null::varchar as branch_id, 'own' as operator_type,
        false as is_unallocated
    from units;
    create table marts.dim_periods as
    select distinct period_id, 'bimonth' as period_type, false as is_partial,
        month_start_date as start_date, last_day(month_start_date) as end_date
    from halls;
    create table intermediate.int_period_months as
    select period_id, period_type, false as is_partial, start_date, end_date, start_date as month_start_date
    from marts.dim_periods;
    create table intermediate.int_build_dates as select date '2026-11-20' as as_of_date;
    create table marts.dim_elements as
    select distinct element_id, 'hall' as element_set from answers;
    create table marts.fct_survey_items as
    select unit_id, element_id, 'hall' as element_set, instrument, 'level' as measure,
        month_start_date, n as answer_count, k_sum, k_sumsq
    from answers where element_id <> 'weighted_overall';
    create table intermediate.int_survey_composites as
    select unit_id, element_id, 'hall' as element_set, instrument, 'level' as measure,
        month_start_date, n as answer_count, k_sum, k_sumsq
    from answers where element_id = 'weighted_overall';
    create table intermediate.int_survey_pairs_summed as
    select unit_id, element_id, 'hall' as element_set, 'perception' as instrument, month_start_date,
        n as pair_count, k_sum as d_sum, k_sumsq as d_sumsq
    from pairs;
    create table intermediate.int_halls_open_by_period as
    select unit_id, period_id, 'bimonth' as period_type, 'own' as operator_type, footfall from halls;
    create table intermediate.int_halls_described_by_period as
    select unit_id, period_id, 'bimonth' as period_type, 'own' as operator_type, footfall,
        province_id, tier, 'residential' as area_type, 'neutral' as pressure
    from halls;
    create table marts.fct_hall_footfall_monthly as
    select unit_id, month_start_date, footfall_expectation as footfall from halls;
    create table intermediate.int_expectation_windows_set as
    select distinct province_id as anchor_unit_id, period_id,
        concat(province_id, ' ', period_id) as span_id, month_start_date as last_interview_date,
        month_start_date as first_month_start_date, month_start_date as last_month_start_date
    from halls;
    create table intermediate.int_mystery_windows as
    select period_id, period_type, window_kind, start_date as month_start_date,
        cast(dense_rank() over (order by period_id, window_kind) as integer) as window_no
    from marts.dim_periods cross join (select unnest(['period', 'rolling']) as window_kind);
    create table marts.fct_mystery_scores as
    select unit_id, 'element' as score_level, element_id as score_code, n as visit_count,
        0 as veto_count, month_start_date, k_sum as score_before_veto_e4_sum,
        k_sumsq as score_before_veto_e4_sumsq, k_sum as score_after_veto_e4_sum,
        k_sumsq as score_after_veto_e4_sumsq
    from visits;
    create table marts.mart_mystery_standard_scores_by_hall_period
    (unit_id varchar, period_id varchar, score_level varchar, score_code varchar,
        standard_score double);
    create table staging.stg_service_standard__levels as
    select element_code, tier, null::varchar as province_code, level as level_customer,
        level as level_inspection, date '1000-01-01' as valid_from_date, null::date as valid_to_date
    from standards cross join (select unnest(['attitude', 'efficiency', 'problem_solving']) as element_code);
    create table staging.stg_service_promise__promises as
    select element_code, null::varchar as province_code, null::varchar as city_code,
        {promise} as level_customer, {promise} as level_inspection,
        date '1000-01-01' as valid_from_date, null::date as valid_to_date
    from (select unnest(['attitude', 'efficiency', 'problem_solving']) as element_code);
    create table intermediate.int_staff_cells_published as select * from cells;
"""

NO_COMPETITORS = """
    create table marts.mart_competitors_by_unit_period
    (unit_id varchar, period_id varchar, side varchar, element_set varchar, element_id varchar,
        own_n bigint, competitor_n bigint, own_mean double, competitor_mean double, value double,
        se double, df double, ci_low double, ci_high double, is_shown boolean,
        is_sufficient boolean);
"""


def run(
    con: duckdb.DuckDBPyConnection,
    compiled: dict[str, str],
    network: Network,
    cells: pl.DataFrame,
    items: tuple[str, ...] = ITEMS,
) -> None:
    """Write the tables and run the models up to int_gaps_compared.

    `cells`: published staff cells as int_staff_cells_published has them. `items`: what customers were
    asked, on the last axis of their answers.
    """
    draws = len(network.footfall)
    halls = hall_frame(network, draws)
    kinds = {"perception": network.perception, "expectation": network.expectation}
    frames = {
        "units": unit_frame(),
        "halls": halls,
        "answers": pl.concat(
            [
                sums_frame(halls, side, items).with_columns(instrument=pl.lit(instrument))
                for instrument, side in kinds.items()
            ]
        ),
        "pairs": sums_frame(halls, network.differences or kinds["perception"], items),
        "visits": sums_frame(
            halls,
            Answers(
                network.inspection.n, network.inspection.e4_sum, network.inspection.e4_sumsq,
                network.inspection.expected,
            ),
            ELEMENTS,
        ),
        "standards": pl.DataFrame({"tier": list(STANDARD), "level": list(STANDARD.values())}),
        "cells": cells,
    }  # fmt: skip
    # customers' overall satisfaction: one more item, said like the first element
    frames["answers"] = pl.concat(
        [
            frames["answers"],
            frames["answers"]
            .filter((pl.col("element_id") == ELEMENTS[0]) & (pl.col("instrument") == "perception"))
            .with_columns(element_id=pl.lit("overall")),
        ]
    )
    if network.differences is None:
        frames["pairs"] = frames["pairs"].clear()
    for name, frame in frames.items():
        con.register(name, frame.to_arrow())
    con.execute(STARTING_TABLES.format(promise=PROMISE) + NO_COMPETITORS)
    for name in MODELS:
        schema = "marts" if name.startswith("mart_") else "intermediate"
        con.execute(f"create table {schema}.{name} as {compiled[name]}")


def months(draws: int) -> list[date]:
    """First day of every draw's period."""
    return [date(FIRST_YEAR + draw // 12, draw % 12 + 1, 1) for draw in range(draws)]


def unit_frame() -> pl.DataFrame:
    """Group, provinces, cities and halls."""
    rows: list[tuple[str, str, str | None, str | None, str | None, int]] = [
        ("G", "group", None, None, None, 0)
    ]
    for province in range(PROVINCES):
        rows.append((f"P{province}", "province", "G", f"P{province}", None, 1))
        for city in range(CITIES):
            city_id = f"C{province}-{city}"
            rows.append((city_id, "city", f"P{province}", f"P{province}", city_id, 2))
            rows += [
                (f"H{province}-{city}-{hall}", "hall", city_id, f"P{province}", city_id, 5)
                for hall in range(HALLS)
            ]
    schema = ["unit_id", "unit_type", "parent_unit_id", "province_id", "city_id", "level_no"]
    return pl.DataFrame(rows, schema=schema, orient="row")


def hall_frame(network: Network, draws: int) -> pl.DataFrame:
    """One row per draw × hall, in the order of the arrays."""
    halls = unit_frame().filter(pl.col("unit_type") == "hall")
    starts = months(draws)
    return pl.DataFrame(
        {
            "unit_id": halls["unit_id"].to_list() * draws,
            "province_id": halls["province_id"].to_list() * draws,
            "tier": np.tile(network.tiers, draws * PROVINCES * CITIES),
            "month_start_date": [start for start in starts for _ in range(halls.height)],
            "period_id": [f"{s:%Y-%m}" for s in starts for _ in range(halls.height)],
            "footfall": network.footfall.astype(np.int64).ravel(),
            "footfall_expectation": network.footfall_expectation.astype(np.int64).ravel(),
        }
    )


def sums_frame(halls: pl.DataFrame, side: Answers, items: tuple[str, ...]) -> pl.DataFrame:
    """Sums of one side per hall with data and item."""
    keys = halls.select("unit_id", "month_start_date").with_columns(n=pl.Series(side.n.ravel()))
    frames = [
        keys.with_columns(
            element_id=pl.lit(item),
            k_sum=pl.Series(side.k_sum[..., number].ravel().astype(np.int64)),
            k_sumsq=pl.Series(side.k_sumsq[..., number].ravel().astype(np.int64)),
        )
        for number, item in enumerate(items)
    ]
    return pl.concat(frames).filter(pl.col("n") > 0)
