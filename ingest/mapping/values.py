"""The typed form of one value in a mapping file: where it comes from and what is done to it.

A value has exactly one origin (a column, a constant, a template …) and then any number of
treatments, applied in the order in which `Value` lists them. docs/mapping.md documents every key.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from ingest.folding import fold
from ingest.mapping.conditions import Condition

ORIGINS = ("column", "first_of", "constant", "template", "cases", "sequence", "sum_of")


class Strict(BaseModel):
    """Unknown keys are errors: a misspelt key must never be a silent no-op."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def as_list(value: Any) -> Any:
    """Allow `missing: "?"` where a list is meant."""
    return [value] if isinstance(value, str) else value


TextList = Annotated[list[str], BeforeValidator(as_list), Field(min_length=1)]


def check_regex(pattern: str) -> str:
    """DuckDB speaks RE2; Python's parser catches typing errors, RE2 rejects the rest on use."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return pattern


class Order(Strict):
    """One sort term; `type: date` needs `format` unless the text is ISO."""

    column: str
    type: Literal["text", "number", "date"] = "text"
    format: TextList | None = None
    direction: Literal["ascending", "descending"] = "ascending"


def as_order(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


OrderTerm = Annotated[Order, BeforeValidator(as_order)]


class Split(Strict):
    """Cut the text at a separator and take one part (1 = first, -1 = last)."""

    by: str = Field(min_length=1)
    take: int = 1


class Pad(Strict):
    """Restore leading characters that a spreadsheet has eaten."""

    length: int = Field(ge=1, le=64)
    with_: str = Field(default="0", alias="with", min_length=1, max_length=1)


class Rescale(Strict):
    """Linear change of scale: `from` becomes `to`; min above max turns the scale round."""

    from_: tuple[float, float] = Field(alias="from")
    to: tuple[float, float]

    @model_validator(mode="after")
    def _proper(self) -> Rescale:
        if self.from_[0] == self.from_[1]:
            raise ValueError("rescale.from: minimum and maximum are equal")
        return self


class Plus(Strict):
    """Add a duration held in another column to a date and time."""

    column: str
    unit: Literal["seconds", "minutes", "hours", "days"]


class Bin(Strict):
    """Numbers below the limit become `value`; the last bin of a list has no limit."""

    below: float | None = None
    value: str


class Sequence(Strict):
    """Running number 1, 2, 3 … within each group, in the stated order and then in file order."""

    by: TextList | None = None
    order: list[OrderTerm] = Field(default_factory=list)


class Case(Strict):
    """`value` where `when` holds; the first case that holds wins."""

    when: Condition
    value: MappedValue


class Value(Strict):
    """One value: an origin, then treatments in this order."""

    # origins, exactly one
    column: str | None = None
    first_of: TextList | None = None
    constant: str | None = None
    template: str | None = None
    cases: list[Case] | None = None
    sequence: Sequence | None = None
    sum_of: TextList | None = None
    # treatments of text
    missing: TextList | None = None
    split: Split | None = None
    extract: Annotated[str, BeforeValidator(check_regex)] | None = None
    replace: dict[str, str | None] | None = None
    letters: Literal["lower", "upper"] | None = None
    pad: Pad | None = None
    translate: dict[str, str | None] | None = None
    otherwise: Literal["keep", "missing", "reject"] = "keep"
    # treatments of dates
    format: TextList | None = None
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    timezone: str | None = None
    plus: Plus | None = None
    part: Literal["date", "time", "year", "month", "day", "hour", "weekday"] | None = None
    # treatments of numbers
    multiply: float | None = None
    add: float | None = None
    rescale: Rescale | None = None
    bins: Annotated[list[Bin], Field(min_length=1)] | None = None
    # last
    when: Condition | None = None
    default: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_origin(cls, data: Any) -> Any:
        if isinstance(data, dict):
            given = [key for key in ORIGINS if key in data]
            if len(given) != 1:
                raise ValueError(
                    f"needs exactly one of {', '.join(ORIGINS)}; found {', '.join(given) or 'none'}"
                )
        return data

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, zone: str | None) -> str | None:
        if zone is not None:
            try:
                ZoneInfo(zone)
            except (ZoneInfoNotFoundError, ValueError) as error:
                raise ValueError(f"{zone!r} is not a time zone such as Europe/Paris") from error
        return zone

    @field_validator("translate")
    @classmethod
    def _unambiguous(cls, codes: dict[str, str | None] | None) -> dict[str, str | None] | None:
        meant: dict[str, str | None] = {}
        for source, target in (codes or {}).items():
            if meant.setdefault(fold(source), target) != target:
                raise ValueError(f"{source!r} (case and blanks aside) is translated in two ways")
        return codes

    @field_validator("bins")
    @classmethod
    def _rising(cls, bins: list[Bin] | None) -> list[Bin] | None:
        limits = [item.below for item in bins or []]
        if any(limit is None for limit in limits[:-1]):
            raise ValueError("only the last bin may be without `below`")
        known = [limit for limit in limits if limit is not None]
        if known != sorted(set(known)):
            raise ValueError("`below` must rise from bin to bin")
        return bins

    def references(self) -> list[str]:
        """Every column this value looks at, as written in the mapping file."""
        found = [*(self.first_of or []), *(self.sum_of or [])]
        found += [self.column] if self.column is not None else []
        found += template_columns(self.template) if self.template is not None else []
        found += [self.plus.column] if self.plus else []
        if self.sequence:
            found += [*(self.sequence.by or []), *(term.column for term in self.sequence.order)]
        for case in self.cases or []:
            found += [*case.when.references(), *case.value.references()]
        return found + (self.when.references() if self.when else [])


def as_value(value: Any) -> Any:
    """A bare text is a column name."""
    return {"column": value} if isinstance(value, str) else value


MappedValue = Annotated[Value, BeforeValidator(as_value)]
Case.model_rebuild()
Value.model_rebuild()

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


def template_columns(template: str) -> list[str]:
    """Column names between braces in a template."""
    return _PLACEHOLDER.findall(template)


def template_parts(template: str) -> list[tuple[str, bool]]:
    """Pieces of a template in order: (text, False) is literal, (column, True) a placeholder."""
    parts: list[tuple[str, bool]] = []
    position = 0
    for match in _PLACEHOLDER.finditer(template):
        if match.start() > position:
            parts.append((template[position : match.start()], False))
        parts.append((match.group(1), True))
        position = match.end()
    if position < len(template):
        parts.append((template[position:], False))
    return parts
