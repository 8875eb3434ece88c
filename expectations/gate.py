"""The gate: judges waiting loads and finished marts with Great Expectations, inside DuckDB.

Importing this module imports Great Expectations, which takes seconds: import it only when a gate
runs. GX works on an in-memory context, sends nothing anywhere, and leaves no file behind. The
numbers of a load are measured in SQL (expectations.measures); the verdict on each is GX's.
"""

from __future__ import annotations

import os
from functools import lru_cache, reduce
from operator import and_
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "False"  # read when GX is imported

import duckdb
import great_expectations as gx
from duckdb_engine import ConnectionWrapper
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.row_conditions import Column

from expectations import dialect
from expectations.measures import Clock, measure_loads
from expectations.outcomes import (
    RESULTS_TABLE,
    LoadVerdict,
    Outcome,
    keep_mart_outcomes,
    keep_verdicts,
)
from expectations.suites import LoadSuite, MartSuite, load_suites, mart_suites

# GX lists the failing rows of a table up to this many; a gate never sees more loads at once.
MOST_LOADS = 1_000_000


class GateError(RuntimeError):
    """A suite could not be evaluated (not: the data failed it)."""


def check_loads(con: duckdb.DuckDBPyConnection, clock: Clock) -> list[LoadVerdict]:
    """Judge every load with status 'loaded'; set it to 'passed' or 'quarantined', keep results.

    Statuses and results change in one transaction: an interrupted gate has judged nothing.
    Sources without a suite pass. Raises GateError when a suite cannot be evaluated.
    """
    con.execute(RESULTS_TABLE)
    waiting = con.execute(
        "select load_id, source, file_name from raw._loads where status = 'loaded' order by load_id"
    ).fetchall()
    if not waiting:
        return []
    suites = load_suites()
    outcomes: dict[int, list[Outcome]] = {load_id: [] for load_id, _, _ in waiting}
    for source in sorted({source for _, source, _ in waiting}):
        if source in suites:
            for outcome in _judge_loads(con, suites[source], clock):
                outcomes[outcome.load_id or 0].append(outcome)
    verdicts = [
        LoadVerdict(
            load_id,
            source,
            file_name,
            "quarantined" if any(o.stops for o in outcomes[load_id]) else "passed",
            tuple(outcomes[load_id]),
        )
        for load_id, source, file_name in waiting
    ]
    keep_verdicts(con, verdicts)
    return verdicts


def check_marts(con: duckdb.DuckDBPyConnection) -> list[Outcome]:
    """Judge the marts before they are published; a failed `stop` means: do not publish."""
    con.execute(RESULTS_TABLE)
    sources_with_rows = {
        source
        for (source,) in con.execute(
            "select distinct source from raw._loads where status in ('passed', 'accepted')"
            " and rows_accepted > 0"
        ).fetchall()
    }
    outcomes = [o for suite in mart_suites() for o in _judge_mart(con, suite, sources_with_rows)]
    keep_mart_outcomes(con, outcomes)
    return outcomes


def _judge_loads(con: duckdb.DuckDBPyConnection, suite: LoadSuite, clock: Clock) -> list[Outcome]:
    table = f"measures_of_{suite.source}"
    try:
        measure_loads(con, suite, clock, table=f"quality.{table}")
        measured = con.execute(f"select * from quality.{table}")
        names = [column[0] for column in measured.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in measured.fetchall()]
        judged = [(e, {"column": e.measure} | e.gx_options) for e in suite.expectations]
        results = _validate(con, "quality", table, judged)
        outcomes = []
        for expectation, result in zip(suite.expectations, results, strict=True):
            failed = {row["load_id"] for row in result["unexpected_index_list"] or []}
            outcomes += [
                Outcome(
                    row["load_id"],
                    suite.source,
                    expectation,
                    row["load_id"] not in failed,
                    None if suite.anonymous else _observed(row, expectation.measure),
                )
                for row in rows
            ]
        return outcomes
    finally:
        con.execute(f"drop table if exists quality.{table}")


def _judge_mart(
    con: duckdb.DuckDBPyConnection, suite: MartSuite, sources_with_rows: set[str]
) -> list[Outcome]:
    due = [
        expectation
        for expectation in suite.expectations
        if expectation.needs_rows_of is None or expectation.needs_rows_of in sources_with_rows
    ]
    judged = [(e, e.gx_options | _row_condition(e.where)) for e in due]
    results = _validate(con, "marts", suite.table, judged)
    return [
        Outcome(None, suite.table, expectation, result["success"], result["observed"])
        for expectation, result in zip(due, results, strict=True)
    ]


def _row_condition(where: dict[str, list[Any]]) -> dict[str, Any]:
    conditions = [
        Column(column) == values[0] if len(values) == 1 else Column(column).is_in(values)
        for column, values in where.items()
    ]
    return {"row_condition": reduce(and_, conditions)} if conditions else {}


def _validate(
    con: duckdb.DuckDBPyConnection,
    schema: str,
    table: str,
    judged: list[tuple[Any, dict[str, Any]]],
) -> list[dict[str, Any]]:
    """Run expectations on a table; per expectation: success, observed, unexpected_index_list."""
    if not judged:
        return []

    def open_cursor() -> ConnectionWrapper:
        cursor = con.cursor()
        cursor.execute(f"set search_path = '{schema}'")
        return ConnectionWrapper(cursor)

    context = _context()
    source = context.data_sources.add_sql(
        name=f"{schema}.{table}",
        connection_string=dialect.URL,
        create_temp_table=False,
        kwargs={"creator": open_cursor},
    )
    try:
        suite = gx.ExpectationSuite(name=f"{schema}.{table}")
        for number, (expectation, options) in enumerate(judged):
            gx_class = getattr(gx.expectations, expectation.gx_class, None)
            if gx_class is None:
                raise GateError(f"{table}.{expectation.name}: GX has no {expectation.gx_class}")
            suite.add_expectation(gx_class(**options, meta={"number": number}))
        asset = source.add_table_asset(name=table, table_name=table)
        batch = asset.add_batch_definition_whole_table("all").get_batch()
        report = batch.validate(suite, result_format=_result_format(schema))
    finally:
        source.get_engine().dispose()
        context.data_sources.delete(f"{schema}.{table}")
    found: dict[int, dict[str, Any]] = {}
    for result in report.results:
        number = result.expectation_config.meta["number"]
        if broken := _broken(result.exception_info):
            raise GateError(f"{table}.{judged[number][0].name} cannot be evaluated: {broken}")
        found[number] = {
            "success": bool(result.success),
            "observed": _observed_in_mart(result.result),
            "unexpected_index_list": result.result.get("unexpected_index_list"),
        }
    return [found[number] for number in range(len(judged))]


def _result_format(schema: str) -> dict[str, Any]:
    if schema == "marts":
        return {"result_format": "BASIC", "partial_unexpected_count": 3}
    return {
        "result_format": "COMPLETE",
        "unexpected_index_column_names": ["load_id"],
        "partial_unexpected_count": MOST_LOADS,
        "include_unexpected_rows": False,
    }


def _broken(exception_info: dict[str, Any] | None) -> str | None:
    """The message of a failed evaluation: GX reports one dict, or one dict per failed metric."""
    if not exception_info:
        return None
    reports = [exception_info] if "raised_exception" in exception_info else exception_info.values()
    messages = [
        str(report["exception_message"]) for report in reports if report["raised_exception"]
    ]
    return "; ".join(dict.fromkeys(messages)) or None


def _observed(row: dict[str, Any], measure: str) -> str | None:
    value, detail = row[measure], row.get(f"{measure}__detail")
    if value is None:
        return None
    return f"{value:.4g}" + (f" · {detail}" if detail else "")


def _observed_in_mart(result: dict[str, Any]) -> str | None:
    if "observed_value" in result:
        return str(result["observed_value"])
    if result.get("unexpected_count"):
        examples = ", ".join(map(str, result.get("partial_unexpected_list") or []))
        return f"{result['unexpected_count']} rows" + (f": {examples}" if examples else "")
    return None


@lru_cache(maxsize=1)
def _context() -> Any:
    """One in-memory GX context per process."""
    dialect.register()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    return context
