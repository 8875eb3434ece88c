"""A hall: its profile, and what its last mystery shopping visits lost points for."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.language import MissingTextError
from dashboards.queries import mystery, units
from dashboards.release import Row
from dashboards.view import View


def profile(view: View) -> None:
    """One line of attributes below the header."""
    found = units.hall_profile(view.scope)
    if not found:
        return
    parts = [
        view.t("hall.code", code=found["hall_code"]),
        label(view, "tier.", found["tier"]),
        label(view, "area.", found["area_type"]),
        label(view, "place.", found["place_level"]),
        label(view, "stage.", found["stage"]),
        label(view, "pressure.", found["pressure"]),
        view.t("hall.counters", found["counters"]) if found["counters"] is not None else "",
        view.t("hall.opened", day=figures.day(found["opened_date"]))
        if found["opened_date"]
        else "",
        view.t("hall.closed", day=figures.day(found["closed_date"]))
        if found["closed_date"]
        else "",
    ]
    with st.container(border=True):
        st.markdown(
            f"**{card.escape(view.name(view.unit))}**  \n:small[:gray[{card.joined(*parts)}]]"
        )


def visits(view: View) -> None:
    """Deductions of the last visits."""
    rows = mystery.deductions(view.scope)
    lost = [row for row in rows if row["indicator_code"]]
    if not lost:
        title = view.t("visits.title.none")
    elif any(row["is_veto"] for row in rows):
        title = view.t("visits.title.veto")
    else:
        dearest = max(lost, key=lambda row: row["weighted_points_lost"] or 0)
        title = view.t("visits.title", name=view.name(dearest))
    card.head(title, card.joined(view.t("visits.sub"), view.unit_name))
    if not rows:
        card.nothing(view, "visits.none")
        return
    table = {
        view.t("visits.day"): [figures.day(row["visit_date"]) for row in rows],
        view.t("visits.indicator"): [_indicator(view, row) for row in rows],
        view.t("visits.lost"): [_lost(row) for row in rows],
        view.t("visits.score"): [_score(view, row) for row in rows],
    }
    st.table(table, border="horizontal", hide_index=True)


def _lost(row: Row) -> str:
    lost = row["weighted_points_lost"]
    return figures.value(None if lost is None else -lost, "score", 1)


def _indicator(view: View, row: Row) -> str:
    if not row["indicator_code"]:
        return view.t("visits.clean")
    name = card.escape(view.name(row))
    return f"{name} :orange-badge[▲ {view.t('visits.veto')}]" if row["is_veto"] else name


def _score(view: View, row: Row) -> str:
    after = figures.value(row["score_after_veto"], "score", 1)
    if row["score_before_veto"] == row["score_after_veto"]:
        return after
    before = figures.value(row["score_before_veto"], "score", 1)
    return view.t("visits.before", before=before, after=after)


def label(view: View, beginning: str, code: str | None) -> str:
    """The name of an attribute; a code this catalogue does not know is shown as it is."""
    if not code:
        return ""
    try:
        return view.t(beginning + code)
    except MissingTextError:
        return code
