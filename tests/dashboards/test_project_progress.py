"""Burn-up of measures: days are the operator's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

from dashboards.projects import progress
from warehouse.projects.state import Entity


def entity(entity_type: str, identity: str, at: datetime, **fields: str) -> Entity:
    return Entity(entity_type, identity, "P1", 1, at, "李敏", at, "李敏", dict(fields))


def test_a_measure_entered_before_eight_belongs_to_that_day_not_to_utc_s(monkeypatch):
    monkeypatch.setenv("SHORTBOARD_TIMEZONE", "Asia/Shanghai")
    early = datetime(2026, 11, 17, 23, 30, tzinfo=UTC)
    project = entity("project", "P1", early, start_date="2026-11-16", due_date="2026-11-20")
    measure = entity("measure", "P1/1", early, status_code="in_progress", due_date="2026-11-19")
    live = SimpleNamespace(today=date(2026, 11, 20))
    points = progress._points(live, project, [measure])  # type: ignore[arg-type]
    scope = {point.day.day: point.scope_count for point in points}
    assert scope == {16: 0, 17: 0, 18: 1, 19: 1, 20: 1}
