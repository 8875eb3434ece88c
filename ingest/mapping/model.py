"""The typed form of a mapping file. docs/mapping.md is its reference."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    PrivateAttr,
    ValidationError,
    field_validator,
    model_validator,
)

from ingest.mapping.steps import Reason, Step, as_reason
from ingest.mapping.values import MappedValue, Strict, TextList, Value
from ingest.mapping.yaml_text import MappingError, YamlText, read_yaml_text

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


def check_code(text: str) -> str:
    if not CODE.fullmatch(text):
        raise ValueError(f"{text!r}: use lower-case letters, digits and _, beginning with a letter")
    return text


Code = Annotated[str, BeforeValidator(check_code)]


class Reading(Strict):
    """How a file is read; what is not said is detected."""

    encoding: str | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    decimal: Literal[".", ","] | None = None
    sheet: TextList | None = None
    header_row: Annotated[int, Field(ge=1, le=1000)] | None = None
    missing: TextList | None = None


class JoinedFile(Reading):
    """A second file beside the first one, joined to it or a table of its own."""

    path: str
    relative_to: Literal["data", "mapping"] = "data"
    steps: list[Step] = Field(default_factory=list)


class Item(Strict):
    """One item of a foreign questionnaire and where its answer stands."""

    code: Code
    name_zh: str
    name_en: str
    is_reversed: bool = False
    slot: Annotated[int, Field(ge=1)] | None = None
    column: str | None = None
    columns: dict[str, str] | None = None
    values: TextList | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Item:
        if sum(place is not None for place in (self.column, self.columns, self.values)) != 1:
            raise ValueError("an item has exactly one of column, columns, values")
        return self


class LongAnswers(Strict):
    """One answer per row: the column that names the item, the one that holds the answer."""

    name: str
    value: str
    per: Literal["row"] | list[str] = "row"
    many: Literal["error", "reject", "first", "last"] = "error"
    unknown: Literal["reject", "drop"] = "reject"


class ElementSet(Strict):
    """A foreign questionnaire: its items go to the extra_NN columns in the order given."""

    code: Code
    items: list[Item] = Field(min_length=1)
    variant_column: str = "instrument"
    long: LongAnswers | None = None
    answers: dict[str, Any] = Field(default_factory=dict)

    @field_validator("answers")
    @classmethod
    def _treatments(cls, answers: dict[str, Any]) -> dict[str, Any]:
        Value.model_validate({"column": "answer", **answers})
        return answers

    @model_validator(mode="after")
    def _one_shape(self) -> ElementSet:
        codes = [item.code for item in self.items]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"item codes used twice: {', '.join(twice)}")
        slots = [item.slot or position for position, item in enumerate(self.items, start=1)]
        if twice := sorted({str(slot) for slot in slots if slots.count(slot) > 1}):
            raise ValueError(f"slots used twice: {', '.join(twice)}")
        shapes = {("column", "columns", "values")[_shape(item)] for item in self.items}
        if len(shapes) > 1:
            raise ValueError(
                f"all items must say the same of column, columns, values; found {sorted(shapes)}"
            )
        if ("values" in shapes) != (self.long is not None):
            raise ValueError(
                "`long` (name, value) belongs to items with `values`, and the other way round"
            )
        variants = {tuple(item.columns) for item in self.items if item.columns is not None}
        if len(variants) > 1:
            raise ValueError(
                f"`columns` must name the same rows for every item; found {sorted(variants)}"
            )
        return self


def _shape(item: Item) -> int:
    return 0 if item.column is not None else 1 if item.columns is not None else 2


class Scale(Strict):
    """Lowest and highest point of the rating scale in this file."""

    min: float
    max: float

    @model_validator(mode="after")
    def _proper(self) -> Scale:
        if self.min >= self.max:
            raise ValueError("scale.min must be below scale.max")
        return self


class Table(Strict):
    """One table of a source's contract made from one file."""

    source: str
    from_: str = Field(default="main", alias="from")
    steps: list[Step] = Field(default_factory=list)
    columns: dict[str, MappedValue] = Field(default_factory=dict)
    scale: Scale | None = None
    element_set: ElementSet | None = None


class Mapping(Strict):
    """A whole mapping file."""

    mapping: Code
    description: Annotated[Reason, BeforeValidator(as_reason)] | None = None
    file: Reading = Reading()
    files: dict[str, JoinedFile] = Field(default_factory=dict)
    tables: list[Table] = Field(min_length=1)
    _text: YamlText | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _files_known(self) -> Mapping:
        if "main" in self.files:
            raise ValueError(
                "files: 'main' is the file given on the command line; choose another name"
            )
        known = ["main", *self.files]
        everywhere = [(table.from_, table.steps) for table in self.tables]
        for name, steps in everywhere + [("main", spec.steps) for spec in self.files.values()]:
            wanted = [name, *(step.join.file for step in steps if step.join)]
            for file_name in wanted:
                if file_name not in known:
                    raise ValueError(f"unknown file {file_name!r}; there are: {', '.join(known)}")
        return self

    @property
    def path(self) -> Path:
        """The mapping file itself."""
        return self._text.path if self._text else Path("mapping.yml")

    def where(self, *location: str | int) -> str:
        """File, line and key of a place in the mapping, for messages."""
        return self._text.where(location) if self._text else ".".join(map(str, location))


def load_mapping(path: Path) -> Mapping:
    """Read and check a mapping file. Raises MappingError naming file, line and key."""
    return build_mapping(read_yaml_text(path))


def build_mapping(text: YamlText) -> Mapping:
    """A mapping from YAML already read."""
    try:
        mapping = Mapping.model_validate(text.data)
    except ValidationError as error:
        problems = [_problem(text, item) for item in error.errors()]
        raise MappingError("\n".join(dict.fromkeys(problems))) from error
    mapping._text = text
    return mapping


def _problem(text: YamlText, error: Any) -> str:
    location = tuple(error["loc"])
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        message = f"unknown key {location[-1]!r}; {_allowed(location)}"
    elif error["type"] == "missing":
        message = f"the key {location[-1]!r} is missing"
    return f"{text.where(location)}: {message}"


def _allowed(location: tuple[str | int, ...]) -> str:
    """Keys allowed beside a misspelt one."""
    model: Any = Mapping
    for part in location[:-1]:
        model = _inner_model(model, part)
        if model is None:
            return "docs/mapping.md lists the keys"
    names = [field.alias or name for name, field in model.model_fields.items()]
    return f"allowed: {', '.join(names)}"


def _inner_model(model: Any, part: str | int) -> Any:
    if isinstance(part, int) or part not in {f.alias or n for n, f in model.model_fields.items()}:
        return model
    found = [f.annotation for n, f in model.model_fields.items() if part in (n, f.alias)]
    stack, seen = list(found), []
    while stack:
        candidate = stack.pop()
        if isinstance(candidate, type) and hasattr(candidate, "model_fields"):
            seen.append(candidate)
        stack.extend(getattr(candidate, "__args__", ()) or ())
    return seen[0] if seen else None
