"""One field of an entity: its kind, its bounds, and the one form a value of it is kept in."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from warehouse.journal.event import Value
from warehouse.projects.codes import codes_of

Kind = Literal[
    "text", "long_text", "date", "month", "int", "number", "rate_percent", "code", "bool"
]
# as workbooks may say; months before and after a day must be days, too
FIRST_YEAR, LAST_YEAR = 1990, 2100
LENGTHS: dict[str, int] = {"text": 200, "long_text": 4000, "code": 120}


@dataclass(frozen=True)
class Problem:
    """Why a value cannot stand, for the person who entered it."""

    field: str
    message_zh: str
    message_en: str


@dataclass(frozen=True)
class Field:
    """What may stand in one field.

    `dimension` names the code list in project_codes; codes without one (cities, departments,
    metrics …) are those of the organisation's own registers. `is_system` fields are written by the
    product alone (frozen results), never by a person.
    """

    kind: Kind
    name_zh: str
    name_en: str
    dimension: str | None = None
    is_required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    is_system: bool = False


@dataclass(frozen=True)
class EntityType:
    """A part of a project: what identifies it and what can be said about it.

    `keys` make up the entity's id and never change; `fields` are what events change.
    """

    name: str
    name_zh: str
    name_en: str
    keys: dict[str, Field]
    fields: dict[str, Field] = field(default_factory=dict)

    @property
    def id_fields(self) -> tuple[str, ...]:
        return tuple(self.keys)


def canonical(kind: Field, value: object) -> Value:
    """The one form a value is kept in; blank is None. What does not fit comes back as it is.

    Dates become ISO text, a month the first of its days, whole numbers int, other numbers float.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, date):  # a datetime is one, too
        value = value.isoformat()[:10]
    if isinstance(value, str):
        value = value.strip()
        if not value:
            return None
        if kind.kind == "month" and re.fullmatch(r"\d{4}-\d{2}", value):
            return f"{value}-01"
        return value
    if kind.kind in {"number"} and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if (
        kind.kind in {"int", "rate_percent"}
        and isinstance(value, float)
        and value.is_integer()
        and abs(value) < 2**53
    ):
        return int(value)
    return value  # type: ignore[return-value]


def field_problems(name: str, kind: Field, value: Value) -> Iterable[Problem]:
    """What is wrong with one canonical value by itself."""
    if value is None:
        if kind.is_required:
            yield Problem(name, f"请填写{kind.name_zh}。", f"{kind.name_en} is needed.")
        return
    reason = _misfit(kind, value)
    if reason:
        zh, en = reason
        yield Problem(name, f"{kind.name_zh}{zh}。", f"{kind.name_en} {en}.")


def _misfit(kind: Field, value: Value) -> tuple[str, str] | None:
    if kind.kind in {"int", "rate_percent", "number"}:
        return _number_misfit(kind, value)
    if kind.kind == "bool":
        return None if isinstance(value, bool) else ("须为是或否", "must be yes or no")
    if not isinstance(value, str):
        return ("须为文字", "must be text")
    if kind.kind in {"date", "month"}:
        return _date_misfit(kind, value)
    if len(value) > LENGTHS[kind.kind]:
        limit = LENGTHS[kind.kind]
        return (f"最多 {limit} 个字符", f"may have at most {limit} characters")
    if kind.dimension and value not in codes_of(kind.dimension):
        known = ", ".join(codes_of(kind.dimension))
        return (f"不在代码表中：{value}", f"is none of {known}: {value}")
    return None


def _number_misfit(kind: Field, value: Value) -> tuple[str, str] | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return ("须为数字", "must be a number")
    if kind.kind != "number" and not isinstance(value, int):
        return ("须为整数", "must be a whole number")
    if kind.minimum is not None and value < kind.minimum:
        return (f"不能小于 {kind.minimum:g}", f"may not be below {kind.minimum:g}")
    if kind.maximum is not None and value > kind.maximum:
        return (f"不能大于 {kind.maximum:g}", f"may not be above {kind.maximum:g}")
    return None


def _date_misfit(kind: Field, value: str) -> tuple[str, str] | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return ("须为日期，如 2026-11-20", "must be a date, like 2026-11-20")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return (f"须在 {FIRST_YEAR}–{LAST_YEAR} 年间", f"must lie in {FIRST_YEAR}-{LAST_YEAR}")
    if value != day.isoformat():
        return ("须为日期，如 2026-11-20", "must be a date, like 2026-11-20")
    if kind.kind == "month" and day.day != 1:
        return ("须为月份首日，如 2026-11-01", "must be the first day of a month, like 2026-11-01")
    return None
