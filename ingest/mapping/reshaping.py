"""Steps that change the shape of a table: joins, wide to long, long to wide, derived columns."""

from __future__ import annotations

from ingest.folding import fold, fold_sql
from ingest.mapping.expressions import number_sql, order_sql, value_sql
from ingest.mapping.frame import Column, Frame, Statement, create
from ingest.mapping.run import Run, problem_list_sql
from ingest.mapping.steps import Join, Step
from ingest.mapping.values import MappedValue
from ingest.mapping.yaml_text import MappingError
from ingest.tables import quote

_MATCH = {"exact": "{0}", "folded": fold_sql("{0}"), "number": number_sql("{0}")}


def join(run: Run, frame: Frame, step: Step) -> Frame:
    """Add columns of a second file. What happens without a partner, or with several, is stated, not guessed."""
    spec = step.join
    assert spec is not None
    other = run.files(spec.file)
    partners = _partners(run, frame, other, spec)
    if spec.many == "error":
        _refuse_many(run, partners, other, spec)
    elif spec.many == "reject":
        frame = run.take_out(
            frame,
            _matches(frame, partners, spec, "_partner > 1"),
            Statement(),
            "ambiguous",
            None,
            as_reject=True,
        )
    orphan = f"not {_matches(frame, partners, spec, 'true')}"
    if spec.orphans in ("reject", "drop"):
        frame = run.take_out(
            frame, orphan, Statement(), "orphan", step.reason, as_reject=spec.orphans == "reject"
        )
    else:
        _tell_orphans(run, frame, orphan, other, spec)
    _refuse_existing(frame, list(spec.take), "join.take")
    added = "".join(f", partner.{quote(name)}" for name in spec.take)
    one = "" if spec.many == "all" else " and partner._partner = 1"
    table = create(
        run.con,
        "joined",
        f"select base.*{added} from {quote(frame.table)} as base left join {quote(partners)} as partner "
        f"on {_on(frame, spec)}{one}",
    )
    return Frame(table, (*frame.columns, *(Column(name) for name in spec.take)), frame.label)


def _partners(run: Run, frame: Frame, other: Frame, spec: Join) -> str:
    statement = Statement()
    keys = [_match(quote(other.resolve(reference)), spec) for reference in spec.on.values()]
    named = ", ".join(f"{key} as _key{n}" for n, key in enumerate(keys))
    taken = "".join(
        f", {quote(other.resolve(ref))} as {quote(name)}" for name, ref in spec.take.items()
    )
    order = ", ".join([*order_sql(spec.order, other, statement), "_row"])
    return create(
        run.con,
        "partners",
        f"select {named}{taken}, row_number() over (partition by {', '.join(keys)} order by {order}) as _partner "
        f"from {quote(other.table)} where {' and '.join(f'{key} is not null' for key in keys)}",
        statement,
    )


def _match(column: str, spec: Join) -> str:
    return _MATCH[spec.match].replace("{0}", f"cast({column} as varchar)")


def _on(frame: Frame, spec: Join) -> str:
    return " and ".join(
        f"{_match('base.' + quote(frame.resolve(reference)), spec)} = partner._key{n}"
        for n, reference in enumerate(spec.on)
    )


def _matches(frame: Frame, partners: str, spec: Join, condition: str) -> str:
    table = quote(frame.table)
    on = " and ".join(
        f"{_match(table + '.' + quote(frame.resolve(reference)), spec)} = partner._key{n}"
        for n, reference in enumerate(spec.on)
    )
    return f"exists (from {quote(partners)} as partner where {on} and {condition})"


def _refuse_many(run: Run, partners: str, other: Frame, spec: Join) -> None:
    rows = run.con.execute(f"select count(*) from {quote(partners)} where _partner = 2").fetchall()
    if rows[0][0]:
        raise MappingError(
            f"join with {other.label}: {rows[0][0]} keys ({', '.join(spec.on.values())}) occur more than once there. "
            "State many: first (with order), reject or all, or clean the file in files.<name>.steps"
        )


def _tell_orphans(run: Run, frame: Frame, orphan: str, other: Frame, spec: Join) -> None:
    rows = run.con.execute(f"select count(*) from {quote(frame.table)} where {orphan}").fetchall()
    found = int(rows[0][0])
    if found and spec.orphans == "error":
        raise MappingError(
            f"{found} rows of {frame.label} have no partner in {other.label} (orphans: error)"
        )
    run.note(
        "orphan_kept",
        found,
        f"在 {other.label} 中无对应记录，已保留",
        f"kept without a partner in {other.label}",
    )


def unpivot(run: Run, frame: Frame, step: Step) -> Frame:
    """Columns become rows of name and value; the other columns stay."""
    spec = step.unpivot
    assert spec is not None
    names = frame.resolve_many(spec.columns)
    rest = tuple(column for column in frame.columns if column.name not in names)
    remaining = Frame(frame.table, rest, frame.label)
    _refuse_existing(remaining, [spec.name, spec.value], "unpivot")
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
        f"select _row, _sheet, _file{kept}, pair.name as {quote(spec.name)}, pair.value as {quote(spec.value)} "
        f"from (select *, unnest([{pairs}]) as pair from {quote(frame.table)})"
        + ("" if spec.keep_blank else " where pair.value is not null"),
        statement,
    )
    return Frame(table, (*rest, Column(spec.name), Column(spec.value)), frame.label)


def split_rows(run: Run, frame: Frame, step: Step) -> Frame:
    """Every row becomes one row per variant, with the variant's constants and its columns under common names."""
    variants = step.split_rows or []
    names = list(dict.fromkeys(name for v in variants for name in [*v.set, *v.columns]))
    _refuse_existing(frame, names, "split_rows")
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
    """Rows of one key become one row; columns that are equal within the key may be part of `key`."""
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
        f"first({value} order by _row) filter (where list_contains({statement.bind([fold(t) for t in texts])}, "
        f"{fold_sql(name)})) as {quote(column)}"
        for column, texts in spec.columns.items()
    )
    listed = ", ".join(quote(key) for key in keys)
    table = create(
        run.con,
        "wide",
        f"select min(_row) as _row, first(_sheet order by _row) as _sheet, first(_file order by _row) as _file, "
        f"{listed}, {picked} from {quote(frame.table)} group by {listed}",
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
            "State many: first, last or reject, or take exact duplicates out before (drop_duplicates)"
        )
    where = "_copies > 1" if many == "reject" else "_copy > 1"
    return run.take_out(
        doubled, where, Statement(), "repeated_item", None, as_reject=many == "reject"
    )


def derive(run: Run, frame: Frame, values: dict[str, MappedValue]) -> Frame:
    """New columns one after the other, each of which may use those before it."""
    for name, value in values.items():
        _refuse_existing(frame, [name], "derive")
        statement = Statement()
        compiled = value_sql(value, frame, statement, run.setting)
        problems = problem_list_sql([problem.condition for problem in compiled.problems])
        table = create(
            run.con,
            "derived",
            f"select *, {compiled.sql} as {quote(name)}, {problems} as _problems from {quote(frame.table)}",
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


def _refuse_existing(frame: Frame, names: list[str], place: str) -> None:
    for name in names:
        if any(fold(column.name) == fold(name) for column in frame.columns):
            raise MappingError(
                f"{place}: a column {name!r} exists already in {frame.label}; choose another name"
            )
