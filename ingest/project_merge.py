"""One row of a workbook against what stands: base, now and new, field by field. Pure.

The base is what workbooks said last of this entity. A field the row does not change against its
base leaves what stands alone, whoever made it so. A field changed by the workbook alone is taken
over. One that both changed is a conflict: nothing is overwritten, both values are kept, and somebody
chooses on the screen - or a later workbook agrees with what stands.
"""

from __future__ import annotations

from ingest.project_rows import Statement
from warehouse.journal.event import Action, Changes, Draft, Value
from warehouse.journal.merge import same
from warehouse.projects.state import Entity, current_value

# statuses that follow from how much is done; others (blocked, cancelled) are somebody's judgement
_BY_RATE = (None, "not_started", "in_progress", "done")


def merge(row: Statement, entity: Entity | None) -> Draft | None:
    """The draft that says what is new in the row; None when it says nothing new."""
    base = dict(entity.stated or {}) if entity else {}
    implied = _implied(row, base, is_new=entity is None)
    said = implied | row.said
    changes: Changes = {}
    conflicts: dict[str, dict[str, Value]] = {}
    settles: list[str] = []
    for name, new in list(said.items()):
        now = current_value(entity, name)
        before = base.get(name)
        if name in base and same(new, before):
            continue
        if same(now, new):
            # the workbook caught up with the screen: whatever was open between them is settled
            if entity is not None and name in entity.open_conflicts:
                settles.append(name)
        elif same(now, before):
            changes[name] = (now, new)
        elif name in implied:
            del said[name]  # nobody said it, so it is nothing to disagree about
        else:
            conflicts[name] = {"base": before, "now": now, "stated": new}
    stated = base | said
    if entity is not None and not (changes or conflicts or settles) and stated == base:
        return None
    return Draft(
        actor=row.actor,
        source="workbook",
        entity_type=row.entity_type,
        entity_id=row.entity_id,
        project_id=row.project_id,
        action=_action(entity, changes, conflicts, settles),
        changes=changes,
        event_id=row.event_id,
        source_ref=row.source_ref,
        # what it said before and leaves blank now is still its word: blank cells say nothing
        stated=stated,
        conflicts=conflicts or None,
        settles=tuple(settles),
    )


def _action(
    entity: Entity | None,
    changes: Changes,
    conflicts: dict[str, dict[str, Value]],
    settles: list[str],
) -> Action:
    if entity is None:
        return "create"
    if conflicts and not changes:
        return "conflict"
    return "settle" if settles and not changes else "change"


def _implied(row: Statement, base: dict[str, Value], *, is_new: bool) -> dict[str, Value]:
    """Status codes a row leaves out because they follow from the rest of it."""
    if "status_code" in row.said:
        return {}
    if row.entity_type == "project" and is_new:
        return {"status_code": "active"}
    if row.entity_type != "measure":
        return {}
    rate = row.said.get("done_rate")
    if isinstance(rate, int) and (rate == 100 or base.get("status_code") in _BY_RATE):
        return {"status_code": "done" if rate == 100 else "in_progress" if rate else "not_started"}
    return {"status_code": "not_started"} if is_new else {}
