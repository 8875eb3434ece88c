"""What a load of project workbooks says, row by row, in the words of the journal.

A blank cell says nothing. A cell that was emptied on purpose (“清空”) says that nothing stands. Who
says it is whoever the row names as its reporter, else the file.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from ingest.contract import CLEARED, Contract, load_contracts
from ingest.tables import quote
from warehouse.journal.event import Value
from warehouse.projects.entities import ENTITIES, entity_id
from warehouse.projects.fields import Field, canonical

REPORTED_BY = "reported_by"
# a workbook's rows get their event ids from what was said where, so that a warehouse built anew
# says them under the same ids; the number is arbitrary and must never change
NAMESPACE = uuid.UUID("5a0d7d52-4f0e-5b0e-9d55-2f6d5a1b9c11")
MAX_ACTOR = 120
LIVE = ("passed", "accepted")


@dataclass(frozen=True)
class WorkbookLoad:
    """A load whose gate let it through, of a source that goes to the journal."""

    load_id: int
    source: str
    file_name: str
    sha256: str


@dataclass(frozen=True)
class Statement:
    """One row: what it says (`said`: field -> value, None = emptied) of which entity, and where."""

    load: WorkbookLoad
    entity_type: str
    entity_id: str
    project_id: str | None
    said: dict[str, Value]
    actor: str
    source_ref: str
    event_id: str

    @property
    def key(self) -> tuple[str, str]:
        return (self.entity_type, self.entity_id)


def journal_contracts() -> dict[str, Contract]:
    """Source -> contract of the sources that go to the journal: projects first, then their parts."""
    ranks = {entity: rank for rank, entity in enumerate(ENTITIES)}
    found = [contract for contract in load_contracts().values() if contract.journal_entity]
    found.sort(key=lambda contract: ranks[str(contract.journal_entity)])
    return {contract.source: contract for contract in found}


def workbook_loads(con: duckdb.DuckDBPyConnection) -> list[WorkbookLoad]:
    """All loads that passed (or were accepted), oldest first; within a file, projects first."""
    ranks = {source: rank for rank, source in enumerate(journal_contracts())}
    rows = con.execute(
        "select load_id, source, file_name, sha256 from raw._loads"
        f" where status in {LIVE} and list_contains(?, source) order by load_id",
        [list(ranks)],
    ).fetchall()
    loads = [WorkbookLoad(*row) for row in rows]
    # the same bytes loaded again say what they said the first time, no more
    first = {load.sha256: load.load_id for load in reversed(loads)}
    return sorted(loads, key=lambda load: (first[load.sha256], ranks[load.source], load.load_id))


def statements(con: duckdb.DuckDBPyConnection, load: WorkbookLoad) -> list[Statement]:
    """The rows of a load, in the file's order."""
    contract = journal_contracts()[load.source]
    names = [column.name for column in contract.all_columns]
    listed = ", ".join(quote(name) for name in names)
    rows = con.execute(
        f"select {listed}, _sheet, _row from raw.{load.source} where _load_id = ?"
        " order by _part, _row",
        [load.load_id],
    ).fetchall()
    return [
        _statement(contract, load, dict(zip([*names, "_sheet", "_row"], row, strict=True)))
        for row in rows
    ]


def _statement(contract: Contract, load: WorkbookLoad, row: Mapping[str, object]) -> Statement:
    entity_type = str(contract.journal_entity)
    entity = ENTITIES[entity_type]
    identity = entity_id(entity_type, {name: row[name] for name in entity.keys})
    emptied = str(row[CLEARED] or "").split(",")
    said = {
        name: None if name in emptied else value
        for name, field in entity.fields.items()
        if name in row and ((value := _kept(field, row[name])) is not None or name in emptied)
    }
    place = [load.file_name, *([str(row["_sheet"])] if row["_sheet"] else []), f"row {row['_row']}"]
    project = row.get("project_code")
    return Statement(
        load=load,
        entity_type=entity_type,
        entity_id=identity,
        project_id=None if project is None else str(project),
        said=said,
        actor=str(row[REPORTED_BY] or load.file_name)[:MAX_ACTOR],
        source_ref=", ".join(place),
        event_id=str(uuid.uuid5(NAMESPACE, f"{load.sha256}|{load.source}|{identity}")),
    )


def _kept(field: Field, value: object) -> Value:
    if field.kind == "rate_percent" and isinstance(value, float):
        value = round(value)  # 1/3 in a spreadsheet is 33 %: screens know whole per cents
    if isinstance(value, date):
        value = value.isoformat()
    return canonical(field, value)
