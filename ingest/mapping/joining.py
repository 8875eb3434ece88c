"""The join step: columns of a second file, with every way it can go wrong stated in the mapping."""

from __future__ import annotations

from ingest.folding import fold_sql
from ingest.mapping.expressions import number_sql, order_sql
from ingest.mapping.frame import Column, Frame, Statement, create, refuse_existing
from ingest.mapping.run import Run
from ingest.mapping.steps import Join, Step
from ingest.mapping.yaml_text import MappingError
from ingest.tables import quote

_MATCH = {"exact": "{0}", "folded": fold_sql("{0}"), "number": number_sql("{0}")}


def join(run: Run, frame: Frame, step: Step) -> Frame:
    """Add columns of a second file; rows without a partner go the way that is stated."""
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
    refuse_existing(frame, list(spec.take), "join.take")
    added = "".join(f", partner.{quote(name)}" for name in spec.take)
    one = "" if spec.many == "all" else " and partner._partner = 1"
    table = create(
        run.con,
        "joined",
        f"select base.*{added} from {quote(frame.table)} as base "
        f"left join {quote(partners)} as partner on {_on(frame, spec)}{one}",
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
        f"select {named}{taken}, "
        f"row_number() over (partition by {', '.join(keys)} order by {order}) as _partner "
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
            f"join with {other.label}: {rows[0][0]} keys ({', '.join(spec.on.values())}) "
            "occur more than once there. "
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
