"""A simulated network of halls, and the way of its answers through the compiled survey models.

Every draw is a province of its own, so that one run of the models estimates all draws at once.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    ("marts", "mart_satisfaction_by_unit_period"),
)
SCALE_MIN, SCALE_MAX = 1, 10


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
    """Clustered answers: hall means vary, answers within a hall are rounded to the ten-point scale.

    The truth uses each hall's exact expectation of the rounded answers, so that it carries no
    sampling error of its own.
    """
    spread = 1.8
    between, within = spread * np.sqrt(intraclass), spread * np.sqrt(1 - intraclass)
    hall_means = rng.normal(7.4, between, (draws, halls))
    footfall = np.round(rng.lognormal(8.5, 0.5, (draws, halls)))
    points = np.arange(SCALE_MIN, SCALE_MAX + 1)
    cuts = np.concatenate(([-np.inf], points[:-1] + 0.5, [np.inf]))
    shares = np.diff(stats.norm.cdf((cuts - hall_means[..., None]) / within), axis=-1)
    expected = 100 * (shares @ points - SCALE_MIN) / (SCALE_MAX - SCALE_MIN)
    truth = (footfall * expected).sum(axis=1) / footfall.sum(axis=1)
    rows = []
    for draw in range(draws):
        chosen = set(rng.choice(halls, with_data, replace=False).tolist())
        rows.append(
            [
                rng.choice(points, rng.integers(answers[0], answers[1] + 1), p=shares[draw, hall])
                if hall in chosen
                else np.array([], dtype=int)
                for hall in range(halls)
            ]
        )
    return Network(footfall, rows, truth)


def estimate(
    con: duckdb.DuckDBPyConnection, compiled: dict[str, str], network: Network
) -> pl.DataFrame:
    """Provinces' rows of mart_satisfaction_by_unit_period, one per draw in order."""
    units, items, open_halls = [("G", "group", None, None)], [], []
    for draw, halls in enumerate(network.answers):
        province, city = f"P{draw:06d}", f"C{draw:06d}"
        units += [(province, "province", province, None), (city, "city", province, city)]
        for number, answers in enumerate(halls):
            hall = f"H{draw:06d}{number:04d}@00000000"
            units.append((hall, "hall", province, city))
            open_halls.append((hall, int(network.footfall[draw, number])))
            if len(answers):
                k = (answers - SCALE_MIN) * 2520 // (SCALE_MAX - SCALE_MIN)
                items.append((hall, len(k), int(k.sum()), int((k * k).sum())))
    _fill(con, units, items, open_halls)
    for schema, name in MODELS:
        con.execute(f"create table {schema}.{name} as {compiled[name]}")
    return con.sql(
        "select * from marts.mart_satisfaction_by_unit_period"
        " where unit_id like 'P%' and period_id = '2026-10' order by unit_id"
    ).pl()


def _fill(
    con: duckdb.DuckDBPyConnection,
    units: list[tuple[str, str, str | None, str | None]],
    items: list[tuple[str, int, int, int]],
    open_halls: list[tuple[str, int]],
) -> None:
    """The tables the survey models start from."""
    frames = {
        "units": pl.DataFrame(
            units, schema=["unit_id", "unit_type", "province_id", "city_id"], orient="row"
        ),
        "items": pl.DataFrame(
            items, schema=["unit_id", "answer_count", "k_sum", "k_sumsq"], orient="row"
        ),
        "halls": pl.DataFrame(open_halls, schema=["unit_id", "footfall"], orient="row"),
    }
    for name, frame in frames.items():
        con.register(name, frame.to_arrow())
    con.execute(
        """
        create table marts.dim_units as
        select units.*, null::varchar as county_id, null::varchar as branch_id,
            'own' as operator_type, false as is_unallocated, 0 as level_no
        from units;
        create table marts.dim_periods as
        select '2026-10' as period_id, 'month' as period_type, false as is_partial,
            date '2026-10-01' as start_date, date '2026-10-31' as end_date;
        create table marts.fct_survey_items as
        select *, 'overall' as element_id, 'overall' as element_set, 'perception' as instrument,
            'level' as measure, date '2026-10-01' as month_start_date
        from items;
        create table intermediate.int_halls_open_by_period as
        select *, '2026-10' as period_id, 'month' as period_type, 'own' as operator_type
        from halls;
        create table marts.fct_hall_footfall_monthly
        (unit_id varchar, month_start_date date, footfall bigint);
        create table intermediate.int_expectation_windows_set
        (anchor_unit_id varchar, period_id varchar, span_id varchar, last_interview_date date,
            first_month_start_date date, last_month_start_date date);
        """
    )
