"""Complaints: is the loop closed in time, where do tickets come from, which need somebody today."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboards import header
from dashboards.cards import card, compare, status
from dashboards.complaints import causes, loop, summary, ticket_list, urgent

RATE = "complaints_per_10k"

view = header.show()
status.badge(view)
summary.show(view)
left, right = st.columns(2, gap="small")
with left, card.frame():
    loop.funnel(view)
with right, card.frame():
    loop.curve(view)
if RATE in view.metrics:
    compare.cards(replace(view, metric=view.metrics[RATE]))
left, right = st.columns([57, 43], gap="small")
with left, card.frame():
    causes.pareto(view)
with right, card.frame():
    loop.attainment(view)
left, right = st.columns(2, gap="small")
with left, card.frame():
    causes.channels(view)
with right, card.frame():
    causes.backlog(view)
left, right = st.columns(2, gap="small")
with left, card.frame():
    urgent.breaching(view)
with right, card.frame():
    urgent.escalations(view)
with card.frame("content"):
    ticket_list.show(view)
status.line(view)
