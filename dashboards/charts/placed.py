"""Names beside their dots, where `labels.place` found room for them."""

from __future__ import annotations

import altair as alt

from dashboards.charts.frame import Look

_SIDES = (
    ("datum.dx == 0 && datum.dy < 0", "center", 0, -13),
    ("datum.dx == 0 && datum.dy > 0", "center", 0, 13),
    ("datum.dx > 0", "left", 9, 0),
    ("datum.dx < 0", "right", -9, 0),
)


def names(look: Look, x: alt.X, y: alt.Y, weight: int = 400) -> list[alt.Chart]:
    """One layer for each side of a dot; rows of the data set `labels` say theirs by dx and dy."""
    return [
        alt.Chart(alt.NamedData(name="labels"))
        .transform_filter(test)
        .mark_text(
            align=align, dx=dx, dy=dy, fontSize=12, fontWeight=weight, color=look.palette.text,
            aria=False,
        )
        .encode(x=x, y=y, text="text:N")
        for test, align, dx, dy in _SIDES
    ]  # fmt: skip
