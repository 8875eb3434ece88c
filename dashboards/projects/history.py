"""One event in words: who, when, from where, what from what to what, why."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from dashboards.cards.card import escape, joined
from dashboards.projects import choices
from dashboards.projects.live import Live
from dashboards.view import View
from warehouse.journal.event import WITHDRAWN, Event
from warehouse.projects.state import Entity

# Events of one entity, and fields of a new one, that are told at once.
SHOWN, NAMED = 8, 6
# How a workbook's row ends the place it was read from.
ROW = re.compile(r", row (\d+)$")


def of_entity(view: View, live: Live, entity: Entity) -> None:
    """The last events of one entity, the newest first."""
    found = [
        e for e in live.events(entity.project_id) if e.key == (entity.entity_type, entity.entity_id)
    ]
    st.markdown(f":small[:gray[{escape(view.t('history.title', len(found)))}]]")
    for event in reversed(found[-SHOWN:]):
        st.markdown("  \n".join([f":small[{heading(view, event)}]", *lines(view, live, event)]))


def heading(view: View, event: Event) -> str:
    """When, who, from where; markdown."""
    said = joined(choices.moment(event.recorded_at), event.actor, source(view, event))
    return f":gray[{escape(said)}]"


def source(view: View, event: Event) -> str:
    """Screen, the workbook's file, sheet and row, or the product itself."""
    place = event.source_ref or ""
    row = ROW.search(place)
    if row:
        place = joined(place[: row.start()], view.t("history.row", row=row[1]))
    return joined(view.t(f"history.source.{event.source}"), place)


def lines(view: View, live: Live, event: Event) -> list[str]:
    """What changed, a line a field; markdown."""
    found = []
    colon = view.t("history.colon")
    if event.action == "undo":
        found.append(escape(view.t("history.undone")))
    if event.action == "create":
        said = [
            f"{choices.label(view, event.entity_type, name)} {told(view, live, event, name, 1)}"
            for name in event.changes
            if event.changes[name][1] is not None
        ]
        more = view.t("history.more", len(said) - NAMED) if said[NAMED:] else ""
        found.append(escape(view.t("history.created", what=joined(*said[:NAMED], more))))
    elif set(event.changes) == {WITHDRAWN}:
        found.append(
            escape(view.t(f"history.{'withdrawn' if event.changes[WITHDRAWN][1] else 'restored'}"))
        )
    else:
        found += [
            f"{escape(choices.label(view, event.entity_type, name))}{colon}"
            f"{escape(told(view, live, event, name, 0))} → **{escape(told(view, live, event, name, 1))}**"
            for name in event.changes
        ]
    for name, sides in (event.conflicts or {}).items():
        values: dict[str, Any] = {
            side: choices.shown(
                view, live, event.entity_type, name, sides.get(side), event.project_id
            )
            for side in ("now", "stated")
        }
        label = choices.label(view, event.entity_type, name)
        found.append(escape(view.t("history.conflict", field=label, **values)))
    found += [
        escape(view.t("history.settled", field=choices.label(view, event.entity_type, name)))
        for name in event.settles
        if name not in event.changes
    ]
    if event.reason:
        found.append(f":gray[{escape(view.t('history.reason', reason=event.reason))}]")
    return found


def told(view: View, live: Live, event: Event, name: str, side: int) -> str:
    """One side of a change (0 before, 1 after) in words."""
    value = event.changes[name][side]
    said = choices.shown(view, live, event.entity_type, name, value, event.project_id)
    return choices.clipped(said, 160)
