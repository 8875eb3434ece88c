"""What a special project consists of: every entity, its key, its fields and their bounds.

The fields are the columns of the field workbooks of the same names (ingest/contracts), so that a
row of a workbook and a form in the dashboard say the same thing. An entity's id is its key joined
by "/": measure 3 of project HN-2026-B5 is "HN-2026-B5/3". A key never changes, so it is no field.
Besides its fields every entity has `is_withdrawn`.
"""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.journal.event import WITHDRAWN, Value
from warehouse.projects.fields import EntityType, Field, Kind, Problem, canonical, field_problems
from warehouse.projects.rules import RULES

# as in the contracts; a number that no mart can hold would stop every build from then on
LAST_NO = 1_000_000
# two codes as long as a workbook may write them, and the slash between them
MAX_ID_LENGTH = 201


def _field(kind: Kind, zh: str, en: str, **more: bool | float) -> Field:
    return Field(kind, zh, en, **more)  # type: ignore[arg-type]


def _text(zh: str, en: str, *, required: bool = False) -> Field:
    return Field("text", zh, en, is_required=required)


def _long(zh: str, en: str, *, required: bool = False) -> Field:
    return Field("long_text", zh, en, is_required=required)


def _day(zh: str, en: str, *, required: bool = False) -> Field:
    return Field("date", zh, en, is_required=required)


def _code(zh: str, en: str, dimension: str | None = None, *, required: bool = False) -> Field:
    return Field("code", zh, en, dimension=dimension, is_required=required)


def _frozen(kind: Kind, zh: str, en: str, dimension: str | None = None) -> Field:
    return Field(kind, zh, en, dimension=dimension, is_system=True)


def _no(zh: str, en: str) -> Field:
    return Field("int", zh, en, is_required=True, minimum=1, maximum=LAST_NO)


_PROJECT_CODE = _code("项目编号", "Project", required=True)
_CITY = _code("地市", "City")
_CITY_KEY = _code("地市", "City", required=True)
_METRIC = _code("目标指标", "Target metric")
_ELEMENT = _code("满意度细项", "Item")
_THEME = _code("主题", "Theme")
WITHDRAWN_FIELD = Field("bool", "已撤回", "Withdrawn")

_PROJECT = EntityType(
    "project", "项目", "Project",
    {"project_code": _PROJECT_CODE},
    {
        "title": _text("项目名称", "Title", required=True),
        "kind_code": _code("项目类型", "Kind", "project_kind", required=True),
        "theme_code": _THEME,
        "year_no": _field("int", "年度", "Year", minimum=2000, maximum=2100),
        "bimonth_no": _field("int", "双月期", "Bimonth", minimum=1, maximum=6),
        "province_code": _code("省份", "Province"),
        "city_code": _CITY,
        "hall_code": _code("营业厅", "Hall"),
        "metric_code": _METRIC,
        "baseline_value": _field("number", "基线值", "Baseline"),
        "target_value": _field("number", "目标值", "Target"),
        "start_date": _day("开始日期", "Start", required=True),
        "due_date": _day("截止日期", "Due", required=True),
        "lead_name": _text("负责人", "Lead"),
        "lead_department_code": _code("牵头部门", "Lead department"),
        "chosen_from_month": _field("month", "选题数据起月", "Chosen on data from"),
        "chosen_to_month": _field("month", "选题数据止月", "Chosen on data to"),
        "status_code": _code("状态", "Status", "project_status", required=True),
        "problem_text": _long("问题描述", "Problem"),
        "origin_code": _code("来源", "Origin"),
        "membership_frozen_release_id": _frozen("text", "试点与对照名单定格于发布", "Cities frozen with release"),
    },
)  # fmt: skip
_MEMBER = EntityType(
    "member", "成员", "Member",
    {"project_code": _PROJECT_CODE, "member_no": _no("成员序号", "Member no.")},
    {
        "person_name": _text("姓名", "Name", required=True),
        "role_code": _code("角色", "Role", "role", required=True),
        "department_code": _code("部门", "Department"),
        "city_code": _CITY,
        "duty_text": _long("职责", "Duty"),
    },
)  # fmt: skip
_ROOT_CAUSE = EntityType(
    "root_cause", "根因", "Root cause",
    {"project_code": _PROJECT_CODE, "cause_no": _no("根因序号", "Cause no.")},
    {
        "cause_text": _long("根因", "Cause", required=True),
        "category_code": _code("根因类别", "Category", "cause_category", required=True),
        "element_id": _ELEMENT,
        "evidence_text": _long("依据", "Evidence"),
    },
)  # fmt: skip
_MEASURE = EntityType(
    "measure", "措施", "Measure",
    {"project_code": _PROJECT_CODE, "measure_no": _no("措施序号", "Measure no.")},
    {
        "title": _text("措施", "Measure", required=True),
        "kind_code": _code("措施类别", "Kind", "measure_kind", required=True),
        "owner_name": _text("责任人", "Owner"),
        "owner_department_code": _code("责任部门", "Department"),
        "city_code": _CITY,
        "start_date": _day("开始日期", "Start"),
        "due_date": _day("截止日期", "Due"),
        "status_code": _code("状态", "Status", "measure_status", required=True),
        "done_rate": _field("rate_percent", "完成度（%）", "Done (%)", minimum=0, maximum=100),
        "done_date": _day("完成日期", "Done on"),
        "blocked_reason": _long("受阻原因", "Blocked because"),
        "evidence_text": _long("完成依据", "Evidence"),
        "people_count": _field("int", "投入人数", "People", minimum=0, maximum=100_000),
        "cost_wan": _field("number", "投入费用（万元）", "Cost (10,000 yuan)", minimum=0),
        "cause_no": _field("int", "对应根因", "Root cause", minimum=1, maximum=LAST_NO),
    },
)  # fmt: skip
_GATE = EntityType(
    "gate", "阶段评审", "Stage gate",
    {"project_code": _PROJECT_CODE, "stage_code": _code("阶段", "Stage", "stage", required=True)},
    {
        "planned_date": _day("计划日期", "Planned"),
        "passed_date": _day("通过日期", "Passed"),
        "decision_code": _code("评审结论", "Decision", "gate_decision"),
        "decided_by": _text("评审人", "Decided by"),
        "remark": _long("备注", "Remark"),
        "frozen_release_id": _frozen("text", "定格发布批次", "Frozen release"),
        "frozen_verdict_code": _frozen("code", "定格结论", "Frozen verdict", "verdict"),
        "frozen_effect": _frozen("number", "定格效果", "Frozen effect"),
        "frozen_ci_low": _frozen("number", "定格区间下限", "Frozen interval, low"),
        "frozen_ci_high": _frozen("number", "定格区间上限", "Frozen interval, high"),
        "frozen_p_value": _frozen("number", "定格 p 值", "Frozen p"),
        "frozen_after_months": _frozen("int", "定格试点后月数", "Frozen months after"),
        "frozen_value": _frozen("number", "定格指标值", "Frozen value"),
        "frozen_at": _frozen("text", "定格时间", "Frozen at"),
    },
)  # fmt: skip
_PROJECT_CITY = EntityType(
    "project_city", "项目地市", "City of a project",
    {"project_code": _PROJECT_CODE, "city_code": _CITY_KEY},
    {
        "role_code": _code("角色", "Role", "city_role", required=True),
        "pilot_start_date": _day("试点开始日期", "Pilot start"),
        "rollout_planned_date": _day("计划推广日期", "Roll-out planned"),
        "rollout_date": _day("推广日期", "Rolled out"),
        "remark": _long("备注", "Remark"),
    },
)  # fmt: skip
_DECISION = EntityType(
    "decision", "决定", "Decision",
    {"project_code": _PROJECT_CODE, "decision_no": _no("决定序号", "Decision no.")},
    {
        "decided_date": _day("决定日期", "Decided on", required=True),
        "decision_text": _long("决定", "Decision", required=True),
        "decided_by": _text("决定人", "Decided by"),
        "next_step": _long("下一步", "Next step"),
        "next_step_owner": _text("下一步责任人", "Next step's owner"),
        "next_step_due_date": _day("下一步截止日期", "Next step due"),
        "next_step_done_date": _day("下一步完成日期", "Next step done"),
    },
)  # fmt: skip
_EVIDENCE = EntityType(
    "evidence", "佐证", "Evidence",
    {"project_code": _PROJECT_CODE, "evidence_no": _no("佐证序号", "Evidence no.")},
    {
        "measure_no": _field("int", "对应措施", "Measure", minimum=1, maximum=LAST_NO),
        "evidence_date": _day("日期", "Date", required=True),
        "evidence_text": _long("佐证内容", "What it shows", required=True),
        "reference_text": _text("出处", "Where to find it"),
        "provided_by": _text("提供人", "Provided by"),
    },
)  # fmt: skip
_GOOD_PRACTICE = EntityType(
    "good_practice", "经验库", "Practice or lesson",
    {"practice_no": _code("编号", "No.", required=True)},
    {
        "kind_code": _code("类别", "Kind", "practice_kind", required=True),
        "title": _text("标题", "Title", required=True),
        "problem_text": _long("问题", "Problem", required=True),
        "measure_text": _long("做法", "What was done", required=True),
        "evidence_text": _long("效果依据", "Evidence"),
        "effect_value": _field("number", "效果", "Effect"),
        "metric_code": _METRIC,
        "project_code": _code("来源项目", "From project"),
        "city_code": _code("验证地市", "Proven in"),
        "element_id": _ELEMENT,
        "theme_code": _THEME,
    },
)  # fmt: skip
_PRACTICE_COPY = EntityType(
    "practice_copy", "经验复制", "Copy of a practice",
    {"practice_no": _code("经验编号", "Practice", required=True), "city_code": _CITY_KEY},
    {
        "copied_date": _day("复制日期", "Copied on", required=True),
        "result_text": _long("结果", "Result"),
        "effect_value": _field("number", "效果", "Effect"),
    },
)  # fmt: skip

ENTITIES: dict[str, EntityType] = {
    entity.name: entity
    for entity in (
        _PROJECT, _MEMBER, _ROOT_CAUSE, _MEASURE, _GATE, _PROJECT_CITY, _DECISION, _EVIDENCE,
        _GOOD_PRACTICE, _PRACTICE_COPY,
    )
}  # fmt: skip


def entity_id(entity_type: str, key: Mapping[str, object]) -> str:
    """The id of the entity with this key: entity_id("measure", {"project_code": …, "measure_no": 3})."""
    kinds = ENTITIES[entity_type].keys
    return "/".join(str(canonical(kind, key[name])) for name, kind in kinds.items())


def key_of(entity_type: str, identity: str) -> dict[str, Value]:
    """Key field -> value of an entity's id, the other way round; ValueError when it does not fit."""
    kinds = ENTITIES[entity_type].keys
    parts = identity.split("/")
    if len(parts) != len(kinds):
        raise ValueError(f"{identity!r} is no id of a {entity_type}: {'/'.join(kinds)}")
    return {
        name: int(part) if kind.kind == "int" and part.isdigit() else part
        for (name, kind), part in zip(kinds.items(), parts, strict=True)
    }


def field_of(entity_type: str, name: str) -> Field | None:
    """The field of that name, `is_withdrawn` and the keys included; None for an unknown one."""
    if name == WITHDRAWN:
        return WITHDRAWN_FIELD
    entity = ENTITIES[entity_type]
    return entity.fields.get(name) or entity.keys.get(name)


def validate(entity_type: str, fields: Mapping[str, Value]) -> list[Problem]:
    """What is wrong with an entity that holds these (canonical) fields; empty when nothing is."""
    entity = ENTITIES[entity_type]
    found = [
        problem
        for name, kind in entity.fields.items()
        for problem in field_problems(name, kind, fields.get(name))
    ]
    wrong = {problem.field for problem in found}
    for rule in RULES.get(entity_type, ()):
        found += [problem for problem in rule(fields) if problem.field not in wrong]
    return found


def identity_problems(entity_type: str, identity: str) -> list[Problem]:
    """What is wrong with an entity's id: its parts fit the key, none blank, none with a slash."""
    if len(identity) > MAX_ID_LENGTH:
        return [Problem("entity_id", "编号过长。", f"The id has over {MAX_ID_LENGTH} characters.")]
    try:
        key = key_of(entity_type, identity)
    except ValueError as error:
        return [Problem("entity_id", f"编号格式不对：{identity}", f"{error}.")]
    kinds = ENTITIES[entity_type].keys
    return [
        problem
        for name, kind in kinds.items()
        for problem in field_problems(name, kind, canonical(kind, key[name]))
    ]
