"""Run a mapping over a file: other people's tables in, tables of our contracts out, still as text."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.contract import load_contract
from ingest.mapping import reshaping, selecting
from ingest.mapping.elements import Element, Expanded
from ingest.mapping.expressions import Problem, Setting, value_sql
from ingest.mapping.frame import SYSTEM_COLUMNS, Column, Frame, Statement, create
from ingest.mapping.model import JoinedFile, Mapping, Reading, Table
from ingest.mapping.run import Note, Run, problem_list_sql
from ingest.mapping.sources import base_frame, joined_path, open_reading
from ingest.mapping.steps import Step
from ingest.mapping.targets import targets
from ingest.mapping.values import Value
from ingest.mapping.yaml_text import MappingError
from ingest.tables import quote, row_count


@dataclass(frozen=True)
class Mapped:
    """One table of a source, made by a mapping.

    `table` is a temp table: `_row`, `_sheet` and `columns` (contract columns, VARCHAR). `rejects` is a temp
    table of REJECT_COLUMNS with the rows set aside; `rows_dropped` left with no more than a count.
    """

    source: str
    table: str
    columns: tuple[str, ...]
    labels: dict[str, str]
    file_name: str
    rows_read: int
    rows_dropped: int
    rejects: str
    notes: tuple[Note, ...]
    elements: tuple[Element, ...]


def mapping_sha256(mapping: Mapping) -> str:
    """Fingerprint of the mapping file, for the ledger."""
    return hashlib.sha256(mapping.path.read_bytes()).hexdigest()


def apply_mapping(
    con: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    path: Path,
    *,
    timezone: str = "Asia/Shanghai",
    only: str | None = None,
) -> list[Mapped]:
    """Map the tables of one file to the sources of the mapping, in its order.

    `path` is the file given on the command line. `only` restricts the result to one source. Raises MappingError with the line of the mapping file.
    """
    frames: dict[str, Frame] = {}
    readings: dict[str, Reading] = {"main": mapping.file, **mapping.files}

    def frame_of(name: str) -> Frame:
        if name not in frames:
            spec = readings[name]
            file = joined_path(mapping, spec, name, path) if isinstance(spec, JoinedFile) else path
            opened = open_reading(con, file, spec)
            frame = base_frame(
                con,
                opened,
                spec,
                mapping.where("files", name) if name != "main" else mapping.path.name,
            )
            if isinstance(spec, JoinedFile):
                # steps of a joined file only prepare it; what leaves there is not a row of this load
                run = Run(con, Setting(timezone, spec.decimal or "."), frame_of, frozenset())
                frame = _run_steps(run, frame, spec.steps, mapping, ("files", name, "steps"))
            frames[name] = frame
        return frames[name]

    wanted = [(n, table) for n, table in enumerate(mapping.tables) if only in (None, table.source)]
    if not wanted:
        made = ", ".join(table.source for table in mapping.tables)
        raise MappingError(f"{mapping.path.name} makes {made}, not {only}")
    return [
        _map_table(
            con,
            mapping,
            number,
            table,
            frame_of,
            Setting(timezone, readings[table.from_].decimal or "."),
        )
        for number, table in wanted
    ]


def _map_table(
    con: duckdb.DuckDBPyConnection, mapping: Mapping, number: int, table: Table,
    frame_of: Callable[[str], Frame], setting: Setting,
) -> Mapped:  # fmt: skip
    contract = load_contract(table.source)
    expanded, values = targets(mapping, number, table, contract)
    base = frame_of(table.from_)
    run = Run(con, setting, frame_of, _referenced(table, expanded, values, base))
    frame = _run_steps(run, base, table.steps, mapping, ("tables", number, "steps"))
    frame = _run_steps(run, frame, list(expanded.steps), mapping, ("tables", number, "element_set"))
    result = _columns(run, frame, values, mapping, number)
    return Mapped(
        source=table.source,
        table=result.table,
        columns=tuple(values),
        labels={name: value.column for name, value in values.items() if value.column is not None},
        file_name=base.label,
        rows_read=row_count(con, base.table),
        rows_dropped=run.dropped,
        rejects=run.rejects,
        notes=tuple(run.notes),
        elements=expanded.elements,
    )


def _referenced(
    table: Table, expanded: Expanded, values: dict[str, Value], base: Frame
) -> frozenset[str]:
    found: list[str] = []
    for step in [*table.steps, *expanded.steps]:
        found += step.references()
    for value in values.values():
        found += value.references()
    names = {name for ref in found if base.has(ref) for name in base.resolve_many([ref])}
    return frozenset(names - set(SYSTEM_COLUMNS))


def _run_steps(
    run: Run, frame: Frame, steps: list[Step], mapping: Mapping, at: tuple[str | int, ...]
) -> Frame:
    for number, step in enumerate(steps):
        try:
            frame = _run_step(run, frame, step)
        except (MappingError, duckdb.Error) as error:
            raise MappingError(f"{mapping.where(*at, number)}: {error}") from error
    return frame


def _run_step(run: Run, frame: Frame, step: Step) -> Frame:
    if step.keep is not None or step.drop is not None:
        return selecting.filter_rows(run, frame, step)
    if step.derive is not None:
        return reshaping.derive(run, frame, step.derive)
    operations = {
        "drop_duplicates": selecting.drop_duplicates, "collapse": selecting.collapse, "join": reshaping.join,
        "unpivot": reshaping.unpivot, "split_rows": reshaping.split_rows, "pivot": reshaping.pivot,
        "fill_down": reshaping.fill_down,
    }  # fmt: skip
    for name, operation in operations.items():
        if getattr(step, name) is not None:
            return operation(run, frame, step)
    raise AssertionError("a step without an operation passed validation")


def _columns(
    run: Run, frame: Frame, values: dict[str, Value], mapping: Mapping, number: int
) -> Frame:
    """The contract's columns; rows whose values cannot be made become rejects."""
    statement = Statement()
    items: list[str] = []
    problems: list[tuple[str, str, Problem]] = []
    for name, value in values.items():
        try:
            compiled = value_sql(value, frame, statement, run.setting)
        except MappingError as error:
            place = mapping.where("tables", number, "columns", name)
            raise MappingError(f"{place}: {error}") from error
        items.append(f"{compiled.sql} as {quote('target ' + name)}")
        shown = frame.resolve(value.column) if value.column is not None else ""
        problems += [(name, shown, problem) for problem in compiled.problems]
    listed = problem_list_sql([problem.condition for _, _, problem in problems])
    made = create(
        run.con,
        "made",
        f"select *, {', '.join(items)}, {listed} as _problems from {quote(frame.table)}",
        statement,
    )
    good = run.take_out_problems(Frame(made, frame.columns, frame.label), problems)
    named = ", ".join(f"{quote('target ' + name)} as {quote(name)}" for name in values)
    table = create(run.con, "mapped", f"select _row, _sheet, {named} from {quote(good.table)}")
    return Frame(table, tuple(Column(name) for name in values), frame.label)
