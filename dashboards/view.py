"""What a page has in hand after its header: scope, unit, period, language, metric, look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboards.charts.frame import Look
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
        return str(row[f"{prefix}_{self.language}"] or other)

    @property
    def unit_name(self) -> str:
        return self.name(self.unit, "short_name")

    @property
    def parent(self) -> Row | None:
        """The unit above, where the viewer may see it."""
        return self.ancestors[-1] if self.ancestors else None

    @property
    def period_name(self) -> str:
        return self.name(self.period, "label")
