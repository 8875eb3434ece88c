"""Staff and internal service: how staff are, what the front line asks for, inside against outside."""

from __future__ import annotations

import streamlit as st

from dashboards import header
from dashboards.cards import card, status
from dashboards.staffing import bulletin, dimensions, outside, published
from dashboards.view import View


def _note(view: View) -> None:
    if view.unit["unit_type"] not in published.LEVELS:
        card.note(view.t("staffing.below_city"))


view = header.show()
status.badge(view)
_note(view)
left, right = st.columns(2, gap="small")
with left, card.frame():
    dimensions.waves(view)
with right, card.frame():
    dimensions.roles(view)
left, right = st.columns([57, 43], gap="small")
with left, card.frame():
    bulletin.show(view)
with right, card.frame():
    outside.gaps(view)
left, right = st.columns([57, 43], gap="small")
with left, card.frame():
    bulletin.demands(view)
with right, card.frame():
    outside.awareness(view)
status.line(view)
