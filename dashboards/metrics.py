"""The metrics of the screens: names, units, decimals and which way is better.

One definition each, in the metric dictionary of the release; nothing about a metric is written here
but which of them stand on the cards and which may be chosen for map, league and trend.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboards import figures
from dashboards.language import Language

CARDS = (
    "satisfaction",
    "in_network_satisfaction",
    "nps",
    "mystery_score",
    "complaints_per_10k",
    "on_time_48h",
    "staff_satisfaction",
)


@dataclass(frozen=True)
class Metric:
    """One line of the dictionary."""

    code: str
    name: dict[Language, str]
    short: dict[Language, str]
    definition: dict[Language, str]
    unit: str
    decimals: int
    higher_is_better: bool
    method: str

    def value(self, number: float | None) -> str:
        """The figure as shown: 78.4, 91.8%."""
        return figures.value(number, self.unit, self.decimals)

    def delta(self, number: float | None, language: Language) -> str:
        """The change as shown: +0.7."""
        return figures.delta(number, self.unit, self.decimals, language)

    def interval(self, low: float | None, high: float | None) -> str:
        """The interval as shown: 77.2–79.3."""
        return figures.interval(low, high, self.unit, self.decimals)

    def drawn(self, number: float) -> float:
        """The number a chart draws."""
        return figures.axis_value(number, self.unit)

    def is_better(self, change: float) -> bool:
        """Whether a change of this sign is for the better."""
        return (change > 0) == self.higher_is_better


def from_row(row: dict[str, Any]) -> Metric:
    """A metric from its row in metric_dictionary."""
    return Metric(
        code=row["code"],
        name={"zh": row["name_zh"], "en": row["name_en"]},
        short={"zh": row["short_zh"], "en": row["short_en"]},
        definition={"zh": row["definition_zh"], "en": row["definition_en"]},
        unit=row["unit"],
        decimals=int(row["decimals"]),
        higher_is_better=row["better"] == "higher",
        method=row["method"] or "",
    )
