"""A simulated network of halls, and the way of its answers through the compiled survey models.

Every draw is a province of its own, so that one run of the models estimates all draws at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import polars as pl
from scipy import stats

MODELS = (
    ("intermediate", "int_unit_ancestors"),
    ("intermediate", "int_period_months"),
    ("intermediate", "int_unit_scopes_by_period"),
    ("intermediate", "int_survey_clusters_summed"),
    ("intermediate", "int_satisfaction_terms"),
    ("intermediate", "int_satisfaction_sums_rolled_up"),
    ("intermediate", "int_expectation_footfalls"),
    ("marts", "mart_satisfaction_by_unit_period"),
)
SCALE_MIN, SCALE_MAX = 1, 10
POINTS = np.arange(SCALE_MIN, SCALE_MAX + 1)
MONTH = date(2026, 10, 1)
# unit_id, unit_type, province_id, city_id
Unit = tuple[str, str, str | None, str | None]
ITEM_COLUMNS = ["unit_id", "month_start_date", "answer_count", "k_sum", "k_sumsq"]
HALL_COLUMNS = ["unit_id", "month_start_date", "footfall"]


@dataclass(frozen=True)
class Network:
    """One row per draw × hall: footfall, and the scores answered there (none: hall without data)."""

    footfall: np.ndarray  # draws × halls
    answers: list[list[np.ndarray]]  # draws × halls, raw answers on 1-10
    truth: np.ndarray  # per draw: footfall-weighted mean of the halls' own means, 0-100


def simulate(
    rng: np.random.Generator,
    *,
    draws: int,
    halls: int,
    with_data: int,
    answers: tuple[int, int],
    intraclass: float,
) -> Network:
    """Clustered answers of `with_data` of the `halls` in every draw."""
    footfall, shares, expected = simulate_halls(rng, (draws, halls), intraclass)
    truth = (footfall * expected).sum(axis=1) / footfall.sum(axis=1)
    rows = []
    for draw in range(draws):
        chosen = set(rng.choice(halls, with_data, replace=False).tolist())
        rows.append(
            [
                rng.choice(POINTS, rng.integers(answers[0], answers[1] + 1), p=shares[draw, hall])
                if hall in chosen
                else np.array([], dtype=int)
                for hall in range(halls)
            ]
        )
    return Network(footfall, rows, truth)


def simulate_halls(
    rng: np.random.Generator, shape: tuple[int, ...], intraclass: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Footfall, shares of the ten answers (one axis more) and expected score 0-100 of halls.

    Hall means vary, answers within a hall are rounded to the ten-point scale. The expectation is
    that of the rounded answers, so that the truth carries no sampling error of its own.
    """
    spread = 1.8
    between, within = spread * np.sqrt(intraclass), spread * np.sqrt(1 - intraclass)
    hall_means = rng.normal(7.4, between, shape)
    footfall = np.round(rng.lognormal(8.5, 0.5, shape))
    cuts = np.concatenate(([-np.inf], POINTS[:-1] + 0.5, [np.inf]))
    shares = np.diff(stats.norm.cdf((cuts - hall_means[..., None]) / within), axis=-1)
    expected = 100 * (shares @ POINTS - SCALE_MIN) / (SCALE_MAX - SCALE_MIN)
    return footfall, shares, expected


def estimate(
    con: duckdb.DuckDBPyConnection, compiled: dict[str, str], network: Network
) -> pl.DataFrame:
    """Provinces' rows of mart_satisfaction_by_unit_period, one per draw in order."""
    units: list[Unit] = [("G", "group", None, None)]
    items, halls = [], []
    for draw, answers_by_hall in enumerate(network.answers):
        province, city = f"P{draw:06d}", f"C{draw:06d}"
        units += [(province, "province", province, None), (city, "city", province, city)]
        for number, answers in enumerate(answers_by_hall):
            hall = f"H{draw:06d}{number:04d}@00000000"
            units.append((hall, "hall", province, city))
            halls.append((hall, MONTH, int(network.footfall[draw, number])))
            if len(answers):
                k = scores_k(answers)
                items.append((hall, MONTH, len(k), int(k.sum()), int((k * k).sum())))
    fill(
        con,
        units,
        pl.DataFrame(items, schema=ITEM_COLUMNS, orient="row"),
        pl.DataFrame(halls, schema=HALL_COLUMNS, orient="row"),
    )
    run_models(con, compiled)
    return con.sql(
        "select * from marts.mart_satisfaction_by_unit_period"
        " where unit_id like 'P%' order by unit_id"
    ).pl()


def scores_k(answers: np.ndarray) -> np.ndarray:
    """Whole-number scores k of raw answers (M3)."""
    return (answers - SCALE_MIN) * 2520 // (SCALE_MAX - SCALE_MIN)


def run_models(con: duckdb.DuckDBPyConnection, compiled: dict[str, str]) -> None:
    """The survey models, one after the other, on what `fill` wrote."""
    for schema, name in MODELS:
        con.execute(f"create table {schema}.{name} as {compiled[name]}")


def fill(
    con: duckdb.DuckDBPyConnection, units: list[Unit], items: pl.DataFrame, halls: pl.DataFrame
) -> None:
    """The tables the survey models start from; the periods are the months of `halls`.

    `items` has ITEM_COLUMNS (answers that exist), `halls` HALL_COLUMNS (halls in scope); a month is
    its first day.
    """
    described = pl.DataFrame(
        units, schema=["unit_id", "unit_type", "province_id", "city_id"], orient="row"
    )
    for name, frame in {"units": described, "items": items, "halls": halls}.items():
        con.register(name, frame.to_arrow())
    con.execute(
        """
        create table marts.dim_units as
        select units.*, null::varchar as county_id, null::varchar as branch_id,
            'own' as operator_type, false as is_unallocated, 0 as level_no
        from units;
        create table marts.dim_periods as
        select distinct strftime(month_start_date, '%Y-%m') as period_id, 'month' as period_type,
            false as is_partial, month_start_date as start_date,
            last_day(month_start_date) as end_date
        from halls;
        create table marts.fct_survey_items as
        select *, 'overall' as element_id, 'overall' as element_set, 'perception' as instrument,
            'level' as measure
        from items;
        create table intermediate.int_halls_open_by_period as
        select unit_id, strftime(month_start_date, '%Y-%m') as period_id, 'month' as period_type,
            'own' as operator_type, footfall
        from halls;
        create table intermediate.int_survey_composites as
        select * from marts.fct_survey_items limit 0;
        create table marts.fct_hall_footfall_monthly
        (unit_id varchar, month_start_date date, footfall bigint);
        create table intermediate.int_expectation_windows_set
        (anchor_unit_id varchar, period_id varchar, span_id varchar, last_interview_date date,
            first_month_start_date date, last_month_start_date date);
        """
    )
