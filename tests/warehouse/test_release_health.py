"""What a release tells about its deliveries, and what it must not tell."""

from __future__ import annotations

import json
from datetime import date

from tests.warehouse.release_material import fill, write_manifest
from tests.warehouse.test_publish import ANONYMOUS, ask
from warehouse.build import RESULTS_FILE
from warehouse.connection import connect
from warehouse.publish import publish
from warehouse.release_health import Feed
from warehouse.releases import MANIFEST_FILE, Release, list_releases
from warehouse.settings import Settings

PROVINCE = "coalesce(province_code, left(city_code, 2) || '0000')"
FEEDS = [
    Feed("complaint_log", "day", PROVINCE, 40),
    Feed("staff_satisfaction", "day", PROVINCE, 200),
    Feed("never_delivered", "day", PROVINCE, 40),
]


def publish_with_feeds(settings: Settings, **figures: float) -> Release:
    con = connect(settings.warehouse)
    try:
        fill(con, **figures)
        manifest = write_manifest(settings)
        return publish(con, settings, manifest, anonymous=ANONYMOUS, feeds=FEEDS)
    finally:
        con.close()


def test_freshness_counts_days_by_province_and_an_anonymous_feed_tells_the_month(
    settings: Settings,
) -> None:
    release = publish_with_feeds(settings)
    rows = ask(
        release,
        "select source, province_id, newest_date::varchar, days_since, rhythm_days"
        " from release_freshness order by source",
    )
    since = [(settings.as_of - day).days for day in (_day("2026-10-05"), _day("2026-10-31"))]
    assert rows == [
        ("complaint_log", "P330000", "2026-10-05", since[0], 40),
        ("staff_satisfaction", "P330000", "2026-10-31", since[1], 200),
    ]


def test_loads_are_listed_and_anonymous_ones_have_no_size(settings: Settings) -> None:
    release = publish_with_feeds(settings)
    rows = ask(
        release,
        "select load_id, status, rows_accepted, status_reason from release_loads order by load_id",
    )
    assert rows == [
        (1, "passed", 2, None),
        (2, "passed", None, None),
        (3, "quarantined", 9, "complaint_log.future_date: …"),
        (4, "passed", 1, None),
    ]


def test_rejects_tell_the_place_and_never_the_content(settings: Settings) -> None:
    release = publish_with_feeds(settings)
    rows = ask(
        release,
        "select source, sheet, row_no, column_name, reason_code from release_rejects"
        " order by source",
    )
    assert rows == [
        ("complaint_log", "表1", 17, "投诉时间", "not_a_date"),
        ("staff_satisfaction", None, None, "投诉时间", "not_a_date"),
    ], "row numbers of an anonymous file tell how many answered"
    columns = ask(
        release, "select column_name from duckdb_columns() where table_name = 'release_rejects'"
    )
    assert not {("value",), ("raw_row",)} & set(columns)


def test_lineage_follows_dbt_from_feed_to_page(settings: Settings) -> None:
    release = publish_with_feeds(settings)
    rows = ask(release, "select source, table_name, page from release_lineage order by 1")
    mart = "mart_metrics_by_unit_period"
    assert rows == [
        ("complaint_log", mart, "overview"),
        ("journal", mart, "overview"),
        (None, "themes", "overview"),
    ], "bookkeeping is no feed, a seed rests on none"


def test_the_build_is_timed_where_there_was_one(settings: Settings) -> None:
    assert ask(publish_with_feeds(settings), "select * from release_build") == []
    results = {
        "metadata": {"generated_at": "2026-11-20T04:08:42.536230Z"},
        "elapsed_time": 56.82,
        "results": [
            {"unique_id": "model.shortboard.dim_units", "status": "success", "execution_time": 1.25}
        ],
    }
    (settings.target / RESULTS_FILE).write_text(json.dumps(results))
    rows = ask(publish_with_feeds(settings), "select * exclude finished_at from release_build")
    assert rows == [("dim_units", "model", "success", 1.25, 56.8)]


def test_history_outlives_pruned_releases(settings: Settings) -> None:
    for _ in range(settings.keep_releases):
        publish_with_feeds(settings, satisfaction=78.4)
    last = publish_with_feeds(settings, satisfaction=70.0)
    numbers = ask(last, "select release_no, restated_count from release_history")
    assert [number for number, _ in numbers] == list(range(1, settings.keep_releases + 2))
    assert [count for _, count in numbers] == [0] * settings.keep_releases + [1]


def test_a_release_from_before_there_was_a_history_is_told_by_its_manifest(
    settings: Settings,
) -> None:
    first = publish_with_feeds(settings)
    con = connect(first.file)
    con.execute("drop table release_history")
    con.close()
    assert (first.path / MANIFEST_FILE).is_file()
    second = publish_with_feeds(settings)
    rows = ask(second, "select release_no, headline_count from release_history")
    assert rows == [(1, None), (2, 1)]
    assert len(list_releases(settings)) == 2


def _day(text: str) -> date:
    return date.fromisoformat(text)
