"""What is known of a project when it is planned: metric, months so far, cities, months of the trial.

One reading for the target path, the pilot designer and the comparison cities. Values are as the marts
hold them; a lift is positive in the metric's better direction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from dashboards.metrics import Metric
from dashboards.projects.live import Live, unit_of
from dashboards.queries import project_plan as queries
from dashboards.release import Row
from dashboards.scope import Scope
from dashboards.view import View
from dbt_project.statistics.did_randomisation import Limits
from dbt_project.statistics.pilot_plan import Timing
from warehouse.projects.state import Entity
from warehouse.projects.tracking import day_of

# A theme's board is chosen on the two months of a bimonth unless the project says otherwise.
CHOOSING_MONTHS = 2
LONGEST_GAP = 6
NEEDED = frozenset(
    [f"effect_{name}" for name in Limits.__dataclass_fields__]
    + [
        *("plan_draws", "plan_max_assignments", "plan_max_pilots", "plan_max_after_months"),
        "plan_erratic_ratio",
    ]
)


@dataclass(frozen=True)
class Paths:
    """Monthly figures of units: `values` (units, months), NaN without one; months without a gap."""

    units: tuple[Row, ...]
    months: tuple[date, ...]
    values: np.ndarray

    def until(self, month: date | None) -> Paths:
        """Only the months before `month`."""
        if month is None:
            return self
        count = sum(known < month for known in self.months)
        return Paths(self.units, self.months[:count], self.values[:, :count])

    def of(self, places: list[int]) -> Paths:
        """Only the units at these places."""
        return Paths(tuple(self.units[place] for place in places), self.months, self.values[places])


@dataclass(frozen=True)
class PlanFacts:
    """A project as its plan sees it. `lift` is None without baseline or target, or where it is none."""

    project: Entity
    scope: Scope
    metric: Metric
    baseline: float | None
    target: float | None
    due: date | None
    chosen: tuple[date, date]
    start: date
    """First full month of the pilots: as it is, or as it may be at the earliest."""
    pilots_began: date | None
    thresholds: dict[str, float]

    @property
    def limits(self) -> Limits:
        return Limits.of(self.thresholds)

    @property
    def lift(self) -> float | None:
        """How far the target lies on the better side of the baseline."""
        if self.baseline is None or self.target is None:
            return None
        lift = self.better(self.target - self.baseline)
        return lift if lift > 0 else None

    def better(self, change: float) -> float:
        """A change in the better direction."""
        return change if self.metric.higher_is_better else -change

    def timing(self, after: int) -> Timing:
        """The experiment: months before the choice, from the choice to the start, after it."""
        gap = min(max(months_between(self.chosen[0], self.start), 0), LONGEST_GAP)
        return Timing(self.limits.before_months, gap, after)

    @property
    def is_of_several_cities(self) -> bool:
        """Whether the project belongs to a unit whose cities could be pilots and controls."""
        return not (self.project.get("city_code") or self.project.get("hall_code"))


def can_plan(view: View) -> bool:
    """Whether the release has every threshold that planning reads; one of an older version may not."""
    return queries.thresholds(view.scope).keys() >= NEEDED


def read(view: View, live: Live, project: Entity) -> PlanFacts | None:
    """The facts of a project; None where its metric is unknown to the release."""
    scope = replace(view.scope, unit_id=_finest_planned(project))
    known = queries.metric(scope, str(project.get("metric_code") or ""))
    if known is None:
        return None
    starts = [
        day for city in live.of("project_city", project.entity_id)
        if (day := day_of(city.get("pilot_start_date"))) and city.get("role_code") == "pilot"
    ]  # fmt: skip
    began = min(starts, default=None)
    # a plan is for months to come
    begins = began or max(day_of(project.get("start_date")) or live.today, live.today)
    start = first_full_month(begins)
    chosen_from = day_of(project.get("chosen_from_month"))
    chosen_to = day_of(project.get("chosen_to_month"))
    chosen_from = chosen_from or add_months(start, -CHOOSING_MONTHS)
    return PlanFacts(
        project=project,
        scope=scope,
        metric=project_metric(known),
        baseline=_number(project.get("baseline_value")),
        target=_number(project.get("target_value")),
        due=day_of(project.get("due_date")),
        chosen=(chosen_from, chosen_to or add_months(chosen_from, CHOOSING_MONTHS - 1)),
        start=start,
        pilots_began=began,
        thresholds=queries.thresholds(scope),
    )


def project_metric(row: Row) -> Metric:
    """A metric as the seed of project metrics describes it."""
    names = {"zh": row["name_zh"], "en": row["name_en"]}
    return Metric(
        code=row["metric_code"],
        name=names,  # type: ignore[arg-type]
        short=names,  # type: ignore[arg-type]
        definition={"zh": "", "en": ""},
        unit=row["unit"],
        decimals=int(row["decimals"]),
        higher_is_better=row["better"] == "higher",
        method="M11",
    )


def paths(rows: list[Row]) -> Paths:
    """Rows of unit, month, value as a table without gaps; units in the order they come."""
    units: dict[str, Row] = {}
    for row in rows:
        units.setdefault(row["unit_id"], row)
    known = sorted({row["month_start_date"] for row in rows if row["value"] is not None})
    months: list[date] = []
    while known and (not months or months[-1] < known[-1]):
        months.append(add_months(months[-1], 1) if months else known[0])
    place = {month: number for number, month in enumerate(months)}
    values = np.full((len(units), len(months)), np.nan)
    order = {unit: number for number, unit in enumerate(units)}
    for row in rows:
        if row["value"] is not None:
            values[order[row["unit_id"]], place[row["month_start_date"]]] = row["value"]
    return Paths(tuple(units.values()), tuple(months), values)


def city_paths(facts: PlanFacts, live: Live) -> Paths:
    """Months of the cities that may take part, those left out by the project aside, before it began."""
    excluded = {
        str(city.get("city_code"))
        for city in live.of("project_city", facts.project.entity_id)
        if city.get("role_code") == "excluded"
    }
    rows = queries.city_months(facts.scope, facts.metric.code)
    return paths([row for row in rows if row["unit_code"] not in excluded]).until(facts.start)


def pilots_of(live: Live, project: Entity) -> list[str]:
    """Codes of the cities that are named as pilots."""
    return [
        str(city.get("city_code"))
        for city in live.of("project_city", project.entity_id)
        if city.get("role_code") == "pilot"
    ]


def first_full_month(day: date) -> date:
    """The first month that lies wholly after the start of a day."""
    return day if day.day == 1 else add_months(day.replace(day=1), 1)


def add_months(month: date, count: int) -> date:
    """The first day of the month `count` months later."""
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def months_between(first: date, second: date) -> int:
    """Months from the one month to the other."""
    return (second.year - first.year) * 12 + second.month - first.month


def _finest_planned(project: Entity) -> str:
    """The unit whose metric is planned: a hall's project is seen at its city, whose months are kept."""
    fields: Mapping[str, object] = {**project.fields, "hall_code": None}
    return unit_of(fields)  # type: ignore[arg-type]


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
