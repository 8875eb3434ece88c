"""One draft against what stands: which of its fields are news, and which somebody else changed.

Pure: the store calls it inside its transaction, so that what stands is what will have stood.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from warehouse.journal.errors import ConflictError, FieldConflict, InvalidError
from warehouse.journal.event import ACTIONS, SOURCES, WITHDRAWN, Changes, Draft, Value
from warehouse.projects.entities import ENTITIES, field_of, identity_problems, key_of, validate
from warehouse.projects.fields import Problem, canonical
from warehouse.projects.state import Entity, current_value

MAX_ACTOR_LENGTH = 120


def in_canonical_form(draft: Draft) -> Draft:
    """The draft with every value in the one form it is kept in; key columns are left out.

    Raises InvalidError for an entity type, action, id or field that does not exist.
    """
    problems = list(_shape_problems(draft))
    if problems:
        raise InvalidError(problems)

    def kept(values: Mapping[str, Value]) -> dict[str, Value]:
        return {name: _value(draft.entity_type, name, value) for name, value in values.items()}

    keys = ENTITIES[draft.entity_type].keys
    before = kept({name: pair[0] for name, pair in draft.changes.items()})
    after = kept({name: pair[1] for name, pair in draft.changes.items()})
    return replace(
        draft,
        actor=draft.actor.strip(),
        changes={name: (before[name], after[name]) for name in draft.changes if name not in keys},
        stated=None if draft.stated is None else kept(draft.stated),
        conflicts={
            name: {side: _value(draft.entity_type, name, value) for side, value in told.items()}
            for name, told in (draft.conflicts or {}).items()
        }
        or None,
    )


def _value(entity_type: str, name: str, value: Value) -> Value:
    kind = field_of(entity_type, name)
    assert kind is not None, name  # unknown names were refused before
    kept = canonical(kind, value)
    return kept is True if name == WITHDRAWN else kept


def _shape_problems(draft: Draft) -> list[Problem]:
    if draft.entity_type not in ENTITIES:
        known = ", ".join(ENTITIES)
        return [
            Problem(
                "entity_type",
                f"未知的对象类型：{draft.entity_type}",
                f"There is no {draft.entity_type!r}; use one of {known}.",
            )
        ]
    found = identity_problems(draft.entity_type, draft.entity_id)
    if draft.source not in SOURCES or draft.action not in ACTIONS:
        found.append(
            Problem("action", "未知的操作。", f"Unknown: {draft.source!r}, {draft.action!r}.")
        )
    if not draft.actor.strip() or len(draft.actor) > MAX_ACTOR_LENGTH:
        found.append(Problem("actor", "请填写姓名。", "Who says this? A name is needed."))
    named = {*draft.changes, *(draft.conflicts or {}), *draft.settles, *(draft.stated or {})}
    found += [
        Problem(name, f"没有这个字段：{name}", f"A {draft.entity_type} has no field {name}.")
        for name in sorted(named)
        if field_of(draft.entity_type, name) is None
    ]
    found += _key_problems(draft)
    values = [
        *(value for pair in draft.changes.values() for value in pair),
        *(draft.stated or {}).values(),
        *(value for told in (draft.conflicts or {}).values() for value in told.values()),
    ]
    texts = [draft.actor, draft.reason, draft.source_ref, draft.event_id, *values]
    if any(isinstance(text, str) and not _is_storable(text) for text in texts):
        found.append(
            Problem(
                "changes",
                "文字中含有无法保存的字符。",
                "A text holds a character no database keeps.",
            )
        )
    if any(not isinstance(value, str | int | float | bool | None) for value in values):
        found.append(
            Problem("changes", "值的类型不对。", "Values are texts, numbers, booleans or nothing.")
        )
    return found


def _key_problems(draft: Draft) -> list[Problem]:
    """Key columns may be said along with the fields, as a form does, but not otherwise than the id."""
    try:
        key = key_of(draft.entity_type, draft.entity_id)
    except ValueError:
        return []  # told already
    kinds = ENTITIES[draft.entity_type].keys
    return [
        Problem(name, f"{kind.name_zh}不能更改。", f"{kind.name_en} cannot be changed.")
        for name, kind in kinds.items()
        if name in draft.changes and canonical(kind, draft.changes[name][1]) != key[name]
    ]


def _is_storable(text: str) -> bool:
    """No NUL, which PostgreSQL refuses, and no half of a character, which is no UTF-8."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def same(left: Value, right: Value) -> bool:
    """Equal values; yes and 1 are not the same thing."""
    return left == right and isinstance(left, bool) == isinstance(right, bool)


def merged(draft: Draft, entity: Entity | None) -> Draft | None:
    """The part of a canonical draft that is news against what stands; None when nothing is.

    Raises ConflictError when somebody changed one of its fields since the author saw it, and
    InvalidError when a person's draft would break a rule that holds now.
    """
    conflicts = list(_field_conflicts(draft, entity))
    if conflicts:
        raise ConflictError(conflicts)
    changes: Changes = {
        name: (now, after)
        for name, (_, after) in draft.changes.items()
        if not same(now := current_value(entity, name), after)
    }
    told = {
        name: sides
        for name, sides in (draft.conflicts or {}).items()
        if not _is_open_already(entity, name, sides)
    }
    open_fields = entity.open_conflicts if entity else {}
    # who chooses a value ends its conflict, also by choosing the one that stands
    kept_as_is = [name for name in draft.changes if name not in changes]
    settles = tuple(
        name
        for name in dict.fromkeys([*draft.settles, *kept_as_is])
        if name in open_fields and name not in changes
    )
    is_stated_anew = draft.stated is not None and (entity is None or draft.stated != entity.stated)
    if not (changes or told or settles or is_stated_anew):
        return None
    if draft.source == "screen":
        _check(draft, changes, entity)
    return replace(draft, changes=changes, conflicts=told or None, settles=settles)


def _field_conflicts(draft: Draft, entity: Entity | None) -> list[FieldConflict]:
    found = [
        _conflict(draft, entity, name, seen, wanted)
        for name, (seen, wanted) in draft.changes.items()
        if not same(now := current_value(entity, name), wanted) and not same(now, seen)
    ]
    if (
        entity
        and entity.is_withdrawn
        and (draft.source, draft.action) in {("screen", "change"), ("screen", "create")}
        and WITHDRAWN not in draft.changes
    ):
        # an edit of what somebody withdrew meanwhile would vanish from every screen
        found.append(_conflict(draft, entity, WITHDRAWN, False, False))
    return found


def _conflict(
    draft: Draft, entity: Entity | None, name: str, seen: Value, wanted: Value
) -> FieldConflict:
    last = entity.changed.get(name) if entity else None
    return FieldConflict(
        entity_type=draft.entity_type,
        entity_id=draft.entity_id,
        field=name,
        seen=seen,
        now=current_value(entity, name),
        wanted=wanted,
        changed_by=last.actor if last else None,
        changed_at=last.recorded_at if last else None,
    )


def _is_open_already(entity: Entity | None, name: str, sides: Mapping[str, Value]) -> bool:
    known = entity.open_conflicts.get(name) if entity else None
    return known is not None and all(
        same(getattr(known, side), sides.get(side)) for side in ("base", "now", "stated")
    )


def _check(draft: Draft, changes: Changes, entity: Entity | None) -> None:
    """A person may not bring in a new problem; one that was there before does not stop them."""
    fields = entity.fields if entity else {}
    found = [
        Problem(name, "该字段由系统填写。", "This field is written by the product alone.")
        for name in changes
        if name in ENTITIES[draft.entity_type].fields
        and ENTITIES[draft.entity_type].fields[name].is_system
    ]
    if draft.action != "create" and entity is None:
        found.append(Problem("entity_id", "该对象不存在。", f"There is no {draft.entity_id}."))
    earlier = validate(draft.entity_type, fields) if entity else []
    after = fields | {name: pair[1] for name, pair in changes.items()}
    # what is withdrawn may stay as incomplete as it was
    if after.get(WITHDRAWN) is not True:
        found += [p for p in validate(draft.entity_type, after) if p not in earlier]
    if found:
        raise InvalidError(found)
