"""Releases so far, and figures that no longer read as first published."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.queries import health as queries
from dashboards.release import Row
from dashboards.view import View

HEIGHT = 34 * 8 + 4


def show(view: View) -> None:
    """Both cards, side by side."""
    releases = queries.history(view.scope)
    left, right = st.columns(2, gap="small")
    with left, card.frame():
        _releases(view, releases)
    with right, card.frame():
        _restated(view, queries.restated(view.scope), releases)


def _releases(view: View, releases: list[Row]) -> None:
    card.head(_title(view, releases), view.t("health.history.sub"))
    columns = {
        view.t("health.release"): [str(row["release_no"]) for row in releases],
        view.t("health.published"): [figures.moment(row["published_at"]) for row in releases],
        view.t("health.checks"): [
            f"{row['checks_passed']}/{row['checks_total']}" for row in releases
        ],
        view.t("health.restated"): [_count(row["restated_count"]) for row in releases],
    }
    if not view.look.is_phone:
        columns[view.t("health.through")] = [
            figures.day(row["data_through_date"]) for row in releases
        ]
        columns[view.t("health.headlines")] = [_count(row["headline_count"]) for row in releases]
    right = st.column_config.TextColumn(alignment="right")
    names = ("health.checks", "health.restated", "health.headlines")
    st.dataframe(
        columns,
        key="health_history",
        hide_index=True,
        row_height=34,
        height=min(HEIGHT, 34 * (len(releases) + 1) + 4),
        column_config={view.t(name): right for name in names},
    )


def _title(view: View, releases: list[Row]) -> str:
    """Whether this release warns of more than the one before."""
    if len(releases) < 2:
        return view.t("health.history.title.first")
    now, before = (row["checks_total"] - row["checks_passed"] for row in releases[:2])
    if now == before:
        return view.t("health.history.title.same", now, no=releases[0]["release_no"])
    direction = "more" if now > before else "fewer"
    return view.t(
        f"health.history.title.{direction}", now, no=releases[0]["release_no"], before=before
    )


def _restated(view: View, restated: list[Row], releases: list[Row]) -> None:
    numbers = {row["release_id"]: str(row["release_no"]) for row in releases}
    if not restated:
        card.head(view.t("health.restated.title.quiet"), _sub(view))
        card.nothing(view, "health.restated.none")
        return
    if len(restated) >= queries.RESTATED_SHOWN:
        title = view.t("health.restated.title.many", limit=queries.RESTATED_SHOWN)
    else:
        title = view.t("health.restated.title", len(restated))
    card.head(title, _sub(view))
    columns = {
        view.t("health.unit"): [view.name(row, "short_name") for row in restated],
        view.t("health.metric"): [_metric(view, row) for row in restated],
        view.t("health.first"): [_value(view, row, "first_value") for row in restated],
        view.t("health.now"): [_value(view, row, "value") for row in restated],
    }
    if not view.look.is_phone:
        columns[view.t("header.period")] = [view.name(row, "label") for row in restated]
        columns[view.t("health.first_release")] = [
            numbers.get(row["first_release_id"], figures.DASH) for row in restated
        ]
    right = st.column_config.TextColumn(alignment="right")
    st.dataframe(
        columns,
        key="health_restated",
        hide_index=True,
        row_height=34,
        height=min(HEIGHT, 34 * (len(restated) + 1) + 4),
        column_config={view.t(name): right for name in ("health.first", "health.now")},
    )


def _sub(view: View) -> str:
    return card.joined(view.unit_name, view.t("health.restated.sub"))


def _metric(view: View, row: Row) -> str:
    metric = view.metrics.get(row["metric_code"])
    return metric.short[view.language] if metric else str(row["metric_code"])


def _value(view: View, row: Row, field: str) -> str:
    metric = view.metrics.get(row["metric_code"])
    return metric.value(row[field]) if metric else figures.DASH


def _count(number: int | None) -> str:
    return figures.DASH if number is None else f"{number:,}"
