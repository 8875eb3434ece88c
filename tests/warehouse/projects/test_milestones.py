"""What the product notes after a release: frozen gates and memberships, improvement items."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from warehouse.journal.event import Changes, Draft, Value
from warehouse.journal.store import Journal, open_journal
from warehouse.projects.milestones import CITIES, GATES, ITEMS, record_milestones
from warehouse.projects.state import State, change_draft, replay, undo_draft
from warehouse.settings import Settings

PUBLISHED = datetime(2026, 11, 20, 3, 4, 5)
ORIGIN = "norm:queue_minutes:C430200"
ITEM = "NORM-queue_minutes-C430200-2026-B5"


@pytest.fixture
def journal(settings: Settings) -> Iterator[Journal]:
    with open_journal(settings) as opened:
        say(opened, "project", "P1", title="营业厅", kind_code="theme", status_code="active")
        say(opened, "gate", "P1/evaluate", passed_date="2026-11-02", decision_code="pass")
        say(opened, "gate", "P1/rollout", planned_date="2026-12-02")
        say(opened, "project_city", "P1/430100", role_code="pilot", pilot_start_date="2026-09-01")
        say(opened, "project_city", "P1/430300", role_code="control")
        yield opened


def say(journal: Journal, entity_type: str, identity: str, **fields: Value) -> None:
    journal.append([
        Draft(
            actor="李敏", source="workbook", entity_type=entity_type, entity_id=identity,
            project_id=identity.split("/")[0], action="create",
            changes={name: (None, value) for name, value in fields.items()},
        )
    ])  # fmt: skip


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return write_release(tmp_path / "release.duckdb", "R1", effect=4.1)


def write_release(path: Path, release_id: str, effect: float | None, last_seq: int = 1_000) -> Path:
    """A release with one project, its passed gates, its cities, and one broken norm."""
    known = "null" if effect is None else str(effect)
    con = duckdb.connect(str(path))
    con.execute(
        f"""
        create table release_info as
        select '{release_id}' as release_id, timestamp '{PUBLISHED}' as published_at;
        create table thresholds as select 'norm_item_due_days' as threshold_code, 60.0::double as value;
        create table mart_projects as select 'P1' as project_id, 74.5::double as latest_value;
        create table mart_project_effects as
        select
            'P1' as project_id, 'works' as verdict_code, {known}::double as effect, 1.5::double as effect_ci_low,
            6.5::double as effect_ci_high, 0.01::double as p_value, 2::bigint as after_month_count;
        create table mart_project_gates as
        select 'P1' as project_id, 'evaluate' as stage_code, true as is_passed
        union all select 'P1', 'diagnose', true
        union all select 'P1', 'rollout', false;
        create table mart_project_events as select {last_seq}::bigint as seq;
        create table mart_project_cities as
        select * from (values
            ('P1', 'C430100', 'pilot', true, date '2026-09-01'),
            ('P1', 'C430200', 'control', false, null),
            ('P1', 'C430300', 'control', true, null)
        ) as cities (project_id, city_id, role_code, is_listed, pilot_start_date);
        create table mart_improvement_openings as
        select
            '{ORIGIN}' as origin_code, 'C430200' as unit_id, 'P430000' as province_id,
            'C430200' as city_id, '2026-B5' as period_id, '2026-B3' as first_broken_period_id,
            'queue_minutes' as measure_code, '排队等候时长' as measure_name_zh,
            '株洲' as unit_name_zh, 'minutes' as unit, 'MARKET' as owner_department_code,
            14.25::double as value, 12.0::double as norm_value, 3::bigint as persistence_periods;
        """
    )
    con.close()
    return path


def state_of(journal: Journal) -> State:
    return replay(journal.events())


def test_a_passed_gate_keeps_what_its_release_knew(
    settings: Settings, journal: Journal, release: Path, tmp_path: Path
) -> None:
    report = record_milestones(settings, journal, release)
    assert dict(report.counts) == {GATES: 1, CITIES: 1, ITEMS: 1}
    gate = state_of(journal)["gate", "P1/evaluate"]
    frozen = {name: value for name, value in gate.fields.items() if name.startswith("frozen_")}
    assert frozen == {
        "frozen_release_id": "R1", "frozen_verdict_code": "works", "frozen_effect": 4.1,
        "frozen_ci_low": 1.5, "frozen_ci_high": 6.5, "frozen_p_value": 0.01,
        "frozen_after_months": 2, "frozen_value": 74.5, "frozen_at": "2026-11-20T03:04:05",
    }  # fmt: skip
    assert "frozen_release_id" not in state_of(journal)["gate", "P1/rollout"].fields
    # a later release that knows better does not rewrite it
    record_milestones(settings, journal, write_release(tmp_path / "2.duckdb", "R2", effect=3.0))
    assert state_of(journal)["gate", "P1/evaluate"].fields["frozen_effect"] == 4.1


def test_a_second_run_notes_nothing(settings: Settings, journal: Journal, release: Path) -> None:
    record_milestones(settings, journal, release)
    last = journal.last_seq()
    assert record_milestones(settings, journal, release).note == "nothing new"
    assert journal.last_seq() == last


def test_a_gate_sent_back_since_the_build_is_not_frozen(
    settings: Settings, journal: Journal, release: Path
) -> None:
    gate = state_of(journal)["gate", "P1/evaluate"]
    back: Changes = {"decision_code": ("pass", "back"), "passed_date": ("2026-11-02", None)}
    journal.append([
        Draft(
            actor="李敏", source="screen", entity_type="gate", entity_id=gate.entity_id,
            project_id="P1", action="change", changes=back,
        )
    ])  # fmt: skip
    assert GATES not in record_milestones(settings, journal, release).counts


def test_a_gate_before_the_pilot_freezes_the_figure_and_no_verdict(
    settings: Settings, journal: Journal, release: Path
) -> None:
    say(journal, "gate", "P1/diagnose", passed_date="2026-03-02", decision_code="pass")
    record_milestones(settings, journal, release)
    gate = state_of(journal)["gate", "P1/diagnose"]
    frozen = {name: value for name, value in gate.fields.items() if name.startswith("frozen_")}
    assert frozen == {
        "frozen_release_id": "R1", "frozen_value": 74.5, "frozen_at": "2026-11-20T03:04:05",
    }  # fmt: skip


def change(journal: Journal, **fields: Value) -> None:
    entity = state_of(journal)["gate", "P1/evaluate"]
    journal.append([change_draft(entity, "李敏", fields)])


def test_a_gate_sent_back_and_passed_again_is_frozen_anew(
    settings: Settings, journal: Journal, release: Path, tmp_path: Path
) -> None:
    change(journal, decided_by="王总")
    record_milestones(settings, journal, release)
    change(journal, decision_code="back", passed_date=None)
    change(journal, decision_code="pass", passed_date="2026-11-18")
    passed_again = journal.last_seq()
    # what was built before it was passed again cannot tell what this passing rests on
    early = write_release(tmp_path / "2.duckdb", "R2", effect=3.0, last_seq=passed_again - 1)
    assert GATES not in record_milestones(settings, journal, early).counts
    later = write_release(tmp_path / "3.duckdb", "R3", effect=None)
    assert record_milestones(settings, journal, later).counts[GATES] == 1
    gate = state_of(journal)["gate", "P1/evaluate"]
    assert gate.get("frozen_release_id") == "R3"
    assert gate.get("frozen_effect") is None, "nothing of the former passing stays"
    told = [
        event.changes["frozen_effect"]
        for event in journal.entity_events("gate", "P1/evaluate")
        if "frozen_effect" in event.changes
    ]
    assert told == [(None, 4.1), (4.1, None)]
    assert record_milestones(settings, journal, later).note == "nothing new"


def test_sending_back_by_mistake_is_no_new_passing(
    settings: Settings, journal: Journal, release: Path, tmp_path: Path
) -> None:
    change(journal, decided_by="王总")
    record_milestones(settings, journal, release)
    change(journal, decision_code="back", passed_date=None)
    journal.append([undo_draft(journal.newest(1)[0], "李敏")])
    change(journal, passed_date="2026-11-03", decision_code="pass_with_conditions")
    later = write_release(tmp_path / "2.duckdb", "R2", effect=3.0)
    assert GATES not in record_milestones(settings, journal, later).counts
    assert state_of(journal)["gate", "P1/evaluate"].get("frozen_release_id") == "R1"


def test_membership_of_a_started_pilot_is_written_down_with_its_release(
    settings: Settings, journal: Journal, release: Path
) -> None:
    record_milestones(settings, journal, release)
    state = state_of(journal)
    roles = {
        city.key["city_code"]: city.get("role_code") for city in state.of("project_city", "P1")
    }
    assert roles == {"430100": "pilot", "430200": "control", "430300": "control"}
    assert state["project_city", "P1/430200"].created_by == "Shortboard"
    project = state.project("P1")
    assert project is not None
    assert project.get("membership_frozen_release_id") == "R1"


def test_a_city_whose_listing_was_withdrawn_is_listed_again_as_a_control(
    settings: Settings, journal: Journal, release: Path
) -> None:
    say(journal, "project_city", "P1/430200", role_code="excluded")
    journal.append([undo_draft(journal.newest(1)[0], "李敏")])
    record_milestones(settings, journal, release)
    city = state_of(journal)["project_city", "P1/430200"]
    assert (city.is_withdrawn, city.get("role_code")) == (False, "control")


def test_a_broken_norm_opens_one_item_with_owner_and_end(
    settings: Settings, journal: Journal, release: Path
) -> None:
    record_milestones(settings, journal, release)
    item = state_of(journal).project(ITEM)
    assert item is not None
    assert item.fields == {
        "title": "株洲排队等候时长未达标整改", "kind_code": "norm_item", "province_code": "430000",
        "city_code": "430200", "metric_code": "queue_minutes", "baseline_value": 14.25,
        "target_value": 12.0, "start_date": "2026-11-20", "due_date": "2027-01-19",
        "lead_department_code": "MARKET", "status_code": "active", "origin_code": ORIGIN,
        "problem_text": "自 2026-B3 起连续 3 个双月期未达标；2026-B5 为 14.25，标准 12。",
    }  # fmt: skip


def test_no_second_item_while_one_of_the_same_origin_is_open(
    settings: Settings, journal: Journal, release: Path
) -> None:
    say(journal, "project", "OWN-1", title="排队", status_code="active", origin_code=ORIGIN)
    assert ITEMS not in record_milestones(settings, journal, release).counts


def test_an_item_that_was_closed_is_not_opened_again_on_the_same_data(
    settings: Settings, journal: Journal, release: Path
) -> None:
    record_milestones(settings, journal, release)
    journal.append([
        Draft(
            actor="李敏", source="workbook", entity_type="project", entity_id=ITEM, project_id=ITEM,
            action="change", changes={"status_code": ("active", "completed")},
        )
    ])  # fmt: skip
    assert ITEMS not in record_milestones(settings, journal, release).counts
