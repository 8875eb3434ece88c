"""Does what a gate was passed on still hold? The one rule for it, which the gates' mart repeats."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

from warehouse.projects.tracking import Fields

Standing = Literal["same", "extended", "restated"]


def standing(
    gate: Fields, effect: Mapping[str, object] | None, decimals: int, unit: str
) -> Standing | None:
    """How a frozen verdict stands against today's effect (a row of mart_project_effects).

    `extended`: more months have closed since, so another figure is news. `restated`: verdict or
    effect, as a screen shows it with the metric's decimals, is another one over the same months.
    None where no verdict was frozen.
    """
    then = gate.get("frozen_verdict_code")
    if then is None:
        return None
    today = effect or {}
    if _number(today.get("after_month_count"), 0) > _number(gate.get("frozen_after_months"), 0):
        return "extended"
    # rates are shown in per cent
    scale = 10.0**decimals * (100 if unit == "rate" else 1)
    was, is_now = (
        _reading(value, scale) for value in (gate.get("frozen_effect"), today.get("effect"))
    )
    return "same" if (then, was) == (today.get("verdict_code"), is_now) else "restated"


def _number(value: object, otherwise: float) -> float:
    return otherwise if value is None else float(value)  # type: ignore[arg-type]


def _reading(value: object, scale: float) -> float | None:
    """A figure as it is read, halves away from zero as databases round; None stays None."""
    if value is None:
        return None
    shown = float(value) * scale  # type: ignore[arg-type]
    return math.copysign(math.floor(abs(shown) + 0.5), shown) + 0.0
