"""The gate on loads: what it keeps out, what it lets through, and what it tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest

from expectations import gate, outcomes
from expectations.gate import check_loads
from expectations.measures import Clock, measure_loads
from expectations.outcomes import LoadVerdict
from expectations.suites import load_suites
from ingest.ddl import ensure_raw
from tests.expectations.raw_rows import add_load, tickets, wave_of_answers
from warehouse.connection import connect

CLOCK = Clock(date(2026, 11, 20), "Asia/Shanghai")
MONTHS = [date(2026, month, 1) for month in range(4, 11)]


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = connect(None)
    ensure_raw(connection)
    yield connection
    connection.close()


def judge(con: duckdb.DuckDBPyConnection) -> dict[int, LoadVerdict]:
    return {verdict.load_id: verdict for verdict in check_loads(con, CLOCK)}


def failed(verdict: LoadVerdict) -> set[str]:
    return {o.expectation.name for o in verdict.outcomes if not o.success}


def add_history(con: duckdb.DuckDBPyConnection, spread: float = 0.0) -> None:
    """Three passed waves with a mean of 78."""
    for number, month in enumerate(MONTHS[0:6:2], start=1):
        rows = wave_of_answers(f"W{number}", month, mean=78, spread=spread, seed=number)
        add_load(
            con, number, "satisfaction_survey", rows, status="passed", partition=f"330000|W{number}"
        )


def test_a_first_load_has_no_history_and_passes(con: duckdb.DuckDBPyConnection) -> None:
    add_load(con, 1, "satisfaction_survey", wave_of_answers("W1", MONTHS[0], mean=60))
    verdict = judge(con)[1]
    assert (verdict.status, verdict.reason, failed(verdict)) == ("passed", None, set())
    assert con.execute("select status from raw._loads").fetchall() == [("passed",)]


@pytest.mark.parametrize(
    ("mean", "status"), [(79.5, "passed"), (72.0, "quarantined"), (84.0, "quarantined")]
)
def test_a_province_that_jumps_is_quarantined(
    con: duckdb.DuckDBPyConnection, mean: float, status: str
) -> None:
    add_history(con)
    add_load(con, 9, "satisfaction_survey", wave_of_answers("W9", MONTHS[6], mean=mean, seed=9))
    verdict = judge(con)[9]
    assert verdict.status == status
    if status == "quarantined":
        assert "drift" in (verdict.reason or "")
        assert "330000 perception W9" in (verdict.reason or ""), (
            "the reason names province and wave"
        )


def test_few_and_differing_halls_may_move_further(con: duckdb.DuckDBPyConnection) -> None:
    # the same jump, but halls differ by 10 points: 4 clustered standard errors exceed it
    add_history(con, spread=10)
    add_load(
        con, 9, "satisfaction_survey", wave_of_answers("W9", MONTHS[6], mean=72, spread=10, seed=9)
    )
    assert "drift" not in failed(judge(con)[9])


def test_drift_allows_four_clustered_standard_errors(con: duckdb.DuckDBPyConnection) -> None:
    """Against the ratio-mean formula written out in numpy (Cochran 1977, eq. 9A.7)."""

    def mean_and_se2(rows: pl.DataFrame) -> tuple[float, float, int]:
        halls = rows.group_by("hall_code").agg(
            n=pl.len(), total=pl.col("overall_satisfaction").sum()
        )
        n, total = halls["n"].to_numpy(), halls["total"].to_numpy()
        mean, m = total.sum() / n.sum(), len(n)
        return mean, m / (m - 1) * ((total - n * mean) ** 2).sum() / n.sum() ** 2, int(n.sum())

    waves = [wave_of_answers(f"W{i}", month, mean=78, spread=6, per_hall=20 + 10 * i, seed=i)
             for i, month in enumerate(MONTHS[0:6:2], start=1)]  # fmt: skip
    for number, rows in enumerate(waves, start=1):
        add_load(
            con, number, "satisfaction_survey", rows, status="passed", partition=f"330000|W{number}"
        )
    new = wave_of_answers("W9", MONTHS[6], mean=70, spread=6, seed=9)
    add_load(con, 9, "satisfaction_survey", new)
    con.execute("create schema quality")
    measure_loads(con, load_suites()["satisfaction_survey"], CLOCK, table="quality.m")
    measured = con.execute("select drift_beyond_allowed from quality.m").fetchone()

    past = [mean_and_se2(rows) for rows in waves]
    count = sum(n for *_, n in past)
    past_mean = sum(mean * n for mean, _, n in past) / count
    past_se2 = sum(se2 * n**2 for _, se2, n in past) / count**2
    mean, se2, _ = mean_and_se2(new)
    expected = abs(mean - past_mean) - max(3, 4 * np.sqrt(se2 + past_se2))
    assert measured is not None
    assert measured[0] == pytest.approx(expected, abs=1e-9)


def test_only_this_loads_rows_are_judged(con: duckdb.DuckDBPyConnection) -> None:
    bad = tickets(MONTHS[5], 50, resolved_after_hours=-20)
    add_load(con, 1, "complaint_log", bad, status="accepted")
    add_load(con, 2, "complaint_log", tickets(MONTHS[6], 50))
    assert judge(con)[2].status == "passed"
    assert con.execute("select status from raw._loads where load_id = 1").fetchall() == [
        ("accepted",)
    ]


def test_a_bad_load_is_kept_out_and_the_others_go_on(con: duckdb.DuckDBPyConnection) -> None:
    add_load(con, 1, "complaint_log", tickets(MONTHS[5], 50))
    add_load(con, 2, "complaint_log", tickets(MONTHS[6], 50, resolved_after_hours=-20))
    add_load(con, 3, "complaint_log", tickets(MONTHS[4], 50))
    verdicts = judge(con)
    assert [verdicts[number].status for number in (1, 2, 3)] == ["passed", "quarantined", "passed"]
    assert con.execute("select status_reason from raw._loads where load_id = 2").fetchall() == [
        (verdicts[2].reason,)
    ]


def test_future_dates_are_told_in_the_files_own_zone(con: duckdb.DuckDBPyConnection) -> None:
    late = tickets(date(2026, 11, 19), 1).with_columns(
        # 15:30 UTC on the 19th is 23:30 of the 19th in Shanghai; an hour later is the 20th
        received_at=pl.lit("2026-11-20 15:30:00").str.to_datetime(time_unit="us"),
        resolved_at=None,
    )
    too_late = late.with_columns(received_at=pl.col("received_at") + pl.duration(hours=1))
    add_load(con, 1, "complaint_log", late)
    add_load(con, 2, "complaint_log", too_late)
    verdicts = judge(con)
    assert "future_date" not in failed(verdicts[1])
    assert {"future_date", "future_date_often"} <= failed(verdicts[2])
    assert verdicts[2].status == "quarantined"


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (4, {"volume_collapsed", "volume_low"}),
        (40, {"volume_low"}),
        (100, set()),
        (260, {"volume_high"}),
        (1200, {"volume_high", "volume_flooded"}),
    ],
)
def test_volume_is_measured_against_the_months_before(
    con: duckdb.DuckDBPyConnection, count: int, expected: set[str]
) -> None:
    for number, month in enumerate(MONTHS[:6], start=1):
        add_load(con, number, "complaint_log", tickets(month, 100), status="passed")
    add_load(con, 9, "complaint_log", tickets(MONTHS[6], count))
    volume = {name for name in failed(judge(con)[9]) if name.startswith("volume")}
    assert volume == expected


def test_a_part_that_completes_its_month_is_not_low(con: duckdb.DuckDBPyConnection) -> None:
    for number, month in enumerate(MONTHS[:6], start=1):
        add_load(con, number, "complaint_log", tickets(month, 100), status="passed")
    add_load(con, 8, "complaint_log", tickets(MONTHS[6], 80), status="passed")
    add_load(con, 9, "complaint_log", tickets(MONTHS[6], 20))
    assert not {name for name in failed(judge(con)[9]) if name.startswith("volume")}


def test_halls_below_the_quota_are_named_and_only_warned_about(
    con: duckdb.DuckDBPyConnection,
) -> None:
    rows = wave_of_answers("W1", MONTHS[0], mean=70, halls=3, per_hall=30)
    add_load(con, 1, "satisfaction_survey", rows.head(61))
    verdict = judge(con)[1]
    assert verdict.status == "passed"
    quota = next(o for o in verdict.outcomes if o.expectation.name == "quota")
    assert (quota.success, quota.observed) == (False, "1 · of 3: 330100002 (1)")


def test_duplicate_visits_are_found(con: duckdb.DuckDBPyConnection) -> None:
    visits = pl.DataFrame(
        {
            "visit_id": [str(number) for number in range(10)],
            "visit_date": [MONTHS[6]] * 10,
            "time_slot": ["morning"] * 10,
            "province_code": ["330000"] * 10,
            "city_code": ["330100"] * 10,
            "operator_code": ["OWN"] * 10,
            "hall_code": [f"H{max(number, 1)}" for number in range(10)],
        }
    )
    add_load(con, 1, "mystery_visit", visits)
    add_load(con, 2, "mystery_visit", visits.with_columns(hall_code=pl.lit("H1")))
    verdicts = judge(con)
    assert (verdicts[1].status, failed(verdicts[1])) == ("passed", {"duplicate_visits"})
    assert verdicts[2].status == "quarantined"


def test_anonymous_sources_leave_no_figures_behind(con: duckdb.DuckDBPyConnection) -> None:
    answers = pl.DataFrame(
        {
            "wave": ["W1"] * 8,
            "interview_date": [date(2027, 1, 1)] * 8,
            "province_code": ["330000"] * 8,
            "element_set": ["staff"] * 8,
        }
    )
    add_load(con, 1, "staff_satisfaction", answers)
    verdict = judge(con)[1]
    assert verdict.status == "quarantined"
    assert con.execute(
        "select count(*) from quality.results where observed is not null"
    ).fetchall() == [(0,)]
    assert "8" not in (verdict.reason or "")


def test_an_interrupted_gate_has_judged_nothing(
    con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_load(con, 1, "complaint_log", tickets(MONTHS[5], 50))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(outcomes, "_insert", killed)
        with pytest.raises(KeyboardInterrupt):
            judge(con)
    assert con.execute("select status from raw._loads").fetchall() == [("loaded",)]
    assert judge(con)[1].status == "passed"


def test_the_gate_leaves_nothing_lying_about(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    add_load(con, 1, "complaint_log", tickets(MONTHS[5], 50))
    judge(con)
    tables = con.execute("select table_name from duckdb_tables() where schema_name = 'quality'")
    assert tables.fetchall() == [("results",)]
    assert not list(tmp_path.iterdir())
    assert judge(con) == {}, "a judged load is not judged again"


def test_every_suite_can_be_measured_on_an_empty_load(con: duckdb.DuckDBPyConnection) -> None:
    for number, source in enumerate(load_suites(), start=1):
        con.execute(
            "insert into raw._loads (load_id, source, file_name, rows_accepted, status)"
            " values (?, ?, 'empty', 0, 'loaded')",
            [number, source],
        )
    assert {verdict.status for verdict in judge(con).values()} == {"passed"}


def test_a_hundred_loads_cost_one_validation_a_source(
    con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 101):
        add_load(con, number, "complaint_log", tickets(MONTHS[number % 7], 3))
    calls = []
    validate = gate._validate

    def counted(*arguments: object) -> object:
        calls.append(arguments)
        return validate(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(gate, "_validate", counted)
    assert len(judge(con)) == 100
    assert len(calls) == 1
