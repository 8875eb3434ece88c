"""The tables of special projects in the invented release: events, monthly figures, effects."""

# a table of invented facts reads best with one fact a line
# ruff: noqa: E501

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from tests.dashboards import invented_projects as invented
from warehouse.journal.event import Event
from warehouse.projects.entities import validate

SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"
SQL = Path(__file__).with_name("project_tables.sql")
CSV = (
    *("project_codes", "thresholds", "departments", "themes", "theme_boards", "project_metrics"),
    *("gap_codes", "city_size_classes"),
)

C = "cannot_tell"
# verdict, reason, cities, pilots, assignments, effect, low, high, p, placebo, placebo p, weighted,
# rebound, reliability, detectable, power, target lift, left out min, max, worst p, after closed
EFFECTS: dict[str, tuple[Any, ...]] = {
    invented.HALL_Z: ("works", "clear", 11, 4, 330, 3.8, 1.4, 6.2, 0.009, 0.4, 0.41, 3.5, 0.9, 0.72, 2.9, 0.94, 4.4, 3.1, 4.3, 0.03, False),
    invented.HOTLINE_Z: ("too_early", "few_months", 11, 3, 165, None, None, None, None, None, None, None, 0.7, 0.7, 3.2, 0.6, 3.0, None, None, None, False),
    invented.PROMO_Z: ("no_evidence", "not_separable", 11, 4, 330, 0.4, -1.5, 2.3, 0.68, -0.3, 0.72, 0.2, 0.8, 0.68, 2.8, 0.55, 3.0, -0.2, 0.9, 0.98, True),
    invented.NEW_Z: ("worse", "clear", 11, 3, 165, -2.9, -5.1, -0.6, 0.021, 0.6, 0.5, -2.6, 0.5, 0.75, 3.1, 0.5, 3.0, -3.6, -2.2, 0.09, False),
    invented.NET_Z: ("no_evidence", "not_separable", 11, 4, 330, 1.6, -0.4, 3.6, 0.12, 0.5, 0.55, 1.4, 0.6, 0.7, 2.7, 0.58, 3.0, 0.9, 2.1, 0.3, False),
    invented.ALL_Z: ("no_evidence", "pre_trend", 11, 4, 330, 2.7, 0.8, 4.6, 0.012, 2.1, 0.024, 2.5, 0.4, 0.8, 2.5, 0.66, 3.0, 2.0, 3.2, 0.04, False),
    invented.HALL_N: (C, "few_assignments", 3, 1, 3, 2.4, None, None, 0.667, 0.9, 0.667, 2.2, 1.1, 0.6, None, 0.0, 3.0, 1.4, 3.3, 1.0, False),
    invented.HALL_H: (C, "months_missing", 18, 4, 3060, None, None, None, None, None, None, None, 0.8, 0.66, 3.4, 0.4, 3.0, None, None, None, False),
}  # fmt: skip
DROPPED = {invented.HALL_H: 4, invented.PROMO_Z: 1}
FIGURES = (
    *("effect", "effect_ci_low", "effect_ci_high", "p_value", "placebo_effect", "placebo_p_value"),
    *("effect_weighted", "expected_rebound", "reliability_rate", "detectable_effect"),
    *("power_at_target_rate", "target_lift", "left_out_effect_min", "left_out_effect_max"),
    "left_out_max_p_value",
)
DAYS = ("before_start_date", "before_end_date", "after_start_date", "after_end_date")


def write(con: duckdb.DuckDBPyConnection) -> None:
    """Every table that the page of special projects reads, of the provinces in dim_units."""
    provinces = {r[0] for r in con.execute("select province_id from dim_units").fetchall()}
    for name in CSV:
        _csv(con, name)
    events = pl.DataFrame(
        [event.to_row() for event in _events(provinces)], infer_schema_length=None
    )
    con.register("events", events.to_arrow())
    con.execute("create table mart_project_events as select * replace (seq::bigint as seq,"
                " recorded_at::timestamp as recorded_at, version::integer as version,"
                " conflicts::varchar as conflicts, settles::varchar as settles, stated::varchar as stated,"
                " undoes::varchar as undoes, reason::varchar as reason) from events")  # fmt: skip
    con.register("lifts", _lifts().to_arrow())
    for statement in SQL.read_text("utf-8").split(";\n"):
        if statement.strip():
            con.execute(statement)
    con.register(
        "project_rows", pl.DataFrame(_projects(provinces), infer_schema_length=None).to_arrow()
    )
    con.execute("create table mart_projects as select * from project_rows")
    shown = [code for code in EFFECTS if _province(code) in provinces]
    con.register("effect_rows", pl.DataFrame([_effect(code) for code in shown]).to_arrow())
    con.execute("create table mart_project_effects as select * from effect_rows")
    checks = [row for code in shown for row in _checks(code)]
    con.register("check_rows", pl.DataFrame(checks, infer_schema_length=None).to_arrow())
    con.execute("create table mart_project_effect_checks as select * from check_rows")


def _csv(con: duckdb.DuckDBPyConnection, name: str) -> None:
    con.register(f"seed_{name}", pl.read_csv(SEEDS / f"{name}.csv").to_arrow())
    con.execute(f"create table {name} as select * from seed_{name}")


def _province(code: str) -> str:
    return f"P{invented.PROJECTS[code][2]}"


def _projects(provinces: set[str]) -> list[dict[str, Any]]:
    """Where each project belongs; what people said of it is in the events."""
    found = []
    for kind, identity, _, fields in invented.entities():
        if kind == "project" and f"P{fields['province_code']}" in provinces:
            province, city, hall = (
                fields["province_code"],
                fields.get("city_code"),
                fields.get("hall_code"),
            )
            unit = f"H{hall}@20180501" if hall else f"C{city}" if city else f"P{province}"
            found.append({
                "project_id": identity, "unit_id": unit, "province_id": f"P{province}",
                "city_id": f"C{city}" if city else None,
                **{name: fields.get(name) for name in ("kind_code", "theme_code", "title", "metric_code", "status_code")},
            })  # fmt: skip
    return found


def _events(provinces: set[str]) -> list[Event]:
    """One event an entity, an hour apart; a rule broken here would break a form on the screen."""
    found: list[Event] = []
    versions: dict[tuple[str, str], int] = {}
    known: set[str] = set()
    at = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
    for told, is_later in [
        *((t, False) for t in invented.entities()),
        *((t, True) for t in invented.later()),
    ]:
        kind, identity, project, fields = told
        if kind == "project" and f"P{fields['province_code']}" in provinces:
            known.add(identity)
        if project is not None and project not in known:
            continue
        said = {name: value for name, value in fields.items() if value is not None}
        problems = [] if is_later else validate(kind, said)
        if problems:
            raise ValueError(f"{kind} {identity}: {problems}")
        versions[kind, identity] = versions.get((kind, identity), 0) + 1
        found.append(Event(
            seq=len(found) + 1, version=versions[kind, identity], recorded_at=at + timedelta(hours=len(found)),
            event_id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{kind}/{identity}/{is_later}")),
            actor="milestones" if is_later else "浙江省公司.xlsx", source="system" if is_later else "workbook",
            entity_type=kind, entity_id=identity, project_id=project,
            action="change" if is_later else "create",
            changes={name: (None, value) for name, value in said.items()},
            stated=None if is_later else said, source_ref=None if is_later else f"浙江省公司.xlsx, {kind}, 2",
        ))  # fmt: skip
    return found


def _lifts() -> pl.DataFrame:
    """What the pilots gain from their first month on, so that the trajectories fit the effects."""
    rows = [("C000000", "none", date(2030, 1, 1), 0.0)]
    for code, (theme, _, _, _, pilots, start, _) in invented.PROJECTS.items():
        lift = EFFECTS[code][5] if code in EFFECTS else None
        if start and lift:
            metric = invented.THEMES[theme][1]
            rows += [(f"C{city}", metric, date.fromisoformat(start), lift) for city in pilots]
    return pl.DataFrame(rows, schema=["unit_id", "metric_code", "from_date", "lift"], orient="row")


def _effect(code: str) -> dict[str, Any]:
    verdict, reason, cities, pilots, assignments, *figures, is_closed = EFFECTS[code]
    theme, year, _, _, _, start, _ = invented.PROJECTS[code]
    first = date.fromisoformat(start or "")
    chosen = date(year, 2 * invented.THEMES[theme][0] - 1, 1)
    after_months = 1 if verdict == "too_early" else 2
    if verdict == "too_early":
        after_months = 0
    days = (_month(chosen, -9), _month(chosen, -3), first, _month(first, after_months))
    return {
        "project_id": code, "metric_code": invented.THEMES[theme][1], "verdict_code": verdict,
        "reason_code": reason, "city_count": cities, "pilot_count": pilots, "assignment_count": assignments,
        "drawn_count": None if assignments else assignments, "min_p_value": 1 / assignments,
        **{name: None if day is None else day - timedelta(days=number % 2)
           for number, (name, day) in enumerate(zip(DAYS, days, strict=True))},
        "before_month_count": 6, "after_month_count": after_months,
        **{name: None if value is None else float(value) for name, value in zip(FIGURES, figures, strict=True)},
        "dropped_city_count": DROPPED.get(code, 0), "is_after_closed": is_closed,
    }  # fmt: skip


def _month(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _checks(code: str) -> list[dict[str, Any]]:
    """Six leads around zero, and the effect without each city."""
    row = _effect(code)
    if row["effect"] is None:
        return []
    found = []
    for position in range(1, 7):
        value = (row["placebo_effect"] or 0) * (position - 3.5) / 2.5
        found.append({"check_code": "lead", "position_no": position, "city_id": None,
                      "month_start_date": _month(row["before_start_date"], position - 1),
                      "value": value, "ci_low": value - 1.8, "ci_high": value + 1.8, "p_value": 0.5})  # fmt: skip
    pilots = invented.PROJECTS[code][4]
    low, high = row["left_out_effect_min"], row["left_out_effect_max"]
    for position, city in enumerate(pilots, start=1):
        value = low + (high - low) * position / len(pilots)
        found.append({"check_code": "left_out", "position_no": position, "city_id": f"C{city}",
                      "month_start_date": None, "value": value, "ci_low": value - 2.5,
                      "ci_high": value + 2.5, "p_value": row["left_out_max_p_value"]})  # fmt: skip
    return [{"project_id": code} | check for check in found]
