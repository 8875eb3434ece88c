"""Gap 5 over time with its interval: of the unit as a whole, or of the element chosen."""

from __future__ import annotations

import streamlit as st

from dashboards.cards import card
from dashboards.charts.trend import Month, trend
from dashboards.figures import DASH, count, month_tick
from dashboards.gaps import words
from dashboards.gaps.ladder import CHOSEN
from dashboards.queries import gaps as queries
from dashboards.release import Row
from dashboards.view import View

HEIGHT, PHONE_HEIGHT = 290, 240


def show(view: View) -> None:
    """The card; the box and a click on the ladder choose the element."""
    elements = {row["element_id"]: view.name(row) for row in queries.elements_of_gap_5(view.scope)}
    if st.session_state.get(CHOSEN) not in elements:
        st.session_state[CHOSEN] = queries.WHOLE
    chosen = st.session_state[CHOSEN]
    rows = queries.trend(view.scope, chosen)
    has_open = any(not row["is_closed"] and row["value"] is not None for row in rows)
    kind = rows[0]["period_type"] if rows else "month"
    said = title(view, rows)
    card.head(
        said,
        card.joined(
            f"P − E {elements.get(chosen, '')}",
            view.unit_name,
            view.t(f"gaps.trend.sub.{kind}"),
            view.t("trend.sub.open") if has_open else "",
        ),
    )
    st.selectbox(
        view.t("gaps.trend.choose"),
        list(elements),
        key=CHOSEN,
        format_func=lambda code: elements.get(code, code),
        label_visibility="collapsed",
    )
    months = [_month(view, row) for row in rows]
    while months and months[0].value is None:
        months = months[1:]
    while months and months[-1].value is None:
        months = months[:-1]
    if not months:
        card.nothing(view, "gaps.trend.none")
        return
    st.vega_lite_chart(
        trend(
            tuple(months),
            view.look,
            height=PHONE_HEIGHT if view.look.is_phone else HEIGHT,
            target=None,
            target_label="",
        ),
        width="stretch",
        key="gap_trend",
        alt=said,
    )


def title(view: View, rows: list[Row]) -> str:
    """The last closed period against the one before: surely different only where neither interval
    reaches the other."""
    closed = [
        row
        for row in rows
        if row["is_closed"] and row["value"] is not None and row["verdict"] not in words.UNJUDGED
    ]
    if len(closed) < 2:
        return view.t("gaps.trend.title.few")
    before, last = closed[-2], closed[-1]
    month = month_tick(last["start_date"], False, view.language)[0]
    if last["period_type"] == "bimonth":
        month = view.name(last, "label")
    value = words.points(last["value"])
    ends = (before["ci_low"], before["ci_high"], last["ci_low"], last["ci_high"])
    if None in ends:
        return view.t("gaps.trend.title.flat", month=month, value=value)
    if last["ci_low"] > before["ci_high"]:
        return view.t("gaps.trend.title.narrower", month=month, value=value)
    if last["ci_high"] < before["ci_low"]:
        return view.t("gaps.trend.title.wider", month=month, value=value)
    return view.t("gaps.trend.title.flat", month=month, value=value)


def _month(view: View, row: Row) -> Month:
    verdict = row["verdict"] or "no_data"
    is_thin = verdict in ("insufficient", "no_data", "not_shown")
    value = None if verdict == "not_shown" else row["value"]
    return Month(
        start=row["start_date"],
        value=value,
        low=None if is_thin else row["ci_low"],
        high=None if is_thin else row["ci_high"],
        shown=words.points(value),
        facts=(
            (view.t("tip.month"), view.name(row, "label")),
            ("P − E", words.value_and_state(view, row | {"verdict": verdict})),
            (view.t("tip.interval"), words.interval(row)),
            (
                view.t("tip.sample"),
                DASH if row["n_left"] is None else count(row["n_left"], view.language),
            ),
        ),
        is_closed=row["is_closed"],
        is_hollow=is_thin,
    )
