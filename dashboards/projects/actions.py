"""The small things people do every day, as data: what each asks, sets and demands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from warehouse.journal.event import Action, Value

TODAY = "today"
"""Stands for the day the action is taken."""


@dataclass(frozen=True)
class Step:
    """One thing to do with an entity.

    `asks` are the fields of its form, None for all; `sets` what changes without asking; `starts`
    what an asked field begins with; `needs` asked fields that may not stay blank here although the
    entity allows it; `reason` whether a reason for the history is asked.
    """

    entity_type: str
    asks: tuple[str, ...] | None = ()
    sets: Mapping[str, Value] = field(default_factory=dict)
    starts: Mapping[str, Value] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    reason: Literal["none", "optional", "required"] = "none"
    action: Action = "change"
    is_new: bool = False


_NOT_BLOCKED: dict[str, Value] = {"blocked_reason": None}

STEPS: dict[str, Step] = {
    "measure_done": Step(
        "measure",
        asks=("done_date", "evidence_text"),
        sets={"status_code": "done", "done_rate": 100, **_NOT_BLOCKED},
        starts={"done_date": TODAY},
        needs=("done_date", "evidence_text"),
    ),
    "measure_progress": Step(
        "measure",
        asks=("done_rate",),
        sets={"status_code": "in_progress", "done_date": None, **_NOT_BLOCKED},
        needs=("done_rate",),
        reason="optional",
    ),
    "measure_block": Step(
        "measure",
        asks=("blocked_reason",),
        sets={"status_code": "blocked", "done_date": None},
        needs=("blocked_reason",),
    ),
    "measure_move": Step("measure", asks=("due_date",), needs=("due_date",), reason="required"),
    "step_done": Step(
        "decision",
        asks=("next_step_done_date",),
        starts={"next_step_done_date": TODAY},
        needs=("next_step_done_date",),
    ),
    "city_plan": Step(
        "project_city",
        asks=("rollout_planned_date",),
        needs=("rollout_planned_date",),
        reason="optional",
    ),
    "city_rolled_out": Step(
        "project_city",
        asks=("rollout_date",),
        starts={"rollout_date": TODAY},
        needs=("rollout_date",),
    ),
    "gate_plan": Step("gate", asks=("planned_date",), needs=("planned_date",), reason="optional"),
    "city_pilot": Step(
        "project_city",
        asks=("pilot_start_date",),
        sets={"role_code": "pilot"},
        needs=("pilot_start_date",),
        reason="optional",
    ),
    "city_leave_out": Step(
        "project_city",
        asks=("remark",),
        sets={"role_code": "excluded", "pilot_start_date": None},
        needs=("remark",),
    ),
    "copy_result": Step("practice_copy", asks=("copied_date", "result_text", "effect_value")),
    "project_done": Step(
        "project", sets={"status_code": "completed"}, reason="required",
    ),
    "project_stop": Step("project", sets={"status_code": "stopped"}, reason="required"),
    "project_resume": Step("project", sets={"status_code": "active"}, reason="required"),
}  # fmt: skip


# A new measure has no end yet: what tells of one is asked when it is done or blocked.
_NEW: dict[str, tuple[str, ...]] = {
    "measure": (
        "title", "kind_code", "owner_name", "owner_department_code", "start_date", "due_date",
        "city_code", "cause_no", "people_count", "cost_wan",
    ),
    "decision": (
        "decided_date", "decided_by", "decision_text", "next_step", "next_step_owner",
        "next_step_due_date",
    ),
}  # fmt: skip


def step(name: str) -> Step:
    """The step of a name: one of STEPS, or add/edit/withdraw/restore of any entity ("add.measure")."""
    verb, _, entity_type = name.partition(".")
    if not entity_type:
        return STEPS[name]
    return {
        "add": Step(entity_type, asks=_NEW.get(entity_type), action="create", is_new=True),
        "edit": Step(entity_type, asks=None, reason="optional"),
        "withdraw": Step(
            entity_type, sets={"is_withdrawn": True}, reason="required", action="withdraw"
        ),
        "restore": Step(
            entity_type, sets={"is_withdrawn": False}, reason="optional", action="restore"
        ),
    }[verb]
