"""Steps that choose rows: filters, exact duplicates, an event log reduced to its last states."""

from __future__ import annotations

from ingest.mapping.expressions import number_sql, number_text, order_sql
from ingest.mapping.frame import Column, Frame, Statement, create
from ingest.mapping.run import Run, standard_reason
from ingest.mapping.steps import Carry, Collapse, Step
from ingest.mapping.where import condition_sql
from ingest.mapping.yaml_text import MappingError
from ingest.tables import quote, row_count

_KEYLESS = "case when coalesce({0}) is null then _row end"


def filter_rows(run: Run, frame: Frame, step: Step) -> Frame:
    """`keep` and `drop`."""
    statement = Statement()
    if step.keep is not None:
        leaves = f"not {condition_sql(step.keep, frame, statement)}"
    else:
        assert step.drop is not None
        leaves = condition_sql(step.drop, frame, statement)
    return run.take_out(
        frame, leaves, statement, "filtered", step.reason, as_reject=step.record == "reject"
    )


def drop_duplicates(run: Run, frame: Frame, step: Step) -> Frame:
    """Rows equal in the stated columns, or in all columns of the file, are kept once."""
    assert step.drop_duplicates is not None
    by = step.drop_duplicates.by
    keys = (
        frame.resolve_many(by) if by else [c.name for c in frame.columns if c.position is not None]
    )
    direction = "desc" if step.drop_duplicates.keep == "last" else "asc"
    marked = create(
        run.con,
        "marked",
        "select *, row_number() over "
        f"(partition by {_listed(keys)} order by _row {direction}) as _copy "
        f"from {quote(frame.table)}",
    )
    kept = run.take_out(
        Frame(marked, frame.columns, frame.label),
        "_copy > 1",
        Statement(),
        "duplicate",
        step.reason,
        as_reject=step.record == "reject",
    )
    return _without(run, kept, "_copy")


def collapse(run: Run, frame: Frame, step: Step) -> Frame:
    """One row per key: its last (or first) state, with values gathered over all its rows."""
    spec = step.collapse
    assert spec is not None
    keys = frame.resolve_many(spec.key)
    statement = Statement()
    terms = order_sql(spec.order, frame, statement, reverse=spec.keep == "last")
    # rows without any key are not states of one another; the contract will judge them
    group = f"{_listed(keys)}, {_KEYLESS.format(_listed(keys))}"
    row_order = "_row desc" if spec.keep == "last" else "_row"
    marked = create(
        run.con,
        "states",
        "select *, row_number() over "
        f"(partition by {group} order by {', '.join([*terms, row_order])}) as _state, "
        f"rank() over (partition by {group} order by {', '.join(terms)}) as _rank "
        f"from {quote(frame.table)}",
        statement,
    )
    states = Frame(marked, frame.columns, frame.label)
    if spec.ties != "file_order":
        states = _without_ties(run, states, keys, spec)
    carried = _gather(run, states, keys, spec)
    last = run.take_out(
        states,
        "_state > 1",
        Statement(),
        "collapsed",
        step.reason,
        as_reject=step.record == "reject",
    )
    return _with_carried(run, last, keys, carried, list(spec.carry))


def _without_ties(run: Run, states: Frame, keys: list[str], spec: Collapse) -> Frame:
    tied = create(
        run.con,
        "ties",
        f"select {_listed(keys)} from {quote(states.table)} "
        f"where _rank = 1 and coalesce({_listed(keys)}) is not null "
        "group by all having count(*) > 1",
    )
    found = row_count(run.con, tied)
    if not found:
        return states
    if spec.ties == "error":
        raise MappingError(
            f"{states.label}: {found} keys have several rows that are {spec.keep} together. "
            "Add a column to collapse.order, or state ties: file_order or reject"
        )
    where = f"exists (from {quote(tied)} as tied where {_same(states.table, 'tied', keys)})"
    return run.take_out(states, where, Statement(), "tie", standard_reason("tie"), as_reject=True)


def _gather(run: Run, states: Frame, keys: list[str], spec: Collapse) -> str | None:
    if not spec.carry:
        return None
    statement = Statement()
    items = [
        f"{_carry_sql(c, states, statement, spec.keep)} as {quote(name)}"
        for name, c in spec.carry.items()
    ]
    for name in spec.carry:
        if states.has(name):
            raise MappingError(
                f"collapse.carry: a column {name!r} exists already in {states.label}"
            )
    listed = _listed(keys)
    query = (
        f"select {listed}, {_KEYLESS.format(listed)} as _keyless, {', '.join(items)} "
        f"from {quote(states.table)} group by all"
    )
    return create(run.con, "carried", query, statement)


def _carry_sql(carry: Carry, frame: Frame, statement: Statement, keep: str) -> str:
    column = f"cast({quote(frame.resolve(carry.column))} as varchar)"
    number = number_sql(column) if carry.type == "number" else column
    where = f"{column} is not null"
    if carry.where is not None:
        where += f" and {condition_sql(carry.where, frame, statement)}"
    # _state counts from the kept end: 1 is the last state when the last one is kept
    earliest = "desc" if keep == "last" else "asc"
    latest = "asc" if keep == "last" else "desc"
    gathered = {
        "first": f"first({column} order by _state {earliest})",
        "last": f"first({column} order by _state {latest})",
        "min": f"min({number})",
        "max": f"max({number})",
        "count": "count(*)",
    }[carry.take]
    found = f"{gathered} filter (where {where})"
    if carry.type == "number" and carry.take in ("min", "max"):
        return number_text(found)
    return f"cast({found} as varchar)"


def _with_carried(
    run: Run, frame: Frame, keys: list[str], carried: str | None, names: list[str]
) -> Frame:
    frame = _without(run, frame, "_state, _rank")
    if carried is None:
        return frame
    added = ", ".join(f"carried.{quote(name)}" for name in names)
    table = create(
        run.con,
        "collapsed",
        f"select kept.*, {added} from {quote(frame.table)} as kept "
        f"left join {quote(carried)} as carried on {_same('kept', 'carried', keys)} "
        "and (carried._keyless is null or carried._keyless = kept._row)",
    )
    return Frame(table, (*frame.columns, *(Column(name) for name in names)), frame.label)


def _without(run: Run, frame: Frame, columns: str) -> Frame:
    table = create(run.con, "plain", f"select * exclude ({columns}) from {quote(frame.table)}")
    return Frame(table, frame.columns, frame.label)


def _listed(names: list[str]) -> str:
    return ", ".join(quote(name) for name in names)


def _same(left: str, right: str, keys: list[str]) -> str:
    return " and ".join(
        f"{quote(left)}.{quote(key)} is not distinct from {quote(right)}.{quote(key)}"
        for key in keys
    )
