"""Rules between the fields of one entity: dates in order, done with evidence, blocked with a cause."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from warehouse.journal.event import Value
from warehouse.projects.fields import Problem

Fields = Mapping[str, Value]
Rule = Callable[[Fields], Iterator[Problem]]
PASSES = ("pass", "pass_with_conditions")


def _in_order(first: str, then: str, zh: str, en: str) -> Rule:
    """`then` is not before `first`; ISO texts compare as days do."""

    def rule(fields: Fields) -> Iterator[Problem]:
        start, end = fields.get(first), fields.get(then)
        if isinstance(start, str) and isinstance(end, str) and end < start:
            yield Problem(then, zh, en)

    return rule


def _needed(name: str, when: Callable[[Fields], bool], zh: str, en: str) -> Rule:
    """`name` is filled in whenever `when` holds."""

    def rule(fields: Fields) -> Iterator[Problem]:
        if fields.get(name) is None and when(fields):
            yield Problem(name, zh, en)

    return rule


def _refused(name: str, when: Callable[[Fields], bool], zh: str, en: str) -> Rule:
    """`name` stays blank whenever `when` holds."""

    def rule(fields: Fields) -> Iterator[Problem]:
        if fields.get(name) is not None and when(fields):
            yield Problem(name, zh, en)

    return rule


def _is(name: str, *codes: str) -> Callable[[Fields], bool]:
    return lambda fields: fields.get(name) in codes


def _has(name: str) -> Callable[[Fields], bool]:
    return lambda fields: fields.get(name) is not None


def _done_is_whole(fields: Fields) -> Iterator[Problem]:
    if fields.get("status_code") == "done" and fields.get("done_rate") not in (None, 100):
        yield Problem(
            "done_rate", "已完成的措施，完成度应为 100%。", "A measure that is done is 100 % done."
        )


_DUE = _in_order("start_date", "due_date", "截止日期不能早于开始日期。", "Due is before the start.")
_THEME = _is("kind_code", "theme")

RULES: dict[str, tuple[Rule, ...]] = {
    "project": (
        _DUE,
        _in_order("chosen_from_month", "chosen_to_month", "选题数据止月不能早于起月。",
                  "The last month it was chosen on is before the first."),
        _needed("theme_code", _THEME, "主题提升项目须选择主题。", "A theme project has a theme."),
        _needed("year_no", _THEME, "主题提升项目须填写年度。", "A theme project has a year."),
        _needed("bimonth_no", _THEME, "主题提升项目须填写双月期。", "A theme project has a bimonth."),
        _needed("province_code", _THEME, "主题提升项目须选择省份。", "A theme project has a province."),
        _needed("metric_code", _THEME, "主题提升项目须选择目标指标。",
                "A theme project has a target metric."),
        _needed("hall_code", _is("kind_code", "benchmark_hall"), "标杆厅项目须填写营业厅。",
                "A benchmark-hall project has a hall."),
    ),
    "measure": (
        _DUE,
        _needed("done_date", _is("status_code", "done"), "已完成的措施须填写完成日期。",
                "A measure that is done has the day it was done."),
        _needed("evidence_text", _is("status_code", "done"), "已完成的措施须填写完成依据。",
                "A measure that is done has evidence."),
        _done_is_whole,
        _refused("done_date", lambda fields: fields.get("status_code") != "done",
                 "未完成的措施不能填写完成日期。", "A measure that is not done has no such day."),
        _needed("blocked_reason", _is("status_code", "blocked"), "受阻的措施须填写受阻原因。",
                "A blocked measure says what blocks it."),
    ),
    "gate": (
        _needed("passed_date", _is("decision_code", *PASSES), "已通过的评审须填写通过日期。",
                "A gate that was passed has the day it was passed."),
        _needed("decided_by", _has("decision_code"), "评审结论须填写评审人。",
                "A decision names who decided."),
        _refused("passed_date", lambda fields: fields.get("decision_code") not in PASSES,
                 "未通过的评审不能填写通过日期。", "A gate that was not passed has no such day."),
    ),
    "project_city": (
        _refused("pilot_start_date", _is("role_code", "control", "excluded"),
                 "只有试点地市才有试点开始日期。", "Only a pilot city has a pilot start."),
        _in_order("pilot_start_date", "rollout_date", "推广日期不能早于试点开始日期。",
                  "Rolled out before the pilot started."),
    ),
    "decision": (
        _needed("next_step_owner", _has("next_step"), "下一步须有责任人。", "A next step has an owner."),
        _needed("next_step_due_date", _has("next_step"), "下一步须有截止日期。",
                "A next step has a due date."),
        _needed("next_step", _has("next_step_done_date"), "须先填写下一步。",
                "What was done as the next step?"),
        _in_order("decided_date", "next_step_due_date", "下一步截止日期不能早于决定日期。",
                  "The next step is due before the decision."),
    ),
}  # fmt: skip
