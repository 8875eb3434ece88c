"""Did it work: the verdict first, then effect and interval, then what could mislead (M11)."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.effect import EffectRow, effect
from dashboards.metrics import Metric
from dashboards.projects import path
from dashboards.projects.summary import Summary
from dashboards.projects.trajectories import Pilots
from dashboards.projects.words import COLOURS, amount, code_name, p_value, size, spread
from dashboards.queries import projects as queries
from dashboards.release import Row
from dashboards.view import View
from warehouse.projects.gates import WITHOUT_PILOTS

JUDGED = ("works", "worse", "no_evidence")
# Why a verdict could not be given, or is not what the effect alone would say.
TOLD_REASONS = (
    *("few_assignments", "rolled_out_early", "months_missing", "no_pilots", "no_controls"),
    *("pre_trend", "few_months"),
)


def show(view: View, project: Summary, cities: Pilots) -> None:
    """The card."""
    row, metric = project.effect, project.metric
    if row is None or metric is None:
        _unjudged(view, project, cities)
        return
    card.head(title(view, row), card.joined(*_method(view, row)))
    chart_rows = _rows(view, metric, row)
    if chart_rows:
        verdict = COLOURS.get(row["verdict_code"], "none")
        said = f"{title(view, row)} {chart_rows[0].shown}"
        st.vega_lite_chart(
            effect(chart_rows, verdict, view.look), width="stretch", key=f"effect_{project.id}", alt=said
        )  # fmt: skip
    st.markdown(_sentence(view, metric, row))
    warnings = _warnings(view, metric, row)
    if warnings:
        st.markdown("\n".join(f"- :small[{line}]" for line in warnings))


def title(view: View, row: Row) -> str:
    """The verdict's word, and what it means for the roll-out."""
    verdict = row["verdict_code"]
    return view.t("verdict.title", word=code_name(view, "verdict", verdict),
                  meaning=view.t(f"verdict.means.{verdict}"))  # fmt: skip


def _unjudged(view: View, project: Summary, cities: Pilots) -> None:
    """No estimate in the release: why, and what to do."""
    if project.metric is None:
        reason = "no_metric"
    elif not cities.pilots:
        reason = "by_target" if project.get("kind_code") in WITHOUT_PILOTS else "no_pilots"
    elif cities.start is None:
        reason = "not_started"
    else:
        reason = "next_release"
    card.head(view.t(f"verdict.none.{reason}"), view.t("verdict.none.sub"))
    if reason == "by_target":
        _way_gone(view, project)
    st.markdown(f":gray[{view.t(f'verdict.none.{reason}.remedy')}]")


def _way_gone(view: View, project: Summary) -> None:
    """How much of the way from baseline to target lies behind."""
    metric = project.metric
    now = path.standing(project, path.months_of(view, project))
    baseline, target = project.number("baseline_value"), project.number("target_value")
    if metric is None or now is None or baseline is None or target is None or baseline == target:
        return
    share = (now.value - baseline) / (target - baseline)
    st.markdown(
        view.t(
            "verdict.way_gone",
            baseline=metric.value(baseline),
            value=metric.value(now.value),
            target=metric.value(target),
            share=figures.value(share, "rate", 0),
        )
    )


def _method(view: View, row: Row) -> tuple[str, ...]:
    count = f"{row['assignment_count']:,}" if row["assignment_count"] else figures.DASH
    how = view.t("verdict.design", cities=row["city_count"], pilots=row["pilot_count"], all=count)
    drawn = row["drawn_count"]
    if drawn and drawn < row["assignment_count"]:
        how = view.t("verdict.design.drawn", cities=row["city_count"], pilots=row["pilot_count"],
                     all=count, drawn=f"{drawn:,}")  # fmt: skip
    smallest = view.t("verdict.smallest", p=p_value(row["min_p_value"]))
    if row["p_value"] is None:
        return view.t("verdict.sub"), how, smallest
    return view.t("verdict.sub"), how, view.t("verdict.p", p=p_value(row["p_value"])), smallest


def _rows(view: View, metric: Metric, row: Row) -> tuple[EffectRow, ...]:
    """Effect, weighted effect, range without one city, expected rebound; what is missing is left out."""

    def shown(number: float) -> str:
        return metric.delta(number, view.language)

    def drawn(number: float | None) -> float | None:
        return None if number is None else metric.drawn(number)

    if row["effect"] is None:
        return ()
    found = [
        EffectRow(
            view.t("verdict.row.effect"), shown(row["effect"]), drawn(row["effect"]),
            drawn(row["effect_ci_low"]), drawn(row["effect_ci_high"]),
        )
    ]  # fmt: skip
    if row["effect_weighted"] is not None:
        weighted = row["effect_weighted"]
        found.append(EffectRow(view.t("verdict.row.weighted"), shown(weighted), drawn(weighted)))
    low, high = row["left_out_effect_min"], row["left_out_effect_max"]
    if low is not None and high is not None:
        both = spread(view, metric, low, high)
        found.append(EffectRow(view.t("verdict.row.left_out"), both, None, drawn(low), drawn(high)))
    rebound = row["expected_rebound"]
    if rebound is not None:
        found.append(
            EffectRow(
                view.t("verdict.row.rebound"), shown(rebound), drawn(rebound), is_rebound=True
            )
        )
    return tuple(found)


def _sentence(view: View, metric: Metric, row: Row) -> str:
    """Effect, interval and p in one sentence; where there is none, why."""
    reason = row["reason_code"]
    if row["effect"] is None:
        return view.t(f"verdict.reason.{reason}", **_facts(view, metric, row))
    way = "up" if row["effect"] > 0 else "down"
    told = view.t(f"verdict.says.{way}", size=size(view, metric, row["effect"]))
    if row["effect_ci_low"] is not None and row["effect_ci_high"] is not None:
        both = spread(view, metric, row["effect_ci_low"], row["effect_ci_high"])
        return view.t("verdict.says.interval", told=told, interval=both, p=p_value(row["p_value"]))
    return view.t("verdict.says.no_interval", told=told, p=p_value(row["p_value"]))


def _warnings(view: View, metric: Metric, row: Row) -> list[str]:
    """What could mislead a reader of the verdict, the gravest first."""
    reason, verdict = row["reason_code"], row["verdict_code"]
    facts = _facts(view, metric, row)
    found = []
    if reason in TOLD_REASONS and row["effect"] is not None:
        found.append(view.t(f"verdict.reason.{reason}", **facts))
    elif row["placebo_p_value"] is not None:
        found.append(view.t("verdict.note.leads", **facts))
    if verdict not in ("works", "worse") and row["detectable_effect"] is not None:
        found.append(view.t("verdict.note.detectable", **facts))
    worst = row["left_out_max_p_value"]
    if verdict in ("works", "worse") and worst is not None:
        level = queries.thresholds(view.scope).get("effect_p")
        if level is not None and worst > level:
            found.append(view.t("verdict.note.one_city", **facts))
    if row["expected_rebound"] is not None:
        rises = metric.is_better(row["expected_rebound"])
        found.append(view.t(f"verdict.note.{'rebound' if rises else 'no_rebound'}", **facts))
    if row["dropped_city_count"]:
        found.append(view.t("verdict.note.dropped", row["dropped_city_count"]))
    if row["is_after_closed"] and row["after_end_date"]:
        found.append(view.t("verdict.note.closed", **facts))
    elif verdict in JUDGED and row["after_month_count"]:
        found.append(view.t("verdict.note.months", row["after_month_count"]))
    return found


def _facts(view: View, metric: Metric, row: Row) -> dict[str, str]:
    thresholds = queries.thresholds(view.scope)

    def number(value: float | None) -> str:
        return figures.DASH if value is None else size(view, metric, value)

    return {
        "cities": str(row["city_count"]),
        "pilots": str(row["pilot_count"]),
        "smallest": p_value(row["min_p_value"]),
        "p": p_value(row["placebo_p_value"]),
        "before": str(row["before_month_count"]),
        "after": str(row["after_month_count"] or 0),
        "needed": f"{thresholds.get('effect_min_after_months', 0):g}",
        "detectable": number(row["detectable_effect"]),
        "worst": p_value(row["left_out_max_p_value"]),
        "rebound": amount(view, metric, row["expected_rebound"]),
        "end": figures.day(row["after_end_date"]),
        "earliest": figures.day(_earliest(row, thresholds)),
    }


def _earliest(row: Row, thresholds: dict[str, float]) -> date | None:
    """The day on which the last month that a verdict needs is closed (M1)."""
    first = row["after_start_date"]
    if first is None:
        return None
    index = first.year * 12 + first.month - 1 + int(thresholds["effect_min_after_months"])
    end = date(index // 12, index % 12 + 1, 1)
    return end + timedelta(days=int(thresholds["period_closes_after_days"]) - 1)
