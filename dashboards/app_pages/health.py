"""Data health: can today's figures be trusted, and if not, what is missing and why."""

from __future__ import annotations

import streamlit as st

from dashboards import header
from dashboards.cards import card, status
from dashboards.health import build, checks, deliveries, freshness, history, kept_out, lineage
from dashboards.queries import health as queries

view = header.show()
if queries.has_health(view.scope):
    with card.frame("content"):
        freshness.show(view)
    left, right = st.columns(2, gap="small")
    with left, card.frame():
        kept_out.show(view)
    with right, card.frame():
        checks.show(view)
    deliveries.show(view)
    history.show(view)
    left, right = st.columns([57, 43], gap="small")
    with left, card.frame():
        lineage.show(view)
    with right, card.frame():
        build.show(view)
else:
    with card.frame("content"):
        card.head(view.t("health.old"), view.t("health.old.remedy"))
status.line(view)
