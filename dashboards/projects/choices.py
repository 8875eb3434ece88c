"""What a coded field may be, and any value of a field in the words of the page.

Codes of special projects come from their own list; provinces, cities, halls, departments, metrics,
themes and items from the registers of the release; numbers of causes and measures from the project
itself. What is offered here is what the journal accepts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dashboards import figures
from dashboards.projects.live import Live
from dashboards.queries import project_registers
from dashboards.view import View
from warehouse.journal.event import Value
from warehouse.projects.codes import codes_of
from warehouse.projects.entities import ENTITIES, field_of
from warehouse.projects.fields import Field
from warehouse.settings import load_settings

# Field -> register it chooses from.
REGISTERS = {
    "province_code": "province",
    "city_code": "city",
    "hall_code": "hall",
    "metric_code": "metric",
    "theme_code": "theme",
    "element_id": "element",
    "department_code": "department",
    "owner_department_code": "department",
    "lead_department_code": "department",
}
# Field -> entity of the same project that it names by number, and the field that tells which.
NUMBERED = {"cause_no": ("root_cause", "cause_text"), "measure_no": ("measure", "title")}
FROZEN_DECIMALS = 3
LONGEST = 60


def options(
    view: View, live: Live, name: str, kind: Field, project_id: str | None, province: str = ""
) -> dict[Value, str] | None:
    """Code -> name of what a field may be, in order; None where anything may be written."""
    if kind.dimension:
        return codes(view, kind.dimension)
    if name in REGISTERS:
        rows = project_registers.register(view.scope, REGISTERS[name], province)
        return {row["code"]: view.name(row) for row in rows}
    if name in NUMBERED and project_id:
        entity_type, telling = NUMBERED[name]
        return {
            entity.key[name]: f"{entity.key[name]} {clipped(entity.get(telling))}"
            for entity in live.of(entity_type, project_id)
        }
    if name == "project_code":
        return {
            entity.entity_id: str(entity.get("title") or entity.entity_id)
            for entity in live.of("project")
        }
    return None


def codes(view: View, dimension: str) -> dict[Value, str]:
    """Code -> name of one list of project_codes."""
    return {
        code: known.name_en if view.language == "en" else known.name_zh
        for code, known in codes_of(dimension).items()
    }


def label(view: View, entity_type: str, name: str) -> str:
    """The name of a field."""
    kind = field_of(entity_type, name)
    if kind is None:
        return name
    return kind.name_en if view.language == "en" else kind.name_zh


def type_name(view: View, entity_type: str) -> str:
    """The name of a kind of entity: measure, decision."""
    known = ENTITIES[entity_type]
    return known.name_en if view.language == "en" else known.name_zh


def step_name(view: View, kind: str) -> str:
    """What a step is called on its button and above its dialog: 标记完成, 新增措施."""
    verb, _, entity_type = kind.partition(".")
    if not entity_type:
        return view.t(f"step.{kind}")
    name = type_name(view, entity_type)
    return view.t(f"step.any.{verb}", what=name.lower() if view.language == "en" else name)


def shown(view: View, live: Live, entity_type: str, name: str, value: Value,
          project_id: str | None = None) -> str:  # fmt: skip
    """A value as people read it; plain text, still to be escaped."""
    kind = field_of(entity_type, name)
    if value is None or kind is None:
        return figures.DASH if value is None else str(value)
    if kind.kind == "bool" or isinstance(value, bool):
        return view.t("edits.yes" if value else "edits.no")
    if kind.kind == "rate_percent":
        return f"{value}%"
    if kind.kind == "month":
        return str(value)[:7]
    if name.endswith("_at"):
        return moment(datetime.fromisoformat(str(value)).replace(tzinfo=UTC))
    if isinstance(value, float):
        # what people typed is shown as typed; what a gate froze has more digits than a reader needs
        typed = round(value, FROZEN_DECIMALS) if name.startswith("frozen_") else value
        return f"{typed:,.10g}".replace("-", figures.MINUS)
    known = options(view, live, name, kind, project_id)
    return (known or {}).get(value, str(value))


def title(view: View, live: Live, entity_type: str, entity_id: str) -> str:
    """What an entity is called in sentences: 措施 3 高峰弹性台席; plain text."""
    entity = live.entity(entity_type, entity_id)
    if entity is None:
        return entity_id
    telling: Mapping[str, str] = {
        "project": "title", "member": "person_name", "root_cause": "cause_text",
        "measure": "title", "decision": "decision_text", "evidence": "evidence_text",
        "good_practice": "title",
    }  # fmt: skip
    own = list(entity.key)[-1]
    if entity_type == "project":
        return str(entity.get("title") or entity_id)
    if entity_type in telling:
        mark = "" if entity_type == "good_practice" else f"{entity.key[own]} · "
        return f"{mark}{clipped(entity.get(telling[entity_type]))}"
    return shown(view, live, entity_type, own, entity.key[own], entity.project_id)


def clipped(value: Value, longest: int = LONGEST) -> str:
    """The beginning of a text, on one line."""
    told = " ".join(str(value or "").split())
    return told if len(told) <= longest else told[: longest - 1] + "…"


def moment(when: datetime | None) -> str:
    """When something was recorded, in the operator's time zone, to the minute."""
    if when is None:
        return figures.DASH
    return figures.moment(when.astimezone(ZoneInfo(load_settings().timezone)))
