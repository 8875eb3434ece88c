"""The theme of the bimonth on the overview: stage, days left, measures, path, effect; a way in."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.projects import path, stepper
from dashboards.projects.calendar import bimonth_of
from dashboards.projects.listing import effect_text, is_late, open_room
from dashboards.projects.live import Live, live
from dashboards.projects.summary import Summary, summaries
from dashboards.projects.words import code_name, days, verdict_badge
from dashboards.queries import projects as queries
from dashboards.release import Row
from dashboards.scope import go
from dashboards.view import View
from warehouse.projects.gates import stages

PAGE = "app_pages/projects.py"


def show(view: View) -> None:
    """The card; a city or hall sees the project of its province, and its own part in it."""
    if not queries.has_projects(view.scope):
        card.head(view.t("theme.title.off"), view.t("projects.none.remedy"))
        return
    now = live(view)
    theme = next(
        (t for t in queries.themes(view.scope) if t["bimonth_no"] == bimonth_of(now.today)), None
    )
    if theme is None:
        card.head(view.t("theme.title.off"), view.unit_name)
        return
    own = _projects(view, now, theme["bimonth_no"], now.today.year)
    if view.unit["unit_type"] == "group":
        _provinces(view, now, theme, own)
    elif own:
        _one(view, now, theme, own[0])
    else:
        card.head(view.t("theme.title.none", theme=view.name(theme)), _sub(view, theme))
        card.nothing(view, "theme.no_project")
        _button(view, "theme_all", view.t("theme.all"), None)


def _projects(view: View, now: Live, bimonth_no: int, year_no: int) -> list[Summary]:
    """Theme projects of a bimonth: of the province in view, or of all provinces."""
    home = view.unit["province_id"] or view.unit["unit_id"]
    found = [
        project
        for project in now.projects(str(home))
        if project.get("kind_code") == "theme"
        and project.get("bimonth_no") == bimonth_no
        and project.get("year_no") == year_no
    ]
    return summaries(view, now, found)


def _former(view: View, now: Live, theme: Row) -> list[Summary]:
    """Projects of the theme before: their verdicts come in while the next theme is on."""
    number = theme["bimonth_no"]
    return _projects(view, now, (number - 2) % 6 + 1, now.today.year - (number == 1))


def _sub(view: View, theme: Row) -> str:
    months = view.t(f"calendar.months.{theme['bimonth_no']}")
    return view.t("theme.sub", months=months, unit=view.unit_name)


def _one(view: View, now: Live, theme: Row, project: Summary) -> None:
    names = {"theme": view.name(theme), "stage": code_name(view, "stage", project.stage)}
    if project.is_active:
        title = view.t("theme.title", days=days(view, project.days_left), **names)
    else:
        state = code_name(view, "project_status", project.get("status_code"))
        title = view.t("theme.title.ended", state=state, **names)
    part = _part(view, now, project)
    card.head(title, card.joined(_sub(view, theme), part))
    stepper.show(view, project, is_small=True)
    rows = path.months_of(view, project)
    standing = path.standing(project, rows)
    counts = project.tracking
    late = view.t("room.overdue", counts["overdue"]) if counts["overdue"] else ""
    risky = counts["at_risk"] + counts["blocked"]
    measures = f"{project.done}/{project.total}" if project.total else figures.DASH
    if late:
        measures += f" :orange-badge[▲ {late}]"
    if risky:
        measures += f" :yellow-badge[◆ {view.t('room.at_risk', risky)}]"
    effect = verdict_badge(view, project.verdict)
    shown = effect_text(view, project)
    if shown != figures.DASH:
        effect += f" {shown}"
    lines = {
        view.t("theme.measures"): measures,
        view.t("theme.path"): card.escape(path.title(view, project, standing, rows)),
        view.t("theme.verdict"): effect,
    }
    for former in _former(view, now, theme)[:1]:
        name = _theme_name(view, former)
        told = effect_text(view, former)
        badge = verdict_badge(view, former.verdict)
        lines[view.t("theme.former", theme=name)] = (
            badge if told == figures.DASH else f"{badge} {told}"
        )
    _lines(lines)
    _button(view, "theme_open", view.t("theme.open"), project)


def _theme_name(view: View, project: Summary) -> str:
    themes = {row["theme_code"]: view.name(row) for row in queries.themes(view.scope)}
    return themes.get(str(project.get("theme_code")), "")


def _lines(lines: dict[str, str]) -> None:
    """Label and fact, a line each."""
    table = {"": [f":gray[{label}]" for label in lines], " ": list(lines.values())}
    st.table(table, border="horizontal", hide_index=True, hide_header=True)


def _part(view: View, now: Live, project: Summary) -> str:
    """What the city in view does in the project of its province."""
    city = view.unit["city_id"]
    if not city or project.unit["unit_type"] != "province":
        return ""
    entry = now.entity("project_city", f"{project.id}/{city[1:]}")
    if entry is None or entry.is_withdrawn:
        return ""
    return view.t(f"theme.city.{entry.get('role_code')}")


def _provinces(view: View, now: Live, theme: Row, own: list[Summary]) -> None:
    active = [project for project in own if project.is_active]
    names = {"theme": view.name(theme)}
    if not own:
        card.head(view.t("theme.title.none", **names), _sub(view, theme))
        card.nothing(view, "theme.no_project")
    else:
        card.head(view.t("theme.title.units", len(active), **names), _sub(view, theme))
        by_stage = Counter(project.stage for project in active)
        listed = " · ".join(
            f"{code_name(view, 'stage', stage)} {by_stage[stage]}"
            for stage in stages()
            if by_stage[stage]
        )
        done, total = sum(p.done for p in own), sum(p.total for p in own)
        late = sum(is_late(project) for project in active)
        badge = f" :orange-badge[▲ {view.t('calendar.late', late)}]" if late else ""
        former = _former(view, now, theme)
        lines = {
            view.t("theme.stages"): listed or figures.DASH,
            view.t("theme.measures"): (f"{done}/{total}" if total else figures.DASH) + badge,
            view.t("theme.verdict"): _verdicts(view, own),
        }
        if former:
            name = _theme_name(view, former[0])
            lines[view.t("theme.former", theme=name)] = _verdicts(view, former)
        _lines(lines)
    _button(view, "theme_all", view.t("theme.all"), None)


def _verdicts(view: View, own: list[Summary]) -> str:
    counts = Counter(project.verdict for project in own if project.verdict)
    told = [f"{verdict_badge(view, code)} {n}" for code, n in counts.most_common()]
    return " ".join(told) or f":gray[{view.t('calendar.no_verdict')}]"


def _button(view: View, key: str, label: str, project: Summary | None) -> None:
    """Into the room, or to the page with the year: another page needs a switch after the callback."""
    if st.button(label, key=key, type="tertiary"):
        if project:
            open_room(project)
        else:
            go(project=None)
        st.switch_page(PAGE)
