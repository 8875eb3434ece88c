"""Plain judgements on figures: is it sure, which way, against what. No words, no colours."""

from __future__ import annotations

from typing import Literal

from dashboards.metrics import Metric
from dashboards.release import Row

Verdict = Literal["better", "worse", "none"]


def is_comparable(row: Row) -> bool:
    """Whether a unit's figure may be ranked, coloured and counted beside its siblings'.

    An indicative figure rests on too little; an inherited one is the unit above's, not its own.
    """
    return (
        row["state"] == "ok" and row["value"] is not None and not row.get("inherited_from_unit_id")
    )


def against(row: Row, reference: float | None, metric: Metric) -> Verdict:
    """Whether the interval of a figure lies wholly on one side of the reference value.

    Only figures that may be compared get a verdict: an indicative or open one has none.
    """
    low, high = row.get("ci_low"), row.get("ci_high")
    if reference is None or low is None or high is None:
        return "none"
    if row.get("state", "ok") != "ok" or row.get("is_indicative"):
        return "none"
    if low > reference:
        return "better" if metric.higher_is_better else "worse"
    if high < reference:
        return "worse" if metric.higher_is_better else "better"
    return "none"


def of_change(change: float | None, is_significant: bool | None, metric: Metric) -> Verdict:
    """The verdict on a change: none while it may be chance, whatever its sign."""
    if not change or not is_significant:
        return "none"
    return "better" if metric.is_better(change) else "worse"
