"""The measures of a project, the most urgent first: find, filter, open, do.

Row order is urgency: overdue (longest first), blocked, at risk, the rest by due date, done last.
Status always carries a shape beside its colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.projects import choices, evidence, register
from dashboards.projects.live import Live
from dashboards.queries import project_registers
from dashboards.view import View
from warehouse.projects.state import Entity
from warehouse.projects.tracking import Limits, Tracking, day_of, track
from warehouse.settings import load_settings

URGENCY = ("overdue", "blocked", "at_risk", "on_track", "done", "cancelled")
COLOURS = {
    "overdue": "orange", "blocked": "yellow", "at_risk": "yellow",
    "on_track": "gray", "done": "blue", "cancelled": "gray",
}  # fmt: skip
SHAPES = {
    "overdue": "▲", "blocked": "◆", "at_risk": "◆", "on_track": "○", "done": "✓", "cancelled": "–",
}  # fmt: skip
OPEN_STEPS = ("measure_done", "measure_progress", "measure_block", "measure_move")


@dataclass(frozen=True)
class Tracked:
    """A measure and where it stands today."""

    entity: Entity
    tracking: Tracking

    @property
    def due(self) -> date | None:
        return day_of(self.entity.fields.get("due_date"))


def tracked(view: View, live: Live, measures: Sequence[Entity]) -> list[Tracked]:
    """Measures in the order of urgency."""
    limits = Limits.of(project_registers.thresholds(view.scope))
    found = [Tracked(entity, track(entity.fields, live.today, limits)) for entity in measures]
    return sorted(
        found,
        key=lambda one: (
            URGENCY.index(one.tracking.code),
            -one.tracking.days_overdue,
            one.due or date.max,
            str(one.entity.entity_id),
        ),
    )


def chip(view: View, one: Tracked) -> str:
    """Shape and word of a measure's status: ▲ 逾期 6 天."""
    code = one.tracking.code
    if code == "overdue":
        key = "measures.overdue_short" if view.look.is_phone else "measures.overdue"
        said = view.t(key, one.tracking.days_overdue)
    elif code == "on_track":
        status = str(one.entity.fields.get("status_code") or "not_started")
        said = choices.codes(view, "measure_status").get(status, status)
    else:
        said = choices.codes(view, "tracking")[code]
    return f"{SHAPES[code]} {said}"


def show(view: View, live: Live, project: Entity) -> None:
    """The card: title, filters, table; below it the measure that is picked."""
    found = tracked(view, live, live.of("measure", project.entity_id))
    with card.frame("content"):
        with register.headed(headline(view, found), view.t("measures.sub")):
            register.add(view, live, "measure", project, status_code="not_started", done_rate=0)
        if not found:
            card.nothing(view, "measures.none")
        chosen = _table(view, live, project, found) if found else None
        _bulk(view)
        register.withdrawn(view, live, "measure", project)
    entity = live.entity("measure", chosen) if chosen else None
    if entity is not None:
        with card.frame("content"):
            register.detail(view, live, entity, _steps(entity))
            evidence.of_measure(view, live, project, entity)


def _bulk(view: View) -> None:
    """How many measures come in at once: by the workbook, handed out here."""
    template = load_settings().project_template
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":small[:gray[{card.escape(view.t('measures.bulk'))}]]", width="content")
        if template.is_file():
            st.download_button(
                view.t("measures.template"), template.read_bytes, file_name=template.name,
                type="tertiary", key="measures_template", on_click="ignore",
            )  # fmt: skip


def headline(view: View, found: Sequence[Tracked]) -> str:
    """How many, and what is wrong with how many."""
    counts = {code: sum(one.tracking.code == code for one in found) for code in URGENCY}
    parts = [
        view.t(f"measures.count.{code}", counts[code])
        for code in ("overdue", "blocked", "at_risk")
        if counts[code]
    ]
    total = view.t("measures.count", len(found))
    if not parts:
        return view.t("measures.title.quiet", total=total, done=counts["done"])
    return view.t("measures.title", total=total, parts=view.t("edits.comma").join(parts))


def _steps(entity: Entity) -> list[str]:
    is_open = entity.fields.get("status_code") not in ("done", "cancelled")
    first = OPEN_STEPS if is_open else ("measure_progress",)
    return [*first, "edit.measure", "withdraw.measure"]


def _table(view: View, live: Live, project: Entity, found: list[Tracked]) -> str | None:
    found = _filtered(view, project.entity_id, found)
    if not found:
        card.nothing(view, "measures.none_match")
        return None
    chips = [chip(view, one) for one in found]
    kinds = choices.codes(view, "measure_kind")
    columns = {
        "measures.status": pl.Series([[said] for said in chips], dtype=pl.List(pl.String)),
        "measures.title_column": [str(one.entity.fields.get("title") or "") for one in found],
        "measures.kind": [kinds.get(one.entity.fields.get("kind_code"), "") for one in found],
        "measures.owner": [owner(view, live, one.entity) for one in found],
        "measures.due": [figures.day(one.due) for one in found],
        "measures.done": [float(one.entity.fields.get("done_rate") or 0) for one in found],
    }
    if view.look.is_phone:
        columns = {key: columns[key] for key in list(columns) if key in PHONE_COLUMNS}
    frame = pl.DataFrame({view.t(key): values for key, values in columns.items()})
    colours = dict(zip(chips, (COLOURS[one.tracking.code] for one in found), strict=True))
    status, title, due = PHONE if view.look.is_phone else WIDE
    config = {
        view.t("measures.status"): st.column_config.MultiselectColumn(
            options=list(colours), color=list(colours.values()), width=status
        ),
        view.t("measures.title_column"): st.column_config.TextColumn(width=title),
        view.t("measures.due"): st.column_config.TextColumn(width=due),
        view.t("measures.done"): st.column_config.ProgressColumn(
            format="%d%%", min_value=0, max_value=100, width=150
        ),
    }
    ids = [one.entity.entity_id for one in found]
    labels = [
        card.joined(said, choices.title(view, live, "measure", one.entity.entity_id))
        for said, one in zip(chips, found, strict=True)
    ]
    return register.pick(view, f"measures_{project.entity_id}", ids, labels, frame, config)


PHONE_COLUMNS = ("measures.status", "measures.title_column", "measures.due")
# Column widths, px: a phone shows its three columns without scrolling sideways.
WIDE, PHONE = (112, 420, 104), (104, 112, 92)


def owner(view: View, live: Live, entity: Entity) -> str:
    """Person and department, whichever is known."""
    department = choices.shown(
        view, live, "measure", "owner_department_code", entity.fields.get("owner_department_code")
    )
    return card.joined(str(entity.fields.get("owner_name") or ""), department) or figures.DASH


def _named(names: Mapping[Any, str], code: str) -> str:
    return names.get(code, code)


def _filtered(view: View, project_id: str, found: list[Tracked]) -> list[Tracked]:
    """What the search box and the three filters leave."""
    kinds, words = choices.codes(view, "measure_kind"), choices.codes(view, "tracking")
    search, states, sorts, owners = register.finder(view).columns(4, gap="small")
    sought = search.text_input(
        view.t("measures.search"), key=f"measures_search_{project_id}", placeholder=view.t("measures.search"),
        label_visibility="collapsed",
    )  # fmt: skip
    chosen: list[list[str]] = []
    for column, key, listed, names in (
        (states, "measures.by_status", [c for c in URGENCY if any(o.tracking.code == c for o in found)], words),
        (sorts, "measures.by_kind", list(dict.fromkeys(str(o.entity.fields.get("kind_code")) for o in found)), kinds),
        (owners, "measures.by_owner", sorted({str(o.entity.fields.get("owner_name") or "–") for o in found}), {}),
    ):  # fmt: skip
        chosen.append(
            column.multiselect(
                view.t(key), listed, key=f"{key}_{project_id}", placeholder=view.t(key),
                label_visibility="collapsed",
                format_func=partial(_named, names),
            )
        )  # fmt: skip
    needle = sought.strip().casefold()
    return [
        one
        for one in found
        if (not chosen[0] or one.tracking.code in chosen[0])
        and (not chosen[1] or one.entity.fields.get("kind_code") in chosen[1])
        and (not chosen[2] or str(one.entity.fields.get("owner_name") or "–") in chosen[2])
        and needle in " ".join(str(v) for v in one.entity.fields.values() if v).casefold()
    ]
