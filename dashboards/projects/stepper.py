"""The six stages as circles: done filled, now ringed, next grey; the line is filled up to now."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboards.projects.summary import Summary
from dashboards.projects.words import code_name
from dashboards.view import View
from warehouse.projects.gates import stages

SIZE, SMALL = 26, 20


def show(view: View, project: Summary, *, is_small: bool = False) -> None:
    """The stepper of a project."""
    st.html(html(view, project, is_small=is_small))


def html(view: View, project: Summary, *, is_small: bool = False) -> str:
    """The stepper as a row of six equal cells; the words stay below their circles at any width."""
    order = stages()
    now = order.index(project.stage)
    is_over = not project.is_active
    cells = []
    for number, stage in enumerate(order):
        is_done = stage in project.passed or number < now
        is_now = number == now and not is_over and not is_done
        cells.append(
            _cell(
                view,
                stage,
                number + 1,
                len(order),
                is_done,
                is_now,
                reached=number <= now,
                follows=number < now,
                is_small=is_small,
            )
        )
    said = view.t("stepper.said", stage=code_name(view, "stage", project.stage))
    return (
        f'<div role="img" aria-label="{escape(said)}" style="display:flex;width:100%;'
        f'font-size:{12 if is_small or view.look.is_phone else 13}px">{"".join(cells)}</div>'
    )


def _cell(
    view: View, stage: str, number: int, count: int, is_done: bool, is_now: bool,
    *, reached: bool, follows: bool, is_small: bool,
) -> str:  # fmt: skip
    palette = view.look.palette
    size = SMALL if is_small else SIZE
    edge = palette.accent if is_done or is_now else palette.border
    fill = palette.accent if is_done else palette.surface
    ink = palette.surface if is_done else palette.accent if is_now else palette.muted
    left = "transparent" if number == 1 else palette.accent if reached else palette.border
    right = "transparent" if number == count else palette.accent if follows else palette.border
    name_ink = palette.text if is_now else palette.muted
    weight = 600 if is_now else 400
    name = escape(code_name(view, "stage", stage))
    return (
        '<div style="flex:1 1 0;min-width:0;text-align:center">'
        '<div style="display:flex;align-items:center">'
        f'<div style="flex:1;height:2px;background:{left}"></div>'
        f'<div style="flex:none;box-sizing:border-box;width:{size}px;height:{size}px;'
        f"border-radius:50%;border:2px solid {edge};background:{fill};color:{ink};"
        f'line-height:{size - 4}px;font-weight:600">{"✓" if is_done else number}</div>'
        f'<div style="flex:1;height:2px;background:{right}"></div></div>'
        f'<div style="margin-top:4px;color:{name_ink};font-weight:{weight};white-space:nowrap;'
        f'overflow:hidden;text-overflow:ellipsis">{name}</div></div>'
    )
