"""Eleven dimensions: over the waves beside the parent, and by role."""

from __future__ import annotations

import streamlit as st

from dashboards.cards import card
from dashboards.charts.matrix import Figure, matrix
from dashboards.queries import staffing as queries
from dashboards.release import Row
from dashboards.staffing import published
from dashboards.view import View

ROLES = ("all", "front_line", "hall_manager", "control", "support")
OVERALL = "overall"


def waves(view: View) -> None:
    """The card: every dimension wave by wave, the parent's last wave beside it."""
    unit, parent = published.unit(view), published.parent(view)
    own = _all(queries.dimensions(view.scope, unit["unit_id"]))
    last = own[-1]["wave"] if own else None
    title = _title(view, [row for row in own if row["wave"] == last])
    sub = view.t("staffing.waves.sub")
    card.head(title, card.joined(view.name(unit, "short_name"), sub))
    if not own:
        card.nothing(view, "staff.none")
        return
    cells = [_figure(view, row, row["wave"]) for row in own]
    columns = list(dict.fromkeys(row["wave"] for row in own))
    if parent:
        name = view.name(parent, "short_name")
        above = _all(queries.dimensions(view.scope, parent["unit_id"]))
        cells += [_figure(view, row, name) for row in above if row["wave"] == last]
        columns.append(name)
    _draw(view, cells, columns, "staff_waves", title)


def roles(view: View) -> None:
    """The card: every dimension by role in the last wave."""
    unit = published.unit(view)
    found = queries.dimensions(view.scope, unit["unit_id"])
    last = found[-1]["wave"] if found else None
    rows = [row for row in found if row["wave"] == last and row["staff_role"] in ROLES]
    hidden = sum(bool(row["is_suppressed"]) for row in rows)
    title = view.t("staffing.roles.title.none")
    overall = [
        row
        for row in rows
        if row["element_id"] == OVERALL
        and row["staff_role"] != "all"
        and (row["n_band_low"] or 0) >= published.FIRM
    ]
    if len(overall) > 1:
        lowest = min(overall, key=lambda row: row["mean"])
        title = view.t(
            "staffing.roles.title",
            role=view.t(f"staffing.role.{lowest['staff_role']}"),
            value=published.score(lowest),
        )
    wave = view.t("staff.wave", wave=last) if last else ""
    card.head(title, card.joined(view.name(unit, "short_name"), wave, view.t("staffing.roles.sub")))
    if not rows:
        card.nothing(view, "staff.none")
        return
    cells = [_figure(view, row, view.t(f"staffing.role.{row['staff_role']}")) for row in rows]
    columns = [view.t(f"staffing.role.{role}") for role in ROLES]
    _draw(view, cells, columns, "staff_roles", title)
    if hidden:
        card.note(view.t("staff.suppressed"))


def _all(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["staff_role"] == "all"]


def _name(view: View, row: Row) -> str:
    return view.t("staff.overall") if row["element_id"] == OVERALL else view.name(row)


def _title(view: View, rows: list[Row]) -> str:
    shown = [row for row in rows if row["element_id"] != OVERALL and row["mean"] is not None]
    lowest = min(shown, key=lambda row: row["mean"], default=None)
    if lowest is None:
        return view.t("staff.title.none")
    return view.t("staff.title", name=_name(view, lowest), value=published.score(lowest))


def _figure(view: View, row: Row, column: str) -> Figure:
    is_hidden = bool(row["is_suppressed"])
    value = view.t("staffing.hidden") if is_hidden else published.score(row)
    return Figure(
        row=_name(view, row),
        column=column,
        text=published.score(row),
        facts=(
            (view.t("staff.dimension"), _name(view, row)),
            (view.t("staffing.column"), column),
            (view.t("tip.value"), value),
            (view.t("staff.n"), published.band(view, row)),
        ),
        is_hidden=is_hidden,
        is_thin=(row["n_band_low"] or published.FIRM) < published.FIRM,
    )


def _draw(view: View, cells: list[Figure], columns: list[str], key: str, title: str) -> None:
    names = tuple(dict.fromkeys(cell.row for cell in cells))
    chart = matrix(tuple(cells), names, tuple(columns), view.look)
    st.vega_lite_chart(chart, width="stretch", key=key, alt=title)
