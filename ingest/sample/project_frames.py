"""The ten sources on special projects as clean frames: what was known on the day of a report."""

import datetime as dt
from dataclasses import dataclass

import polars as pl

from ingest.sample.geography import Geography
from ingest.sample.project_baselines import baseline_and_target
from ingest.sample.project_calendar import Calendar, project_calendar
from ingest.sample.project_learning import practices_and_copies
from ingest.sample.project_measures import Measure, project_measures
from ingest.sample.project_people import DEPARTMENTS, Person, Staff
from ingest.sample.project_plans import ProjectPlan
from ingest.sample.project_steps import city_rows, decision_rows, evidence_rows, gate_rows
from ingest.sample.project_texts import Board, Cause, filled, phrase, topic
from ingest.sample.streams import stream

Frames = dict[str, pl.DataFrame]
Row = dict[str, object]
CAUSES = 4
LEAD_DEPARTMENTS = {"network": "NETWORK", "new_services": "MARKET", "promotion": "MARKET"}
SUPPORTING = 3
# Columns that hold no text.
DATES = ("start_date", "due_date", "done_date", "planned_date", "passed_date", "pilot_start_date",
         "rollout_planned_date", "rollout_date", "decided_date", "next_step_due_date",
         "next_step_done_date", "evidence_date", "copied_date", "chosen_from_month",
         "chosen_to_month")  # fmt: skip
INTEGERS = ("year_no", "bimonth_no", "done_rate", "people_count", "measure_no", "cause_no",
            "member_no", "decision_no", "evidence_no")  # fmt: skip
NUMBERS = ("baseline_value", "target_value", "cost_wan", "effect_value")


@dataclass(frozen=True)
class Projects:
    """All projects of the sample, with what does not change from report to report."""

    plans: tuple[ProjectPlan, ...]
    calendars: dict[str, Calendar]
    measures: dict[str, list[Measure]]
    staffs: dict[str, Staff]
    last_report: dt.date
    as_of: dt.date


def build_projects(
    plans: tuple[ProjectPlan, ...],
    geography: Geography,
    last_report: dt.date,
    as_of: dt.date,
    size: str,
    seed: int,
) -> Projects:
    """Draw people, calendars and measures of every project."""
    names = dict(zip(geography.city_codes, geography.cities["short_name_zh"], strict=True))
    names |= dict(zip(geography.province_codes, geography.provinces["short_name_zh"], strict=True))
    staffs: dict[str, Staff] = {}
    for plan in plans:
        cities = [str(geography.city_codes[city]) for city in geography.cities_of(plan.province)]
        staffs.setdefault(plan.province, Staff(plan.province, cities, size, seed))
    calendars = {plan.code: project_calendar(plan, size, seed) for plan in plans}
    measures = {
        plan.code: project_measures(
            plan,
            calendars[plan.code],
            staffs[plan.province],
            names,
            CAUSES,
            last_report,
            as_of,
            size,
            seed,
        )
        for plan in plans
    }
    return Projects(plans, calendars, measures, staffs, last_report, as_of)


def project_frames(
    projects: Projects,
    geography: Geography,
    sources: Frames,
    seen_on: dt.date,
    size: str,
    seed: int,
) -> Frames:
    """The clean frames as reported on a day; projects that had not begun by then are left out."""
    rows: dict[str, list[Row]] = {}
    for plan in projects.plans:
        calendar, staff = projects.calendars[plan.code], projects.staffs[plan.province]
        if calendar.start > seen_on:
            continue
        board, causes = _diagnosis(plan, size, seed)
        measures = projects.measures[plan.code]
        is_last = seen_on >= projects.last_report
        parts: dict[str, list[Row]] = {
            "improvement_project": [
                _project(plan, calendar, staff, geography, board, sources, seen_on)
            ],
            "project_member": _members(plan, staff),
            "project_root_cause": [
                {
                    "cause_no": number,
                    "cause_text": cause.text,
                    "category_code": cause.category,
                    "element_id": cause.element,
                    "evidence_text": cause.evidence,
                }
                for number, cause in enumerate(causes, start=1)
            ],
            "project_measure": [
                {"measure_no": number} | measure.row(seen_on, is_last)
                for number, measure in enumerate(measures, start=1)
            ],
            "project_gate": gate_rows(plan, calendar, staff, seen_on),
            "project_city": city_rows(plan, calendar, seen_on),
            "project_decision": decision_rows(plan, calendar, staff, seen_on, size, seed),
            "project_evidence": evidence_rows(plan, measures, seen_on, size, seed),
        }
        reporter = _coordinator(plan, staff).name
        for source, told in parts.items():
            rows.setdefault(source, []).extend(
                {"project_code": plan.code} | row | {"reported_by": reporter} for row in told
            )
    practices, copies = practices_and_copies(
        projects.plans, projects.calendars, geography, seen_on, size, seed
    )
    return {
        source: _frame(told)
        for source, told in (rows | {"good_practice": practices, "practice_copy": copies}).items()
    }


def _frame(rows: list[Row]) -> pl.DataFrame:
    names = list(dict.fromkeys(name for row in rows for name in row))
    kinds: dict[str, type[pl.DataType]] = dict.fromkeys(DATES, pl.Date)
    kinds |= dict.fromkeys(INTEGERS, pl.Int64) | dict.fromkeys(NUMBERS, pl.Float64)
    return pl.DataFrame(
        [{name: row.get(name) for name in names} for row in rows],
        schema={name: kinds.get(name, pl.String) for name in names},
    )


def _diagnosis(plan: ProjectPlan, size: str, seed: int) -> tuple[Board, list[Cause]]:
    """The short board, and causes with the ones that speak of it first."""
    rng = stream(seed, size, "project_diagnosis", plan.code)
    texts = topic(plan.topic)
    board = texts.boards[int(rng.integers(0, len(texts.boards)))]
    mixed = [texts.causes[n] for n in rng.permutation(len(texts.causes))]
    mixed.sort(key=lambda cause: cause.element != board.element)
    causes = [
        Cause(cause.category, filled(cause.text, rng), cause.element, filled(cause.evidence, rng))
        for cause in mixed[:CAUSES]
    ]
    return Board(board.element, board.name, filled(board.problem, rng)), causes


def _project(
    plan: ProjectPlan,
    calendar: Calendar,
    staff: Staff,
    geography: Geography,
    board: Board,
    sources: Frames,
    seen_on: dt.date,
) -> Row:
    names = dict(zip(geography.province_codes, geography.provinces["short_name_zh"], strict=True))
    names |= dict(zip(geography.city_codes, geography.cities["short_name_zh"], strict=True))
    place = names[plan.city or plan.province]
    baseline, target = baseline_and_target(plan, sources)
    status = "completed" if calendar.passed("review", seen_on) else "active"
    if calendar.stopped_on is not None and calendar.stopped_on <= seen_on:
        status = "stopped"
    lead = _lead(plan, staff)
    title = plan.title or f"{topic(plan.topic).title}（{board.name}）"
    return {
        "title": f"{place}{title}",
        "kind_code": plan.kind,
        "theme_code": plan.theme,
        "year_no": plan.year,
        "bimonth_no": plan.bimonth,
        "province_code": plan.province,
        "city_code": plan.city,
        "hall_code": plan.hall,
        "metric_code": plan.metric,
        "baseline_value": baseline,
        "target_value": target,
        "start_date": calendar.start,
        "due_date": calendar.due,
        "lead_name": lead.name,
        "lead_department_code": lead.department,
        "chosen_from_month": plan.chosen[0],
        "chosen_to_month": plan.chosen[1],
        "status_code": status,
        "problem_text": board.problem,
        "origin_code": plan.origin,
    }


def _lead(plan: ProjectPlan, staff: Staff) -> Person:
    return staff.of_department(LEAD_DEPARTMENTS.get(plan.topic, "CUSTOMER_SERVICE"))


def _coordinator(plan: ProjectPlan, staff: Staff) -> Person:
    return staff.of_department("CUSTOMER_SERVICE", 1)


def _members(plan: ProjectPlan, staff: Staff) -> list[Row]:
    """Lead, coordinator, three departments, the key cities, the third party, one more."""
    lead, duties = _lead(plan, staff), phrase("duties")
    others = [name for name in DEPARTMENTS if name not in (lead.department, "CUSTOMER_SERVICE")]
    roles = [("lead", lead), ("coordinator", _coordinator(plan, staff))]
    roles += [("support", staff.of_department(name)) for name in others[:SUPPORTING]]
    roles += [("key_city", staff.of_city(city)) for city in plan.pilots]
    roles += [("third_party", staff.third_party)]
    roles += [("member", staff.of_department(others[-1], 1))]
    return [
        {
            "member_no": number,
            "person_name": person.name,
            "role_code": role,
            "department_code": person.department,
            "city_code": person.city,
            "duty_text": duties[role],
        }
        for number, (role, person) in enumerate(roles, start=1)
    ]
