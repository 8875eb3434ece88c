"""Own and competitors' halls, and the way of their answers through the compiled competitor models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import polars as pl

MODELS = (
    ("intermediate", "int_competitor_halls_matched"),
    ("intermediate", "int_competitor_cells_summed"),
    ("marts", "mart_competitors_by_unit_period"),
)
PERIOD = "2026-B5"


@dataclass(frozen=True)
class Hall:
    """One hall of a city, whose code less four digits is its province's; answers on 1-10, or none."""

    city: str
    operator: str
    cell: tuple[str, str]
    footfall: float | None
    answers: np.ndarray


def estimate(
    con: duckdb.DuckDBPyConnection, compiled: dict[str, str], halls: Sequence[Hall]
) -> pl.DataFrame:
    """Rows of mart_competitors_by_unit_period for the perception of the whole hall."""
    described, units, items = [], [], []
    for number, hall in enumerate(halls):
        is_own = hall.operator == "OWN"
        kind = "own" if is_own else "competitor"
        unit_id, tree = f"{'H' if is_own else 'KH'}{number:06d}", "" if is_own else "K"
        units.append((unit_id, "hall", f"{tree}P{hall.city[:-4]}0000", f"{tree}C{hall.city}"))
        footfall = None if hall.footfall is None else int(hall.footfall)
        described.append((unit_id, kind, hall.operator, *hall.cell, footfall))
        if len(hall.answers):
            k = (hall.answers - 1) * 280
            items.append((unit_id, len(k), int(k.sum()), int((k * k).sum())))
    for name, rows, columns in (
        ("halls", described, ["unit_id", "operator_type", "operator_code", "tier", "area_type", "footfall"]),
        ("units", units, ["unit_id", "unit_type", "province_id", "city_id"]),
        ("items", items, ["unit_id", "answer_count", "k_sum", "k_sumsq"]),
    ):  # fmt: skip
        frame = pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None)
        con.register(name, frame.to_arrow())
    con.execute(
        f"""
        create table intermediate.int_halls_described_by_period as
        select *, '{PERIOD}' as period_id, 'bimonth' as period_type from halls;
        create table marts.dim_units as from units;
        create table marts.dim_halls as select unit_id as hall_id, operator_code from halls;
        create table marts.dim_periods as
        select '{PERIOD}' as period_id, 'bimonth' as period_type, false as is_partial;
        create table intermediate.int_period_months as
        select '{PERIOD}' as period_id, 'bimonth' as period_type, date '2026-09-01' as month_start_date;
        create table marts.fct_survey_items as
        select *, 'overall' as element_set, 'overall' as element_id, 'perception' as instrument,
            'level' as measure, date '2026-09-01' as month_start_date from items;
        create table marts.fct_mystery_scores (unit_id varchar, month_start_date date,
            score_level varchar, score_code varchar, visit_count bigint,
            score_after_veto_e4_sum bigint, score_after_veto_e4_sumsq bigint);
        create table marts.dim_elements as select 'overall' as element_id, 'overall' as element_set;
        create table intermediate.int_unit_scopes_by_period as
        select unit_id, '{PERIOD}' as period_id, cast(sum(footfall) as bigint) as footfall
        from (
            select city_id as unit_id, footfall from halls inner join units using (unit_id)
            union all select province_id, footfall from halls inner join units using (unit_id)
            union all select 'G', footfall from halls
        ) group by unit_id;
        """
    )
    for schema, name in MODELS:
        con.execute(f"create table {schema}.{name} as {compiled[name]}")
    return con.sql("select * from marts.mart_competitors_by_unit_period order by unit_id").pl()
