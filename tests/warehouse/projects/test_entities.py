"""Fields of a project and their rules: what a form is told, in both languages."""

from __future__ import annotations

import csv

import pytest

from warehouse.journal.event import Value
from warehouse.projects.codes import SEED, codes_of
from warehouse.projects.entities import ENTITIES, entity_id, key_of, validate
from warehouse.projects.fields import Field, canonical
from warehouse.settings import PROJECT_ROOT

MEASURE: dict[str, Value] = {
    "title": "晨会演练",
    "kind_code": "training",
    "status_code": "in_progress",
    "start_date": "2026-09-01",
    "due_date": "2026-10-15",
    "done_rate": 40,
}
PROJECT: dict[str, Value] = {
    "title": "营业厅服务提升",
    "kind_code": "theme",
    "theme_code": "hall",
    "year_no": 2026,
    "bimonth_no": 5,
    "province_code": "430000",
    "metric_code": "theme_hall",
    "start_date": "2026-09-01",
    "due_date": "2026-10-31",
    "status_code": "active",
}
GATE: dict[str, Value] = {
    "planned_date": "2026-09-10",
    "passed_date": "2026-09-12",
    "decision_code": "pass",
    "decided_by": "王芳",
}
DECISION: dict[str, Value] = {"decided_date": "2026-09-12", "decision_text": "推广"}
VALID: dict[str, dict[str, Value]] = {
    "measure": MEASURE,
    "project": PROJECT,
    "gate": GATE,
    "decision": DECISION,
    "project_city": {"role_code": "pilot", "pilot_start_date": "2026-09-15"},
}


def all_fields() -> list[tuple[str, str, Field]]:
    return [
        (entity.name, name, kind)
        for entity in ENTITIES.values()
        for name, kind in (entity.keys | entity.fields).items()
    ]


def test_every_field_has_a_name_in_both_languages_and_a_code_list_that_exists() -> None:
    for entity_type, name, kind in all_fields():
        assert kind.name_zh and kind.name_en, (entity_type, name)
        assert any("\u4e00" <= letter <= "\u9fff" for letter in kind.name_zh), (entity_type, name)
        if kind.dimension:
            assert codes_of(kind.dimension)


def test_every_code_list_of_the_seed_is_complete_and_in_order() -> None:
    with SEED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["name_zh"] and row["name_en"] for row in rows)
    for dimension in {row["dimension"] for row in rows}:
        own = [int(row["sort_order"]) for row in rows if row["dimension"] == dimension]
        assert sorted(own) == list(range(1, len(own) + 1)), dimension


def test_the_themes_of_the_year_are_one_per_bimonth() -> None:
    with (PROJECT_ROOT / "dbt_project/seeds/themes.csv").open(encoding="utf-8") as file:
        bimonths = [int(row["bimonth_no"]) for row in csv.DictReader(file)]
    assert sorted(bimonths) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("entity_type", "key", "identity"),
    [
        ("project", {"project_code": "P1"}, "P1"),
        ("measure", {"project_code": "P1", "measure_no": 3}, "P1/3"),
        ("gate", {"project_code": "P1", "stage_code": "pilot"}, "P1/pilot"),
        ("project_city", {"project_code": "P1", "city_code": "430100"}, "P1/430100"),
        ("good_practice", {"practice_no": "GP-7"}, "GP-7"),
        ("practice_copy", {"practice_no": "GP-7", "city_code": "430100"}, "GP-7/430100"),
    ],
)
def test_an_id_is_its_key_and_back(entity_type: str, key: dict[str, Value], identity: str) -> None:
    assert entity_id(entity_type, key) == identity
    assert key_of(entity_type, identity) == key


@pytest.mark.parametrize("entity_type", sorted(VALID))
def test_what_is_complete_has_no_problem(entity_type: str) -> None:
    assert validate(entity_type, VALID[entity_type]) == []


@pytest.mark.parametrize(
    ("entity_type", "change", "field"),
    [
        ("measure", {"title": None}, "title"),
        ("measure", {"kind_code": "dance"}, "kind_code"),
        ("measure", {"done_rate": 101}, "done_rate"),
        ("measure", {"done_rate": 40.5}, "done_rate"),
        ("measure", {"people_count": -1}, "people_count"),
        ("measure", {"cost_wan": float("inf")}, "cost_wan"),
        ("measure", {"title": "长" * 201}, "title"),
        ("measure", {"due_date": "2026-08-31"}, "due_date"),
        ("measure", {"due_date": "20261015"}, "due_date"),
        ("measure", {"due_date": "9999-12-31"}, "due_date"),
        ("measure", {"cause_no": 3_000_000_000}, "cause_no"),
        ("measure", {"status_code": "blocked"}, "blocked_reason"),
        ("measure", {"done_date": "2026-10-01"}, "done_date"),
        ("measure", {"status_code": "done", "evidence_text": "照片"}, "done_date"),
        ("measure", {"status_code": "done", "done_date": "2026-10-01"}, "evidence_text"),
        ("measure", {"status_code": "done", "done_rate": 40}, "done_rate"),
        ("project", {"due_date": "2026-08-31"}, "due_date"),
        ("project", {"theme_code": None}, "theme_code"),
        ("project", {"province_code": None}, "province_code"),
        ("project", {"metric_code": None}, "metric_code"),
        ("project", {"bimonth_no": 7}, "bimonth_no"),
        ("project", {"kind_code": "benchmark_hall"}, "hall_code"),
        ("project", {"chosen_from_month": "2026-07-15"}, "chosen_from_month"),
        (
            "project",
            {"chosen_from_month": "2026-08-01", "chosen_to_month": "2026-07-01"},
            "chosen_to_month",
        ),
        ("gate", {"passed_date": None}, "passed_date"),
        ("gate", {"decided_by": None}, "decided_by"),
        ("gate", {"decision_code": "back"}, "passed_date"),
        ("project_city", {"role_code": "control"}, "pilot_start_date"),
        ("project_city", {"rollout_date": "2026-09-01"}, "rollout_date"),
        ("project_city", {"pilot_start_date": "0001-01-01"}, "pilot_start_date"),
        ("decision", {"next_step": "培训"}, "next_step_owner"),
        ("decision", {"next_step": "培训"}, "next_step_due_date"),
        ("decision", {"next_step_done_date": "2026-10-01"}, "next_step"),
    ],
)
def test_a_rule_that_is_broken_is_told_at_its_field(
    entity_type: str, change: dict[str, Value], field: str
) -> None:
    problems = validate(entity_type, VALID[entity_type] | change)
    assert field in [problem.field for problem in problems]
    for problem in problems:
        assert problem.message_zh.endswith("。")
        assert problem.message_en.endswith((".", "?"))


def test_a_month_may_be_written_short() -> None:
    month = ENTITIES["project"].fields["chosen_from_month"]
    assert canonical(month, "2026-07") == "2026-07-01"
