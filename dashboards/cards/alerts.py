"""Early warnings: what moved to the worse beyond chance, who answers for it, since when."""

from __future__ import annotations

import streamlit as st

from dashboards.cards import card
from dashboards.metrics import Metric
from dashboards.queries import alerts as queries
from dashboards.release import Row
from dashboards.scope import go
from dashboards.view import View

PAGE = "app_pages/drilldown.py"
SHOWN = 4
BADGES = {"watch": "yellow-badge[◆"}
SEVERE = "orange-badge[▲"


def show(view: View) -> None:
    """The card of the unit and all below it; a warning leads to its unit and metric."""
    found = queries.listed(view.scope) if queries.has_alerts(view.scope) else []
    if not found:
        card.head(view.t("alerts.title.quiet"), _scope(view))
        card.nothing(view, "alerts.none")
        return
    first = found[0]
    card.head(
        view.t(
            "alerts.title",
            len(found),
            unit=view.name(first, "short_name"),
            metric=_metric_name(view, first),
        ),
        card.joined(_scope(view), view.t("alerts.sub")),
    )
    for row in found[:SHOWN]:
        _line(view, row)
    if len(found) > SHOWN:
        card.note(view.t("alerts.more", len(found) - SHOWN))


def history(view: View) -> None:
    """The card of the unit's own warnings, on and over."""
    found = queries.history(view.scope) if queries.has_alerts(view.scope) else []
    on = sum(row["is_still_on"] for row in found)
    if not found:
        card.head(view.t("alerts.history.title.quiet"), view.unit_name)
        card.nothing(view, "alerts.history.none")
        return
    title = view.t("alerts.history.title", len(found), on=on)
    card.head(title, card.joined(view.unit_name, view.t("alerts.history.sub")))
    st.table(
        {
            view.t("alerts.severity"): [_badge(view, row) for row in found],
            view.t("alerts.metric"): [
                card.escape(f"{_metric_name(view, row)} {_value(view, row)}") for row in found
            ],
            view.t("alerts.months"): [_months(view, row) for row in found],
            view.t("alerts.owner"): [card.escape(_owner(view, row)) for row in found],
        },
        border="horizontal",
        hide_index=True,
    )


def _line(view: View, row: Row) -> None:
    with st.container(gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.markdown(_badge(view, row), width="content")
            label = f"{view.name(row, 'short_name')} · {_metric_name(view, row)}"
            if st.button(
                f"{card.escape(label)} **{_value(view, row)}**",
                key=f"alert_{row['alert_id']}",
                type="tertiary",
                help=view.t("alerts.open"),
            ):
                go(unit=row["unit_id"], metric=row["metric_code"])
                st.switch_page(PAGE)
        card.note(
            card.joined(
                _against(view, row),
                _owner(view, row),
                _months(view, row),
                view.t("alerts.covered", row["covered_count"]) if row["covered_count"] else "",
            )
        )


def _scope(view: View) -> str:
    return view.unit_name


def _badge(view: View, row: Row) -> str:
    return f":{BADGES.get(row['severity_code'], SEVERE)} {row[f'severity_{view.language}']}]"


def _metric(view: View, row: Row) -> Metric | None:
    return view.metrics.get(row["metric_code"])


def _metric_name(view: View, row: Row) -> str:
    metric = _metric(view, row)
    return metric.short[view.language] if metric else str(row["metric_code"])


def _value(view: View, row: Row) -> str:
    metric = _metric(view, row)
    return metric.value(row["value"]) if metric else ""


def _against(view: View, row: Row) -> str:
    metric = _metric(view, row)
    if metric is None or row["reference_value"] is None:
        return ""
    return view.t("alerts.above", value=metric.value(row["reference_value"]))


def _owner(view: View, row: Row) -> str:
    return str(row[f"owner_{view.language}"])


def _months(view: View, row: Row) -> str:
    since = view.name(row, "label")
    if row["is_still_on"]:
        return view.t("alerts.since", row["months_on"], month=since)
    last = view.name(row, "last_label")
    return since if since == last else view.t("alerts.over", first=since, last=last)
