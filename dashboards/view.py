"""What a page has in hand after its header: scope, unit, period, language, metric, look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboards.charts.frame import Look
from dashboards.figures import DASH
from dashboards.language import Language, text
from dashboards.metrics import Metric
from dashboards.release import Row
from dashboards.scope import Scope


@dataclass(frozen=True)
class View:
    """One view of one unit in one period."""

    scope: Scope
    unit: Row
    ancestors: list[Row]
    period: Row
    metrics: dict[str, Metric]
    metric: Metric
    look: Look

    @property
    def language(self) -> Language:
        return self.look.language

    def t(self, key: str, /, count: int | None = None, **values: Any) -> str:
        """The text of `key` in the language of the page."""
        return text(self.language, key, count, **values)

    def name(self, row: Row, prefix: str = "name") -> str:
        """The name of a unit, period or element in the language of the page."""
        other = row[f"{prefix}_{'zh' if self.language == 'en' else 'en'}"]
        return str(row[f"{prefix}_{self.language}"] or other or DASH)

    @property
    def unit_name(self) -> str:
        return self.name(self.unit, "short_name")

    @property
    def parent(self) -> Row | None:
        """The unit that this one is compared with, where the viewer may see it.

        The one above; for a hall its city, as a branch has only a few halls.
        """
        if self.unit["unit_type"] == "hall":
            cities = [row for row in self.ancestors if row["unit_type"] == "city"]
            if cities:
                return cities[-1]
        return self.ancestors[-1] if self.ancestors else None

    @property
    def parent_id(self) -> str | None:
        return str(self.parent["unit_id"]) if self.parent else None

    @property
    def period_name(self) -> str:
        return self.name(self.period, "label")
