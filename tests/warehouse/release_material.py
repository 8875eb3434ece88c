"""The smallest warehouse and dbt manifest a release can be made from."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from tests.ledger_tables import add_load, create_ledger
from warehouse.settings import Settings


def fill(con: duckdb.DuckDBPyConnection, *, satisfaction: float = 78.4) -> None:
    """Marts with one city figure (closed month, open month), staff raw rows, one quarantine."""
    for schema in ("raw", "marts", "quality"):
        con.execute(f"drop schema if exists {schema} cascade")
    create_ledger(con)
    add_load(con, 1, "complaint_log", "passed", period_max="2026-10-31", rows=2)
    add_load(con, 2, "staff_satisfaction", "passed", period_max="2026-09-30", rows=7)
    add_load(con, 3, "complaint_log", "quarantined", rows=9)
    add_load(con, 4, "inspection_plan", "passed", period_max="2026-12-24", rows=1)
    con.execute(
        "update raw._loads set status_reason = 'complaint_log.future_date: …' where load_id = 3"
    )
    for source in ("complaint_log", "staff_satisfaction", "inspection_plan"):
        con.execute(
            f"create table raw.{source} as select load_id as _load_id, range as _row,"
            " null::varchar as _sheet, null::varchar as _partition, 0 as _part,"
            " '330000' as province_code, '330100' as city_code, date '2026-10-05' as day"
            f" from raw._loads, range(rows_accepted) where source = '{source}'"
        )
    con.executemany(
        "insert into raw._rejects values (?, ?, 'f.csv', '表1', ?, '投诉时间', '13912345678',"
        " 'not_a_date', '不是有效日期', 'not a date', '{\"name\": \"张三\"}')",
        [
            (1, "complaint_log", 17),
            (2, "staff_satisfaction", 4411),
            (2, "staff_satisfaction", 4412),
        ],
    )
    con.execute("""
        create schema marts;
        create table marts.dim_units as
        select 'C330100' as unit_id, 'city' as unit_type union all select 'H1@00000000', 'hall';
        create table marts.mart_metrics_by_unit_period as
        select * from (values
            ('C330100', '2026-11', 'satisfaction', 70.0::double, true),
            ('C330100', '2026-10', 'satisfaction', 0.0, false),
            ('H1@00000000', '2026-10', 'satisfaction', 60.0, false)
        ) as figures(unit_id, period_id, metric_code, value, is_partial);
        create table marts.fct_staff_items as select 'C330100' as unit_id, 3 as n;
        create table marts.mart_mystery_recordings_by_visit as select 'V1' as visit_id, 'R1' as ref;
        create schema quality;
        create table quality.results as
        select * from (values
            (1::bigint, 'complaint_log', 'volume_low', 'warn', false, '0.3', 'zh', 'en', now()::timestamp),
            (1, 'complaint_log', 'future_date', 'warn', true, '0', 'zh', 'en', now()::timestamp),
            (null, 'mart_metrics_by_unit_period', 'has_rows', 'stop', true, '3', 'zh', 'en', now()::timestamp)
        ) as results(load_id, suite, expectation, severity, success, observed, reason_zh, reason_en, run_at);
    """)
    con.execute(
        "update marts.mart_metrics_by_unit_period set value = ?"
        " where unit_id = 'C330100' and period_id = '2026-10'",
        [satisfaction],
    )


def write_manifest(settings: Settings) -> Path:
    """A manifest.json with what publish reads of dbt's."""
    metric = {
        "code": "satisfaction", "name_zh": "客户满意度", "name_en": "Customer satisfaction",
        "decimals": 1, "better": "higher", "feeds": ["satisfaction_survey", "hall_monthly"],
    }  # fmt: skip
    nodes = [
        node("dim_units"),
        node("mart_metrics_by_unit_period", meta={"metrics": [metric]}),
        node("fct_staff_items", meta={"release": False}),
        node("mart_mystery_recordings_by_visit", meta={"release": "supervision"}),
        node("stg_hall_register__halls", schema="staging"),
        node("thresholds", schema="seeds", kind="seed"),
    ]
    path = settings.target / "manifest.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    model, source = "model.shortboard.mart_metrics_by_unit_period", "source.shortboard.raw."
    graph = {
        "nodes": {n["name"]: n for n in nodes},
        "sources": {
            f"{source}{name}": {"name": name}
            for name in ("complaint_log", "_loads", "journal_events")
        },
        "parent_map": {
            model: ["model.shortboard.stg", f"{source}_loads", f"{source}journal_events"],
            "model.shortboard.stg": [f"{source}complaint_log"],
            "seed.shortboard.themes": [],
        },
        "exposures": {
            "overview": {
                "name": "overview",
                "depends_on": {"nodes": [model, "seed.shortboard.themes"]},
            }
        },
    }
    path.write_text(json.dumps(graph))
    return path


def node(
    name: str, *, schema: str = "marts", kind: str = "model", meta: dict | None = None
) -> dict:
    return {
        "name": name,
        "alias": name,
        "schema": schema,
        "resource_type": kind,
        "config": {"meta": meta or {}},
    }
