"""Units × themes as a compact board: each cell says in words where a project stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt

from dashboards.charts.frame import (
    DRAWINGS,
    Facts,
    Look,
    Spec,
    finish,
    shortened,
    text_width,
    tooltip,
    tooltip_fields,
    unchecked,
)

PITCH, HEAD, PHONE_HEAD = 21, 26, 84
NAME_LIMIT = 90


@dataclass(frozen=True)
class Cell:
    """One unit and theme; `text` is empty where there is no project."""

    row: str
    column: str
    text: str
    key: str = ""
    verdict: str = "none"
    """better, worse, or none."""
    is_late: bool = False
    facts: Facts = ()


@lru_cache(maxsize=DRAWINGS)
def board(
    cells: tuple[Cell, ...],
    rows: tuple[str, ...],
    columns: tuple[tuple[str, str], ...],
    look: Look,
    selection: str,
) -> Spec:
    """The chart; `columns` are (code, name); `selection` names the click that returns a cell's key."""
    limit = 46 if look.is_phone else 120
    frame = [_cell(cell, look, limit) for cell in cells]
    facts = next((cell.facts for cell in cells if cell.facts), ())
    codes = [code for code, _ in columns]
    with unchecked():
        layers = _layers(look, list(rows), codes, dict(columns), facts, selection, limit)
        return finish(
            layers,
            look,
            len(rows) * PITCH + (PHONE_HEAD if look.is_phone else HEAD),
            {"cells": frame},
        )


def _cell(cell: Cell, look: Look, limit: float) -> dict[str, Any]:
    palette = look.palette
    fill = {"better": palette.soft_better, "worse": palette.soft_worse, "none": palette.soft}
    ink = {"better": palette.better, "worse": palette.worse, "none": palette.text}
    empty = tooltip_fields(tuple((title, "") for title, _ in cell.facts))
    return {
        "row": cell.row,
        "column": cell.column,
        "key": cell.key,
        "text": shortened(cell.text, limit, 11.5),
        "said": f"{cell.row} {cell.text}",
        "fill": fill[cell.verdict] if cell.text else "transparent",
        "ink": ink[cell.verdict],
        "late": "▲" if cell.is_late else "",
        **(tooltip_fields(cell.facts) or empty),
    }


def _layers(
    look: Look, rows: list[str], codes: list[str], names: dict[str, str], facts: Facts,
    selection: str, limit: float,
) -> list[alt.Chart]:  # fmt: skip
    palette = look.palette
    width = max([text_width(name) for name in rows] or [0])
    y = alt.Y(
        "row:N",
        sort=None,
        scale=alt.Scale(domain=rows, paddingInner=0.12, paddingOuter=0),
        axis=alt.Axis(
            grid=False, labelOverlap=False, labelColor=palette.text, labelLimit=max(width, 30) + 8
        ),
        title=None,
    )
    # names stand on a slope on a phone, where six of them do not fit side by side
    room = 90 if look.is_phone else limit
    shown = {code: shortened(name, room, 12) for code, name in names.items()}
    pairs = ", ".join(f"'{code}': '{name}'" for code, name in shown.items())
    x = alt.X(
        "column:N",
        sort=None,
        scale=alt.Scale(domain=codes, paddingInner=0.03, paddingOuter=0),
        axis=alt.Axis(
            orient="top",
            grid=False,
            labelAngle=-50 if look.is_phone else 0,
            labelAlign="left" if look.is_phone else "center",
            labelOverlap=False,
            labelExpr=f"{{{pairs}}}[datum.label]",
        ),
        title=None,
    )
    base = alt.Chart(alt.NamedData(name="cells")).encode(x=x, y=y)
    picked = alt.selection_point(name=selection, fields=["key"], on="click")
    return [
        base.mark_rect(cornerRadius=3, cursor="pointer")
        .encode(
            color=alt.Color("fill:N", scale=None),
            description="said:N",
            tooltip=tooltip(facts) if facts else alt.value(None),
        )
        .add_params(picked),
        base.mark_text(fontSize=11.5, baseline="middle", aria=False).encode(
            text="text:N", color=alt.Color("ink:N", scale=None)
        ),
        base.mark_text(
            fontSize=9, baseline="middle", align="right", dx=0, color=palette.worse, aria=False
        ).encode(
            x=alt.X(
                "column:N",
                sort=None,
                scale=alt.Scale(domain=codes, paddingInner=0.03, paddingOuter=0),
                bandPosition=0.97,
            ),
            text="late:N",
        ),
    ]
