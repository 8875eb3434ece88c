"""Drill-down: one unit in full, in the same reading order at every level.

Above the hall: the units below, trend, elements, staff, complaints. At the hall: its profile and
its last visits take the place of the table, and its open tickets follow.
"""

from __future__ import annotations

import streamlit as st

from dashboards import header
from dashboards.cards import (
    alerts,
    breakdown,
    card,
    compare,
    complaints,
    hall,
    kpi,
    staff,
    status,
    trend,
    units_table,
)

view = header.show()
status.badge(view)
is_hall = view.unit["unit_type"] == "hall"
if is_hall:
    hall.profile(view)
kpi.row(view)
if not is_hall:
    with card.frame("content"):
        units_table.show(view)
compare.choose_metric(view)
left, right = st.columns([57, 43], gap="small")
with left, card.frame():
    trend.show(view)
with right, card.frame():
    breakdown.elements(view)
left, right = st.columns(2, gap="small")
with left, card.frame():
    breakdown.blocks(view)
with right, card.frame():
    if is_hall:
        hall.visits(view)
    else:
        staff.show(view)
left, right = st.columns(2, gap="small")
with left, card.frame():
    complaints.loop(view)
with right, card.frame():
    complaints.tickets(view)
if is_hall:
    with card.frame("content"):
        alerts.history(view)
status.line(view)
