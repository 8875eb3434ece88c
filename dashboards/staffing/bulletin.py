"""The bulletin of departments: score, change, coded problems of both sides; and the demands."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.queries import staffing as queries
from dashboards.release import Row
from dashboards.staffing import published
from dashboards.view import View

FRONT = ("unclear_demand", "no_deadline", "beyond_capacity")
BACK = ("request_ignored", "under_resourced", "late", "insufficient")


def show(view: View) -> None:
    """The card, lowest score first."""
    unit = published.unit(view)
    rows = queries.bulletin(view.scope, unit["unit_id"])
    rated = [row for row in rows if row["department_code"] != "all" and row["mean"] is not None]
    title = view.t("staffing.bulletin.title.none")
    if rated:
        title = view.t(
            "staffing.bulletin.title", name=view.name(rated[0]), value=published.score(rated[0])
        )
    wave = view.t("staff.wave", wave=rows[0]["wave"]) if rows else ""
    sub = view.t("staffing.bulletin.sub")
    card.head(title, card.joined(view.name(unit, "short_name"), wave, sub))
    if not rows:
        card.nothing(view, "staffing.bulletin.none")
        return
    table = {
        view.t("staffing.col.department"): [_name(view, row) for row in rows],
        view.t("staffing.col.score"): [published.score(row) for row in rows],
        view.t("staffing.col.change"): [
            figures.delta(row["change"], "score", 1, view.language) for row in rows
        ],
        view.t("staffing.col.overdue"): [str(row["overdue_demand_count"]) for row in rows],
    }
    if not view.look.is_phone:
        table |= {
            view.t("staff.n"): [
                "·" if row["is_suppressed"] else published.band(view, row) for row in rows
            ],
            view.t("staffing.col.front"): [_problems(view, row, "front", FRONT) for row in rows],
            view.t("staffing.col.back"): [_problems(view, row, "back", BACK) for row in rows],
        }
    st.table(table, border="horizontal", hide_index=True)
    if any(row["is_suppressed"] for row in rows):
        card.note(view.t("staff.suppressed"))


def demands(view: View) -> None:
    """The card: what the front line asked for, overdue first."""
    rows = queries.demands(view.scope)
    # counted before the list is cut
    overdue = rows[0]["overdue_count"] if rows else 0
    still_open = rows[0]["open_count"] if rows else 0
    title = view.t("staffing.demands.title.none")
    if overdue:
        title = view.t("staffing.demands.title.overdue", overdue)
    elif still_open:
        title = view.t("staffing.demands.title.open", still_open)
    elif rows:
        title = view.t("staffing.demands.title.answered", rows[0]["all_count"])
    card.head(title, card.joined(view.unit_name, view.t("staffing.demands.sub")))
    if not rows:
        level = view.unit["unit_type"] in published.LEVELS
        card.nothing(view, "staffing.demands.none" if level else "staffing.demands.below_city")
        return
    st.dataframe(
        _table(view, rows),
        hide_index=True,
        row_height=34,
        height=34 * (min(len(rows), 11) + 1) + 4,
        key=f"demands_{view.unit['unit_id']}",
    )


def _table(view: View, rows: list[Row]) -> dict[str, list[str]]:
    language = view.language

    def status(row: Row) -> str:
        return view.t(f"staffing.status.{'overdue' if row['is_overdue'] else row['status']}")

    table = {
        view.t("staffing.col.status"): [status(row) for row in rows],
        view.t("staffing.col.demand"): [row["demand_text"] or figures.DASH for row in rows],
        view.t("staffing.col.due"): [figures.day(row["due_date"]) for row in rows],
    }
    if view.look.is_phone:
        return table
    return table | {
        view.t("staffing.col.department"): [row[f"department_{language}"] for row in rows],
        view.t("staffing.col.answer"): [
            row["answer_text"] or view.t("staffing.unanswered") for row in rows
        ],
        view.t("staffing.col.problem"): [
            row[f"problem_{language}"] or figures.DASH for row in rows
        ],
        view.t("staffing.col.side"): [
            view.t(f"staffing.side.{row['problem_side']}") if row["problem_side"] else figures.DASH
            for row in rows
        ],
        view.t("staffing.col.unit"): [view.name(row, "short_name") for row in rows],
        view.t("staffing.col.raised"): [figures.day(row["raised_date"]) for row in rows],
    }


def _name(view: View, row: Row) -> str:
    return view.t("staffing.all") if row["department_code"] == "all" else view.name(row)


def _problems(view: View, row: Row, side: str, codes: tuple[str, ...]) -> str:
    """The count of a side and its most frequent problem."""
    count = row[f"{side}_problem_count"] or 0
    most = max(codes, key=lambda code: row[f"{code}_count"] or 0)
    if not count:
        return "0"
    return card.joined(str(count), view.t(f"staffing.problem.{most}"))
