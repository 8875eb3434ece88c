"""Invented words of task forces: everything that can be said of projects, in any order.

Said as workbooks do, so that nothing is refused for being incomplete: what stands in the journal
may be as odd as life is.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from warehouse.journal.errors import ConflictError, JournalError
from warehouse.journal.event import WITHDRAWN, Draft, Event, Value
from warehouse.journal.store import Journal
from warehouse.projects.codes import codes_of
from warehouse.projects.state import Entity, State, apply, current_value, undo_draft

AS_OF = date(2026, 11, 20)
PROJECTS = 5
PROVINCE, CITIES = "430000", [f"43{number:02d}00" for number in range(1, 7)]
NAMES = ["李敏", "王强", "陈静"]


class Words:
    """Says random things to a new journal; the same seed says the same."""

    def __init__(self, seed: int, journal: Journal) -> None:
        self._journal = journal
        self._state = State()
        self._events: list[Event] = []
        self._random = random.Random(seed)
        pick = self._random.choice
        day = self._day
        self._makers: dict[str, dict[str, Callable[[], Value]]] = {
            "project": {
                "title": lambda: pick(["营业厅", 'a "quoted" title', "line\nbreak", "50%"]),
                "province_code": lambda: PROVINCE,
                "city_code": lambda: pick([None, None, *CITIES, "999999"]),
                "metric_code": lambda: pick(["theme_hall", "nps"]),
                "baseline_value": lambda: round(self._random.uniform(60, 80), 3),
                "target_value": lambda: round(self._random.uniform(70, 90), 3),
                "start_date": day,
                "due_date": day,
                "membership_frozen_release_id": lambda: pick([None, None, "R1"]),
            },
            "measure": {
                "title": lambda: "晨会演练",
                "status_code": lambda: pick(list(codes_of("measure_status"))),
                "done_rate": lambda: pick([None, *range(0, 101, 5)]),
                "start_date": day,
                "due_date": day,
                "people_count": lambda: self._random.randint(0, 20),
                "cost_wan": lambda: self._random.randint(0, 99) / 10,
                "city_code": lambda: pick([None, *CITIES]),
            },
            "gate": {
                "passed_date": day,
                "decision_code": lambda: pick([None, *codes_of("gate_decision")]),
                "remark": lambda: pick(["", "再议"]),
                "frozen_verdict_code": lambda: pick([None, "works", "no_evidence"]),
                "frozen_effect": lambda: pick([None, 3.96, 4.0, 4.05]),
                "frozen_after_months": lambda: pick([None, 1, 2, 3]),
            },
            "project_city": {
                "role_code": lambda: pick(list(codes_of("city_role"))),
                "pilot_start_date": day,
                "rollout_date": day,
            },
            "member": {"person_name": lambda: pick(NAMES)},
        }

    def say(self) -> None:
        """One more word; one that contradicts what stands is not heard."""
        said = self._random.choices(
            [self._set, self._dispute, self._settle, self._withdraw, self._undo],
            weights=[12, 2, 2, 2, 3],
        )[0]()
        if said is None:
            return
        try:
            heard = self._journal.append([said])
        except ConflictError:
            return
        for event in heard:
            self._state[event.key] = apply(self._state.get(event.key), event)
        self._events += heard

    def _day(self) -> Value:
        if self._random.random() < 0.15:
            return None
        return (AS_OF + timedelta(self._random.randint(-60, 60))).isoformat()

    def _set(self) -> Draft:
        entity_type = self._random.choices(list(self._makers), weights=[3, 8, 5, 4, 1])[0]
        project = f"P{self._random.randint(1, PROJECTS)}"
        number = self._random.randint(1, 4)
        identity = {
            "project": project,
            "gate": f"{project}/{self._random.choice(list(codes_of('stage')))}",
            "project_city": f"{project}/{self._random.choice(CITIES)}",
        }.get(entity_type, f"{project}/{number}")
        entity = self._state.get((entity_type, identity))
        makers = self._makers[entity_type]
        names = self._random.sample(list(makers), self._random.randint(1, len(makers)))
        changes = {
            name: (current_value(entity, name), makers[name]() if entity is None
                   or self._random.random() > 0.1 else None)
            for name in names
        }  # fmt: skip
        return Draft(
            actor=self._random.choice(NAMES), source="workbook", entity_type=entity_type,
            entity_id=identity, project_id=project, action="change" if entity else "create",
            changes=changes,
        )  # fmt: skip

    def _about(self, entity: Entity) -> Draft:
        return Draft(
            actor=self._random.choice(NAMES), source="workbook", entity_type=entity.entity_type,
            entity_id=entity.entity_id, project_id=entity.project_id, action="change", changes={},
        )  # fmt: skip

    def _dispute(self) -> Draft | None:
        entity = self._any(list(self._state.values()))
        if entity is None:
            return None
        name = self._random.choice(list(self._makers[entity.entity_type]))
        stated = self._makers[entity.entity_type][name]()
        sides = {"base": None, "now": current_value(entity, name), "stated": stated}
        return replace(self._about(entity), action="conflict", conflicts={name: sides})

    def _settle(self) -> Draft | None:
        entity = self._any([entity for entity in self._state.values() if entity.open_conflicts])
        if entity is None:
            return None
        return replace(self._about(entity), action="settle", settles=tuple(entity.open_conflicts))

    def _withdraw(self) -> Draft | None:
        entity = self._any(list(self._state.values()))
        if entity is None:
            return None
        before = entity.is_withdrawn
        return replace(
            self._about(entity),
            action="restore" if before else "withdraw",
            changes={WITHDRAWN: (before, not before)},
        )

    def _undo(self) -> Draft | None:
        if not self._events:
            return None
        try:
            event = self._random.choice(self._events)
            return replace(undo_draft(event, "王芳"), source="workbook")
        except JournalError:
            return None

    def _any(self, entities: list[Entity]) -> Entity | None:
        return self._random.choice(entities) if entities else None
