"""How old the newest data of each feed are, by province, against the feed's rhythm."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.freshness import Cell, freshness_heat
from dashboards.health.words import feed_name
from dashboards.queries import health as queries
from dashboards.release import Row
from dashboards.scope import go
from dashboards.view import View

PICK = "pick"


def show(view: View) -> None:
    """The card: a heat table of all provinces; of one province, and on a phone, a table of feeds."""
    rows = queries.freshness(view.scope)
    title = _title(view, rows)
    is_heat = view.unit["unit_type"] == "group" and not view.look.is_phone
    card.head(title, view.t("health.fresh.sub" if is_heat else "health.fresh.sub.table"))
    if not rows:
        card.nothing(view, "health.fresh.none")
    elif is_heat:
        _heat(view, rows, title)
    else:
        _table(view, rows)


def is_late(row: Row) -> bool:
    return row["days_since"] is not None and row["days_since"] > row["rhythm_days"]


def _title(view: View, rows: list[Row]) -> str:
    if not rows:
        return view.t("health.fresh.title.none")
    late = [row for row in rows if is_late(row)]
    if not late:
        arrived = {row["source"] for row in rows if row["days_since"] is not None}
        return view.t("health.fresh.title.quiet", len(arrived))
    worst = max(late, key=lambda row: row["days_since"] / row["rhythm_days"])
    return view.t(
        "health.fresh.title.late",
        len({row["source"] for row in late}),
        units=len({row["unit_id"] for row in late}),
        feed=feed_name(view, worst["source"]),
        unit=view.name(worst, "short_name"),
        days=worst["days_since"],
    )


def _heat(view: View, rows: list[Row], title: str) -> None:
    key = f"fresh_{view.unit['unit_id']}"

    def clicked() -> None:
        picked = st.session_state[key]["selection"].get(PICK) or []
        if picked and picked[0].get("key"):
            go(unit=picked[0]["key"])

    cells = tuple(
        Cell(
            feed=feed_name(view, row["source"]),
            province=view.name(row, "short_name"),
            key=row["unit_id"],
            days=row["days_since"],
            rhythm=row["rhythm_days"],
            facts=_facts(view, row),
        )
        for row in rows
    )
    chart = freshness_heat(cells, view.look, selection=PICK)
    st.vega_lite_chart(chart, width="stretch", key=key, on_select=clicked, alt=title)


def _facts(view: View, row: Row) -> tuple[tuple[str, str], ...]:
    return (
        (view.t("health.feed"), feed_name(view, row["source"])),
        (view.t("health.province"), view.name(row, "short_name")),
        (view.t("health.newest"), figures.day(row["newest_date"])),
        (view.t("health.rhythm"), view.t("health.days", row["rhythm_days"])),
        (view.t("health.delivered"), figures.moment(row["delivered_at"])),
    )


def _table(view: View, rows: list[Row]) -> None:
    """A line a feed: its oldest province speaks for it."""
    lines: dict[str, list[str]] = {
        view.t(key): [] for key in ("health.feed", "health.newest", "health.age", "health.state")
    }
    if not view.look.is_phone:
        lines |= {view.t("health.rhythm"): [], view.t("health.delivered"): []}
    by_feed: dict[str, list[Row]] = {}
    for row in rows:
        by_feed.setdefault(row["source"], []).append(row)
    for source, found in by_feed.items():
        known = [row for row in found if row["days_since"] is not None]
        oldest = max(known, key=lambda row: row["days_since"]) if known else found[0]
        facts = [
            feed_name(view, source),
            figures.day(oldest["newest_date"]),
            figures.DASH if not known else view.t("health.days", oldest["days_since"]),
            _state(view, found, known),
            view.t("health.days", oldest["rhythm_days"]),
            figures.moment(oldest["delivered_at"]),
        ]
        for column, fact in zip(lines.values(), facts, strict=False):
            column.append(fact)
    st.table(lines, border="horizontal", hide_index=True)


def _state(view: View, found: list[Row], known: list[Row]) -> str:
    late = sum(is_late(row) for row in known)
    if not known:
        return f":gray-badge[– {view.t('health.state.never')}]"
    if late:
        said = view.t("health.state.late")
        return f":orange-badge[▲ {said}{f' {late}/{len(found)}' if len(found) > 1 else ''}]"
    return f":gray-badge[✓ {view.t('health.state.fresh')}]"
