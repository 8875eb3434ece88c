"""The special projects of the sample: consistent, known beforehand, and none in the way of the truth."""

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest

from ingest.contract import load_contracts
from ingest.sample.blemishes import spoil
from ingest.sample.deliveries import FieldFile, build_schedule
from ingest.sample.field_writer import Sheet, write_file
from ingest.sample.geography import SEEDS
from ingest.sample.operator import Operator, build_operator
from ingest.sample.project_calendar import STAGES
from ingest.sample.project_files import PROJECT_SOURCES, WORKBOOK_SOURCES, project_files
from ingest.sample.project_truth import project_workbooks, workbook_changes
from ingest.sample.rendering import render
from ingest.sample.sizes import DEMO, TINY
from warehouse.projects.entities import ENTITIES, validate
from warehouse.projects.fields import canonical
from warehouse.projects.gates import current_stage
from warehouse.projects.tracking import Limits, track

BOTH = pytest.mark.parametrize("size", ["tiny", "regional"])


def _drawn(size: str, request: pytest.FixtureRequest) -> Operator:
    operator: Operator = request.getfixturevalue(size)
    return operator


def _limits() -> Limits:
    with (SEEDS / "thresholds.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return Limits.of({row["threshold_code"]: float(row["value"]) for row in rows})


def _seed(name: str, column: str) -> set[str]:
    return set(pl.read_csv(SEEDS / f"{name}.csv", infer_schema=False)[column])


@BOTH
def test_tracking_codes_are_those_planned(size: str, request: pytest.FixtureRequest) -> None:
    operator = _drawn(size, request)
    planned = project_workbooks(operator)["tracking"]
    rows = operator.sources["project_measure"].iter_rows(named=True)
    found = {
        f"{row['project_code']}/{row['measure_no']}": track(row, operator.as_of, _limits()).code
        for row in rows
    }
    assert found == planned
    assert set(planned.values()) == {
        "done",
        "cancelled",
        "overdue",
        "blocked",
        "at_risk",
        "on_track",
    }


@pytest.mark.parametrize("end", ["2025-04", "2026-01", "2026-03", "2026-09"])
def test_tracking_codes_are_those_planned_whatever_the_window(end: str) -> None:
    operator = build_operator(TINY, 3, end)
    planned = project_workbooks(operator)["tracking"]
    for row in operator.sources["project_measure"].iter_rows(named=True):
        code = track(row, operator.as_of, _limits()).code
        assert code == planned[f"{row['project_code']}/{row['measure_no']}"], row


@BOTH
def test_stages_are_those_planned(size: str, request: pytest.FixtureRequest) -> None:
    operator = _drawn(size, request)
    gates: dict[str, dict[str, dict[str, object]]] = {}
    for row in operator.sources["project_gate"].iter_rows(named=True):
        gates.setdefault(row["project_code"], {})[row["stage_code"]] = row
    found = {code: current_stage(of_stage, operator.as_of) for code, of_stage in gates.items()}
    assert found == project_workbooks(operator)["stages"]


@BOTH
def test_every_row_would_pass_a_form(size: str, request: pytest.FixtureRequest) -> None:
    operator = _drawn(size, request)
    for source in PROJECT_SOURCES:
        kind = str(load_contracts()[source].journal_entity)
        fields = ENTITIES[kind].fields
        for row in operator.sources[source].iter_rows(named=True):
            said = {
                name: canonical(
                    fields[name], value.isoformat() if isinstance(value, dt.date) else value
                )
                for name, value in row.items()
                if name in fields and value is not None
            }
            assert validate(kind, said) == [], row


@BOTH
def test_parts_belong_to_a_project_and_its_province(
    size: str, request: pytest.FixtureRequest
) -> None:
    operator = _drawn(size, request)
    provinces = dict(
        operator.sources["improvement_project"].select("project_code", "province_code").rows()
    )
    for source in WORKBOOK_SOURCES:
        frame = operator.sources[source]
        assert set(frame["project_code"]) <= set(provinces), source
        if "city_code" in frame.columns:
            for code, city in frame.select("project_code", "city_code").drop_nulls().iter_rows():
                assert city[:2] == provinces[code][:2], (source, code, city)
    practices = operator.sources["good_practice"]
    if "project_code" in practices.columns:
        assert set(practices["project_code"].drop_nulls()) <= set(provinces)
    known = set(practices["practice_no"])
    assert set(operator.sources["practice_copy"]["practice_no"]) <= known


@BOTH
def test_numbers_mentioned_exist(size: str, request: pytest.FixtureRequest) -> None:
    sources = _drawn(size, request).sources
    for source, number, told_in in (
        ("project_measure", "measure_no", "project_evidence"),
        ("project_root_cause", "cause_no", "project_measure"),
    ):
        known = set(sources[source].select("project_code", number).rows())
        mentioned = sources[told_in].select("project_code", number).drop_nulls()
        assert set(mentioned.rows()) <= known
    for source in PROJECT_SOURCES:
        key = load_contracts()[source].key or []
        assert not sources[source].select(key).is_duplicated().any(), source


@BOTH
def test_codes_are_those_of_the_seeds(size: str, request: pytest.FixtureRequest) -> None:
    sources = _drawn(size, request).sources
    projects = sources["improvement_project"]
    assert set(projects["metric_code"]) <= _seed("project_metrics", "metric_code")
    assert set(projects["theme_code"].drop_nulls()) <= _seed("themes", "theme_code")
    departments = _seed("departments", "department_code")
    assert set(sources["project_measure"]["owner_department_code"]) <= departments
    assert set(sources["project_member"]["department_code"].drop_nulls()) <= departments
    elements = _seed("elements", "element_id")
    for source in ("project_root_cause", "good_practice"):
        assert set(sources[source]["element_id"].drop_nulls()) <= elements


@BOTH
def test_dates_are_in_order(size: str, request: pytest.FixtureRequest) -> None:
    operator = _drawn(size, request)
    last = operator.projects.last_report
    measures = operator.sources["project_measure"]
    assert (measures["start_date"] <= measures["due_date"]).all()
    done = measures.filter(pl.col("status_code") == "done")
    assert (done["start_date"] <= done["done_date"]).all()
    assert (done["done_date"] <= last).all()
    gates = operator.sources["project_gate"].join(
        pl.DataFrame({"stage_code": STAGES, "position": range(len(STAGES))}), on="stage_code"
    )
    gates = gates.sort("project_code", "position")
    for column in ("planned_date", "passed_date"):
        days = pl.col(column).drop_nulls()
        ordered = gates.group_by("project_code").agg((days.diff().dt.total_days() >= 0).all())
        assert ordered[column].all(), column
    # No gate is passed before the one in front of it.
    passed = pl.col("passed_date").is_not_null().cast(pl.Int8)
    assert gates.group_by("project_code").agg((passed.diff() <= 0).all())["passed_date"].all()
    cities = operator.sources["project_city"]
    assert (cities["rollout_date"].drop_nulls() <= last).all()
    starts = cities.filter(pl.col("role_code") == "pilot")
    pilots = dict(starts.select("project_code", "pilot_start_date").rows())
    for code, day in cities.select("project_code", "rollout_planned_date").drop_nulls().iter_rows():
        assert day > pilots[code]


@BOTH
def test_the_planted_projects_keep_their_truth(size: str, request: pytest.FixtureRequest) -> None:
    """Pilots as planted, nothing rolled out in the window, nobody else at work on the metric."""
    operator = _drawn(size, request)
    cities = operator.sources["project_city"]
    codes = operator.geography.city_codes
    by_name = {plan.planted: plan for plan in operator.projects.plans if plan.planted}
    for truth in operator.plants.projects:
        plan = by_name[truth.name]
        told = cities.filter(pl.col("project_code") == plan.code)
        pilots = told.filter(pl.col("role_code") == "pilot")
        assert set(pilots["city_code"]) == {str(codes[city]) for city in truth.pilots}
        start = operator.months.starts[truth.start_month].astype(object)
        assert pilots["pilot_start_date"].unique().to_list() == [start]
        end = operator.months.last_day.astype(object)
        assert (told["rollout_planned_date"].drop_nulls() > end).all()
        same = [
            p.code
            for p in operator.projects.plans
            if p.metric == plan.metric and p.province == plan.province
        ]
        assert same == [plan.code]


def test_the_hall_project_waits_for_its_evaluation(regional: Operator) -> None:
    truth = project_workbooks(regional)
    hall, promotion = (plan.code for plan in regional.projects.plans if plan.planted)
    assert truth["stages"][hall] == "evaluate"
    assert truth["stages"][promotion] == "rollout"
    assert "completed" in truth["statuses"].values()
    assert len(set(truth["stages"].values())) >= 4


def test_a_diagnosis_was_sent_back_a_project_stopped_and_one_is_late() -> None:
    provinces = ("430000", "330000", "510000")
    size = replace(DEMO, name="three", provinces=provinces, halls=200, tickets=2_000)
    size = replace(size, province_short_boards=1, city_short_boards=1, competitor_cities=2)
    operator = build_operator(size, 1, "2026-10")
    gates = operator.sources["project_gate"]
    assert gates.filter(pl.col("decision_code") == "back").height == 1
    assert set(operator.sources["improvement_project"]["status_code"]) == {
        "active",
        "completed",
        "stopped",
    }
    projects = operator.sources["improvement_project"].filter(
        (pl.col("status_code") == "active") & (pl.col("due_date") < operator.as_of)
    )
    assert projects.height == 1


def test_the_first_workbook_has_the_slips_that_the_next_one_mends(tiny: Operator) -> None:
    files = list(project_files(tiny, build_schedule(tiny)))
    in_order = sorted(files, key=lambda file: file.folder)
    changes = workbook_changes(in_order)
    assert {source: told["entities"] for source, told in changes.items()} == {
        source: tiny.sources[source].height for source in PROJECT_SOURCES
    }
    assert changes["improvement_project"] == {"entities": 4, "changed_rows": 1, "changed_cells": 1}
    assert changes["project_root_cause"]["changed_cells"] == 0
    # The two slips in money and due date, and what went on since.
    assert changes["project_measure"]["changed_cells"] > 4


@pytest.fixture(scope="module")
def listed() -> FieldFile:
    """Two provinces that send a list, so that it is long enough to be spoilt."""
    provinces = ("430000", "510000", "610000")
    size = replace(DEMO, name="western", provinces=provinces, halls=120, tickets=2_000)
    size = replace(size, province_short_boards=1, city_short_boards=1, competitor_cities=1)
    operator = build_operator(size, 1, "2026-10")
    files = project_files(operator, build_schedule(operator))
    return next(file for file in files if file.is_spoilt)


@pytest.fixture(scope="module")
def loaded_list(
    listed: FieldFile, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    from ingest.inbox import ingest_paths
    from warehouse.connection import writer
    from warehouse.settings import load_settings

    home: Path = tmp_path_factory.mktemp("listed_measures")
    settings = load_settings({"SHORTBOARD_HOME": str(home), "SHORTBOARD_HASH_KEY": "for this test"})
    contract = load_contracts()["project_measure"]
    rows, _ = spoil(render(listed.rows, contract, listed.style), contract, listed.style)
    path = home / f"{listed.name}{listed.style.suffix}"
    write_file(path, [Sheet("", rows, contract)], listed.style)
    with writer(settings, "pytest") as con:
        report = ingest_paths(settings, con, [path])
        assert report.count("loaded") == 1, report.lines
        yield con


@pytest.mark.warehouse
def test_a_list_in_gb18030_loads_but_for_its_planted_bad_rows(
    listed: FieldFile, loaded_list: duckdb.DuckDBPyConnection
) -> None:
    assert listed.style.encoding == "gb18030"
    reasons = loaded_list.execute("select reason_code from raw._rejects order by 1").fetchall()
    assert [reason for (reason,) in reasons] == ["duplicate_key", "duplicate_key", "unknown_code"]
    kept = loaded_list.execute(
        "select project_code, measure_no, title, owner_name, due_date, done_rate"
        " from raw.project_measure order by 1, 2"
    ).fetchall()
    said = listed.rows.select(
        "project_code", "measure_no", "title", "owner_name", "due_date", "done_rate"
    )
    assert kept == sorted(said.rows())
