"""What all charts share: the look (one configuration), text widths, ranges with room to breathe."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import altair as alt
from altair.utils.schemapi import debug_mode

from dashboards.language import Language
from dashboards.palette import FONT, Palette

INTERVAL_OPACITY = 0.38
BAND_OPACITY = 0.16


Spec = dict[str, Any]
"""A Vega-Lite specification, data in its `datasets`."""
DRAWINGS = 256
"""How many drawings each kind of chart keeps."""


@dataclass(frozen=True)
class Look:
    """How a chart is drawn on this page: colours, words, and whether the screen is a phone's."""

    palette: Palette
    language: Language
    is_phone: bool = False


def finish(layers: list[alt.Chart], look: Look, height: int, datasets: dict[str, Any]) -> Spec:
    """The layers as one chart; `height` includes axes. Text beside the plot makes its own room.

    `datasets` holds the rows of the names that the layers' data refer to.
    """
    chart = configured(alt.layer(*layers), look, height)
    return chart.to_dict(validate=False) | {"datasets": datasets}


def configured(
    chart: alt.LayerChart | alt.FacetChart, look: Look, height: int
) -> alt.LayerChart | alt.FacetChart:
    """The chart in the look of the house."""
    palette = look.palette
    return chart.properties(
        height=height, padding={"left": 2, "right": 4, "top": 4, "bottom": 2}
    ).configure(
        background="transparent",
        font=FONT,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            domain=False,
            ticks=False,
            gridColor=palette.grid,
            labelColor=palette.muted,
            labelFontSize=12,
            labelPadding=6,
            labelFlush=False,
            labelFont=FONT,
            title=None,
        ),
        text=alt.MarkConfig(font=FONT),
    )


def text_width(text: str, size: float = 12) -> float:
    """Approximate width of a text in px: Han are square, Latin about half."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return size * (wide + 0.53 * (len(text) - wide))


def shortened(text: str, limit: float, size: float = 12) -> str:
    """The text cut to `limit` px, with an ellipsis where something was cut."""
    if text_width(text, size) <= limit:
        return text
    while text and text_width(text + "…", size) > limit:
        text = text[:-1]
    return text + "…"


def value_range(
    values: Iterable[float | None], bounds: Iterable[float | None], share: float = 0.06
) -> tuple[float, float]:
    """Range of an axis: all values; interval ends too, unless they would squeeze the rest."""
    points = [v for v in values if v is not None]
    if not points:
        return 0.0, 1.0
    low, high = min(points), max(points)
    room = max(high - low, abs(high) * 0.02, 1e-6)
    ends = [b for b in bounds if b is not None]
    low = max(min([low, *ends]), low - 0.5 * room)
    high = min(max([high, *ends]), high + 0.5 * room)
    margin = (high - low) * share or room * share
    return low - margin, high + margin


def unchecked() -> AbstractContextManager[None]:
    """Build Altair objects without checking each against the schema."""
    return debug_mode(False)


def within_sight(target: float | None, values: Iterable[float | None]) -> float | None:
    """The target if it can be drawn without squeezing the values into a corner, else None."""
    points = [v for v in values if v is not None]
    if target is None or not points:
        return None
    low, high = min(points), max(points)
    room = max(high - low, abs(high) * 0.02)
    return target if low - room <= target <= high + room else None


Facts = tuple[tuple[str, str], ...]
"""What a tooltip says: pairs of title and text, the same titles on every row of a chart."""


def tooltip_fields(facts: Facts) -> dict[str, str]:
    """The texts as fields of a row."""
    return {f"fact_{position}": text for position, (_, text) in enumerate(facts)}


def tooltip(facts: Facts) -> list[alt.Tooltip]:
    """The tooltip that shows these fields."""
    return [
        alt.Tooltip(f"fact_{position}:N", title=title) for position, (title, _) in enumerate(facts)
    ]
