"""Inspection held against customers: does a hall that inspects well also please? And by how much."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.rows import DotRow, dot_rows
from dashboards.charts.scatter import Point, scatter
from dashboards.queries import mystery_checks
from dashboards.release import Row
from dashboards.scope import go
from dashboards.view import View

PITCH = 36
HEIGHT, PHONE_HEIGHT = 290, 240
PICK = "pick"
# With fewer points than this a cloud says nothing.
ENOUGH_POINTS = 5


def relation(view: View) -> None:
    """The correlation by block with its interval, and corrected for luck."""
    rows = mystery_checks.validity(view.scope)
    known = [row for row in rows if row["r"] is not None]
    title = _title(view, known)
    where = _name_of(view, rows)
    card.head(title, card.joined(view.t("ms.validity.sub"), where))
    if not known:
        card.nothing(view, "ms.validity.none")
        return
    drawn = tuple(_dot(view, row) for row in known)
    st.vega_lite_chart(
        dot_rows(drawn, view.look, pitch=PITCH, reference=0.0),
        width="stretch",
        key="mystery_validity",
        alt=title,
    )
    card.note(_corrected(view, known[0]))


def _name_of(view: View, rows: list[Row]) -> str:
    """Whose correlation it is: that of the province where the unit lies in one."""
    if not rows:
        return ""
    units = [*view.ancestors, view.unit]
    unit = next((row for row in units if row["unit_id"] == rows[0]["unit_id"]), None)
    name = view.name(unit, "short_name") if unit else ""
    return card.joined(name, view.t("ms.validity.year", period=view.name(rows[0], "label")))


def _label(view: View, row: Row) -> str:
    return view.t("ms.validity.total") if row["code"] == "total" else view.name(row)


def _is_shown(row: Row) -> bool:
    """Whether the interval leaves out zero."""
    return row["ci_low"] is not None and (row["ci_low"] > 0 or row["ci_high"] < 0)


def _title(view: View, known: list[Row]) -> str:
    total = next((row for row in known if row["code"] == "total"), None)
    if total is None:
        return view.t("ms.validity.title.few")
    shown = figures.value(total["r"], "index", 2)
    if not _is_shown(total):
        return view.t("ms.validity.title.quiet", r=shown)
    way = "up" if total["r"] > 0 else "down"
    return view.t(f"ms.validity.title.{way}", r=shown)


def _corrected(view: View, row: Row) -> str:
    if row["r_corrected"] is None:
        return view.t("ms.validity.uncorrected")
    return view.t(
        "ms.validity.corrected",
        r=figures.value(row["r"], "index", 2),
        corrected=figures.value(row["r_corrected"], "index", 2),
    )


def _dot(view: View, row: Row) -> DotRow:
    return DotRow(
        key=row["code"],
        name=_label(view, row),
        value=row["r"],
        low=row["ci_low"],
        high=row["ci_high"],
        shown=figures.value(row["r"], "index", 2),
        facts=(
            (view.t("ms.block"), _label(view, row)),
            (view.t("ms.validity.r"), figures.value(row["r"], "index", 2)),
            (
                view.t("tip.interval"),
                figures.interval(row["ci_low"], row["ci_high"], "index", 2),
            ),
            (view.t("ms.validity.fixed"), figures.value(row["r_corrected"], "index", 2)),
            (view.t("ms.validity.halls"), figures.count(row["n"], view.language)),
        ),
        verdict="none" if not _is_shown(row) else "better" if row["r"] > 0 else "worse",
    )


def cloud(view: View) -> None:
    """Each unit's inspection against its satisfaction in the period; a click goes there."""
    rows = mystery_checks.scatter(view.scope)
    kind = view.t("ms.cloud.provinces" if view.unit["unit_type"] == "group" else "ms.cloud.halls")
    low = _both_low(rows)
    if len(rows) < ENOUGH_POINTS:
        title = view.t("ms.cloud.title.few")
    elif low is None:
        title = view.t("ms.cloud.title.quiet", kind=kind, all=len(rows))
    else:
        title = view.t("ms.cloud.title", unit=view.name(low, "short_name"))
    card.head(title, card.joined(view.t("ms.cloud.sub", kind=kind), view.period_name))
    if len(rows) < ENOUGH_POINTS:
        card.nothing(view, "ms.cloud.none")
        return
    key = f"mystery_cloud_{view.unit['unit_id']}_{view.period['period_id']}"

    def clicked() -> None:
        picked = st.session_state[key]["selection"].get(PICK) or []
        if picked and picked[0].get("key"):
            go(unit=picked[0]["key"])

    st.vega_lite_chart(
        scatter(
            tuple(_point(view, row) for row in rows),
            view.look,
            height=PHONE_HEIGHT if view.look.is_phone else HEIGHT,
            names=(view.t("ms.cloud.x"), view.t("ms.cloud.y")),
            selection=PICK,
        ),
        width="stretch",
        key=key,
        on_select=clicked,
        alt=title,
    )


def _both_low(rows: list[Row]) -> Row | None:
    """The unit that is the lowest of all on both scores, if one is."""
    if not rows:
        return None
    inspected = min(rows, key=lambda row: row["score_ruled"])
    perceived = min(rows, key=lambda row: row["perception_mean"])
    return inspected if inspected is perceived else None


def _point(view: View, row: Row) -> Point:
    name = view.name(row, "short_name")
    inspected = figures.value(row["score_ruled"], "score", 1)
    perceived = figures.value(row["perception_mean"], "score", 1)
    return Point(
        key=row["unit_id"],
        x=row["score_ruled"],
        y=row["perception_mean"],
        said=f"{name} {inspected} {perceived}",
        facts=(
            (view.t("tip.unit"), name),
            (view.t("ms.cloud.x"), inspected),
            (view.t("ms.cloud.y"), perceived),
            (view.t("ms.visits"), figures.count(row["visit_count"], view.language)),
        ),
        is_own=row["unit_id"] == view.unit["unit_id"],
    )
