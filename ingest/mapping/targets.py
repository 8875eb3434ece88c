"""What a mapping makes, checked against the contract before any data is read."""

from __future__ import annotations

import difflib

from ingest.contract import Contract, load_contracts
from ingest.mapping.elements import Expanded, expand
from ingest.mapping.model import Mapping, Table
from ingest.mapping.values import Value
from ingest.mapping.yaml_text import MappingError


def check_against_contracts(mapping: Mapping) -> None:
    """Everything that can be wrong without a data file: sources, column names, required columns."""
    for number, table in enumerate(mapping.tables):
        known = load_contracts()
        if table.source not in known:
            raise MappingError(
                f"{mapping.where('tables', number, 'source')}: no source {table.source!r}; "
                f"there are: {', '.join(known)}"
            )
        targets(mapping, number, table, known[table.source])


def targets(
    mapping: Mapping, number: int, table: Table, contract: Contract
) -> tuple[Expanded, dict[str, Value]]:
    """All contract columns of a table with their values, the element set written out."""
    at = ("tables", number)
    try:
        expanded = (
            expand(table.element_set, contract) if table.element_set else Expanded((), {}, ())
        )
    except MappingError as error:
        raise MappingError(f"{mapping.where(*at, 'element_set')}: {error}") from error
    values = {**expanded.columns, **table.columns}
    if table.scale:
        if contract.scale is None:
            raise MappingError(
                f"{mapping.where(*at, 'scale')}: {contract.source} has no rating scale"
            )
        for name, point in (
            (contract.scale.min_column, table.scale.min),
            (contract.scale.max_column, table.scale.max),
        ):
            values[name] = Value(constant=f"{point:g}")
    known = [column.name for column in contract.all_columns]
    for name in values:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=2, cutoff=0.6)
            hint = f"; did you mean {' or '.join(close)}?" if close else ""
            allowed = ", ".join(column.name for column in contract.columns)
            raise MappingError(
                f"{mapping.where(*at, 'columns', name)}: {contract.source} has no column "
                f"{name!r}{hint} Allowed: {allowed}"
            )
    lacking = [
        c.name
        for c in contract.columns
        if c.required and c.default is None and c.name not in values
    ]
    if lacking:
        raise MappingError(
            f"{mapping.where(*at, 'columns')}: {contract.source} requires "
            f"{', '.join(lacking)}; map them or give a constant"
        )
    return expanded, values
