"""Overview: where the unit in view stands, on one screen."""

from __future__ import annotations

import streamlit as st

from dashboards import header
from dashboards.cards import (
    alerts,
    breakdown,
    card,
    compare,
    complaints,
    kpi,
    status,
    theme,
    trend,
)
from dashboards.gaps import boards, five

view = header.show()
status.badge(view)
kpi.row(view)
compare.choose_metric(view)
compare.cards(view)
left, right = st.columns([57, 43], gap="small")
with left, card.frame():
    trend.show(view)
with right, card.frame():
    five.show(view)
left, middle, right = st.columns(3, gap="small")
with left, card.frame():
    boards.show(view, is_brief=True)
with middle, card.frame():
    theme.show(view)
with right, card.frame():
    alerts.show(view)
left, middle, right = st.columns(3, gap="small")
with left, card.frame():
    breakdown.elements(view)
with middle, card.frame():
    breakdown.blocks(view)
with right, card.frame():
    complaints.loop(view, is_brief=True)
status.line(view)
