"""What the project needs next: the steps agreed on, and the cities that roll out next."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.projects.live import Live
from dashboards.projects.summary import Summary
from dashboards.projects.trajectories import pilots_of
from dashboards.queries import projects as queries
from dashboards.release import Row
from dashboards.view import View
from warehouse.projects.state import Entity
from warehouse.projects.tracking import day_of

# Cities named as the next to roll out.
NEXT_CITIES = 4


def _cities(view: View, project: Summary) -> list[Row]:
    """Cities of the project's province; none for a project of one city or hall."""
    if project.unit["unit_type"] != "province":
        return []
    return [
        row
        for row in queries.places(view.scope)
        if row["unit_type"] == "city" and row["province_id"] == project.unit_id
    ]


def upcoming(view: View, live: Live, project: Summary) -> None:
    """The next step agreed on, and the cities that roll out next."""
    steps = _open_steps(live, project)
    late = sum(day is not None and day < live.today for day, _ in steps)
    if not steps:
        title = view.t("next.title.none" if project.is_active else "next.title.ended")
    elif late:
        title = view.t("next.title.late", late)
    else:
        title = view.t("next.title.open", len(steps))
    card.head(title, view.t("next.sub"))
    lines = [_step(view, live, day, step) for day, step in steps[:3]]
    if project.is_active or project.verdict == "works":
        lines.append(_rollout(view, live, project))
    st.markdown("\n".join(lines))


def _open_steps(live: Live, project: Summary) -> list[tuple[date | None, Entity]]:
    found = [
        (day_of(decision.get("next_step_due_date")), decision)
        for decision in live.of("decision", project.id)
        if decision.get("next_step") and not decision.get("next_step_done_date")
    ]
    return sorted(found, key=lambda step: step[0] or date.max)


def _step(view: View, live: Live, due: date | None, step: Entity) -> str:
    is_late = due is not None and due < live.today
    when = f":orange-badge[▲ {figures.day(due)}]" if is_late else f":gray[{figures.day(due)}]"
    owner = card.escape(str(step.get("next_step_owner") or figures.DASH))
    return f"- **{card.escape(str(step.get('next_step')))}** · {owner} · {when}"


def _rollout(view: View, live: Live, project: Summary) -> str:
    """Which cities are next, by planned date; a warning where the verdict does not carry it."""
    cities = pilots_of(live, project)
    places = {row["unit_id"][1:]: row for row in _cities(view, project)}
    if not cities.pilots or not places:
        return f"- :gray[{view.t('next.rollout.no_pilots')}]"
    entries = {str(city.key["city_code"]): city for city in live.of("project_city", project.id)}
    waiting, done = [], 0
    for code, place in places.items():
        if code in cities.pilots | cities.excluded:
            continue
        entry = entries.get(code)
        if entry and entry.get("rollout_date"):
            done += 1
            continue
        planned = day_of(entry.get("rollout_planned_date")) if entry else None
        waiting.append((planned or date.max, view.name(place, "short_name"), planned))
    waiting.sort(key=lambda city: city[0])
    if not waiting:
        return f"- {view.t('next.rollout.done', done)}"
    dated = [(name, planned) for _, name, planned in waiting if planned]
    unplanned = len(waiting) - len(dated)
    listed = view.t("next.comma").join(
        f"{card.escape(name)} {planned:%m-%d}" + (" ▲" if planned < live.today else "")
        for name, planned in dated[:NEXT_CITIES]
    )
    line = view.t("next.rollout", cities=listed) if dated else view.t("next.rollout.nobody")
    if unplanned:
        line += view.t("next.rollout.unplanned", unplanned)
    if project.verdict != "works":
        line += f" :yellow-badge[◆ {view.t('next.rollout.unproven')}]"
    return f"- {line}"
