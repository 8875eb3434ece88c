"""What proves a measure: findings with their place, kept beside it."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.cards.card import escape
from dashboards.projects import register
from dashboards.projects.live import Live
from dashboards.view import View
from warehouse.projects.state import Entity
from warehouse.projects.tracking import day_of


def of_measure(view: View, live: Live, project: Entity, measure: Entity) -> None:
    """The evidence of one measure, the newest first, and the way to add more."""
    number = measure.key["measure_no"]
    found = [
        e for e in live.of("evidence", project.entity_id) if e.fields.get("measure_no") == number
    ]
    st.markdown(f":small[:gray[{escape(view.t('evidence.title', len(found)))}]]")
    for entity in reversed(found):
        fields = entity.fields
        told = card.joined(
            figures.day(day_of(fields.get("evidence_date"))),
            str(fields.get("provided_by") or ""),
            str(fields.get("reference_text") or ""),
        )
        st.markdown(f"{escape(str(fields['evidence_text']))}  \n:small[:gray[{escape(told)}]]")
        register.steps(view, live, [entity], ["edit.evidence", "withdraw.evidence"])
    register.add(
        view, live, "evidence", project, measure_no=number, evidence_date=live.today.isoformat()
    )
