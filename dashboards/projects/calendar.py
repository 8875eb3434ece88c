"""The year: six bimonthly themes, what was, what is on, what comes."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboards.cards import card
from dashboards.queries import projects as queries
from dashboards.release import Row
from dashboards.today import today
from dashboards.view import View


def bimonth_of(day: date) -> int:
    """Number of the bimonth a day lies in, 1 to 6."""
    return (day.month + 1) // 2


def show(view: View) -> None:
    """The card of the year in which today lies."""
    now = today()
    themes = queries.themes(view.scope)
    on = next((row for row in themes if row["bimonth_no"] == bimonth_of(now)), None)
    with card.frame("content"):
        title = (
            view.t("calendar.title", theme=view.name(on)) if on else view.t("calendar.title.none")
        )
        card.head(title, card.joined(view.t("calendar.sub", year=now.year)))
        grid = st.grid(len(themes) or 1, min_column_width=150, gap="xsmall", border=True)
        for theme in themes:
            with grid.cell(), st.container(gap="xxsmall"):
                _theme(view, theme, bimonth_of(now))


def _theme(view: View, theme: Row, bimonth_now: int) -> None:
    months = view.t(f"calendar.months.{theme['bimonth_no']}")
    name = card.escape(view.name(theme))
    when = (theme["bimonth_no"] > bimonth_now) - (theme["bimonth_no"] < bimonth_now)
    state = {-1: "was", 0: "is", 1: "comes"}[when]
    lines = [
        f":small[:gray[{months} · {view.t(f'calendar.{state}')}]]",
        f"**{name}**",
        f":small[:gray[{card.escape(view.name(theme, 'metric_name'))}]]",
    ]
    st.markdown("  \n".join(lines))
