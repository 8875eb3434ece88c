"""One column of a contract: its type, its words, and everything a cell is checked against."""

from __future__ import annotations

from functools import cached_property
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ingest.folding import fold
from ingest.place_names import place_codes

ColumnType = Literal[
    "text", "code", "category", "customer", "integer", "number", "rating", "rate", "percent",
    "boolean", "date", "month", "timestamp",
]  # fmt: skip
RAW_TYPES: dict[str, str] = {
    "text": "VARCHAR", "code": "VARCHAR", "category": "VARCHAR", "customer": "VARCHAR",
    "integer": "BIGINT", "number": "DOUBLE", "rating": "DOUBLE", "rate": "DOUBLE", "percent": "DOUBLE",
    "boolean": "BOOLEAN", "date": "DATE", "month": "DATE", "timestamp": "TIMESTAMP",
}  # fmt: skip


class Strict(BaseModel):
    # cached_property needs no field; extra keys are typing errors in the YAML and must be heard
    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))


class Bilingual(Strict):
    """A text for people, in both languages."""

    zh: str
    en: str


class Column(Strict):
    """One column: its type and everything a cell is checked against.

    `codes` is a closed list; `words` are spellings of values where others stay as they are written
    (a department's name for its code). `units` are the only units a header may name in brackets.
    `numbering`: a running number, whatever stands around it (M-03, 第3条) is left away.
    `names_from`: places may be named instead of coded.
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
    words: dict[str | int, list[str]] | None = None
    units: list[str] | None = None
    numbering: bool = False
    names_from: Literal["geo_cities", "geo_provinces"] | None = None
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
        if self.words is not None and self.type not in ("code", "integer", "percent"):
            raise ValueError(f"column {self.name}: `words` belongs to a code or a number")
        if self.names_from and self.type != "code":
            raise ValueError(f"column {self.name}: `names_from` belongs to type code")
        if self.numbering and self.type != "integer":
            raise ValueError(f"column {self.name}: `numbering` belongs to type integer")
        seen: dict[str, str] = {}
        for code, spellings in self._spellings.items():
            for word in spellings:
                if seen.setdefault(fold(word), code) != code:
                    raise ValueError(
                        f"column {self.name}: “{word}” stands for {code} and {seen[fold(word)]}"
                    )
        if self.codes is not None and self.default is not None and self.default not in self.codes:
            raise ValueError(f"column {self.name}: default {self.default} is no code")
        return self

    @property
    def _spellings(self) -> dict[str, list[str]]:
        """Value -> everything that stands for it."""
        listed = self.codes if self.codes is not None else self.words or {}
        return {str(code): [str(code), *words] for code, words in listed.items()}

    @cached_property
    def code_by_word(self) -> dict[str, str]:
        """Folded word -> code, of `codes` or `words`, and of places."""
        places = place_codes(self.names_from) if self.names_from else {}
        own = {fold(word): code for code, words in self._spellings.items() for word in words}
        return places | own
