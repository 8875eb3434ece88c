"""Steps that change the shape of a table: wide to long, long to wide, derived columns."""

from __future__ import annotations

from ingest.folding import fold, fold_sql
from ingest.mapping.expressions import value_sql
from ingest.mapping.frame import Column, Frame, Statement, create, refuse_existing
from ingest.mapping.run import Run, problem_list_sql
from ingest.mapping.steps import Step
from ingest.mapping.yaml_text import MappingError
from ingest.tables import quote


def unpivot(run: Run, frame: Frame, step: Step) -> Frame:
    """Columns become rows of name and value; the other columns stay."""
    spec = step.unpivot
    assert spec is not None
    names = frame.resolve_many(spec.columns)
    rest = tuple(column for column in frame.columns if column.name not in names)
    remaining = Frame(frame.table, rest, frame.label)
    refuse_existing(remaining, [spec.name, spec.value], "unpivot")
    statement = Statement()
    header = {column.name: column.header or column.name for column in frame.columns}
    pairs = ", ".join(
        f"{{'name': {statement.bind(header[name])}, 'value': cast({quote(name)} as varchar)}}"
        for name in names
    )
    kept = "".join(f", {quote(column.name)}" for column in rest)
    table = create(
        run.con,
        "long",
        f"select _row, _sheet, _file{kept}, "
        f"pair.name as {quote(spec.name)}, pair.value as {quote(spec.value)} "
        f"from (select *, unnest([{pairs}]) as pair from {quote(frame.table)})"
        + ("" if spec.keep_blank else " where pair.value is not null"),
        statement,
    )
    return Frame(table, (*rest, Column(spec.name), Column(spec.value)), frame.label)


def split_rows(run: Run, frame: Frame, step: Step) -> Frame:
    """Every row becomes one row per variant: its constants, and its columns under common names."""
    variants = step.split_rows or []
    names = list(dict.fromkeys(name for v in variants for name in [*v.set, *v.columns]))
    refuse_existing(frame, names, "split_rows")
    statement = Statement()
    selects = []
    for variant in variants:
        items = []
        for name in names:
            if name in variant.set:
                items.append(f"{statement.bind(variant.set[name])} as {quote(name)}")
            elif name in variant.columns:
                items.append(f"{quote(frame.resolve(variant.columns[name]))} as {quote(name)}")
            else:
                items.append(f"cast(null as varchar) as {quote(name)}")
        selects.append(f"select *, {', '.join(items)} from {quote(frame.table)}")
    table = create(run.con, "split", " union all ".join(selects), statement)
    return Frame(table, (*frame.columns, *(Column(name) for name in names)), frame.label)


def pivot(run: Run, frame: Frame, step: Step) -> Frame:
    """Rows of one key become one row; columns that are equal within it may be part of `key`."""
    spec = step.pivot
    assert spec is not None
    keys = frame.resolve_many(spec.key)
    name, value = quote(frame.resolve(spec.name)), quote(frame.resolve(spec.value))
    every = [fold(text) for texts in spec.columns.values() for text in texts]
    statement = Statement()
    unknown = f"not coalesce(list_contains({statement.bind(every)}, {fold_sql(name)}), false)"
    if spec.unknown == "error":
        _refuse_unknown(run, frame, unknown, statement, name)
    else:
        frame = run.take_out(
            frame,
            unknown,
            statement,
            "unknown_item",
            step.reason,
            as_reject=spec.unknown == "reject",
        )
    frame = _one_answer(run, frame, keys, name, spec.many)
    statement = Statement()
    picked = ", ".join(
        f"first({value} order by _row) filter (where "
        f"list_contains({statement.bind([fold(text) for text in texts])}, {fold_sql(name)})) "
        f"as {quote(column)}"
        for column, texts in spec.columns.items()
    )
    listed = ", ".join(quote(key) for key in keys)
    table = create(
        run.con,
        "wide",
        "select min(_row) as _row, first(_sheet order by _row) as _sheet, "
        f"first(_file order by _row) as _file, {listed}, {picked} "
        f"from {quote(frame.table)} group by {listed}",
        statement,
    )
    rest = tuple(column for column in frame.columns if column.name in keys)
    return Frame(table, (*rest, *(Column(column) for column in spec.columns)), frame.label)


def _refuse_unknown(run: Run, frame: Frame, unknown: str, statement: Statement, name: str) -> None:
    rows = run.con.execute(
        f"select distinct {name} from {quote(frame.table)} where {unknown} limit 5",
        statement.values,
    ).fetchall()
    if rows:
        listed = ", ".join(repr(row[0]) for row in rows)
        raise MappingError(f"{frame.label}: names that pivot.columns does not list: {listed}")


def _one_answer(run: Run, frame: Frame, keys: list[str], name: str, many: str) -> Frame:
    direction = "desc" if many == "last" else "asc"
    group = ", ".join([*(quote(key) for key in keys), fold_sql(name)])
    marked = create(
        run.con,
        "answers",
        f"select *, row_number() over (partition by {group} order by _row {direction}) as _copy, "
        f"count(*) over (partition by {group}) as _copies from {quote(frame.table)}",
    )
    doubled = Frame(marked, frame.columns, frame.label)
    rows = run.con.execute(f"select count(*) from {quote(marked)} where _copy > 1").fetchall()
    if rows[0][0] and many == "error":
        raise MappingError(
            f"{frame.label}: {rows[0][0]} further answers of one key to one item. "
            "State many: first, last or reject, or drop_duplicates before"
        )
    where = "_copies > 1" if many == "reject" else "_copy > 1"
    return run.take_out(
        doubled, where, Statement(), "repeated_item", None, as_reject=many == "reject"
    )


def derive(run: Run, frame: Frame, step: Step) -> Frame:
    """New columns one after the other, each of which may use those before it."""
    for name, value in (step.derive or {}).items():
        refuse_existing(frame, [name], "derive")
        statement = Statement()
        compiled = value_sql(value, frame, statement, run.setting)
        problems = problem_list_sql([problem.condition for problem in compiled.problems])
        table = create(
            run.con,
            "derived",
            f"select *, {compiled.sql} as {quote(name)}, {problems} as _problems "
            f"from {quote(frame.table)}",
            statement,
        )
        frame = Frame(table, (*frame.columns, Column(name)), frame.label)
        shown = frame.resolve(value.column) if value.column else ""
        frame = run.take_out_problems(frame, [(shown or name, shown, p) for p in compiled.problems])
    return frame


def fill_down(run: Run, frame: Frame, step: Step) -> Frame:
    """A blank cell takes the value above it: merged cells, group headings written once."""
    names = frame.resolve_many(step.fill_down or [])
    filled = ", ".join(
        f"last_value({quote(name)} ignore nulls) over (partition by _sheet order by _row "
        f"rows between unbounded preceding and current row) as {quote(name)}"
        for name in names
    )
    table = create(run.con, "filled", f"select * replace ({filled}) from {quote(frame.table)}")
    return Frame(table, frame.columns, frame.label)
