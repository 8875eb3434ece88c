"""Special projects of the invented release: every stage, verdict, reason and state of a measure.

`entities()` lists (type, id, project, fields) as the first events say them, `later()` what was
changed afterwards; `EFFECTS` and `CHECKS` are what a build would have estimated. Today is
2026-11-20 there.
"""

# a table of invented facts reads best with one fact a line
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

Told = tuple[str, str, str | None, dict[str, Any]]
Fields = dict[str, Any]

HALL_Z, HOTLINE_Z, PROMO_Z = "ZJ-2026-B5-HALL", "ZJ-2026-B6-HOTLINE", "ZJ-2026-B4-PROMO"
NEW_Z, NET_Z, ALL_Z, OLD_Z = (
    "ZJ-2026-B3-NEW",
    "ZJ-2026-B2-NET",
    "ZJ-2026-B1-ALL",
    "ZJ-2025-B6-HOTLINE",
)
HALL_N, HOTLINE_N, HALL_H, HOTLINE_X = "NX-2026-B5-HALL", "NX-2026-B6-HOTLINE", "HI-2026-B5-HALL", "XJ-2026-B6-HOTLINE"  # fmt: skip
NORM_Z, PILOT_Z, PROCESS_Z, BENCH_Z = (
    "ZJ-2026-NORM-1",
    "ZJ-2026-MP-1",
    "ZJ-2026-PR-1",
    "ZJ-2026-BH-1",
)
THEMES = {"overall": (1, "in_network_satisfaction", "总体满意"), "network": (2, "theme_network", "网络质量"),
          "new_services": (3, "theme_product", "新业务"), "promotion": (4, "theme_promotion", "促销活动"),
          "hall": (5, "theme_hall", "营业厅服务"), "hotline": (6, "theme_hotline", "热线服务")}  # fmt: skip
PLACES = {"330000": "浙江", "460000": "海南", "640000": "宁夏", "650000": "新疆"}
STAGES = ("diagnose", "plan", "pilot", "evaluate", "rollout", "review")
PEOPLE = (
    "王建国",
    "李敏",
    "陈晓东",
    "赵丽华",
    "周涛",
    "吴佳",
    "郑凯",
    "孙悦",
    "马超",
    "朱琳",
    "胡斌",
)

# project -> theme, year, province, stages passed, pilots, first month of the pilots, more fields
PROJECTS: dict[str, tuple[str, int, str, int, tuple[str, ...], str | None, Fields]] = {
    HALL_Z: ("hall", 2026, "330000", 3, ("330100", "330200", "330300", "330700"), "2026-09-01",
             {"baseline_value": 77.6, "target_value": 82.0, "due_date": "2026-12-31",
              "title": "营业厅服务短板专项（浙江，2026 年 9–10 月）"}),
    HOTLINE_Z: ("hotline", 2026, "330000", 2, ("330200", "330600", "331000"), "2026-11-01", {}),
    PROMO_Z: ("promotion", 2026, "330000", 6, ("330100", "330400", "330500", "330900"), "2026-08-01",
              {"status_code": "completed"}),
    NEW_Z: ("new_services", 2026, "330000", 4, ("330300", "330800", "331100"), "2026-06-01",
            {"status_code": "stopped"}),
    NET_Z: ("network", 2026, "330000", 6, ("330100", "330600", "330700", "330800"), "2026-04-01",
            {"status_code": "completed"}),
    ALL_Z: ("overall", 2026, "330000", 6, ("330200", "330300", "330400", "330500"), "2026-02-01",
            {"status_code": "completed"}),
    OLD_Z: ("hotline", 2025, "330000", 6, (), None, {"status_code": "completed"}),
    HALL_N: ("hall", 2026, "640000", 3, ("640100",), "2026-09-01", {}),
    HOTLINE_N: ("hotline", 2026, "640000", 0, (), None, {"baseline_value": None, "target_value": None}),
    HALL_H: ("hall", 2026, "460000", 4, ("460100", "460200", "460400", "469002"), "2026-09-01", {}),
    HOTLINE_X: ("hotline", 2026, "650000", 1, ("650100", "650200"), None, {}),
}  # fmt: skip
OTHERS: dict[str, Fields] = {
    NORM_Z: {"title": "宁波排队等候时长整改", "kind_code": "norm_item", "city_code": "330200",
             "metric_code": "queue_minutes", "baseline_value": 14.2, "target_value": 10.0,
             "start_date": "2026-10-10", "due_date": "2026-11-10", "lead_name": "周涛",
             "lead_department_code": "MARKET", "origin_code": "norm:queue_minutes:C330200"},
    PILOT_Z: {"title": "值班经理制管理试点", "kind_code": "management_pilot", "metric_code": "satisfaction",
              "baseline_value": 78.0, "target_value": 80.0, "start_date": "2026-08-01",
              "due_date": "2027-01-31", "lead_name": "赵丽华", "lead_department_code": "HR"},
    PROCESS_Z: {"title": "携号转网流程再造", "kind_code": "process_redesign", "metric_code": None,
                "start_date": "2026-07-01", "due_date": "2026-12-15", "lead_name": "李敏",
                "lead_department_code": "OPERATIONS"},
    BENCH_Z: {"title": "杭州人民路标杆厅", "kind_code": "benchmark_hall", "city_code": "330100",
              "hall_code": "330100-01", "metric_code": "mystery_score", "baseline_value": 88.0,
              "target_value": 95.0, "start_date": "2026-03-01", "due_date": "2026-10-31",
              "status_code": "completed", "lead_name": "吴佳", "lead_department_code": "MARKET"},
}  # fmt: skip

# title, kind, department, city, start, due, status, done %, evidence or reason, people, cost
HALL_MEASURES = (
    ("高峰弹性台席，排队超过 15 分钟即开", "process", "MARKET", "330100", "09-15", "11-14", "in_progress", 40, None, 12, 3.5),
    ("值班经理走动式管理清单", "management", "CUSTOMER_SERVICE", "330200", "09-20", "11-24", "in_progress", 55, None, 8, 0.5),
    ("12 个厅叫号系统升级", "support", "IT", None, "09-10", "11-28", "in_progress", 60, None, 6, 26.0),
    ("自助终端补充与引导", "channel", "OPERATIONS", "330300", "10-01", "12-05", "blocked", 30, "终端到货延期，供应商承诺 12 月 1 日前到货", 4, 18.0),
    ("首问负责制到岗", "standards", "CUSTOMER_SERVICE", "330300", "09-15", "11-30", "in_progress", 85, None, 20, 0.2),
    ("周测验与技能研讨", "training", "HR", None, "09-05", "12-10", "in_progress", 80, None, 30, 1.2),
    ("厅容厅貌季度巡检", "image", "MARKET", None, "10-08", "12-20", "in_progress", 50, None, 5, 0.8),
    ("夜间营业试行", "process", "MARKET", "330700", "12-01", "12-25", "not_started", 0, None, 6, 2.0),
    ("现场管理标准修订", "standards", "CUSTOMER_SERVICE", None, "08-20", "09-20", "done", 100, "标准 V3 印发，11 市签收", 5, 0.3),
    ("厅经理认证培训", "training", "HR", None, "09-01", "10-15", "done", 100, "86 名厅经理全部通过认证", 86, 6.4),
    ("排队时长看板上线", "support", "IT", None, "09-01", "09-30", "done", 100, "看板链接与截图已归档", 3, 4.0),
    ("暗访复核机制", "supervision", "CUSTOMER_SERVICE", None, "09-01", "10-10", "done", 100, "9 月复核 24 厅次", 4, 2.2),
    ("业务办理一口清卡片", "standards", "MARKET", None, "09-01", "09-25", "done", 100, "卡片发放 312 套", 3, 1.0),
    ("老年客户专席", "channel", "MARKET", "330200", "09-10", "10-20", "done", 100, "宁波 14 厅设席", 14, 1.5),
    ("投诉首接即办授权", "process", "CUSTOMER_SERVICE", None, "09-10", "10-31", "done", 100, "授权清单 17 项", 6, 0.1),
    ("服务明星评选", "image", "HR", None, "09-15", "11-10", "done", 100, "首期 33 人公示", 4, 2.6),
    ("引入第三方排班软件", "support", "IT", None, "09-15", "11-30", "cancelled", 10, None, 0, 0.0),
)  # fmt: skip
OTHER_MEASURES = (
    ("标准修订与宣贯", "standards", "CUSTOMER_SERVICE", 0.0, 0.3),
    ("流程简化", "process", "OPERATIONS", 0.1, 0.5),
    ("系统支撑改造", "support", "IT", 0.2, 0.7),
    ("一线培训", "training", "HR", 0.3, 0.8),
    ("督导检查", "supervision", "MARKET", 0.4, 0.95),
)


def entities() -> Iterator[Told]:
    """Everything as it was first said."""
    for code, (theme, year, province, passed, pilots, start, more) in PROJECTS.items():
        bimonth, metric, name = THEMES[theme]
        opened = date(year, 2 * bimonth - 1, 1)
        fields: Fields = {
            "title": f"{name}短板专项（{PLACES[province]}，{year} 年 {2 * bimonth - 1}–{2 * bimonth} 月）", "kind_code": "theme",
            "theme_code": theme, "year_no": year, "bimonth_no": bimonth, "province_code": province,
            "metric_code": metric, "baseline_value": 77.0, "target_value": 80.0,
            "start_date": opened.isoformat(), "due_date": _plus(opened, 3, 28), "lead_name": "王建国",
            "lead_department_code": "CUSTOMER_SERVICE", "status_code": "active",
            "chosen_from_month": _plus(opened, -3, 1), "chosen_to_month": _plus(opened, -1, 1),
            "problem_text": f"{name}连续两期低于全国均值。", **more,
        }  # fmt: skip
        yield "project", code, code, fields
        yield from _people_and_causes(code, 11 if code == HALL_Z else 4)
        yield from _gates(code, passed, opened, late=code == HOTLINE_X)
        yield from _measures(code, opened, passed)
        for city in pilots:
            yield (
                "project_city",
                f"{code}/{city}",
                code,
                {"role_code": "pilot", "pilot_start_date": start},
            )
    for code, more in OTHERS.items():
        yield (
            "project",
            code,
            code,
            {"province_code": "330000", "year_no": 2026, "status_code": "active"} | more,
        )
        yield from _measures(code, date.fromisoformat(more["start_date"]), 1)
        yield from _gates(
            code, 6 if code == BENCH_Z else 2, date.fromisoformat(more["start_date"]), late=False
        )
    for city in ("640200", "640300", "640400", "640500"):
        role = "control" if city in ("640200", "640300") else "excluded"
        yield "project_city", f"{HALL_N}/{city}", HALL_N, {"role_code": role}
    for city, planned, done in (("330400", "2026-12-01", None), ("330500", "2026-11-10", None),
                                ("330600", "2026-12-15", None), ("330800", None, None)):  # fmt: skip
        yield "project_city", f"{HALL_Z}/{city}", HALL_Z, {
            "role_code": "control", "rollout_planned_date": planned, "rollout_date": done}  # fmt: skip
    yield (
        "project_city",
        f"{PROMO_Z}/330600",
        PROMO_Z,
        {"role_code": "control", "rollout_date": "2026-11-05"},
    )
    yield from _decisions_and_library()


def later() -> Iterator[Told]:
    """What was changed afterwards: evaluations frozen at their gates."""
    # as an earlier version froze a plan: no pilot had begun, so there was nothing to judge
    yield (
        "gate",
        f"{NET_Z}/plan",
        NET_Z,
        _frozen("worse", -1.3, -2.5, -0.1, 0.04, 76.3, "20260720T101500Z-0031"),
    )
    yield (
        "gate",
        f"{NET_Z}/evaluate",
        NET_Z,
        _frozen("works", 3.1, 0.9, 5.3, 0.018, 79.9, "20260720T101500Z-0031"),
    )
    yield (
        "gate",
        f"{NET_Z}/rollout",
        NET_Z,
        _frozen("works", 2.8, 0.7, 4.9, 0.021, 80.1, "20260918T101500Z-0048"),
    )
    yield (
        "gate",
        f"{PROMO_Z}/evaluate",
        PROMO_Z,
        _frozen("no_evidence", 0.4, -1.5, 2.3, 0.68, 77.9, "20261120T100100Z-0001"),
    )


def _plus(day: date, months: int, of_month: int) -> str:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, of_month).isoformat()


def _people_and_causes(code: str, members: int) -> Iterator[Told]:
    roles = ("lead", "coordinator", "support", "support", "key_city", "key_city", "third_party")
    for no, name in enumerate(PEOPLE[:members], start=1):
        role = roles[no - 1] if no <= len(roles) else "member"
        yield (
            "member",
            f"{code}/{no}",
            code,
            {"person_name": name, "role_code": role, "department_code": "MARKET"},
        )
    if code != HOTLINE_N:
        yield "root_cause", f"{code}/1", code, {"cause_text": "高峰时段台席不足", "category_code": "process",
                                                "element_id": "efficiency", "evidence_text": "叫号记录"}  # fmt: skip
        yield (
            "root_cause",
            f"{code}/2",
            code,
            {"cause_text": "新人占比高，技能不熟", "category_code": "personnel"},
        )


def _gates(code: str, passed: int, opened: date, *, late: bool) -> Iterator[Told]:
    for number, stage in enumerate(STAGES):
        fields: Fields = {
            "planned_date": _plus(opened, (number + 1) // 2, 12 if late else 14 + number)
        }
        if number < passed:
            conditional = code == HALL_N and stage == "plan"
            fields |= {"passed_date": min(fields["planned_date"], "2026-11-18"), "decided_by": "省公司服务管理部",
                       "decision_code": "pass_with_conditions" if conditional else "pass"}  # fmt: skip
            if conditional:
                fields["remark"] = "仅 3 市可比，设计无法判断成效，只看走势。"
        yield "gate", f"{code}/{stage}", code, fields


def _measures(code: str, opened: date, passed: int) -> Iterator[Told]:
    if code == HALL_Z:
        for no, (
            title,
            kind,
            owner,
            city,
            start,
            due,
            status,
            rate,
            note,
            people,
            cost,
        ) in enumerate(HALL_MEASURES, 1):
            fields = {"title": title, "kind_code": kind, "owner_name": PEOPLE[no % len(PEOPLE)],
                      "owner_department_code": owner, "city_code": city, "start_date": f"2026-{start}",
                      "due_date": f"2026-{due}", "status_code": status, "done_rate": rate,
                      "people_count": people, "cost_wan": cost, "cause_no": 1 + no % 2}  # fmt: skip
            if status == "done":
                fields |= {"done_date": f"2026-{due}", "evidence_text": note}
            elif status == "blocked":
                fields["blocked_reason"] = note
            yield "measure", f"{code}/{no}", code, fields
        return
    if code == HOTLINE_N:
        return
    for no, (title, kind, owner, first, last) in enumerate(OTHER_MEASURES, start=1):
        start, due = (_plus(opened, round(4 * share), 5 + no) for share in (first, last))
        is_done = passed >= 4 or due < "2026-11-01"
        fields = {"title": title, "kind_code": kind, "owner_department_code": owner, "start_date": start,
                  "owner_name": PEOPLE[no], "due_date": due, "people_count": 3 + no, "cost_wan": 1.5 * no}  # fmt: skip
        done = {
            "status_code": "done",
            "done_rate": 100,
            "done_date": due,
            "evidence_text": "验收单",
        }
        started = {
            "status_code": "in_progress" if start <= "2026-11-20" else "not_started",
            "done_rate": 10,
        }
        yield "measure", f"{code}/{no}", code, fields | (done if is_done else started)


def _decisions_and_library() -> Iterator[Told]:
    yield "decision", f"{HALL_Z}/1", HALL_Z, {
        "decided_date": "2026-11-16", "decision_text": "四个试点市做法固化为省标准，进入推广准备", "decided_by": "王建国",
        "next_step": "下发推广方案，嘉兴、湖州先行", "next_step_owner": "李敏", "next_step_due_date": "2026-11-28"}  # fmt: skip
    yield "decision", f"{HALL_Z}/2", HALL_Z, {
        "decided_date": "2026-10-20", "decision_text": "叫号升级改为分两批", "decided_by": "王建国",
        "next_step": "完成第二批厅清单", "next_step_owner": "周涛", "next_step_due_date": "2026-10-31",
        "next_step_done_date": "2026-10-30"}  # fmt: skip
    yield "evidence", f"{HALL_Z}/1", HALL_Z, {"measure_no": 10, "evidence_date": "2026-10-15",
                                             "evidence_text": "认证名单", "provided_by": "吴佳"}  # fmt: skip
    yield "good_practice", "GP-001", NET_Z, {
        "kind_code": "practice", "title": "弱覆盖点销号制", "problem_text": "室内弱覆盖投诉集中",
        "measure_text": "每周销号，市公司督办", "evidence_text": "试点市提升", "effect_value": 3.1,
        "metric_code": "theme_network", "project_code": NET_Z, "city_code": "330100", "theme_code": "network"}  # fmt: skip
    yield "good_practice", "GP-002", PROMO_Z, {
        "kind_code": "lesson", "title": "促销短信降频不足以改善感知", "problem_text": "促销感知低",
        "measure_text": "短信频次减半", "metric_code": "theme_promotion", "project_code": PROMO_Z,
        "theme_code": "promotion"}  # fmt: skip
    yield (
        "practice_copy",
        "GP-001/640100",
        None,
        {"copied_date": "2026-08-01", "result_text": "投诉下降"},
    )


def _frozen(
    verdict: str, effect: float, low: float, high: float, p: float, value: float, release: str
) -> Fields:
    return {"frozen_release_id": release, "frozen_verdict_code": verdict, "frozen_effect": effect,
            "frozen_ci_low": low, "frozen_ci_high": high, "frozen_p_value": p, "frozen_after_months": 2,
            "frozen_value": value, "frozen_at": f"{release[:4]}-{release[4:6]}-{release[6:8]}T10:15:00"}  # fmt: skip
