"""Loads and what was rejected in them: choosing a load shows its rejects alone."""

from __future__ import annotations

import csv
import io
from collections import Counter

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.health.words import feed_name, number, reason
from dashboards.queries import health as queries
from dashboards.release import Row
from dashboards.view import View

HEIGHT = 34 * 10 + 4
LOADS = "health_loads"
MARKS = {"passed": "✓", "accepted": "◆", "loaded": "○", "quarantined": "▲", "refused": "–"}
# what a spreadsheet would take for a formula
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def show(view: View) -> None:
    """Both cards, side by side."""
    loads = queries.loads(view.scope)
    left, right = st.columns(2, gap="small")
    with left, card.frame():
        chosen = _loads(view, loads)
    with right, card.frame():
        _rejects(view, queries.rejects(view.scope), chosen)


def _loads(view: View, loads: list[Row]) -> Row | None:
    days = Counter(figures.day(row["ended_at"]) for row in loads)
    if not loads:
        title = view.t("health.loads.title.none")
    else:
        newest = next(iter(days))
        title = view.t("health.loads.title", days[newest], day=newest)
    card.head(title, view.t("health.loads.sub"))
    if not loads:
        card.nothing(view, "health.loads.none")
        return None
    columns = {
        view.t("health.load"): [str(row["load_id"]) for row in loads],
        view.t("health.feed"): [feed_name(view, row["source"]) for row in loads],
        view.t("health.state"): [
            f"{MARKS[row['status']]} {view.t('health.status.' + row['status'])}" for row in loads
        ],
        view.t("health.rejected"): [number(view, row["rows_rejected"]) for row in loads],
    }
    if not view.look.is_phone:
        columns |= {
            view.t("health.file"): [row["file_name"] or figures.DASH for row in loads],
            view.t("health.rows"): [number(view, row["rows_accepted"]) for row in loads],
            view.t("health.loaded_at"): [figures.moment(row["ended_at"]) for row in loads],
        }
    right = st.column_config.TextColumn(alignment="right")
    event = st.dataframe(
        columns,
        key=LOADS,
        hide_index=True,
        row_height=34,
        height=HEIGHT,
        on_select="rerun",
        selection_mode="single-row",
        column_config={view.t("health.rejected"): right, view.t("health.rows"): right},
    )
    picked = event["selection"]["rows"]
    return loads[picked[0]] if picked and picked[0] < len(loads) else None


def _rejects(view: View, rejects: list[Row], chosen: Row | None) -> None:
    if chosen is not None:
        rejects = [row for row in rejects if row["load_id"] == chosen["load_id"]]
    reasons = Counter(row["reason_code"] for row in rejects)
    if not rejects:
        card.head(view.t("health.rejects.title.quiet"), _scope_text(view, chosen))
        card.nothing(view, "health.rejects.none")
        return
    names = {row["reason_code"]: _short(view, row) for row in rejects}
    code, count = reasons.most_common(1)[0]
    title = view.t(
        "health.rejects.title",
        len(rejects),
        share=f"{100 * count / len(rejects):.0f}%",
        reason=names[code],
    )
    card.head(title, _scope_text(view, chosen))
    found = [(card.escape(names[code]), count) for code, count in reasons.most_common()]
    st.markdown(" ".join(f":gray-badge[{name} {count}]" for name, count in found))
    columns = {
        view.t("health.file"): [row["file_name"] for row in rejects],
        view.t("health.row"): [_place(row) for row in rejects],
        view.t("health.column"): [row["column_name"] or figures.DASH for row in rejects],
        view.t("health.why"): [reason(view, row) for row in rejects],
    }
    st.dataframe(
        columns,
        key=f"health_rejects_{chosen['load_id'] if chosen else 'all'}",
        hide_index=True,
        row_height=34,
        height=min(HEIGHT - 90, 34 * (len(rejects) + 1) + 4),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            view.t("health.rejects.download"),
            data=_csv(view, rejects),
            file_name=f"rejects_{view.scope.release_id}.csv",
            mime="text/csv",
        )
        card.note(view.t("health.rejects.content"))


def _scope_text(view: View, chosen: Row | None) -> str:
    if chosen is None:
        return view.t("health.rejects.sub")
    return view.t("health.rejects.sub.load", load=chosen["load_id"], file=chosen["file_name"])


def _place(row: Row) -> str:
    line = figures.DASH if row["row_no"] is None else str(row["row_no"])
    return f"{row['sheet']}!{line}" if row["sheet"] else line


def _short(view: View, row: Row) -> str:
    """What is wrong, without the advice that follows the semicolon."""
    return reason(view, row).split("；" if view.language == "zh" else ";")[0]


def _csv(view: View, rejects: list[Row]) -> bytes:
    """The list as a file that Excel opens in the right encoding."""
    written = io.StringIO()
    lines = csv.writer(written)
    names = ("load", "feed", "file", "sheet", "row", "column", "code", "why")
    lines.writerow([view.t(f"health.{name}") for name in names])
    for row in rejects:
        cells = (
            row["load_id"], feed_name(view, row["source"]), row["file_name"], row["sheet"],
            row["row_no"], row["column_name"], row["reason_code"], reason(view, row),
        )  # fmt: skip
        lines.writerow([_harmless(cell) for cell in cells])
    return written.getvalue().encode("utf-8-sig")


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
