"""Foreign questionnaires: items to extra_NN slots, and their names to raw._elements.

An `element_set` is shorthand: it becomes ordinary steps and columns, so that it can do nothing
that a mapping could not say at length.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from ingest.contract import Contract
from ingest.mapping.conditions import Condition
from ingest.mapping.model import ElementSet, Item
from ingest.mapping.run import standard_reason
from ingest.mapping.steps import Pivot, RowVariant, Step
from ingest.mapping.values import Value
from ingest.mapping.yaml_text import MappingError


@dataclass(frozen=True)
class Element:
    """One registered item: `element_id` is <set>.<code>, `slot` its extra column."""

    element_set: str
    element_id: str
    slot: str
    name_zh: str
    name_en: str
    sort_order: int
    is_reversed: bool


@dataclass(frozen=True)
class Expanded:
    """An element set as steps, column values and the elements to register."""

    steps: tuple[Step, ...]
    columns: dict[str, Value]
    elements: tuple[Element, ...]


def expand(spec: ElementSet, contract: Contract) -> Expanded:
    """Steps and columns for the shorthand. Raises MappingError where the contract has no room."""
    extra = contract.extra_items
    if extra is None:
        raise MappingError(
            f"{contract.source} takes no foreign items (no extra_items in its contract)"
        )
    numbers = [item.slot or position for position, item in enumerate(spec.items, start=1)]
    if max(numbers) > extra.count:
        raise MappingError(
            f"{max(numbers)} slots wanted, but {contract.source} has {extra.count} for foreign items"
        )
    slots = [f"{extra.prefix}{number:02d}" for number in numbers]
    elements = tuple(
        Element(
            spec.code,
            f"{spec.code}.{item.code}",
            slot,
            item.name_zh,
            item.name_en,
            number,
            item.is_reversed,
        )
        for number, item, slot in zip(numbers, spec.items, slots, strict=True)
    )
    columns = {"element_set": Value.model_validate({"constant": spec.code})}
    if spec.long is not None:
        steps, answers = _long(spec)
    elif spec.items[0].columns is not None:
        steps, answers = _paired(spec)
        columns[spec.variant_column] = Value(column=spec.variant_column)
    else:
        steps, answers = (), {item.code: {"column": item.column} for item in spec.items}
    for item, slot in zip(spec.items, slots, strict=True):
        origin = answers[item.code]
        if "cases" in origin:
            columns[slot] = Value.model_validate(origin)
        else:
            columns[slot] = Value.model_validate({**origin, **spec.answers})
    return Expanded(steps, columns, elements)


def _paired(spec: ElementSet) -> tuple[tuple[Step, ...], dict[str, dict[str, object]]]:
    """Pairs of columns: one row per variant, each item under one name."""
    variants = [
        RowVariant(
            set={spec.variant_column: variant},
            columns={_name(spec, item): (item.columns or {})[variant] for item in spec.items},
        )
        for variant in spec.items[0].columns or {}
    ]
    if len(variants) == 1:
        raise MappingError(
            f"element_set {spec.code}: `columns` with one variant; write `column` instead"
        )
    answers: dict[str, dict[str, object]] = {
        item.code: {"column": _name(spec, item)} for item in spec.items
    }
    return (Step(split_rows=variants),), answers


def _long(spec: ElementSet) -> tuple[tuple[Step, ...], dict[str, dict[str, object]]]:
    """One answer per row: kept as rows, or gathered per respondent."""
    long = spec.long
    assert long is not None
    if long.per != "row":
        gathered = Pivot(
            key=long.per,
            name=long.name,
            value=long.value,
            columns={_name(spec, item): item.values or [] for item in spec.items},
            many=long.many,
            unknown=long.unknown,
        )
        return (Step(pivot=gathered),), {
            item.code: {"column": _name(spec, item)} for item in spec.items
        }
    every = [text for item in spec.items for text in item.values or []]
    unknown = Step(
        drop=Condition({long.name: {"not_in": every}}),
        reason=standard_reason("unknown_item"),
        record="reject" if long.unknown != "drop" else "count",
    )
    answers: dict[str, dict[str, object]] = {
        item.code: {
            "cases": [
                {
                    "when": {long.name: {"in": item.values}},
                    "value": {"column": long.value, **spec.answers},
                }
            ]
        }
        for item in spec.items
    }
    return (unknown,), answers


def _name(spec: ElementSet, item: Item) -> str:
    return f"{spec.code}.{item.code}"


def register_elements(
    con: duckdb.DuckDBPyConnection, elements: tuple[Element, ...], mapping_sha256: str
) -> None:
    """Write the items to raw._elements, inside the caller's transaction.

    Raises MappingError if a slot of the set already carries another item: old answers would change
    their meaning. A new questionnaire needs a new `element_set.code`.
    """
    for element in elements:
        known = con.execute(
            "select element_id from raw._elements "
            "where element_set = ? and slot = ? and element_id <> ?",
            [element.element_set, element.slot, element.element_id],
        ).fetchall()
        if known:
            raise MappingError(
                f"element set {element.element_set!r}: {element.slot} already carries "
                f"{known[0][0]!r}, not {element.element_id!r}. Add items at the end only, "
                "or give the new questionnaire its own code"
            )
        con.execute(
            "delete from raw._elements where element_set = ? and element_id = ?",
            [element.element_set, element.element_id],
        )
        con.execute(
            "insert into raw._elements (element_set, element_id, slot, name_zh, name_en, "
            "sort_order, is_reversed, mapping_sha256) values (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                element.element_set,
                element.element_id,
                element.slot,
                element.name_zh,
                element.name_en,
                element.sort_order,
                element.is_reversed,
                mapping_sha256,
            ],
        )
