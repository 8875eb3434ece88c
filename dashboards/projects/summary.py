"""One project in a line: where it belongs, its stage, days left, measures, verdict.

Measures and gates are those of this second (the live state); the effect is the release's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from dashboards.metrics import Metric
from dashboards.projects.live import Live
from dashboards.projects.words import metric_of
from dashboards.queries import projects as queries
from dashboards.release import Row
from dashboards.view import View
from warehouse.journal.event import Value
from warehouse.projects.gates import current_stage, is_passed
from warehouse.projects.state import Entity
from warehouse.projects.tracking import Fields, Limits, day_of, track


@dataclass(frozen=True)
class Summary:
    """A project as lists, board, calendar and the head of its room show it."""

    project: Entity
    unit: Row
    stage: str
    passed: frozenset[str]
    days_left: int | None
    tracking: Counter[str]
    """Measures by tracking code; cancelled ones are counted there but not in `total`."""
    metric: Metric | None
    effect: Row | None
    gates: dict[str, Fields] = field(default_factory=dict)

    def get(self, name: str) -> Value:
        return self.project.get(name)

    @property
    def id(self) -> str:
        return self.project.entity_id

    @property
    def unit_id(self) -> str:
        return str(self.unit["unit_id"])

    @property
    def is_active(self) -> bool:
        return self.get("status_code") == "active"

    @property
    def total(self) -> int:
        return sum(self.tracking.values()) - self.tracking["cancelled"]

    @property
    def done(self) -> int:
        return self.tracking["done"]

    @property
    def overdue(self) -> int:
        return self.tracking["overdue"]

    @property
    def verdict(self) -> str | None:
        return self.effect["verdict_code"] if self.effect else None

    @property
    def start(self) -> date | None:
        return day_of(self.get("start_date"))

    @property
    def due(self) -> date | None:
        return day_of(self.get("due_date"))

    def number(self, name: str) -> float | None:
        """A figure that the project states, like its baseline."""
        stated = self.get(name)
        return None if stated is None else float(stated)


def summaries(view: View, live: Live, projects: Iterable[Entity]) -> list[Summary]:
    """These projects, in the order given."""
    places = {row["unit_id"]: row for row in queries.places(view.scope)}
    effects = {row["project_id"]: row for row in queries.effects(view.scope)}
    limits = Limits.of(queries.thresholds(view.scope))
    wanted = list(projects)
    measures: dict[str, list[Fields]] = {project.entity_id: [] for project in wanted}
    gates: dict[str, dict[str, Fields]] = {project.entity_id: {} for project in wanted}
    for entity in live.state.values():
        if entity.project_id not in measures or entity.is_withdrawn:
            continue
        if entity.entity_type == "measure":
            measures[entity.project_id].append(entity.fields)
        elif entity.entity_type == "gate":
            gates[entity.project_id][str(entity.key["stage_code"])] = entity.fields
    found = []
    for project in wanted:
        own = gates[project.entity_id]
        due = day_of(project.get("due_date"))
        found.append(
            Summary(
                project=project,
                unit=_unit(view, live, project, places),
                stage=current_stage(own, live.today),
                passed=frozenset(s for s, gate in own.items() if is_passed(gate, live.today)),
                days_left=(due - live.today).days if due else None,
                tracking=Counter(
                    track(fields, live.today, limits).code for fields in measures[project.entity_id]
                ),
                metric=metric_of(view, project.get("metric_code")),
                effect=effects.get(project.entity_id),
                gates=own,
            )
        )
    return found


def summary(view: View, live: Live, project: Entity) -> Summary:
    """One project."""
    return summaries(view, live, [project])[0]


def _unit(view: View, live: Live, project: Entity, places: dict[str, Row]) -> Row:
    """The unit of a project: it lies in the viewer's sight, or the project were not in `live`."""
    unit_id = live.paths[project.entity_id].rsplit("/", 1)[-1]
    if unit_id in places:
        return places[unit_id]
    found = queries.hall(view.scope, str(project.get("hall_code")))
    return found or places[live.paths[project.entity_id].split("/")[-3]]
