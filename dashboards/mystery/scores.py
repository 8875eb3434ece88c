"""Scores by block or capability beside the parent's; a click narrows the deductions to one."""

from __future__ import annotations

import streamlit as st

from dashboards import titles
from dashboards.cards import breakdown, card
from dashboards.queries import mystery
from dashboards.verdicts import against
from dashboards.view import View

LEVELS = ("block", "capability")
PICK = "pick"
GROUP = "mystery_group"
LEVEL = "mystery_level"
# As high as the Pareto beside it.
HEIGHT, ROOMIEST = 370, 62


def level() -> str:
    """The grouping that is chosen."""
    return str(st.session_state.get(LEVEL) or LEVELS[0])


def group() -> str | None:
    """The block or capability that was clicked; None for all."""
    return st.session_state.get(GROUP)


def show(view: View) -> None:
    """The card."""
    rows = [
        row | {"name": view.name(row)}
        for row in mystery.scores(view.scope, view.parent_id, level())
    ]
    metric = view.metrics["mystery_score"]
    verdicts = [against(row, row["parent_mean"], metric) for row in rows]
    title = titles.blocks_title(view, rows, verdicts)
    mark = (
        view.t("breakdown.mark", unit=view.name(view.parent, "short_name")) if view.parent else ""
    )
    card.head(title, card.joined(view.t("ms.scores.sub"), view.period_name, mark))
    st.segmented_control(
        view.t("ms.level"),
        LEVELS,
        key=LEVEL,
        default=None if LEVEL in st.session_state else LEVELS[0],
        format_func=lambda code: view.t(f"ms.level.{code}"),
        label_visibility="collapsed",
        required=True,
        on_change=_forget,
    )
    if not rows:
        is_month = view.period["period_type"] == "month"
        card.nothing(view, "ms.scores.month" if is_month else "blocks.none")
        return
    key = f"mystery_{level()}_{view.unit['unit_id']}_{view.period['period_id']}"

    def clicked() -> None:
        picked = st.session_state[key]["selection"].get(PICK) or []
        st.session_state[GROUP] = picked[0].get("key") if picked else None

    st.vega_lite_chart(
        breakdown.drawing(
            view, rows, verdicts, pitch=min(ROOMIEST, HEIGHT // len(rows)), selection=PICK
        ),
        width="stretch",
        key=key,
        on_select=clicked,
        alt=title,
    )
    card.note(view.t("ms.scores.hint"))


def _forget() -> None:
    st.session_state[GROUP] = None
