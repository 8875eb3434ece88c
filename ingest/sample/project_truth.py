"""What must come out of the projects' workbooks: counts, tracking codes, stages, what was corrected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ingest.contract import load_contracts
from ingest.sample.deliveries import FieldFile
from ingest.sample.project_calendar import STAGES
from ingest.sample.project_files import PROJECT_SOURCES

if TYPE_CHECKING:
    from ingest.sample.operator import Operator


def project_workbooks(operator: Operator) -> dict[str, Any]:
    """Per entity and project, as of the sample's day; measures by '<project>/<measure>'."""
    projects = operator.projects
    return {
        "last_report": str(projects.last_report),
        "entity_counts": {source: operator.sources[source].height for source in PROJECT_SOURCES},
        "statuses": dict(
            operator.sources["improvement_project"].select("project_code", "status_code").rows()
        ),
        "stages": {plan.code: _stage(operator, plan.code) for plan in projects.plans},
        "tracking": {
            f"{code}/{number}": measure.tracking
            for code, measures in projects.measures.items()
            for number, measure in enumerate(measures, start=1)
        },
        # None of these moves its metric: a verdict other than "no evidence" of them is a false alarm.
        "without_effect": sorted(
            plan.code
            for plan in projects.plans
            if plan.pilots
            and plan.planted not in {p.name for p in operator.plants.projects if p.lift}
        ),
        "pilot_starts": {
            plan.code: str(plan.pilot_start) for plan in projects.plans if plan.pilots
        },
    }


def _stage(operator: Operator, code: str) -> str:
    """The first stage whose gate is not passed; the last one stays once all are."""
    calendar, day = operator.projects.calendars[code], operator.projects.last_report
    return next((stage for stage in STAGES if calendar.passed(stage, day) is None), STAGES[-1])


def workbook_changes(files: Sequence[FieldFile]) -> dict[str, dict[str, int]]:
    """By source: entities told, rows that come again with other words, and cells that differ.

    A blank cell says nothing, so only cells that a later file fills count as changed.
    """
    changes = {}
    for source in PROJECT_SOURCES:
        key = load_contracts()[source].key or []
        known: dict[tuple[Any, ...], dict[str, Any]] = {}
        rows = cells = 0
        for file in (file for file in files if file.source == source):
            for row in file.rows.iter_rows(named=True):
                before = known.setdefault(tuple(row[name] for name in key), {})
                told = {name: value for name, value in row.items() if value is not None}
                differing = [name for name, value in told.items() if before.get(name) != value]
                if before and differing:
                    rows, cells = rows + 1, cells + len(differing)
                before |= told
        changes[source] = {"entities": len(known), "changed_rows": rows, "changed_cells": cells}
    return changes
