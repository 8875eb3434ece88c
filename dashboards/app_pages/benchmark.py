"""Benchmark: the unit among its peers, luck against merit, competitors, branches, service types."""

from __future__ import annotations

import streamlit as st

from dashboards import header
from dashboards.benchmark import basis, branches, peers, rivals, standing, types
from dashboards.cards import card, compare, status

view = header.show()
status.badge(view)
with st.container(horizontal=True, horizontal_alignment="distribute"):
    compare.choose_metric(view)
    compared = basis.choose(view)
standing.row(view, compared)
left, right = st.columns([57, 43], gap="small")
with left, card.frame():
    peers.funnel_card(view, compared)
with right, card.frame():
    peers.league_card(view, compared)
left, right = st.columns([43, 57], gap="small")
with left, card.frame():
    rivals.gaps(view)
with right, card.frame():
    rivals.initiatives(view)
if view.unit["unit_type"] == "group":
    # branches are ranked inside a province
    with card.frame("content"):
        types.show(view)
else:
    left, right = st.columns([43, 57], gap="small")
    with left, card.frame():
        types.show(view)
    with right, card.frame():
        branches.show(view)
status.line(view)
