"""The year: six bimonthly themes, what was, what is on, what comes, and what came of them here."""

from __future__ import annotations

from collections import Counter
from datetime import date

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.projects.listing import choose_theme, effect_text, is_late, open_room
from dashboards.projects.summary import Summary
from dashboards.projects.words import BADGES, COLOURS, MARKS, code_name, days
from dashboards.queries import projects as queries
from dashboards.release import Row
from dashboards.today import today
from dashboards.view import View

VERDICTS = ("works", "worse", "no_evidence", "cannot_tell", "too_early")


def bimonth_of(day: date) -> int:
    """Number of the bimonth a day lies in, 1 to 6."""
    return (day.month + 1) // 2


def show(view: View, found: list[Summary]) -> int:
    """The card of a year; returns the year chosen."""
    now = today()
    themes = queries.themes(view.scope)
    themed = [project for project in found if project.get("theme_code") and project.get("year_no")]
    on = next((row for row in themes if row["bimonth_no"] == bimonth_of(now)), None)
    with card.frame("content"):
        line = st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        )
        with line.container(width="content"):
            title = _title(view, on, themed, now) if on else view.t("calendar.title.none")
            card.head(title, card.joined(view.t("calendar.sub"), view.unit_name))
        with line.container(width="content"):
            year = _year(view, themed, now)
        grid = st.grid(len(themes) or 1, min_column_width=150, gap="xsmall", border=True)
        for theme in themes:
            own = [
                project
                for project in themed
                if project.get("theme_code") == theme["theme_code"]
                and project.get("year_no") == year
            ]
            with grid.cell(), st.container(gap="xxsmall"):
                _theme(view, theme, own, _when(theme, year, now))
    return year


def _title(view: View, on: Row, themed: list[Summary], now: date) -> str:
    """The theme that is on, and the days that its bimonth has left."""
    last = date(now.year + (on["bimonth_no"] == 6), on["bimonth_no"] * 2 % 12 + 1, 1)
    running = [
        project
        for project in themed
        if project.get("theme_code") == on["theme_code"] and project.get("year_no") == now.year
    ]
    left = (last - now).days - 1
    title = view.t("calendar.title", theme=view.name(on), days=view.t("project.days.left", left))
    return title if running else title + view.t("calendar.title.not_started")


def _year(view: View, themed: list[Summary], now: date) -> int:
    years = sorted({int(str(project.get("year_no"))) for project in themed} | {now.year})
    if len(years) == 1:
        return years[0]
    st.session_state.setdefault("pick_year", now.year)
    if st.session_state["pick_year"] not in years:
        st.session_state["pick_year"] = now.year
    chosen = st.segmented_control(
        view.t("calendar.year"), years, key="pick_year", required=True,
        format_func=str, label_visibility="collapsed",
    )  # fmt: skip
    return int(chosen or now.year)


def _when(theme: Row, year: int, now: date) -> str:
    here, there = (now.year, bimonth_of(now)), (year, theme["bimonth_no"])
    return "is" if here == there else "was" if there < here else "comes"


def _theme(view: View, theme: Row, own: list[Summary], when: str) -> None:
    """One cell: months and state, the theme (a way into its room), what came of it."""
    months = view.t(f"calendar.months.{theme['bimonth_no']}")
    state = view.t(f"calendar.{when}")
    head = f":blue-badge[{state}]" if when == "is" else f":gray[{state}]"
    st.markdown(f":small[:gray[{months}] {head}]")
    single = own[0] if len(own) == 1 else None
    st.button(
        f"**{card.escape(view.name(theme))}**{' ›' if own else ''}",
        key=f"theme_{theme['theme_code']}",
        type="tertiary",
        disabled=not own,
        on_click=open_room if single else choose_theme,
        args=(single,) if single else (theme["theme_code"],),
    )
    lines = (
        _one(view, single) if single else _many(view, own) if own else [_none(view, theme, when)]
    )
    st.markdown("  \n".join(f":small[{line}]" for line in lines))


def _none(view: View, theme: Row, when: str) -> str:
    said = view.t(f"calendar.no_project.{when}")
    metric = view.name(theme, "metric_name") if when != "was" else ""
    return f":gray[{card.escape(card.joined(said, metric))}]"


def _one(view: View, project: Summary) -> list[str]:
    """Stage and days left; measures; verdict with its effect."""
    stage = code_name(view, "stage", project.stage)
    if project.is_active:
        first = f"{stage} · {days(view, project.days_left)}"
        if project.days_left is not None and project.days_left < 0:
            first = f":orange[▲ {first}]"
    else:
        first = f":gray[{code_name(view, 'project_status', project.get('status_code'))}]"
    second = view.t("calendar.measures", done=project.done, total=project.total)
    if project.overdue:
        second += f" :orange[▲ {view.t('room.overdue', project.overdue)}]"
    return [first, second, _verdict(view, project)]


def _verdict(view: View, project: Summary) -> str:
    if project.verdict is None:
        return f":gray[{view.t('calendar.no_verdict')}]"
    colour = BADGES[COLOURS.get(project.verdict, "none")]
    shown = (
        effect_text(view, project) if project.verdict in ("works", "worse", "no_evidence") else ""
    )
    said = f"{MARKS[project.verdict]} {code_name(view, 'verdict', project.verdict)}"
    return f":{colour}-badge[{said}{' ' + shown if shown and shown != figures.DASH else ''}]"


def _many(view: View, own: list[Summary]) -> list[str]:
    """Several units: how many take part, how many are late, and the verdicts."""
    active = sum(project.is_active for project in own)
    late = sum(is_late(project) for project in own)
    first = view.t("calendar.units", len(own)) + (
        view.t("calendar.running", active) if active else ""
    )
    second = view.t(
        "calendar.measures",
        done=sum(project.done for project in own), total=sum(project.total for project in own),
    )  # fmt: skip
    if late:
        second += f" :orange[▲ {view.t('calendar.late', late)}]"
    counts = Counter(project.verdict for project in own)
    told = [
        f":{BADGES[COLOURS.get(code, 'none')]}[{MARKS[code]} {code_name(view, 'verdict', code)} {counts[code]}]"
        for code in VERDICTS
        if counts[code]
    ]
    return [first, second, " · ".join(told) or f":gray[{view.t('calendar.no_verdict')}]"]
