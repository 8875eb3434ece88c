"""Run a mapping over a file: other people's tables in, tables of our contracts out, as text."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.contract import load_contract
from ingest.mapping import joining, reshaping, selecting
from ingest.mapping.elements import Element, Expanded
from ingest.mapping.expressions import Problem, Setting, value_sql
from ingest.mapping.frame import SYSTEM_COLUMNS, Column, Frame, Statement, create
from ingest.mapping.model import Mapping, Table
from ingest.mapping.run import Note, Run, problem_list_sql
from ingest.mapping.sources import Files, Opened, joined_path
from ingest.mapping.steps import Step
from ingest.mapping.targets import targets
from ingest.mapping.values import Value
from ingest.mapping.yaml_text import MappingError
from ingest.tables import MappedTable, quote, row_count


@dataclass(frozen=True)
class Mapped(MappedTable):
    """One table of a source, made by a mapping: `_row`, `_sheet` and the contract columns.

    `rejects` is a temp table (run.REJECT_COLUMNS, unmasked) of the rows set aside with a reason;
    `rows_dropped` left with no more than a count. `path` is the file whose rows these are, `inputs`
    every file that was read. `findings` tell what the steps did, in both languages.
    """

    path: Path = Path()
    inputs: tuple[Path, ...] = ()
    rows_read: int = 0
    rows_dropped: int = 0
    rejects: str = ""
    findings: tuple[Note, ...] = ()
    elements: tuple[Element, ...] = ()


def mapping_sha256(mapping: Mapping, path: Path) -> str:
    """Fingerprint of the mapping and of the files it joins to `path`, for the ledger.

    With it "the same bytes again" is true of everything a load was made from. A joined file that
    is not there has no bytes; applying the mapping will say so.
    """
    digest = hashlib.sha256(mapping.path.read_bytes())
    for spec in mapping.files.values():
        joined = joined_path(mapping, spec, path)
        digest.update(joined.read_bytes() if joined.is_file() else b"")
    return digest.hexdigest()


def apply_mapping(
    con: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    path: Path,
    *,
    timezone: str = "Asia/Shanghai",
    only: str | None = None,
) -> list[Mapped]:
    """Make the mapping's tables, in its order, from the file given on the command line.

    `only` restricts the result to one source; `timezone` is the house's, for values that state
    their own. Raises MappingError with the line of the mapping file.
    """
    wanted = [(n, table) for n, table in enumerate(mapping.tables) if only in (None, table.source)]
    if not wanted:
        made = ", ".join(table.source for table in mapping.tables)
        raise MappingError(f"{mapping.path.name} makes {made}, not {only}")
    files = Files(con, mapping, path, lambda name: _prepared(con, mapping, files, name, timezone))
    return [_map_table(con, mapping, number, table, files, timezone) for number, table in wanted]


def _prepared(
    con: duckdb.DuckDBPyConnection, mapping: Mapping, files: Files, name: str, timezone: str
) -> Opened:
    """A file with its own steps done; what leaves there is not a row of any load."""
    opened = files.read(name)
    steps = mapping.files[name].steps if name in mapping.files else []
    run = Run(con, Setting(timezone, opened.decimal), files.frame, frozenset())
    frame = _run_steps(run, opened.frame, steps, mapping, ("files", name, "steps"))
    return opened.with_frame(frame)


def _map_table(
    con: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    number: int,
    table: Table,
    files: Files,
    timezone: str,
) -> Mapped:
    expanded, values = targets(mapping, number, table, load_contract(table.source))
    opened = files.opened(table.from_)
    base = opened.frame
    references = _referenced(table, expanded, values, base)
    run = Run(con, Setting(timezone, opened.decimal), files.frame, references)
    frame = _run_steps(run, base, table.steps, mapping, ("tables", number, "steps"))
    frame = _run_steps(run, frame, list(expanded.steps), mapping, ("tables", number, "element_set"))
    result = _make_columns(run, frame, values, mapping, number)
    return Mapped(
        source=table.source,
        name=result.table,
        columns=tuple(values),
        file_name=opened.path.name,
        sheet=opened.sheet,
        decimal_comma=opened.decimal == ",",
        labels={name: value.column for name, value in values.items() if value.column is not None},
        broken_rows=opened.broken_rows,
        notes=tuple(f"{note.rows:,} rows: {note.en}" for note in run.notes),
        path=opened.path,
        inputs=files.paths,
        rows_read=row_count(con, base.table),
        rows_dropped=run.dropped,
        rejects=run.rejects,
        findings=tuple(run.notes),
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


_OPERATIONS: dict[str, Callable[[Run, Frame, Step], Frame]] = {
    "keep": selecting.filter_rows,
    "drop": selecting.filter_rows,
    "drop_duplicates": selecting.drop_duplicates,
    "collapse": selecting.collapse,
    "join": joining.join,
    "unpivot": reshaping.unpivot,
    "split_rows": reshaping.split_rows,
    "pivot": reshaping.pivot,
    "derive": reshaping.derive,
    "fill_down": reshaping.fill_down,
}


def _run_step(run: Run, frame: Frame, step: Step) -> Frame:
    given = next(name for name in _OPERATIONS if getattr(step, name) is not None)
    return _OPERATIONS[given](run, frame, step)


def _make_columns(
    run: Run, frame: Frame, values: dict[str, Value], mapping: Mapping, number: int
) -> Frame:
    """The contract's columns; rows whose values cannot be made become rejects."""
    statement = Statement()
    items: list[str] = []
    problems: list[tuple[str, str, Problem]] = []
    for name, value in values.items():
        try:
            compiled = value_sql(value, frame, statement, run.setting)
            shown = frame.resolve(value.column) if value.column is not None else ""
        except MappingError as error:
            place = mapping.where("tables", number, "columns", name)
            raise MappingError(f"{place}: {error}") from error
        items.append(f"{compiled.sql} as {quote('target ' + name)}")
        problems += [(name, shown, problem) for problem in compiled.problems]
    listed = problem_list_sql([problem.condition for _, _, problem in problems])
    query = f"select *, {', '.join(items)}, {listed} as _problems from {quote(frame.table)}"
    try:
        made = create(run.con, "made", query, statement)
    except duckdb.Error as error:
        place = mapping.where("tables", number, "columns")
        raise MappingError(f"{place}: {str(error).splitlines()[0]}") from error
    good = run.take_out_problems(Frame(made, frame.columns, frame.label), problems)
    named = ", ".join(f"{quote('target ' + name)} as {quote(name)}" for name in values)
    table = create(run.con, "mapped", f"select _row, _sheet, {named} from {quote(good.table)}")
    return Frame(table, tuple(Column(name) for name in values), frame.label)
