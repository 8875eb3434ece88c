"""What happened in a project besides its measures: gates, cities, decisions, evidence."""

import datetime as dt

from ingest.sample.project_calendar import STAGES, Calendar
from ingest.sample.project_measures import DAY, Measure
from ingest.sample.project_people import Staff
from ingest.sample.project_plans import ProjectPlan
from ingest.sample.project_texts import phrase
from ingest.sample.streams import stream

Row = dict[str, object]
EVIDENCE_SHARE = 0.7
NEXT_STEP_DAYS = 7
EXTRA_AFTER = (21, 43)
"""Days after the pilots' start on which a meeting decides something beyond the gates."""


def gate_rows(plan: ProjectPlan, calendar: Calendar, staff: Staff, seen_on: dt.date) -> list[Row]:
    """One row per stage with its planned date; the decision once there is one."""
    rows: list[Row] = []
    for stage in STAGES:
        planned = calendar.gates[stage][0]
        passed = calendar.passed(stage, seen_on)
        row: Row = {"stage_code": stage, "planned_date": planned}
        if passed is not None:
            # Who goes ahead before the evaluation is clear does so under conditions.
            has_conditions = stage == "evaluate" and plan.rollout_from is not None
            row |= {
                "passed_date": passed,
                "decision_code": "pass_with_conditions" if has_conditions else "pass",
                "decided_by": staff.head.name,
                "remark": phrase("conditions") if has_conditions else None,
            }
        elif plan.story == "sent_back" and stage == STAGES[0] and planned <= seen_on:
            row |= {
                "decision_code": "back",
                "decided_by": staff.head.name,
                "remark": phrase("sent_back"),
            }
        rows.append(row)
    return rows


def city_rows(plan: ProjectPlan, calendar: Calendar, seen_on: dt.date) -> list[Row]:
    """Pilots, controls with their roll-out, cities left out."""
    has_plan = calendar.passed("plan", seen_on) is not None
    rows: list[Row] = [
        {
            "city_code": city,
            "role_code": "pilot",
            "pilot_start_date": plan.pilot_start,
            "remark": None if has_plan else "待方案通过后启动",
        }
        for city in plan.pilots
    ]
    for city, (planned, done) in calendar.rollout.items():
        rows.append(
            {
                "city_code": city,
                "role_code": "control",
                "rollout_planned_date": planned,
                "rollout_date": done if done <= seen_on else None,
            }
        )
    rows += [
        {"city_code": city, "role_code": "excluded", "remark": "同期网络割接，不纳入比较"}
        for city in plan.excluded
    ]
    return rows


def decision_rows(
    plan: ProjectPlan, calendar: Calendar, staff: Staff, seen_on: dt.date, size: str, seed: int
) -> list[Row]:
    """The decision log: one entry per gate, a few between them, each with its next step."""
    rng = stream(seed, size, "project_decisions", plan.code)
    texts = phrase("decisions")
    entries = [
        (passed, *texts[stage])
        for stage in STAGES
        if (passed := calendar.passed(stage, seen_on)) is not None
    ]
    extras = rng.permutation(len(texts["extra"]))
    ends = min(seen_on, calendar.stopped_on or calendar.due)
    for number, after in enumerate(EXTRA_AFTER):
        day = plan.pilot_start + after * DAY
        if day <= ends:
            entries.append((day, *texts["extra"][extras[number]]))
    if calendar.stopped_on is not None and calendar.stopped_on <= seen_on:
        entries.append((calendar.stopped_on, phrase("stopped"), "资料归档，措施移交清单签收"))
    rows: list[Row] = []
    for number, (day, decided, following) in enumerate(sorted(entries), start=1):
        due = day + int(rng.integers(3, NEXT_STEP_DAYS + 1)) * DAY
        done = due - int(rng.integers(0, 3)) * DAY
        owner = staff.of_department("CUSTOMER_SERVICE", int(rng.integers(0, 4)))
        rows.append(
            {
                "decision_no": number,
                "decided_date": day,
                "decision_text": decided,
                "decided_by": staff.head.name,
                "next_step": following,
                "next_step_owner": owner.name,
                "next_step_due_date": due,
                "next_step_done_date": done if done <= seen_on else None,
            }
        )
    return rows


def evidence_rows(
    plan: ProjectPlan, measures: list[Measure], seen_on: dt.date, size: str, seed: int
) -> list[Row]:
    """Files kept as evidence of measures that are done; not every measure has one."""
    rng = stream(seed, size, "project_evidence", plan.code)
    rows: list[Row] = []
    for number, measure in enumerate(measures, start=1):
        has_file = bool(rng.random() < EVIDENCE_SHARE)
        if measure.fate != "done" or not has_file or (measure.done_on or seen_on) > seen_on:
            continue
        rows.append(
            {
                "evidence_no": number,
                "measure_no": number,
                "evidence_date": measure.done_on,
                "evidence_text": measure.evidence,
                "reference_text": f"专项资料库/{plan.code}/措施{number:02d}.pdf",
                "provided_by": measure.owner.name,
            }
        )
    return rows
