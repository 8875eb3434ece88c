"""What the product itself notes in the journal once a release is out.

Three things, each once: what a stage gate was passed on (the figure and, from the pilot on, the
effect, as that release knew them; again once it was sent back and passed anew), which cities a
started pilot is compared with, and improvement items for norms that stay broken. All are system
events with ids made of what they are about, so that a second run, or two at once, write nothing
twice; what people changed meanwhile is left as it is.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from warehouse.journal.errors import ConflictError
from warehouse.journal.event import WITHDRAWN, Action, Changes, Draft, Event, Value
from warehouse.journal.store import Journal
from warehouse.projects.entities import entity_id
from warehouse.projects.gates import is_passed, judges_effect
from warehouse.projects.passings import passing
from warehouse.projects.state import Entity, State, current_value, replay
from warehouse.releases import open_release
from warehouse.settings import Settings

ACTOR = "Shortboard"
NAMESPACE = uuid.UUID("6d0b2c1e-51f5-4a0c-9a36-8f6f5b8a4c11")
GATES, CITIES, ITEMS = "gates frozen", "memberships frozen", "improvement items opened"
# frozen field -> column of mart_project_effects
FROZEN = {
    "frozen_verdict_code": "verdict_code",
    "frozen_effect": "effect",
    "frozen_ci_low": "effect_ci_low",
    "frozen_ci_high": "effect_ci_high",
    "frozen_p_value": "p_value",
    "frozen_after_months": "after_month_count",
}
Row = dict[str, Any]


@dataclass(frozen=True)
class MilestoneReport:
    """How much was noted of each kind, and how much somebody else was changing at that moment."""

    counts: Counter[str] = field(default_factory=Counter)
    contended: int = 0

    @property
    def note(self) -> str:
        told = [
            f"{count} {kind}" for kind in (GATES, CITIES, ITEMS) if (count := self.counts[kind])
        ]
        if self.contended:
            told.append(f"{self.contended} left for the next run: they were being changed")
        return ", ".join(told) or "nothing new"


@dataclass(frozen=True)
class _Release:
    """The tables of a release that milestones rest on; `last_seq` is the newest event in it."""

    release_id: str
    last_seq: int
    today: date
    published_at: str
    projects: dict[str, Row]
    effects: dict[str, Row]
    gates: list[Row]
    cities: list[Row]
    openings: list[Row]
    item_days: int


def record_milestones(settings: Settings, journal: Journal, release_file: Path) -> MilestoneReport:
    """Note what a just published release settles; `release_file` is its DuckDB file.

    Raises JournalError when the journal cannot be written; the next run makes up for it.
    """
    con = open_release(release_file)
    try:
        release = _read(con, settings.as_of)
    finally:
        con.close()
    events = journal.events()
    state = replay(events)
    gates: dict[str, list[Event]] = {}
    for event in events:
        if event.entity_type == "gate":
            gates.setdefault(event.entity_id, []).append(event)
    counts: Counter[str] = Counter()
    contended = 0
    for kind, drafts in _settled(release, state, gates):
        try:
            noted = journal.append(drafts)
        except ConflictError:
            contended += 1
        else:
            counts[kind] += bool(noted)
    return MilestoneReport(counts, contended)


def _settled(
    release: _Release, state: State, gates: dict[str, list[Event]]
) -> Iterator[tuple[str, list[Draft]]]:
    """What is to be noted; the drafts of one entry stand or fall together."""
    for gate in release.gates:
        draft = _frozen_gate(release, state, gates, gate)
        if draft:
            yield GATES, [draft]
    for project_id in sorted({row["project_id"] for row in release.cities}):
        drafts = _frozen_cities(release, state, project_id)
        if drafts:
            yield CITIES, drafts
    for opening in release.openings:
        draft = _opened_item(release, state, opening)
        if draft:
            yield ITEMS, [draft]


def _frozen_gate(
    release: _Release, state: State, gates: dict[str, list[Event]], gate: Row
) -> Draft | None:
    """What was known when the gate was passed; a passing is frozen once, at the first release after."""
    identity = entity_id(
        "gate", {"project_code": gate["project_id"], "stage_code": gate["stage_code"]}
    )
    entity = state.get(("gate", identity))
    if entity is None or entity.is_withdrawn or not is_passed(entity.fields, release.today):
        return None
    latest = passing(gates[identity])
    # a release built before the gate was passed again knows what the former passing rested on
    if latest.is_frozen or latest.since_seq is None or latest.since_seq > release.last_seq:
        return None
    # before the pilots began there is nothing to judge, however late the first release comes
    is_judged = judges_effect(gate["stage_code"])
    effect = release.effects.get(gate["project_id"], {}) if is_judged else {}
    frozen: dict[str, Value] = {name: effect.get(column) for name, column in FROZEN.items()}
    frozen["frozen_value"] = release.projects[gate["project_id"]]["latest_value"]
    frozen["frozen_release_id"] = release.release_id
    frozen["frozen_at"] = release.published_at
    return _draft(release, entity, "gate", identity, gate["project_id"], frozen)


def _frozen_cities(release: _Release, state: State, project_id: str) -> list[Draft]:
    """The cities a started pilot is compared with, from then on whatever becomes of the tree."""
    rows = [row for row in release.cities if row["project_id"] == project_id]
    starts = [row["pilot_start_date"] for row in rows if row["role_code"] == "pilot"]
    project = state.project(project_id)
    if project is None or project.is_withdrawn or project.get("membership_frozen_release_id"):
        return []
    if not any(start and start <= release.today for start in starts):
        return []
    drafts = []
    for row in rows:
        key = {"project_code": project_id, "city_code": row["city_id"].removeprefix("C")}
        identity = entity_id("project_city", key)
        entity = state.get(("project_city", identity))
        if not row["is_listed"] and (entity is None or entity.is_withdrawn):
            fields: dict[str, Value] = {"role_code": "control", WITHDRAWN: False}
            drafts.append(_draft(release, entity, "project_city", identity, project_id, fields))
    mark: dict[str, Value] = {"membership_frozen_release_id": release.release_id}
    return [*drafts, _draft(release, project, "project", project_id, project_id, mark)]


def _opened_item(release: _Release, state: State, opening: Row) -> Draft | None:
    """An improvement item for a norm that stays broken, unless one of that origin is still open."""
    project_id = "-".join(
        ["NORM", opening["measure_code"], opening["unit_id"], opening["period_id"]]
    )
    is_open = any(
        project.get("origin_code") == opening["origin_code"]
        and project.get("status_code") == "active"
        for project in state.of("project")
    )
    if is_open or state.project(project_id) is not None:
        return None
    fields: dict[str, Value] = {
        "title": f"{opening['unit_name_zh']}{opening['measure_name_zh']}未达标整改",
        "kind_code": "norm_item",
        "province_code": (opening["province_id"] or "").removeprefix("P") or None,
        "city_code": (opening["city_id"] or "").removeprefix("C") or None,
        "metric_code": opening["measure_code"],
        "baseline_value": opening["value"],
        "target_value": opening["norm_value"],
        "start_date": release.today.isoformat(),
        "due_date": (release.today + timedelta(days=release.item_days)).isoformat(),
        "lead_department_code": opening["owner_department_code"],
        "status_code": "active",
        "problem_text": (
            f"自 {opening['first_broken_period_id']} 起连续 {opening['persistence_periods']}"
            f" 个双月期未达标；{opening['period_id']} 为 {_told(opening, 'value')}，"
            f"标准 {_told(opening, 'norm_value')}。"
        ),
        "origin_code": opening["origin_code"],
    }
    return _draft(release, None, "project", project_id, project_id, fields)


def _told(opening: Row, column: str) -> str:
    value = opening[column]
    return f"{100 * value:.4g}%" if opening["unit"] == "rate" else f"{value:.4g}"


def _draft(
    release: _Release,
    entity: Entity | None,
    entity_type: str,
    identity: str,
    project_id: str,
    wanted: dict[str, Value],
) -> Draft:
    """A system draft that sets fields of an entity as it stands, made if it is not there yet."""
    changes: Changes = {
        name: (before, after)
        for name, after in wanted.items()
        if (before := current_value(entity, name)) != after
    }
    action: Action = "create" if entity is None else "change"
    if WITHDRAWN in changes:
        action = "restore"
    return Draft(
        actor=ACTOR,
        source="system",
        entity_type=entity_type,
        entity_id=identity,
        project_id=project_id,
        action=action,
        changes=changes,
        event_id=str(uuid.uuid5(NAMESPACE, f"{release.release_id}/{entity_type}/{identity}")),
        release_id=release.release_id,
    )


def _read(con: duckdb.DuckDBPyConnection, today: date) -> _Release:
    def rows(table: str) -> list[Row]:
        return con.sql(f"from {table}").pl().to_dicts()

    info = rows("release_info")[0]
    days = con.execute(
        "select value from thresholds where threshold_code = 'norm_item_due_days'"
    ).fetchall()
    newest = con.execute("select coalesce(max(seq), 0) from mart_project_events").fetchall()
    return _Release(
        release_id=info["release_id"],
        last_seq=int(newest[0][0]),
        today=today,
        published_at=info["published_at"].isoformat(),
        projects={row["project_id"]: row for row in rows("mart_projects")},
        effects={row["project_id"]: row for row in rows("mart_project_effects")},
        gates=[row for row in rows("mart_project_gates") if row["is_passed"]],
        cities=rows("mart_project_cities"),
        openings=rows("mart_improvement_openings"),
        item_days=int(days[0][0]),
    )
