"""What the models make of the journal is what the screens replay: fold, tracking, stage, path, cities."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import duckdb
import polars as pl
import pytest

from ingest.ddl import JOURNAL_EVENTS, create_statement
from tests.compiled_models import load_seed, scratch_database
from tests.conftest import settings_in
from tests.statistics.project_words import AS_OF, CITIES, PROVINCE, Words
from warehouse.journal.event import Event
from warehouse.journal.store import open_journal
from warehouse.projects.gates import current_stage, is_passed
from warehouse.projects.restatement import standing as standing_of
from warehouse.projects.state import State, replay
from warehouse.projects.tracking import Limits, day_of, last_day, path_value, track

WORDS = 500
LAST_CLOSED, LATEST = date(2026, 10, 1), date(2026, 9, 1)
CHAIN = [
    ("staging", "stg_journal__events"),
    ("marts", "mart_project_history"),
    ("intermediate", "int_project_entities_folded"),
    ("intermediate", "int_projects_placed"),
    ("intermediate", "int_project_gates_typed"),
    ("marts", "mart_project_measures"),
    ("marts", "mart_project_cities"),
    ("marts", "mart_projects"),
    ("marts", "mart_project_gates"),
]
EFFECTS = [
    {"project_id": "P1", "verdict_code": "works", "effect": 4.0, "after_month_count": 2},
    {"project_id": "P2", "verdict_code": "no_evidence", "effect": 4.04, "after_month_count": 3},
    {"project_id": "P3", "verdict_code": "works", "effect": -4.05, "after_month_count": 1},
    {"project_id": "P4", "verdict_code": "too_early", "effect": None, "after_month_count": 0},
]


@pytest.fixture(scope="module", params=[1, 2])
def events(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Event]:
    """Some hundred events with undoings, withdrawals and conflicts among them."""
    with open_journal(settings_in(tmp_path_factory.mktemp("words") / "home")) as journal:
        words = Words(request.param, journal)
        for _ in range(WORDS):
            words.say()
        return journal.events()


@pytest.fixture(scope="module")
def built(compiled: dict[str, str], events: list[Event]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The models of projects over these events, one province of cities and a few monthly figures."""
    with scratch_database() as con:
        fill(con, compiled, events)
        yield con


def fill(scratch: duckdb.DuckDBPyConnection, compiled: dict[str, str], events: list[Event]) -> None:
    scratch.execute("create schema raw")
    scratch.execute(create_statement("journal_events", JOURNAL_EVENTS))
    frame = pl.DataFrame([event.to_row() for event in events], infer_schema_length=None)
    scratch.execute(
        "insert into raw.journal_events by name"
        " select * replace (recorded_at at time zone 'UTC' as recorded_at) from frame"
    )
    assert frame.height == len(events)
    effects = pl.DataFrame(EFFECTS)
    assert effects.height == len(EFFECTS)
    for seed in ("project_codes", "project_metrics"):
        load_seed(scratch, seed)
    scratch.execute(
        f"""
        create table intermediate.int_build_dates as select date '{AS_OF}' as as_of_date;
        create table marts.dim_periods as
        select 'month' as period_type, date '{LAST_CLOSED}' as start_date, true as is_closed;
        create table marts.dim_units as
        select
            'C' || code as unit_id, 'city' as unit_type, code as unit_code, 'own' as operator_type,
            'P{PROVINCE}' as province_id, 'C' || code as city_id, false as is_unallocated
        from unnest({CITIES}) as cities (code)
        union all
        select 'P{PROVINCE}', 'province', '{PROVINCE}', 'own', 'P{PROVINCE}', null, false;
        create table marts.mart_project_effects as
        select
            *, 1.0::double as effect_ci_low, 5.0::double as effect_ci_high, 0.04::double as p_value
        from effects;
        create table marts.mart_project_metric_months as
        select
            'P{PROVINCE}' as unit_id, 'theme_hall' as metric_code, 71.5::double as value,
            1.5::double as se, true as is_closed, date '{LATEST}' as month_start_date;
        """
    )
    for schema, model in CHAIN:
        scratch.execute(f"create table {schema}.{model} as {compiled[model]}")


def rows(con: duckdb.DuckDBPyConnection, table: str) -> list[dict]:
    return con.sql(f"from {table}").pl().to_dicts()


def standing(state: State, entity_type: str) -> list:
    """Entities of a type that the typed marts show: neither they nor their project withdrawn."""
    projects = {project.project_id for project in state.of("project")}
    return [entity for entity in state.of(entity_type) if entity.project_id in projects]


def same(text: str | None, value: object) -> bool:
    if text is None or value is None:
        return text is None and value is None
    if isinstance(value, bool):
        return text == json.dumps(value)
    return float(text) == value if isinstance(value, int | float) else text == value


def test_the_fold_is_the_replay(built: duckdb.DuckDBPyConnection, events: list[Event]) -> None:
    state = replay(events)
    folded = {
        (row["entity_type"], row["entity_id"]): row
        for row in rows(built, "intermediate.int_project_entities_folded")
    }
    assert folded.keys() == state.keys()
    assert {event.action for event in events} >= {"undo", "withdraw", "conflict", "settle"}
    for key, entity in state.items():
        row = folded[key]
        fields = json.loads(row["fields"])
        assert fields.keys() == entity.fields.keys(), key
        wrong = {name for name, value in entity.fields.items() if not same(fields[name], value)}
        assert not wrong, key
        assert (row["project_id"], row["version"], row["is_withdrawn"]) == (
            entity.project_id, entity.version, entity.is_withdrawn,
        )  # fmt: skip
        stamps = [stamp.replace(tzinfo=None) for stamp in (entity.created_at, entity.updated_at)]
        assert [row["created_at"], row["updated_at"]] == stamps


def test_the_history_tells_every_word(
    built: duckdb.DuckDBPyConnection, events: list[Event]
) -> None:
    told = {
        (row["event_id"], row["field"], row["is_applied"]): row
        for row in rows(built, "marts.mart_project_history")
    }
    count = 0
    for event in events:
        for name, (before, after) in event.changes.items():
            row = told[event.event_id, name, True]
            assert same(row["value_before"], before) and same(row["value_after"], after)
        for name, sides in (event.conflicts or {}).items():
            row = told[event.event_id, name, False]
            assert same(row["value_before"], sides["now"])
            assert same(row["value_after"], sides["stated"])
        count += len(event.changes) + len(event.conflicts or {}) + len(event.settles)
    assert len(told) == count


def test_measures_are_tracked_alike(built: duckdb.DuckDBPyConnection, events: list[Event]) -> None:
    limits = Limits.of(
        dict(built.sql("select threshold_code, value from seeds.thresholds").fetchall())
    )
    measures = {row["entity_id"]: row for row in rows(built, "marts.mart_project_measures")}
    found = standing(replay(events), "measure")
    assert measures.keys() == {entity.entity_id for entity in found}
    for entity in found:
        row, tracking = measures[entity.entity_id], track(entity.fields, AS_OF, limits)
        assert (row["tracking_code"], row["days_overdue"]) == (tracking.code, tracking.days_overdue)
        assert row["expected_rate"] == pytest.approx(tracking.expected_rate)


def test_stage_and_path_are_alike(built: duckdb.DuckDBPyConnection, events: list[Event]) -> None:
    state = replay(events)
    projects = {row["project_id"]: row for row in rows(built, "marts.mart_projects")}
    assert projects.keys() == {project.project_id for project in state.of("project")}
    for project in state.of("project"):
        row, fields = projects[project.entity_id], project.fields
        gates = {str(g.key["stage_code"]): g.fields for g in state.of("gate", project.project_id)}
        assert row["stage_code"] == current_stage(gates, AS_OF)
        assert row["gates_passed_count"] == sum(is_passed(gate, AS_OF) for gate in gates.values())
        is_measured = fields.get("metric_code") == "theme_hall" and row["unit_id"] == f"P{PROVINCE}"
        assert row["latest_value"] == (71.5 if is_measured else None)
        path = path_value(
            fields.get("baseline_value"), fields.get("target_value"),
            day_of(fields.get("start_date")), day_of(fields.get("due_date")),
            last_day(LATEST if is_measured else LAST_CLOSED),
        )  # fmt: skip
        assert row["path_value"] == pytest.approx(path)


def test_frozen_verdicts_stand_alike(built: duckdb.DuckDBPyConnection, events: list[Event]) -> None:
    metrics = dict(
        built.sql(
            "select metric_code, {'decimals': decimals, 'unit': unit} from seeds.project_metrics"
        ).fetchall()
    )
    state = replay(events)
    gates = {
        (row["project_id"], row["stage_code"]): row
        for row in rows(built, "marts.mart_project_gates")
    }
    found = standing(state, "gate")
    assert len(gates) == len(found)
    effects = {effect["project_id"]: effect for effect in EFFECTS}
    seen = set()
    for gate in found:
        row = gates[str(gate.project_id), str(gate.key["stage_code"])]
        metric = metrics.get(state["project", str(gate.project_id)].get("metric_code"))
        if metric is None:
            continue
        stands = standing_of(gate.fields, effects.get(str(gate.project_id)), **metric)
        assert row["is_restated"] == (stands == "restated"), gate
        assert row["has_newer_months"] == (stands == "extended"), gate
        seen.add(stands)
    assert "restated" in seen and len(seen) > 1


def test_cities_not_named_are_controls_until_membership_is_frozen(
    built: duckdb.DuckDBPyConnection, events: list[Event]
) -> None:
    state = replay(events)
    expected = {}
    for project in state.of("project"):
        listed = {
            f"C{city.key['city_code']}": city.get("role_code")
            for city in state.of("project_city", project.project_id)
        }
        is_open = project.get("membership_frozen_release_id") is None
        is_placed = project.get("province_code") is not None or project.get("city_code") in CITIES
        if "pilot" in listed.values() and is_open and is_placed:
            listed = {f"C{code}": "control" for code in CITIES} | listed
        expected |= {(project.project_id, city): role for city, role in listed.items()}
    found = {
        (row["project_id"], row["city_id"]): row["role_code"]
        for row in rows(built, "marts.mart_project_cities")
    }
    assert found == expected
