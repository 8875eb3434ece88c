"""A release holds what it should and nothing else, and readers never see half of one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.release_material import fill, write_manifest
from warehouse import publish as publishing
from warehouse.connection import connect
from warehouse.publish import publish
from warehouse.releases import (
    Release,
    ReleaseError,
    clean_up,
    current,
    list_releases,
    open_release,
    prune,
    rollback,
    verify,
)
from warehouse.settings import Settings

ANONYMOUS = {"staff_satisfaction"}


def publish_once(settings: Settings, **figures: float) -> Release:
    con = connect(settings.warehouse)
    try:
        fill(con, **figures)
        return publish(con, settings, write_manifest(settings), anonymous=ANONYMOUS)
    finally:
        con.close()


def ask(release: Release, query: str) -> list[tuple]:
    con = open_release(release.file)
    try:
        return con.execute(query).fetchall()
    finally:
        con.close()


def test_a_release_holds_the_marts_that_may_leave(settings: Settings) -> None:
    release = publish_once(settings)
    tables = {name for (name,) in ask(release, "select table_name from duckdb_tables()")}
    assert {"dim_units", "mart_metrics_by_unit_period", "release_info", "row_counts"} <= tables
    assert not {"fct_staff_items", "mart_mystery_recordings_by_visit", "t_quantiles"} & tables
    supervision = open_release(release.supervision_file)
    assert supervision.execute(
        "select visit_id from mart_mystery_recordings_by_visit"
    ).fetchall() == [("V1",)]


def test_a_release_says_what_it_rests_on(settings: Settings) -> None:
    release = publish_once(settings)
    facts = "release_no, checks_passed, checks_total, data_through_date::varchar"
    assert ask(release, f"select {facts} from release_info") == [(1, 2, 3, "2026-10-31")]
    sources = {
        row[0]: row[1:]
        for row in ask(release, "select * exclude last_loaded_at from release_sources")
    }
    assert sources["complaint_log"][1:] == (2, 1)
    assert sources["staff_satisfaction"][1] is None, (
        "an exact count of anonymous answers left the warehouse"
    )
    assert sources["inspection_plan"][0] == settings.as_of, (
        "plans reach into the future, data do not"
    )
    assert ask(release, "select load_id, province, rows from release_quarantine") == [
        (3, "330000", 9)
    ]
    assert ask(release, "select code, decimals, feeds from metric_dictionary") == [
        ("satisfaction", 1, "satisfaction_survey,hall_monthly")
    ]


def test_the_dictionary_tells_where_a_metric_stands_and_its_target(settings: Settings) -> None:
    con = connect(settings.warehouse)
    fill(con)
    con.execute(
        """
        create schema seeds;
        create table seeds.metric_targets as
        select * from (values
            ('satisfaction', 'all', date '2000-01-01', 85.0::double),
            ('satisfaction', 'all', date '2020-01-01', 90.0),
            ('satisfaction', 'all', date '2999-01-01', 95.0),
            ('satisfaction', 'hall', date '2020-01-01', 92.0)
        ) as targets(metric_code, unit_type, valid_from_date, target_value)
        """
    )
    release = publish(con, settings, write_manifest(settings), anonymous=ANONYMOUS)
    con.close()
    assert ask(release, "select code, mart, target from metric_dictionary") == [
        ("satisfaction", "mart_metrics_by_unit_period", 90.0)
    ]


def test_headlines_keep_the_figure_first_published(settings: Settings) -> None:
    first = publish_once(settings, satisfaction=78.44)
    same = publish_once(settings, satisfaction=78.41)
    restated = publish_once(settings, satisfaction=76.0)
    query = "select unit_id, period_id, first_value, first_release_id, is_restated from headlines"
    expected = ("C330100", "2026-10", 78.44, first.release_id)
    assert ask(first, query) == [(*expected, False)], "open months and halls have no headline"
    assert ask(same, query) == [(*expected, False)], "78.44 and 78.41 both read 78.4"
    assert ask(restated, query) == [(*expected, True)]


def test_row_counts_and_checksums_are_those_of_the_files(settings: Settings) -> None:
    release = publish_once(settings)
    manifest = release.manifest()
    for table, count in manifest["row_counts"].items():
        assert ask(release, f"select count(*) from {table}") == [(count,)]
    verify(release)
    release.file.write_bytes(release.file.read_bytes() + b" ")
    with pytest.raises(ReleaseError, match=r"shortboard\.duckdb"):
        verify(release)


def test_a_mart_that_was_not_built_stops_the_publish(settings: Settings) -> None:
    before = publish_once(settings)
    con = connect(settings.warehouse)
    con.execute("drop table marts.dim_units")
    with pytest.raises(ReleaseError, match="shortboard build"):
        publish(con, settings, settings.target / "manifest.json")
    con.close()
    assert current(settings) == before


class Killed(BaseException):
    """Stands for a SIGKILL: nothing that catches Exception may see it."""


STEPS = [
    "_copy",
    "_write_supervision",
    "_write_manifest",
    "sha256",
    "flush",
    "point_to",
    "prune",
]


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_readers_keep_a_whole_release(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = publish_once(settings)

    def killed(*_: object, **__: object) -> None:
        raise Killed

    # a killed process does not tidy up after itself either
    with monkeypatch.context() as patch:
        patch.setattr(publishing, step, killed)
        patch.setattr(publishing.shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(Killed):
            publish_once(settings, satisfaction=50.0)
    shown = current(settings)
    assert shown is not None
    verify(shown)
    if step != "prune":
        assert shown == before
    after = publish_once(settings)
    assert current(settings) == after
    assert after.number > before.number
    assert not [path for path in settings.releases.iterdir() if path.name.startswith(".")]
    assert list_releases(settings)[0] == after


def test_a_publish_leaves_open_readers_alone(settings: Settings) -> None:
    before = publish_once(settings)
    reading = open_release(before.file)
    publish_once(settings, satisfaction=50.0)
    prune(settings, keep=1)
    assert not before.path.exists()
    assert reading.execute("select count(*) from dim_units").fetchall() == [(2,)]


def test_rollback_shows_an_earlier_release_and_prune_never_removes_it(settings: Settings) -> None:
    first = publish_once(settings)
    second = publish_once(settings)
    third = publish_once(settings)
    rollback(settings, first.release_id)
    assert current(settings) == first
    assert prune(settings, keep=1) == [second]
    assert list_releases(settings) == [third, first]
    fourth = publish_once(settings)
    assert fourth.number == third.number + 1


@pytest.mark.parametrize("name", ["20260101T000000Z-0099", "nonsense"])
def test_rollback_to_nothing_says_how_to_find_one(settings: Settings, name: str) -> None:
    publish_once(settings)
    with pytest.raises(ReleaseError, match="shortboard releases"):
        rollback(settings, name)


def test_rollback_refuses_a_damaged_release(settings: Settings) -> None:
    first, second = publish_once(settings), publish_once(settings)
    first.file.write_bytes(b"damaged")
    with pytest.raises(ReleaseError, match="manifest"):
        rollback(settings, first.release_id)
    assert current(settings) == second


def test_old_releases_are_pruned_on_publish(settings: Settings, tmp_path: Path) -> None:
    kept = [publish_once(settings) for _ in range(settings.keep_releases + 2)][2:]
    assert list_releases(settings) == kept[::-1]


@pytest.mark.parametrize(
    "leftover",
    [
        lambda folder: (folder / ".building-20260101T000000Z-0009").mkdir(),
        lambda folder: (folder / ".current-123").write_text("x"),
        lambda folder: (folder / "20260101T000000Z-0009").mkdir(),
    ],
)
def test_leftovers_of_a_killed_run_are_removed(
    settings: Settings, leftover: Callable[[Path], object]
) -> None:
    release = publish_once(settings)
    leftover(settings.releases)
    assert len(clean_up(settings)) == 1
    assert current(settings) == release


def test_the_released_file_is_compact(settings: Settings, tmp_path: Path) -> None:
    con = connect(settings.warehouse)
    fill(con)
    for _ in range(5):  # replaced tables leave free blocks in the warehouse
        con.execute("create or replace table marts.dim_units as select range::varchar as unit_id,"
                    " 'city' as unit_type from range(200000)")  # fmt: skip
    release = publish(con, settings, write_manifest(settings))
    con.close()
    with duckdb.connect(str(tmp_path / "fresh.duckdb")) as fresh:
        fresh.execute(f"attach '{release.file}' as r (read_only)")
        free = fresh.execute(
            "select free_blocks from pragma_database_size() where database_name = 'r'"
        )
        assert free.fetchone() == (0,)
