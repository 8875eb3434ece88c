"""The typed form of the steps that reshape a table before its columns are mapped."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from ingest.mapping.conditions import Condition
from ingest.mapping.values import MappedValue, OrderTerm, Strict, TextList

OPERATIONS = (
    "keep", "drop", "drop_duplicates", "collapse", "join", "unpivot", "split_rows", "pivot",
    "derive", "fill_down",
)  # fmt: skip


class Reason(Strict):
    """Why rows leave, in both languages; shown with the counts and in the rejects."""

    zh: str
    en: str


def as_reason(value: Any) -> Any:
    return {"zh": value, "en": value} if isinstance(value, str) else value


def as_empty(value: Any) -> Any:
    """`drop_duplicates:` without anything under it means all defaults."""
    return {} if value is None else value


class DropDuplicates(Strict):
    """Rows equal in `by` (default: in every column of the file) are kept once."""

    by: TextList | None = None
    keep: Literal["first", "last"] = "first"


class Carry(Strict):
    """A value gathered over all rows of one key of an event log."""

    column: str
    take: Literal["first", "last", "min", "max", "count"]
    type: Literal["text", "number"] = "text"
    where: Condition | None = None


class Collapse(Strict):
    """One row per key: the last (or first) in the stated order."""

    key: TextList
    order: list[OrderTerm] = Field(min_length=1)
    keep: Literal["last", "first"] = "last"
    ties: Literal["file_order", "reject", "error"] = "file_order"
    carry: dict[str, Carry] = Field(default_factory=dict)


class Join(Strict):
    """Columns of a second file, found by equal keys; at most one partner unless `many: all`."""

    file: str
    on: dict[str, str] = Field(min_length=1)
    take: dict[str, str] = Field(default_factory=dict)
    match: Literal["exact", "folded", "number"] = "exact"
    orphans: Literal["keep", "reject", "drop", "error"] = "reject"
    many: Literal["error", "first", "reject", "all"] = "error"
    order: list[OrderTerm] = Field(default_factory=list)


class Unpivot(Strict):
    """Several columns of one row become several rows with a name and a value."""

    columns: TextList
    name: str = "name"
    value: str = "value"
    keep_blank: bool = False


class RowVariant(Strict):
    """One of the rows that a row is split into: constants, and columns under a common name."""

    set: dict[str, str] = Field(default_factory=dict)
    columns: dict[str, str] = Field(default_factory=dict)


class Pivot(Strict):
    """Several rows of one key become one row: the value goes to the column of its name."""

    key: TextList
    name: str
    value: str
    columns: dict[str, TextList]
    many: Literal["error", "reject", "first", "last"] = "error"
    unknown: Literal["reject", "drop", "error"] = "error"


class Step(Strict):
    """One operation on rows; `reason` and `record` say what is told about the rows that leave."""

    keep: Condition | None = None
    drop: Condition | None = None
    drop_duplicates: Annotated[DropDuplicates, BeforeValidator(as_empty)] | None = None
    collapse: Collapse | None = None
    join: Join | None = None
    unpivot: Unpivot | None = None
    split_rows: Annotated[list[RowVariant], Field(min_length=2)] | None = None
    pivot: Pivot | None = None
    derive: dict[str, MappedValue] | None = None
    fill_down: TextList | None = None
    reason: Annotated[Reason, BeforeValidator(as_reason)] | None = None
    record: Literal["count", "reject"] = "count"

    @model_validator(mode="before")
    @classmethod
    def _one_operation(cls, data: Any) -> Any:
        if isinstance(data, dict):
            if "drop_duplicates" in data and data["drop_duplicates"] is None:
                data = {**data, "drop_duplicates": {}}
            given = [key for key in OPERATIONS if key in data]
            if len(given) != 1:
                raise ValueError(
                    f"a step has exactly one of {', '.join(OPERATIONS)}; "
                    f"found {', '.join(given) or 'none'}"
                )
            if (
                data.get("record") == "reject"
                and given[0] in ("keep", "drop")
                and not data.get("reason")
            ):
                raise ValueError("rows kept as rejects need a `reason`")
        return data

    def references(self) -> list[str]:
        """Every column the step looks at, as written."""
        found: list[str] = list(self.fill_down or [])
        for condition in (self.keep, self.drop):
            found += condition.references() if condition else []
        if self.drop_duplicates:
            found += self.drop_duplicates.by or []
        if self.collapse:
            found += [*self.collapse.key, *(term.column for term in self.collapse.order)]
            found += [carry.column for carry in self.collapse.carry.values()]
        if self.join:
            found += list(self.join.on)
        if self.unpivot:
            found += self.unpivot.columns
        for variant in self.split_rows or []:
            found += variant.columns.values()
        if self.pivot:
            found += [*self.pivot.key, self.pivot.name, self.pivot.value]
        for value in (self.derive or {}).values():
            found += value.references()
        return found
