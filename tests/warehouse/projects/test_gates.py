"""Which stage a project is in, and what its gates ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from warehouse.projects.codes import codes_of
from warehouse.projects.gates import CHECKS, Check, Facts, checks, current_stage, is_passed, stages

TODAY = date(2026, 11, 20)
PASSED = {"passed_date": "2026-09-10", "decision_code": "pass"}
BACK = {"passed_date": "2026-09-10", "decision_code": "back"}


@pytest.mark.parametrize(
    ("gates", "stage"),
    [
        ({}, "diagnose"),
        ({"diagnose": {"planned_date": "2026-09-01"}}, "diagnose"),
        ({"diagnose": PASSED}, "plan"),
        ({"diagnose": PASSED | {"passed_date": "2026-12-01"}}, "diagnose"),
        ({"diagnose": PASSED, "pilot": PASSED}, "evaluate"),
        ({"diagnose": PASSED, "plan": BACK, "pilot": PASSED}, "plan"),
        (dict.fromkeys(stages(), PASSED), "review"),
    ],
)
def test_the_stage_follows_the_last_gate_or_the_first_one_sent_back(
    gates: dict[str, dict[str, str]], stage: str
) -> None:
    assert current_stage(gates, TODAY) == stage


def test_a_gate_sent_back_is_not_passed_whatever_its_date() -> None:
    assert is_passed(PASSED, TODAY)
    assert not is_passed(BACK, TODAY)
    assert not is_passed({"decision_code": "pass"}, TODAY)
    assert not is_passed(None, TODAY)


FACTS = Facts(
    project={"kind_code": "theme", "baseline_value": 70.0, "target_value": 74.0},
    root_cause_count=1,
    measures=[
        {"owner_name": "李敏", "due_date": "2026-10-01", "status_code": "done"},
        {"owner_name": None, "due_date": "2026-10-01", "status_code": "in_progress"},
        {"owner_name": None, "due_date": None, "status_code": "cancelled"},
    ],
    cities={
        "430100": {"role_code": "pilot", "pilot_start_date": "2026-09-01"},
        "430200": {"role_code": "pilot", "pilot_start_date": "2026-12-01"},
        "430300": {"role_code": "control", "rollout_planned_date": "2026-11-01",
                   "rollout_date": "2026-11-02"},
        "430400": {"role_code": "excluded"},
    },
    city_codes=["430100", "430200", "430300", "430500"],
    after_months=2,
    verdict_code="works",
    can_answer=False,
)  # fmt: skip


def of(stage: str, facts: Facts) -> dict[str, Check]:
    return {check.code: check for check in checks(stage, facts, TODAY, 2)}


def test_every_stage_has_its_checks() -> None:
    assert list(CHECKS) == stages()
    for stage, codes in CHECKS.items():
        assert tuple(of(stage, FACTS)) == codes


def test_the_plan_asks_for_an_owner_and_a_date_of_every_measure() -> None:
    found = of("plan", FACTS)
    assert found["measures_owned"] == Check("measures_owned", False, 1, 2)
    assert found["pilots_named"].is_met
    assert not of("plan", replace(FACTS, measures=[]))["measures_owned"].is_met


def test_a_design_that_cannot_answer_passes_once_it_is_said() -> None:
    assert of("plan", FACTS)["design_answers"].is_met is False
    assert of("plan", replace(FACTS, can_answer=True))["design_answers"].is_met
    said = replace(FACTS, gates={"plan": {"remark": "三个地市，无法判断效果"}})
    assert of("plan", said)["design_answers"].is_met


def test_the_pilot_waits_for_its_last_city_and_two_months() -> None:
    found = of("pilot", FACTS)
    assert found["pilots_started"] == Check("pilots_started", False, 1, 2)
    assert found["months_after"].is_met
    assert not of("pilot", replace(FACTS, after_months=None))["months_after"].is_met


def test_a_verdict_too_early_is_none() -> None:
    assert of("evaluate", FACTS)["has_verdict"].is_met
    for verdict in ("too_early", None):
        assert not of("evaluate", replace(FACTS, verdict_code=verdict))["has_verdict"].is_met


def test_the_rollout_counts_listed_and_unlisted_cities_but_no_pilot_and_none_left_out() -> None:
    found = of("rollout", FACTS)
    assert found["rollout_planned"] == Check("rollout_planned", False, 1, 2)
    assert found["rollout_done"] == Check("rollout_done", False, 1, 2)


def test_a_project_without_pilots_is_not_asked_for_them() -> None:
    facts = replace(FACTS, project={"kind_code": "norm_item"}, cities={})
    assert of("plan", facts)["pilots_named"].is_met is None
    assert of("pilot", facts)["months_after"].is_met is None
    assert of("evaluate", facts)["has_verdict"].is_met is None
    assert of("rollout", facts)["rollout_done"].is_met is None
    assert of("diagnose", facts)["has_baseline"].is_met is False


def test_every_check_has_its_names_in_the_seed() -> None:
    asked = [code for codes in CHECKS.values() for code in codes]
    assert list(codes_of("gate_check")) == asked
