"""The stages of a project: where it stands, and what each stage gate asks for before it is passed.

Pure. A check tells what is there and what is missing; it does not lock the gate, because the
people who hold a review may know better, and their decision is kept with their names.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from warehouse.projects.codes import codes_of
from warehouse.projects.tracking import Fields, day_of

SENT_BACK = "back"
WITH_CONDITIONS = "pass_with_conditions"
# management of one hall or one norm has no pilots to be compared with other cities
WITHOUT_PILOTS = ("norm_item", "benchmark_hall")
CHECKS = {
    "diagnose": ("has_baseline", "has_target", "has_root_cause"),
    "plan": ("has_measures", "measures_owned", "pilots_named", "design_answers"),
    "pilot": ("pilots_started", "months_after"),
    "evaluate": ("has_verdict",),
    "rollout": ("rollout_planned", "rollout_done"),
    "review": ("lesson_written",),
}


@dataclass(frozen=True)
class Check:
    """One thing a gate asks for; `is_met` is None where it does not apply to this project.

    `code` is one of dimension gate_check in the seed project_codes, which has its names;
    `count` of `total` are there where it counts something.
    """

    code: str
    is_met: bool | None
    count: int | None = None
    total: int | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of a project on a day, as its gates look at it.

    `cities` are its project_city entities by city code; `city_codes` the cities of its province
    that it has to reach (without those left out); `after_months` and `verdict_code` come from its
    estimated effect; `can_answer` says whether the design could find an effect at all, None where
    nobody has computed it.
    """

    project: Fields
    gates: Mapping[str, Fields] = field(default_factory=dict)
    root_cause_count: int = 0
    measures: Sequence[Fields] = ()
    cities: Mapping[str, Fields] = field(default_factory=dict)
    city_codes: Collection[str] = ()
    lesson_count: int = 0
    after_months: int | None = None
    verdict_code: str | None = None
    can_answer: bool | None = None


def stages() -> list[str]:
    """Stage codes in their order."""
    return list(codes_of("stage"))


def judges_effect(stage: str) -> bool:
    """Whether a gate is passed on an effect: from the pilot on; before it there is none to judge."""
    order = stages()
    return order.index(stage) >= order.index("pilot")


def is_passed(gate: Fields | None, today: date) -> bool:
    """Whether a gate is behind the project: passed by that day, and not sent back since."""
    if gate is None or gate.get("decision_code") == SENT_BACK:
        return False
    passed = day_of(gate.get("passed_date"))
    return passed is not None and passed <= today


def current_stage(gates: Mapping[str, Fields], today: date) -> str:
    """The stage a project is in: the earliest one sent back, else the one after its last gate.

    A gate that was never entered does not hold up the project when a later one is passed; the last
    stage stays current once everything is passed.
    """
    order = stages()
    for stage in order:
        if (gates.get(stage) or {}).get("decision_code") == SENT_BACK:
            return stage
    passed = [number for number, stage in enumerate(order) if is_passed(gates.get(stage), today)]
    return order[min(max(passed, default=-1) + 1, len(order) - 1)]


def checks(stage: str, facts: Facts, today: date, min_after_months: float) -> list[Check]:
    """What the gate of a stage asks for; `min_after_months` is the threshold of that name."""
    if stage == "diagnose":
        found = _diagnosed(facts)
    elif stage == "plan":
        found = _planned(facts)
    elif stage == "pilot":
        found = _piloted(facts, today, min_after_months)
    elif stage == "evaluate":
        is_judged = facts.verdict_code not in (None, "too_early")
        found = [Check("has_verdict", is_judged if _has_pilots(facts) else None)]
    elif stage == "rollout":
        found = _rolled_out(facts, today)
    else:
        found = [Check("lesson_written", facts.lesson_count > 0, facts.lesson_count)]
    return found


def _diagnosed(facts: Facts) -> list[Check]:
    return [
        Check("has_baseline", facts.project.get("baseline_value") is not None),
        Check("has_target", facts.project.get("target_value") is not None),
        Check("has_root_cause", facts.root_cause_count > 0, facts.root_cause_count),
    ]


def _planned(facts: Facts) -> list[Check]:
    open_measures = [m for m in facts.measures if m.get("status_code") != "cancelled"]
    owned = sum(bool(m.get("owner_name")) and bool(m.get("due_date")) for m in open_measures)
    pilots = _pilots(facts)
    applies = _has_pilots(facts)
    plan = facts.gates.get("plan") or {}
    # a design that cannot answer may go on, once somebody has said so at the gate
    is_said = plan.get("decision_code") == WITH_CONDITIONS or bool(plan.get("remark"))
    return [
        Check("has_measures", bool(open_measures), len(open_measures)),
        Check("measures_owned", owned == len(open_measures) > 0, owned, len(open_measures)),
        Check("pilots_named", bool(pilots) if applies else None, len(pilots) if applies else None),
        Check("design_answers", bool(facts.can_answer) or is_said if applies else None),
    ]


def _piloted(facts: Facts, today: date, min_after_months: float) -> list[Check]:
    if not _has_pilots(facts):
        return [Check("pilots_started", None), Check("months_after", None)]
    pilots = _pilots(facts)
    starts = [day_of(city.get("pilot_start_date")) for city in pilots]
    started = sum(start is not None and start <= today for start in starts)
    months = facts.after_months or 0
    return [
        Check("pilots_started", started == len(pilots) > 0, started, len(pilots)),
        Check("months_after", months >= min_after_months, months, int(min_after_months)),
    ]


def _rolled_out(facts: Facts, today: date) -> list[Check]:
    if not _has_pilots(facts):
        return [Check("rollout_planned", None), Check("rollout_done", None)]
    # pilots have it already
    rest = [
        facts.cities.get(code) or {}
        for code in {*facts.city_codes, *facts.cities}
        if (facts.cities.get(code) or {}).get("role_code") not in ("pilot", "excluded")
    ]
    dated = sum(
        day_of(city.get("rollout_planned_date") or city.get("rollout_date")) is not None
        for city in rest
    )
    dates = [day_of(city.get("rollout_date")) for city in rest]
    done = sum(day is not None and day <= today for day in dates)
    return [
        Check("rollout_planned", dated == len(rest), dated, len(rest)),
        Check("rollout_done", done == len(rest), done, len(rest)),
    ]


def _pilots(facts: Facts) -> list[Fields]:
    return [city for city in facts.cities.values() if city.get("role_code") == "pilot"]


def _has_pilots(facts: Facts) -> bool:
    """Whether the project is meant to be tried in pilot cities first, or has named some anyway."""
    return facts.project.get("kind_code") not in WITHOUT_PILOTS or bool(_pilots(facts))
