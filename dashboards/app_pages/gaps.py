"""Gap analysis: where service falls short of what customers expect, and at which step."""

from __future__ import annotations

import streamlit as st

from dashboards import header
from dashboards.cards import card, status
from dashboards.gaps import boards, heat, ladder, quadrant, sources, trend

view = header.show()
status.badge(view)
with card.frame("content"):
    ladder.show(view)
# below the city importance and most sides are not asked for: what there is goes together
is_fine = view.unit["unit_type"] not in ("group", "province", "city")
pairs = [(boards.show, trend.show), (quadrant.show, sources.show)]
if not is_fine:
    pairs = [(quadrant.show, boards.show), (sources.show, trend.show)]
for place, pair in enumerate(pairs):
    for column, show in zip(st.columns(2, gap="small"), pair, strict=True):
        with column, card.frame():
            show(view)
    if place == 0:
        with card.frame("content"):
            heat.show(view)
status.line(view)
