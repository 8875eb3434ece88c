"""The shape of a source, read from ingest/contracts/<source>.yml and checked loudly.

Everything else - row checks, raw tables, templates, reference pages - is derived from these
models. A wrong contract raises ContractError with the file and the place in it.
"""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import Literal, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ingest.errors import ContractError
from ingest.folding import fold

Model = TypeVar("Model", bound=BaseModel)
CONTRACTS = Path(__file__).parent / "contracts"
DEFAULTS = Path(__file__).parent / "defaults.yml"

ColumnType = Literal[
    "text", "code", "category", "customer", "integer", "number", "rating", "rate",
    "boolean", "date", "month", "timestamp",
]  # fmt: skip
RAW_TYPES: dict[str, str] = {
    "text": "VARCHAR", "code": "VARCHAR", "category": "VARCHAR", "customer": "VARCHAR",
    "integer": "BIGINT", "number": "DOUBLE", "rating": "DOUBLE", "rate": "DOUBLE",
    "boolean": "BOOLEAN", "date": "DATE", "month": "DATE", "timestamp": "TIMESTAMP",
}  # fmt: skip


class _Strict(BaseModel):
    # cached_property needs no field; extra keys are typing errors in the YAML and must be heard
    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))


class Bilingual(_Strict):
    """A text for people, in both languages."""

    zh: str
    en: str


class Column(_Strict):
    """One column: its type and everything a cell is checked against.

    `since` is the contract version that brought it: older warehouses get the column added.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    type: ColumnType
    description: Bilingual
    required: bool = False
    since: int = Field(default=1, ge=1)
    default: str | int | float | bool | None = None
    min: float | None = None
    max: float | None = None
    codes: dict[str, list[str]] | None = None
    aliases: list[str] = []
    restricted: Literal["supervision"] | None = None

    @property
    def raw_type(self) -> str:
        return RAW_TYPES[self.type]

    @model_validator(mode="after")
    def _shape(self) -> Self:
        if (self.type == "category") != (self.codes is not None):
            raise ValueError(
                f"column {self.name}: `codes` belongs to type category, and only there"
            )
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"column {self.name}: min is above max")
        if self.codes is not None:
            seen: dict[str, str] = {}
            for code, words in self.codes.items():
                for word in [code, *words]:
                    if seen.setdefault(fold(word), code) != code:
                        raise ValueError(
                            f"column {self.name}: “{word}” stands for {code} and {seen[fold(word)]}"
                        )
            if self.default is not None and self.default not in self.codes:
                raise ValueError(f"column {self.name}: default {self.default} is no code")
        return self

    @cached_property
    def code_by_word(self) -> dict[str, str]:
        """Folded word -> code."""
        return {
            fold(word): code
            for code, words in (self.codes or {}).items()
            for word in [code, *words]
        }


class Partition(_Strict):
    """What a corrected file replaces as a whole."""

    by: list[str]
    month_of: str | None = None


class Scale(_Strict):
    """Which columns carry a row's rating scale, and the scale where they are blank."""

    min_column: str
    max_column: str
    default_min: float
    default_max: float


class Totals(_Strict):
    """Rows that are sums, not data: `column` holds one of `values`."""

    column: str
    values: list[str]


class ExtraItems(_Strict):
    """Slots for the items of other people's questionnaires, filled by mapping files."""

    prefix: str
    count: int = Field(ge=1, le=99)
    type: Literal["rating"]


class Defaults(_Strict):
    """What holds for every source (ingest/defaults.yml)."""

    missing_texts: list[str]
    missing_numbers: list[float]
    true_texts: list[str]
    false_texts: list[str]
    date_order: Literal["dmy", "mdy"]
    max_reject_rate: float = Field(ge=0, le=1)
    max_shrink_rate: float = Field(ge=0, le=1)
    min_year: int
    max_year: int


class Contract(_Strict):
    """One source. `all_columns` adds the extra slots; raw tables have exactly these columns."""

    source: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: int = Field(ge=1)
    title: Bilingual
    grain: str
    description: Bilingual
    replaces: Literal["rows", "partition"]
    partition: Partition | None = None
    key: list[str] | None = None
    anonymous: bool = False
    period_column: str | None = None
    scale: Scale | None = None
    totals: Totals | None = None
    # of each group at least one column must be filled
    any_of: list[list[str]] = []
    # pairs: where both are filled, the first must not be above the second
    ordered: list[tuple[str, str]] = []
    columns: list[Column] = Field(min_length=1)
    extra_items: ExtraItems | None = None
    missing_texts: list[str] | None = None
    missing_numbers: list[float] | None = None
    date_order: Literal["dmy", "mdy"] | None = None
    max_reject_rate: float | None = Field(default=None, ge=0, le=1)
    max_shrink_rate: float | None = Field(default=None, ge=0, le=1)

    @cached_property
    def all_columns(self) -> tuple[Column, ...]:
        """The contract's columns and its extra slots, in raw order."""
        if self.extra_items is None:
            return tuple(self.columns)
        text = Bilingual(zh="外部问卷题项", en="item of a foreign questionnaire")
        slots = (
            Column(name=f"{self.extra_items.prefix}{slot:02d}", type="rating", description=text)
            for slot in range(1, self.extra_items.count + 1)
        )
        return (*self.columns, *slots)

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        for column in self.all_columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.source} has no column {name}")

    @cached_property
    def column_by_alias(self) -> dict[str, str]:
        """Folded header text -> column name."""
        return {
            fold(word): column.name
            for column in self.all_columns
            for word in (column.name, *column.aliases)
        }

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = [column.name for column in self.all_columns]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"column {', '.join(sorted(twice))} is written twice")
        if (self.replaces == "partition") != (self.partition is not None):
            raise ValueError("`replaces: partition` needs `partition`, and only it does")
        if self.replaces == "rows" and not self.key:
            raise ValueError("`replaces: rows` needs a `key`")
        named = [*(self.key or []), *([self.period_column] if self.period_column else [])]
        if self.partition:
            named += [*self.partition.by, *filter(None, [self.partition.month_of])]
        if self.scale:
            named += [self.scale.min_column, self.scale.max_column]
        elif any(column.type == "rating" for column in self.all_columns):
            raise ValueError("rating columns need a `scale`")
        if self.totals:
            named.append(self.totals.column)
        named += [name for group in (*self.any_of, *self.ordered) for name in group]
        unknown = sorted(set(named) - set(names))
        if unknown:
            raise ValueError(f"no column named {', '.join(unknown)}")
        later = [column.name for column in self.columns if column.since > self.version]
        if later:
            raise ValueError(f"column {', '.join(later)} is younger than the contract's version")
        owner: dict[str, str] = {}
        for column in self.all_columns:
            for word in (column.name, *column.aliases):
                if owner.setdefault(fold(word), column.name) != column.name:
                    raise ValueError(f"alias “{word}” means {owner[fold(word)]} and {column.name}")
        return self


@cache
def load_defaults() -> Defaults:
    """Read ingest/defaults.yml; raises ContractError."""
    return _read(DEFAULTS, Defaults)


@cache
def load_contracts() -> dict[str, Contract]:
    """Every contract by source name, in alphabetical order; raises ContractError."""
    return {path.stem: _load(path) for path in sorted(CONTRACTS.glob("*.yml"))}


def load_contract(name: str) -> Contract:
    """One contract; raises ContractError when there is none of that name."""
    try:
        return load_contracts()[name]
    except KeyError:
        known = ", ".join(load_contracts())
        raise ContractError(f"There is no source “{name}”. Known sources: {known}.") from None


def read_contract(path: Path) -> Contract:
    """A contract from any file; raises ContractError with the place of the mistake."""
    return _load(path)


def _load(path: Path) -> Contract:
    contract = _read(path, Contract)
    if contract.source != path.stem:
        raise ContractError(f"{path}: `source: {contract.source}` must equal the file's name.")
    return contract


def _read(path: Path, model: type[Model]) -> Model:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ContractError(f"{path} cannot be read as YAML: {error}") from error
    try:
        return model.model_validate(content)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc']) or 'contract'}: {fault['msg']}"
            for fault in error.errors()
        )
        raise ContractError(f"{path} is no valid contract: {faults}") from error
