"""Turns the rows of waiting loads into one number per load and measure, in SQL.

One scan of a source serves all its simple measures, whatever the number of loads: a hundred files
cost as much as one. Great Expectations then judges the small table this module leaves behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Template

import duckdb

from expectations.suites import MEASURE_FOLDER, LoadSuite, Measure
from warehouse.current_rows import current_rows

SEEDS = Path(__file__).resolve().parent.parent / "dbt_project" / "seeds"

PENDING_ROWS = """
create or replace temp view pending_rows as
select source_rows.*
from raw.$source as source_rows
where source_rows._load_id in (
    select load_id from raw._loads where status = 'loaded' and source = '$source'
)
"""


@dataclass(frozen=True)
class Clock:
    """The day the data may know about, and the zone in which a day is a day."""

    as_of: date
    timezone: str


def measure_loads(
    con: duckdb.DuckDBPyConnection, suite: LoadSuite, clock: Clock, *, table: str
) -> None:
    """Write `table`: load_id, then every measure of the suite and `<measure>__detail` of queries.

    One row per load of the source with status 'loaded'.
    """
    words = {
        "source": suite.source,
        "as_of": clock.as_of.isoformat(),
        "timezone": clock.timezone,
        "seeds": SEEDS.as_posix(),
    }
    words |= {word: _fill(text, words) for word, text in suite.words.items()}
    con.execute(f"create or replace temp view current_rows as {current_rows(suite.source)}")
    con.execute(_fill(PENDING_ROWS, words))
    columns = "".join(
        f", {_fill(_aggregate(measure), words)} as {name}"
        for name, measure in suite.measures.items()
        if not measure.query
    )
    con.execute(
        f"create or replace table {table} as\n"
        "select loads.load_id, measured.* exclude (measured_load_id)\n"
        "from raw._loads as loads\n"
        f"left join (select _load_id as measured_load_id{columns} from pending_rows group by _load_id)"
        " as measured on loads.load_id = measured.measured_load_id\n"
        f"where loads.status = 'loaded' and loads.source = '{suite.source}'"
    )
    for name, measure in suite.measures.items():
        if measure.query:
            _add_query(con, table, name, measure, words)
    con.execute("drop view current_rows; drop view pending_rows")


def _aggregate(measure: Measure) -> str:
    if measure.aggregate:
        return f"({measure.aggregate})::double"
    return f"avg(coalesce({measure.share_where}, false)::integer)"


def _add_query(
    con: duckdb.DuckDBPyConnection,
    table: str,
    name: str,
    measure: Measure,
    words: dict[str, str],
) -> None:
    text = (MEASURE_FOLDER / f"{measure.query}.sql").read_text(encoding="utf-8")
    query = _fill(text, words | {key: _fill(value, words) for key, value in measure.using.items()})
    con.execute(f"alter table {table} add column {name} double")
    con.execute(f"alter table {table} add column {name}__detail varchar")
    con.execute(
        f"update {table} set {name} = measured.value, {name}__detail = measured.detail\n"
        f"from ({query}) as measured where {table}.load_id = measured.load_id"
    )


def _fill(text: str, words: dict[str, str]) -> str:
    return Template(text).substitute(words)
