"""What a release says about its deliveries: how fresh each feed is, loads, rejects, build, history.

All functions write into the attached database `release`. No cell of a rejected row leaves the
warehouse, and of an anonymous feed neither numbers of rows nor places in its files (METHODS.md M12):
both tell how many people answered.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.releases import list_releases
from warehouse.settings import Settings

# a page lists the latest; all of them stay in the warehouse (shortboard loads, shortboard rejects)
LOADS_KEPT, REJECTS_KEPT = 2_000, 20_000
SHOWN_STATUSES = "('passed', 'accepted')"
HISTORY_COLUMNS = (
    "release_id varchar, release_no bigint, published_at timestamp, data_through_date date,"
    " checks_passed bigint, checks_total bigint, headline_count bigint, restated_count bigint"
)


@dataclass(frozen=True)
class Feed:
    """A source as freshness sees it: SQL of a raw row's day and province, days it may stay silent."""

    source: str
    day: str
    province: str
    rhythm_days: int


def write_freshness(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    feeds: Sequence[Feed],
    anonymous: Collection[str],
) -> None:
    """release.release_freshness: newest day and last delivery by feed and province.

    Anonymous feeds tell the month alone, as its last day. Plans are capped at today.
    """
    con.execute(
        "create table release.release_freshness (source varchar, province_id varchar,"
        " newest_date date, delivered_at timestamp, days_since bigint, rhythm_days bigint)"
    )
    built = _tables(con, "raw")
    for feed in feeds:
        if feed.source not in built:
            continue
        day = f"least(max({feed.day}), $as_of::date)"
        if feed.source in anonymous:
            day = f"least(last_day(max({feed.day})), $as_of::date)"
        con.execute(
            f"""
            insert into release.release_freshness
            select
                $source, province_id, newest_date,
                timezone($timezone, timezone('UTC', delivered_at)),
                date_diff('day', newest_date, $as_of::date), $rhythm
            from (
                select
                    'P' || {feed.province} as province_id,
                    {day} as newest_date,
                    max(loads.ended_at) as delivered_at
                from raw.{feed.source} as rows_of_feed
                inner join raw._loads as loads on rows_of_feed._load_id = loads.load_id
                where loads.status in {SHOWN_STATUSES}
                group by all
            )
            where province_id is not null and newest_date is not null
            order by province_id
            """,
            {
                "source": feed.source,
                "timezone": settings.timezone,
                "as_of": settings.as_of,
                "rhythm": feed.rhythm_days,
            },
        )


def write_loads(
    con: duckdb.DuckDBPyConnection, settings: Settings, anonymous: Collection[str]
) -> None:
    """release.release_loads and release.release_rejects: the latest of the ledger."""
    hidden = list(anonymous)
    con.execute(
        f"""
        create table release.release_loads as
        select
            load_id, source, file_name, status,
            timezone($timezone, timezone('UTC', ended_at)) as ended_at, period_min, period_max,
            case when list_contains($hidden::varchar[], source) then null else rows_accepted end
                as rows_accepted,
            case when list_contains($hidden::varchar[], source) then null else rows_rejected end
                as rows_rejected,
            case when status in ('quarantined', 'refused') then status_reason end as status_reason
        from raw._loads
        order by load_id desc
        limit {LOADS_KEPT}
        """,
        {"timezone": settings.timezone, "hidden": hidden},
    )
    con.execute(
        f"""
        create table release.release_rejects as
        with found as (
            select
                load_id, source, file_name, column_name, reason_code, reason_zh, reason_en,
                list_contains($hidden::varchar[], source) as is_anonymous,
                case when not is_anonymous then sheet end as sheet,
                case when not is_anonymous then row_no end as row_no
            from raw._rejects
        )

        select distinct
            load_id, source, file_name, sheet, row_no, column_name, reason_code, reason_zh, reason_en
        from found
        order by load_id desc, file_name, sheet, row_no, column_name, reason_code
        limit {REJECTS_KEPT}
        """,
        {"hidden": hidden},
    )


def write_build(con: duckdb.DuckDBPyConnection, run_results: Path) -> None:
    """release.release_build: seconds by node of the last build; empty where nothing was built."""
    con.execute(
        "create table release.release_build (node varchar, kind varchar, status varchar,"
        " seconds double, elapsed_seconds double, finished_at timestamp)"
    )
    if not run_results.is_file():
        return
    results = json.loads(run_results.read_text(encoding="utf-8"))
    finished = str(results["metadata"]["generated_at"]).rstrip("Z")
    for result in results["results"]:
        kind, _, name = str(result["unique_id"]).split(".", 2)
        con.execute(
            "insert into release.release_build values (?, ?, ?, ?, ?, ?)",
            [
                name,
                kind,
                result["status"],
                round(result["execution_time"], 3),
                round(results["elapsed_time"], 1),
                finished,
            ],
        )


def write_history(con: duckdb.DuckDBPyConnection, settings: Settings, *, has_earlier: bool) -> None:
    """release.release_history: every release so far, this one last.

    `earlier` (attached when `has_earlier`) hands its own down, so that a release stays in the list
    when its files are pruned. A release from before there was a history is told by its manifest.
    """
    con.execute(f"create table release.release_history ({HISTORY_COLUMNS})")
    if has_earlier and "release_history" in _tables(con, "main", "earlier"):
        con.execute("insert into release.release_history select * from earlier.release_history")
    known = {
        row[0] for row in con.execute("select release_id from release.release_history").fetchall()
    }
    for release in reversed(list_releases(settings)):
        if release.release_id in known:
            continue
        facts = release.manifest()
        named = ("release_id", "release_no", "published_at", "data_through_date")
        con.execute(
            "insert into release.release_history values (?, ?, ?, ?, ?, ?, null, null)",
            [*(facts[name] for name in (*named, "checks_passed", "checks_total"))],
        )
    counted = "null, null"
    if "headlines" in _tables(con, "main", "release"):
        counted = (
            "(select count(*) from release.headlines),"
            " (select count(*) from release.headlines where is_restated)"
        )
    con.execute(
        "insert into release.release_history select release_id, release_no, published_at,"
        f" data_through_date, checks_passed, checks_total, {counted} from release.release_info"
    )


def _tables(con: duckdb.DuckDBPyConnection, schema: str, database: str | None = None) -> set[str]:
    found = con.execute(
        "select table_name from duckdb_tables() where schema_name = ?"
        " and database_name = coalesce(?, current_database())",
        [schema, database],
    ).fetchall()
    return {name for (name,) in found}
