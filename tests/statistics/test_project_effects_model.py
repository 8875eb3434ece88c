"""int_project_effects_estimated on small tables: membership, windows and dates from the marts."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

from tests.compiled_models import REPOSITORY, scratch_database

PYTHON_MODEL = (
    REPOSITORY / "dbt_project/models/intermediate/projects/int_project_effects_estimated.py"
)
spec = importlib.util.spec_from_file_location("project_effects_model", PYTHON_MODEL)
assert spec and spec.loader
estimated = importlib.util.module_from_spec(spec)
spec.loader.exec_module(estimated)

CITIES = [f"C{number:02}" for number in range(1, 13)]
MONTHS = [date(2025 + month // 12, month % 12 + 1, 1) for month in range(22)]
PILOTS, START = CITIES[:4], date(2026, 8, 1)
LIFT = 6.0


# effect of every project from the monthly marts alone: complete cities, their mean change, by side
RECOMPUTED = """
    with cities as (
        select effects.project_id, members.city_id, members.role_code,
            avg(months.value) filter (where months.month_start_date between before_start_date
                and before_end_date) as before_mean,
            avg(months.value) filter (where months.month_start_date between after_start_date
                and after_end_date) as after_mean,
            count(months.value) filter (where months.month_start_date between before_start_date
                and before_end_date) as before_count,
            count(months.value) filter (where months.month_start_date between after_start_date
                and after_end_date) as after_count
        from marts.mart_project_effects as effects
        inner join marts.mart_project_cities as members using (project_id)
        inner join marts.mart_project_metric_months as months
            on members.city_id = months.unit_id and effects.metric_code = months.metric_code
        where effects.effect is not null and members.role_code in ('pilot', 'control')
            and months.is_closed
        group by all
    )
    select effects.project_id, effects.effect,
        avg(after_mean - before_mean) filter (where role_code = 'pilot')
            - avg(after_mean - before_mean) filter (where role_code = 'control') as recomputed,
        effects.city_count, count(*) as complete_count
    from marts.mart_project_effects as effects
    inner join cities using (project_id)
    where before_count = before_month_count and after_count = after_month_count
    group by all
    order by effects.project_id
"""


class Dbt:
    """What a Python model sees of dbt: its relations and a place for its settings."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con

    def ref(self, name: str) -> duckdb.DuckDBPyRelation:
        schema = "seeds" if name in ("thresholds", "project_metrics") else "marts"
        return self.con.table(f"{schema}.{name}")

    def config(self, **settings: Any) -> None:
        assert settings["materialized"] == "table"


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """Two provinces' cities with 22 months, the last one open; P works, lower is better for C."""
    rng = np.random.default_rng(12)
    months = pl.DataFrame(
        [
            {
                "unit_id": city,
                "metric_code": metric,
                "value": (-1 if metric == "complaints_per_10k" else 1)
                * (70 + rng.standard_normal() + LIFT * (city in PILOTS and month >= START)),
                "footfall": 1000,
                "is_closed": month < MONTHS[-1],
                "month_start_date": month,
            }
            for metric in ("theme_hall", "complaints_per_10k")
            for city in [*CITIES, "X1", "X2"]
            for month in MONTHS
        ]
    )
    with scratch_database(("thresholds", "project_metrics")) as scratch:
        scratch.register("given", months.to_arrow())
        scratch.execute(
            """
            create table marts.mart_project_metric_months as select * from given;
            create table marts.dim_units (unit_id varchar, unit_type varchar, province_id varchar);
            insert into marts.dim_units
            select distinct unit_id, 'city', case when unit_id like 'C%' then 'P1' else 'P2' end
            from given;
            create table marts.mart_projects (project_id varchar, metric_code varchar,
                chosen_from_date date, chosen_to_date date, baseline_value double,
                target_value double);
            create table marts.mart_project_cities (project_id varchar, city_id varchar,
                role_code varchar, pilot_start_date date, rollout_date date);
            """
        )
        yield scratch


def add(
    con: duckdb.DuckDBPyConnection,
    project: str,
    metric: str | None = "theme_hall",
    cities: list[str] | None = None,
    pilots: list[str] | None = None,
    start: date | None = START,
    rollouts: dict[str, date] | None = None,
) -> None:
    con.execute(
        "insert into marts.mart_projects values (?, ?, '2026-05-01', '2026-06-01', 70, ?)",
        [project, metric, 68 if metric == "complaints_per_10k" else 74],
    )
    for city in cities or CITIES:
        role = "pilot" if city in (PILOTS if pilots is None else pilots) else "control"
        con.execute(
            "insert into marts.mart_project_cities values (?, ?, ?, ?, ?)",
            [project, city, role, start if role == "pilot" else None, (rollouts or {}).get(city)],
        )


def run(con: duckdb.DuckDBPyConnection) -> dict[str, dict]:
    """Rows of the effects by project."""
    return {row["project_id"]: row for row in every(con) if row["check_code"] == "effect"}


def every(con: duckdb.DuckDBPyConnection) -> list[dict]:
    return estimated.model(Dbt(con), None).to_pylist()


def test_a_project_is_judged_by_its_own_dates(con):
    add(con, "P")
    found = run(con)["P"]
    assert (found["verdict_code"], found["reason_code"]) == ("works", "clear")
    assert found["effect_ci_low"] < LIFT < found["effect_ci_high"]
    assert (found["before_start_date"], found["before_end_date"]) == (
        date(2025, 11, 1),
        date(2026, 4, 30),
    )
    # October is open and enters nothing
    assert (found["after_start_date"], found["after_end_date"]) == (START, date(2026, 9, 30))
    assert (found["before_month_count"], found["after_month_count"]) == (6, 2)
    assert (found["city_count"], found["pilot_count"], found["assignment_count"]) == (12, 4, 495)
    assert (found["target_lift"], found["drawn_count"], found["is_after_closed"]) == (
        4.0,
        None,
        False,
    )
    assert 0 < found["detectable_effect"] < LIFT
    assert 0 <= found["reliability_rate"] <= 1


def test_a_province_whose_feed_is_late_ends_with_its_own_last_month(con):
    add(con, "P")
    con.execute(
        "delete from marts.mart_project_metric_months"
        " where unit_id like 'C%' and month_start_date >= '2026-09-01'"
    )
    found = run(con)["P"]
    assert (found["verdict_code"], found["reason_code"]) == ("too_early", "few_months")
    assert (found["after_month_count"], found["dropped_city_count"]) == (1, 0)


def test_checks_stand_at_their_months_and_cities(con):
    add(con, "P")
    rows = every(con)
    leads = {row["position_no"]: row for row in rows if row["check_code"] == "lead"}
    assert sorted(leads) == [-6, -5, -4, -3, -2, -1]
    assert (leads[-6]["month_start_date"], leads[-1]["month_start_date"]) == (
        date(2025, 11, 1),
        date(2026, 4, 1),
    )
    left_out = [row for row in rows if row["check_code"] == "left_out"]
    assert [row["city_id"] for row in left_out] == CITIES
    assert {row["position_no"] for row in left_out} == set(range(1, 13))


def test_lower_is_better_where_the_metric_says_so(con):
    add(con, "C", metric="complaints_per_10k")
    found = run(con)["C"]
    assert found["verdict_code"] == "works"
    assert found["effect"] < 0
    assert found["power_at_target_rate"] is not None


def test_a_roll_out_to_a_control_ends_the_months_after(con):
    add(con, "P", rollouts={CITIES[0]: date(2026, 8, 2), CITIES[9]: date(2026, 9, 15)})
    found = run(con)["P"]
    assert (found["after_month_count"], found["is_after_closed"]) == (1, True)
    assert (found["verdict_code"], found["reason_code"]) == ("cannot_tell", "rolled_out_early")
    assert found["effect"] is None


def test_designs_and_starts_that_cannot_be_judged(con):
    add(con, "small", cities=CITIES[:3], pilots=CITIES[:1])
    add(con, "waiting", start=None)
    add(con, "late", start=date(2026, 9, 2))
    add(con, "blind", metric=None)
    add(con, "planned", pilots=[])
    found = run(con)
    assert {name: (row["verdict_code"], row["reason_code"]) for name, row in found.items()} == {
        "small": ("cannot_tell", "few_assignments"),
        "waiting": ("too_early", "not_started"),
        "late": ("too_early", "few_months"),
        "blind": ("cannot_tell", "no_metric"),
    }
    assert found["small"]["effect_ci_low"] is None
    assert found["small"]["effect"] is not None
    assert (found["late"]["after_start_date"], found["late"]["after_end_date"]) == (
        date(2026, 10, 1),
        None,
    )
    assert found["waiting"]["before_start_date"] is None


def test_a_late_feed_waits_and_a_missing_city_is_dropped(con):
    add(con, "P", cities=[*CITIES, "C99"])
    con.execute(
        "delete from marts.mart_project_metric_months"
        " where metric_code = 'theme_hall' and (month_start_date = '2026-09-01'"
        " or (unit_id = 'C05' and month_start_date = '2026-01-01'))"
    )
    found = run(con)["P"]
    assert (found["verdict_code"], found["after_month_count"]) == ("too_early", 1)
    con.execute("update marts.mart_project_cities set pilot_start_date = '2026-07-01'")
    found = run(con)["P"]
    assert (found["after_month_count"], found["dropped_city_count"], found["city_count"]) == (
        2,
        2,
        11,
    )


def test_two_runs_and_other_projects_change_nothing(con):
    add(con, "P")
    alone = run(con)["P"]
    add(con, "A", metric="complaints_per_10k")
    assert run(con)["P"] == alone


def test_no_projects_no_rows(con):
    assert every(con) == []


def test_effects_are_those_of_the_monthly_marts(con):
    """The same figures by SQL alone, with a city that lacks a month and one that is left out."""
    add(con, "P", start=date(2026, 7, 15))
    add(con, "C", metric="complaints_per_10k", cities=CITIES[:10])
    add(con, "small", cities=CITIES[:3], pilots=CITIES[:1])
    con.execute(
        "delete from marts.mart_project_metric_months where unit_id = 'C02' and metric_code ="
        " 'theme_hall' and month_start_date = '2026-01-01'"
    )
    con.execute("update marts.mart_project_cities set role_code = 'excluded' where city_id = 'C07'")
    con.register("found", estimated.model(Dbt(con), None))
    con.execute("create table marts.mart_project_effects as from found where check_code = 'effect'")
    rows = con.execute(RECOMPUTED).fetchall()
    assert [row[0] for row in rows] == ["C", "P", "small"]
    for _, effect, recomputed, cities, complete in rows:
        assert effect == pytest.approx(recomputed, abs=1e-9)
        assert cities == complete
    assert [row[3] for row in rows] == [9, 10, 2]
