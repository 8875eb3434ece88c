"""The shape of a source, read from ingest/contracts/<source>.yml and checked loudly.

Everything else - row checks, raw tables, templates, reference pages - is derived from these
models. A wrong contract raises ContractError with the file and the place in it.
"""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import Literal, Self, TypeVar

import yaml
from pydantic import BaseModel, Field, ValidationError, model_validator

from ingest.contract_column import Bilingual, Column, Strict
from ingest.errors import ContractError
from ingest.folding import fold

Model = TypeVar("Model", bound=BaseModel)
CONTRACTS = Path(__file__).parent / "contracts"
DEFAULTS = Path(__file__).parent / "defaults.yml"

CLEARED = "cleared_columns"


class Partition(Strict):
    """What a corrected file replaces as a whole."""

    by: list[str]
    month_of: str | None = None


class Scale(Strict):
    """Which columns carry a row's rating scale, and the scale where they are blank."""

    min_column: str
    max_column: str
    default_min: float
    default_max: float


class Totals(Strict):
    """Rows that are sums, not data: `column` holds one of `values`."""

    column: str
    values: list[str]


class ExtraItems(Strict):
    """Slots for the items of other people's questionnaires, filled by mapping files."""

    prefix: str
    count: int = Field(ge=1, le=99)
    type: Literal["rating"]


class Defaults(Strict):
    """What holds for every source (ingest/defaults.yml)."""

    missing_texts: list[str]
    missing_numbers: list[float]
    true_texts: list[str]
    false_texts: list[str]
    clear_texts: list[str]
    date_order: Literal["dmy", "mdy"]
    max_reject_rate: float = Field(ge=0, le=1)
    max_shrink_rate: float = Field(ge=0, le=1)
    min_year: int
    max_year: int


class Contract(Strict):
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
    any_of: list[list[str]] = Field(default_factory=list)
    # pairs: where both are filled, the first must not be above the second
    ordered: list[tuple[str, str]] = Field(default_factory=list)
    columns: list[Column] = Field(min_length=1)
    extra_items: ExtraItems | None = None
    # the part of a project whose changes these rows tell; they go to the journal, not to staging
    journal_entity: str | None = None
    # the sheet's name in a workbook of several sources; settles headers that fit two of them
    sheet: Bilingual | None = None
    # headers that mean the first of these columns which has no header of its own
    weak_headers: dict[str, list[str]] = Field(default_factory=dict)
    # headers of two columns: a cell with a digit belongs to the first, another to the second
    shared_headers: dict[str, tuple[str, str]] = Field(default_factory=dict)
    missing_texts: list[str] | None = None
    missing_numbers: list[float] | None = None
    date_order: Literal["dmy", "mdy"] | None = None
    max_reject_rate: float | None = Field(default=None, ge=0, le=1)
    max_shrink_rate: float | None = Field(default=None, ge=0, le=1)

    @cached_property
    def all_columns(self) -> tuple[Column, ...]:
        """The contract's columns, its extra slots, the names of emptied cells; in raw order."""
        if self.journal_entity is not None:
            text = Bilingual(zh="写明清空的列", en="columns whose cells say that they are emptied")
            return (*self.columns, Column(name=CLEARED, type="text", description=text))
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
            if column.name != CLEARED
            for word in (column.name, *column.aliases)
        }

    @cached_property
    def weak_columns(self) -> dict[str, list[str]]:
        """Folded weak header -> its columns, the preferred one first."""
        return {fold(header): columns for header, columns in self.weak_headers.items()}

    @cached_property
    def shared_columns(self) -> dict[str, tuple[str, str]]:
        """Folded shared header -> the column of numbers, the column of words."""
        return {fold(header): columns for header, columns in self.shared_headers.items()}

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
        groups = (*self.weak_headers.values(), *self.shared_headers.values())
        named += [name for group in (*self.any_of, *self.ordered, *groups) for name in group]
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
        if strong := {*self.weak_columns, *self.shared_columns} & set(owner):
            raise ValueError(f"{', '.join(sorted(strong))} is an alias already")
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
