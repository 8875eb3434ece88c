"""What a release says about itself, in tables: sources, quarantine, checks, metrics, headlines.

All functions write into the attached database `release`, reading the warehouse it is made from.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import duckdb

from warehouse.current_rows import current_rows
from warehouse.settings import Settings

METRIC_COLUMNS = (
    "code", "name_zh", "name_en", "short_zh", "short_en", "unit", "decimals", "better",
    "definition_zh", "definition_en", "formula", "method", "feeds", "owner_zh", "owner_en", "mart",
)  # fmt: skip
TARGET_SEEDS = {
    "service_norms": "select measure_code as code, norm_value as target, valid_from_date as since"
    " from seeds.service_norms",
    "metric_targets": "select metric_code as code, target_value as target, valid_from_date as since"
    " from seeds.metric_targets where unit_type = 'all'",
}
JOURNAL_SOURCE, JOURNAL_ROWS = "journal", "select seq from raw.journal_events"
HEADLINE_UNIT_TYPES = ("group", "province", "city")


def write_sources(
    con: duckdb.DuckDBPyConnection, settings: Settings, anonymous: Collection[str]
) -> date | None:
    """release.release_sources; returns the day the release's data reach to.

    Anonymous sources carry no row count (METHODS.md M12). Sources that look ahead (plans) are
    capped at today and do not say how far the data reach.
    """
    con.execute(
        "create table release.release_sources"
        " (source varchar, data_through_date date, rows_current bigint, loads bigint,"
        " last_loaded_at timestamp)"
    )
    sources = con.execute(
        """
        select
            source,
            max(coalesce(
                timezone($timezone, timezone('UTC', data_through_at))::date, period_max
            )) as data_through_date,
            count(*) as loads,
            max(ended_at) as last_loaded_at
        from raw._loads
        where status in ('passed', 'accepted')
        group by source
        order by source
        """,
        {"timezone": settings.timezone},
    ).fetchall()
    reached = [day for _, day, *_ in sources if day and day <= settings.as_of]
    for source, data_through, loads, last_loaded_at in sources:
        rows = None
        if source not in anonymous:
            # an event of the journal counts for good, so there is nothing to pick from
            counting = JOURNAL_ROWS if source == JOURNAL_SOURCE else current_rows(source)
            counted = con.execute(f"select count(*) from ({counting})").fetchone()
            rows = counted[0] if counted else 0
        con.execute(
            "insert into release.release_sources values (?, ?, ?, ?, ?)",
            [
                source,
                data_through and min(data_through, settings.as_of),
                rows,
                loads,
                last_loaded_at,
            ],
        )
    return max(reached, default=None)


def write_quarantine(con: duckdb.DuckDBPyConnection, anonymous: Collection[str]) -> None:
    """release.release_quarantine: what the gate kept out, and the provinces it would have told."""
    con.execute(
        "create table release.release_quarantine (load_id bigint, source varchar,"
        " file_name varchar, province varchar, reason varchar, rows bigint)"
    )
    kept_out = con.execute(
        "select load_id, source, file_name, status_reason, rows_accepted from raw._loads"
        " where status = 'quarantined' order by load_id"
    ).fetchall()
    for load_id, source, file_name, reason, rows in kept_out:
        con.execute(
            "insert into release.release_quarantine values (?, ?, ?, ?, ?, ?)",
            [
                load_id,
                source,
                file_name,
                _provinces(con, source, load_id),
                reason,
                None if source in anonymous else rows,
            ],
        )


def _provinces(con: duckdb.DuckDBPyConnection, source: str, load_id: int) -> str | None:
    columns = {
        name
        for (name,) in con.execute(
            "select column_name from duckdb_columns()"
            " where schema_name = 'raw' and table_name = ? and database_name = current_database()",
            [source],
        ).fetchall()
    }
    if not {"province_code", "city_code"} <= columns:
        return None
    found = con.execute(
        "select string_agg(distinct coalesce(province_code, left(city_code, 2) || '0000'), ', ')"
        f" from raw.{source} where _load_id = ?",
        [load_id],
    ).fetchone()
    return found[0] if found else None


def write_quality(con: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """release.quality_results; returns (checks passed, checks run).

    Only verdicts that still matter: on the marts, and on loads that are shown or kept out.
    """
    con.execute(
        """
        create table release.quality_results as
        select results.*
        from quality.results as results
        left join raw._loads as loads on results.load_id = loads.load_id
        where results.load_id is null
            or loads.status in ('passed', 'accepted', 'quarantined')
        order by results.suite, results.load_id, results.expectation
        """
    )
    counted = con.execute(
        "select count(*) filter (success), count(*) from release.quality_results"
    ).fetchone()
    return (counted[0], counted[1]) if counted else (0, 0)


def write_metric_dictionary(
    con: duckdb.DuckDBPyConnection, metrics: list[dict[str, Any]], as_of: date
) -> None:
    """release.metric_dictionary, one row per metric, from the meta of the marts that carry it.

    `target` is the one in force on `as_of` for all levels, in the metric's unit; null without one.
    """
    con.execute(
        "create table release.metric_dictionary (sort_order bigint, "
        + ", ".join(
            f"{name} {'bigint' if name == 'decimals' else 'varchar'}" for name in METRIC_COLUMNS
        )
        + ", target double)"
    )
    targets = _targets(con, as_of)
    for number, metric in enumerate(metrics, start=1):
        values = [metric.get(name) for name in METRIC_COLUMNS]
        texts = [",".join(v) if isinstance(v, list) else v for v in values]
        row = [number, *texts, targets.get(metric["code"])]
        marks = ", ".join("?" * len(row))
        con.execute(f"insert into release.metric_dictionary values ({marks})", row)


def _targets(con: duckdb.DuckDBPyConnection, as_of: date) -> dict[str, float]:
    """Target by metric on a day: quantified norms, and what the operator set for all levels."""
    found: dict[str, float] = {}
    for seed, rows in TARGET_SEEDS.items():
        built = con.execute(
            "select 1 from duckdb_tables() where schema_name = 'seeds' and table_name = ?", [seed]
        ).fetchone()
        if built:
            found |= dict(
                con.execute(
                    f"select code, arg_max(target, since) from ({rows}) where since <= ? group by code",
                    [as_of],
                ).fetchall()
            )
    return found


def write_headlines(con: duckdb.DuckDBPyConnection, release_id: str, *, has_earlier: bool) -> None:
    """release.headlines: every figure of city and above as first published (METHODS.md M1).

    A period's figure enters once it is closed; `earlier` (attached when `has_earlier`) hands its
    own down. Restated = it no longer reads the same at the metric's decimals.
    """
    unit_types = ", ".join(f"'{unit_type}'" for unit_type in HEADLINE_UNIT_TYPES)
    earlier = (
        "select unit_id, period_id, metric_code, first_value, first_release_id"
        " from earlier.headlines"
        if has_earlier
        else "select null::varchar as unit_id, null::varchar as period_id,"
        " null::varchar as metric_code, null::double as first_value,"
        " null::varchar as first_release_id where false"
    )
    con.execute(
        f"""
        create table release.headlines as
        with today as (
            select metrics.unit_id, metrics.period_id, metrics.metric_code, metrics.value
            from marts.mart_metrics_by_unit_period as metrics
            inner join marts.dim_units as units on metrics.unit_id = units.unit_id
            where units.unit_type in ({unit_types})
                and not metrics.is_partial
                and metrics.value is not null
        ),
        earlier_headlines as ({earlier}),
        -- rates are shown in per cent
        shown as (
            select code, 10 ^ decimals * case unit when 'rate' then 100 else 1 end as scale
            from release.metric_dictionary
        )
        select
            coalesce(earlier_headlines.unit_id, today.unit_id) as unit_id,
            coalesce(earlier_headlines.period_id, today.period_id) as period_id,
            coalesce(earlier_headlines.metric_code, today.metric_code) as metric_code,
            coalesce(earlier_headlines.first_value, today.value) as first_value,
            coalesce(earlier_headlines.first_release_id, $release_id) as first_release_id,
            earlier_headlines.first_value is not null
            and (
                today.value is null
                or round(today.value * shown.scale)
                <> round(earlier_headlines.first_value * shown.scale)
            ) as is_restated
        from today
        full join earlier_headlines
            on today.unit_id = earlier_headlines.unit_id
            and today.period_id = earlier_headlines.period_id
            and today.metric_code = earlier_headlines.metric_code
        left join shown
            on coalesce(earlier_headlines.metric_code, today.metric_code) = shown.code
        order by 1, 2, 3
        """,
        {"release_id": release_id},
    )


def write_row_counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """release.row_counts of every table copied so far; returns it too."""
    tables = con.execute(
        "select table_name from duckdb_tables() where database_name = 'release' order by 1"
    ).fetchall()
    con.execute("create table release.row_counts (table_name varchar, row_count bigint)")
    counts = {}
    for (table,) in tables:
        counted = con.execute(f"select count(*) from release.{table}").fetchone()
        counts[table] = counted[0] if counted else 0
        con.execute("insert into release.row_counts values (?, ?)", [table, counts[table]])
    return counts
