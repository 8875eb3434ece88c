"""Inside against outside: customers against staff, and what staff believe customers expect."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.matrix import Figure, matrix
from dashboards.charts.rows import DotRow, dot_rows
from dashboards.queries import staffing as queries
from dashboards.release import Row
from dashboards.staffing import published
from dashboards.view import View

LAYERS = ("all", "front_line", "hall_manager", "control", "support")
HIDDEN, THIN = "not_shown", ("insufficient", "partial")
PITCH = 46


def gaps(view: View) -> None:
    """The card: customers' satisfaction less staff's, and less the score of internal service."""
    unit = published.unit(view)
    found = queries.gaps(view.scope, unit["unit_id"])
    rows = [row for row in found if row["gap_code"] != "gap_1"]
    shown = [row for row in rows if row["verdict"] != HIDDEN and row["value"] is not None]
    title = _title(view, shown)
    card.head(
        title,
        card.joined(
            view.name(unit, "short_name"), view.period_name, view.t("staffing.outside.sub")
        ),
    )
    if not shown:
        card.nothing(view, "staffing.outside.none")
        return
    chart = dot_rows(tuple(_dot(view, row) for row in shown), view.look, pitch=PITCH, reference=0.0)
    st.vega_lite_chart(chart, width="stretch", key="outside", alt=title)
    card.note(view.t("staffing.outside.note"))


def awareness(view: View) -> None:
    """The card: believed less expected, element by layer."""
    unit = published.unit(view)
    found = queries.gaps(view.scope, unit["unit_id"])
    rows = [row for row in found if row["gap_code"] == "gap_1" and row["layer"] in LAYERS]
    low = [row for row in rows if row["layer"] == "all" and _verdict(row) == "worse"]
    judged = [row for row in rows if row["layer"] == "all" and row["ci_low"] is not None]
    title = view.t("staffing.aware.title.none")
    if low:
        title = view.t("staffing.aware.title", len(low), first=_name(view, low[0]))
    elif judged:
        title = view.t("staffing.aware.title.quiet")
    card.head(
        title,
        card.joined(view.name(unit, "short_name"), view.period_name, view.t("staffing.aware.sub")),
    )
    if not rows:
        card.nothing(view, "staffing.aware.none")
        return
    cells = tuple(_cell(view, row) for row in rows)
    names = tuple(dict.fromkeys(_name(view, row) for row in rows if row["layer"] == "all"))
    columns = tuple(view.t(f"staffing.role.{layer}") for layer in LAYERS)
    cells = tuple(cell for cell in cells if cell.row in names)
    st.vega_lite_chart(
        matrix(cells, names, columns, view.look), width="stretch", key="awareness", alt=title
    )
    if any(cell.is_hidden for cell in cells):
        card.note(view.t("staff.suppressed"))


def _title(view: View, rows: list[Row]) -> str:
    """Only against siblings: two scales cannot be read as more or less satisfied."""
    judged = [row for row in rows if row["ci_low"] is not None and row["siblings_mean"] is not None]
    if not judged:
        return view.t(f"staffing.outside.title.{'plain' if rows else 'none'}")
    apart = [row for row in judged if not row["ci_low"] <= row["siblings_mean"] <= row["ci_high"]]
    if not apart:
        return view.t("staffing.outside.title.quiet")
    way = "wider" if apart[0]["value"] > apart[0]["siblings_mean"] else "narrower"
    return view.t(f"staffing.outside.title.{way}", name=apart[0][f"gap_{view.language}"])


def _name(view: View, row: Row) -> str:
    return view.t("staff.overall") if row["element_id"] == "overall" else view.name(row)


def _shown(view: View, row: Row) -> str:
    return figures.delta(row["value"], "points", 1, view.language)


def _verdict(row: Row) -> str:
    return "worse" if row["verdict"] in ("short", "negative") else "none"


def _dot(view: View, row: Row) -> DotRow:
    name = view.t(f"staffing.gap.{row['gap_code']}")
    is_firm = row["verdict"] not in THIN and row["ci_low"] is not None
    siblings = figures.delta(row["siblings_mean"], "points", 1, view.language)
    return DotRow(
        key=row["gap_code"],
        name=name,
        value=row["value"],
        low=row["ci_low"] if is_firm else None,
        high=row["ci_high"] if is_firm else None,
        shown=_shown(view, row) if is_firm else figures.DASH,
        facts=(
            (view.t("tip.item"), row[f"gap_{view.language}"]),
            (view.t("staffing.meaning"), row[f"meaning_{view.language}"]),
            (view.t("tip.value"), _shown(view, row)),
            (view.t("tip.interval"), figures.interval(row["ci_low"], row["ci_high"], "points", 1)),
            (view.t("staffing.siblings"), siblings),
        ),
        is_hollow=not is_firm,
        mark=row["siblings_mean"],
    )


def _cell(view: View, row: Row) -> Figure:
    is_hidden = row["verdict"] == HIDDEN or row["value"] is None
    layer = view.t(f"staffing.role.{row['layer']}")
    value = view.t("staffing.hidden") if is_hidden else _shown(view, row)
    return Figure(
        row=_name(view, row),
        column=layer,
        text="·" if is_hidden else _shown(view, row),
        facts=(
            (view.t("tip.item"), _name(view, row)),
            (view.t("staffing.column"), layer),
            (view.t("staffing.aware.value"), value),
            (view.t("tip.interval"), figures.interval(row["ci_low"], row["ci_high"], "points", 1)),
        ),
        verdict=_verdict(row),
        is_hidden=is_hidden,
        is_thin=row["verdict"] in THIN,
    )
