"""Metric dictionary: what every figure means, how it is computed and where it is used."""

from __future__ import annotations

import streamlit as st

from dashboards import header
from dashboards.cards import card, status
from dashboards.dictionary import entry, listing
from dashboards.queries import dictionary as queries

view = header.show()
entries = queries.entries(view.scope)
left, right = st.columns([57, 43], gap="small")
with left, card.frame():
    chosen = listing.show(view, entries)
with right, card.frame():
    if chosen is not None:
        entry.show(view, chosen, queries.pages(view.scope))
    else:
        card.nothing(view, "dictionary.nothing_chosen")
status.line(view)
