"""Mystery shopping: where inspections lose points, and how far they can be trusted."""

from __future__ import annotations

import streamlit as st

from dashboards import header
from dashboards.cards import card, status
from dashboards.mystery import (
    competitors,
    customers,
    deductions,
    plan,
    scores,
    summary,
    visits,
    weights,
)

view = header.show()
status.badge(view)
summary.show(view)
left, right = st.columns([45, 55], gap="small")
with left, card.frame():
    scores.show(view)
with right, card.frame():
    deductions.pareto(view)
with card.frame("content"):
    deductions.table(view)
left, right = st.columns(2, gap="small")
with left, card.frame():
    visits.vetoes(view)
with right, card.frame():
    competitors.show(view)
left, right = st.columns(2, gap="small")
with left, card.frame():
    customers.relation(view)
with right, card.frame():
    customers.cloud(view)
left, right = st.columns(2, gap="small")
with left, card.frame():
    weights.sets(view)
with right, card.frame():
    weights.ranks(view)
left, right = st.columns([57, 43], gap="small")
with left, card.frame():
    plan.months(view)
with right, card.frame():
    plan.slots(view)
with card.frame("content"):
    visits.recent(view)
status.line(view)
