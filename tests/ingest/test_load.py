"""Loading: replacement, no-ops, quarantine, refusals, duplicates, warnings, dry runs, the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from ingest.errors import HashKeyError, IngestError, LoadError
from ingest.inbox import ingest_paths
from ingest.ledger import accept_load, export_rejects, list_loads, list_rejects, set_status
from ingest.load import load_file
from tests.ingest.loading import (
    MONTHLY,
    SURVEY,
    TICKETS,
    Scratch,
    monthly_rows,
    scratch,
    survey_rows,
)
from warehouse.settings import load_settings


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Scratch]:
    with scratch(tmp_path) as made:
        yield made


def test_same_bytes_twice_are_a_no_op_and_say_so(house: Scratch) -> None:
    path = house.write("a.csv", [MONTHLY, *monthly_rows()])
    assert house.load(path).status == "loaded"
    again = house.load(house.write("renamed.csv", path.read_bytes()))
    assert again.status == "unchanged"
    assert "load 1" in again.message
    assert house.rows("select count(*) from raw._loads") == [(1,)]


def test_rows_are_replaced_by_key_and_history_stays(house: Scratch) -> None:
    house.load(house.write("a.csv", [MONTHLY, *monthly_rows(10)]))
    house.pass_gate()
    result = house.load(
        house.write("b.csv", [MONTHLY, *monthly_rows(3, "2026-10"), *monthly_rows(2, "2026-11")])
    )
    assert result.loads[0].rows_superseded == 3
    assert house.rows("select count(*) from raw.hall_monthly") == [(15,)]
    assert house.rows("select row_no, by_load_id from raw._superseded order by 1") == [
        (2, 2),
        (3, 2),
        (4, 2),
    ]
    assert house.rows("select period_min, period_max from raw._loads where load_id = 2") == [
        (date(2026, 10, 1), date(2026, 11, 1))
    ]


def test_partition_is_replaced_whole_and_a_shrunken_one_quarantined(house: Scratch) -> None:
    house.load(house.write("a.csv", [SURVEY, *survey_rows(20)]))
    house.pass_gate()
    assert house.load(house.write("b.csv", [SURVEY, *survey_rows(17)])).status == "loaded"
    house.pass_gate()
    result = house.load(house.write("c.csv", [SURVEY, *survey_rows(13)]))
    assert result.status == "quarantined"
    assert "13 rows, 17 before" in result.message
    key = "province_code=330000|instrument=perception|wave=2026-B5"
    assert house.rows(
        "select load_id, partition_key, row_count from raw._load_partitions order by 1"
    ) == [
        (1, key, 20),
        (2, key, 17),
        (3, key, 13),
    ]
    with pytest.raises(LoadError, match="--reason"):
        accept_load(house.con, 3, " ")
    assert accept_load(house.con, 3, "three halls closed", by="me").status == "accepted"
    with pytest.raises(LoadError, match="only a quarantined"):
        accept_load(house.con, 2, "just because")


def test_identical_duplicates_collapse_and_differing_ones_are_rejected(house: Scratch) -> None:
    rows = monthly_rows(20)
    other = rows[5].replace("1006", "1")
    result = house.load(house.write("a.csv", [MONTHLY, *rows, rows[0], other]))
    (load,) = result.loads
    assert (load.rows_read, load.rows_accepted, load.rows_rejected, load.rows_collapsed) == (
        22,
        19,
        2,
        1,
    )
    assert any("repeat another row" in warning for warning in result.warnings)
    assert house.rows("select row_no from raw._rejects order by 1") == [(7,), (23,)]


def test_too_many_rejects_refuse_the_file_whole_and_keep_the_reasons(house: Scratch) -> None:
    bad = [row.replace("2026-10", "soon") for row in monthly_rows(3)]
    path = house.write("a.csv", [MONTHLY, *monthly_rows(9), *bad])
    assert house.load(path).status == "refused"
    assert house.rows("select count(*) from raw.hall_monthly") == [(0,)]
    assert len(list_rejects(house.con)) == 3
    with pytest.raises(LoadError, match="refused"):
        set_status(house.con, 1, "passed")


def test_unreadable_file_is_noted_once(house: Scratch) -> None:
    path = house.write("a.csv", b"")
    house.load(path)
    house.load(path)
    assert [(load.status, load.source) for load in list_loads(house.con)] == [
        ("refused", "unknown")
    ]


def test_timestamps_become_utc_and_customers_hashes(house: Scratch) -> None:
    house.load(
        house.write(
            "t.csv",
            [
                TICKETS,
                "0001,2026-10-01 07:30,330100,138-1234-5678,故障,2026/10/2 9:05,是,电话13812345678",
                "0002,2026年10月1日 7时30分,330100,+8613812345678,障碍,,否,无",
            ],
        )
    )
    found = house.rows(
        "select ticket_id, received_at, resolved_at, complaint_kind, is_sla_met, complaint_text"
        " from raw.complaint_log order by 1"
    )
    assert found == [
        (
            "0001",
            datetime(2026, 9, 30, 23, 30),
            datetime(2026, 10, 2, 1, 5),
            "fault",
            True,
            "电话[PHONE]",
        ),
        ("0002", datetime(2026, 9, 30, 23, 30), None, "fault", False, None),
    ]
    keys = house.rows("select distinct customer_key, length(customer_key) from raw.complaint_log")
    assert len(keys) == 1 and keys[0][1] == 64
    assert house.rows("select data_through_at from raw._loads") == [(datetime(2026, 10, 2, 1, 5),)]


def test_another_hash_key_refuses_the_load(house: Scratch) -> None:
    house.load(house.write("a.csv", [MONTHLY, *monthly_rows(5)]))
    other = load_settings(
        {"SHORTBOARD_HOME": str(house.folder), "SHORTBOARD_HASH_KEY": "another key"}
    )
    with pytest.raises(HashKeyError, match="filled with hash key"):
        load_file(other, house.con, house.write("b.csv", [MONTHLY, *monthly_rows(6)]))
    assert house.rows("select count(*) from raw._loads") == [(1,)]


def test_hash_key_is_made_once_and_kept_private(house: Scratch, tmp_path: Path) -> None:
    home = tmp_path / "laptop"
    settings = load_settings({"SHORTBOARD_HOME": str(home)})
    load_file(settings, house.con, house.write("a.csv", [MONTHLY, *monthly_rows(5)]))
    first = (home / "hash_key").read_text()
    load_file(settings, house.con, house.write("b.csv", [MONTHLY, *monthly_rows(6)]))
    assert (home / "hash_key").read_text() == first
    assert (home / "hash_key").stat().st_mode & 0o777 == 0o600


def test_dry_run_writes_nothing(house: Scratch) -> None:
    result = house.load(house.write("a.csv", [MONTHLY, *monthly_rows()]), dry_run=True)
    assert result.status == "checked" and "would be loaded" in result.message
    assert house.rows("select count(*) from raw._loads") == [(0,)]
    assert house.rows("select count(*) from raw._settings") == [(0,)]


def test_two_sheets_of_two_sources_are_two_loads_of_one_file(house: Scratch) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    for row in ["某省客流月报", MONTHLY, *monthly_rows(4)]:
        first.append(row.split(","))
    second = book.create_sheet("用户")
    for row in ["月份,地市编码,用户数", "2026-10,330100,5000"]:
        second.append(row.split(","))
    book.create_sheet("说明").append(["本表由地市填报"])
    book.save(house.folder / "a.xlsx")
    result = house.load(house.folder / "a.xlsx")
    assert {load.source: load.rows_accepted for load in result.loads} == {
        "hall_monthly": 4,
        "city_monthly": 1,
    }
    assert any("left out" in warning for warning in result.warnings)
    assert house.rows("select distinct _sheet, min(_row) from raw.hall_monthly group by 1") == [
        ("Sheet", 3)
    ]
    assert house.load(house.folder / "a.xlsx", sheet="用户").status == "loaded"


def test_swapped_days_and_changed_scales_are_warned_about(house: Scratch) -> None:
    swapped = [row for n in range(1, 11) for row in survey_rows(1, day=f"2026-{n:02d}-10")]
    swapped = [row.replace("R0001", f"S{n}") for n, row in enumerate(swapped)]
    result = house.load(house.write("a.csv", [SURVEY, *swapped]))
    assert any("swapped" in warning for warning in result.warnings)
    house.load(house.write("b.csv", [SURVEY, *survey_rows(40, score=9)]))
    result = house.load(house.write("c.csv", [SURVEY, *survey_rows(40, score=4)]))
    assert any("shorter scale" in warning for warning in result.warnings)
    result = house.load(house.write("d.csv", [SURVEY, *survey_rows(40, score=90)]))
    assert result.status == "refused" and any("0–100" in warning for warning in result.warnings)


@pytest.mark.parametrize("form", ["{year}{month}01", "{year}-{month}-01", "{year}{month}10"])
def test_firsts_of_months_and_compact_dates_are_not_taken_for_swapped(
    house: Scratch, form: str
) -> None:
    days = [form.format(year=2026, month=f"{month:02d}") for month in range(1, 11)]
    rows = [row for day in days for row in survey_rows(1, day=day)]
    rows = [row.replace("R0001", f"S{n}") for n, row in enumerate(rows)]
    result = house.load(house.write("a.csv", [SURVEY, *rows]))
    assert result.loads[0].rows_accepted == 10
    assert not [warning for warning in result.warnings if "swapped" in warning]


def test_folder_is_loaded_with_progress_and_rejects_are_exported(house: Scratch) -> None:
    house.write("a.csv", [MONTHLY, *monthly_rows(9), "2026-10,330000,330100,H9,=1+1,1"])
    house.write("b.bin", b"not looked at")
    seen: list[tuple[float, float | None, str]] = []
    report = ingest_paths(
        house.settings, house.con, [house.folder], on_progress=lambda *state: seen.append(state)
    )
    assert report.note.startswith("1 loaded; 10 rows")
    assert any("checking hall_monthly (10 rows)" in label for _, _, label in seen)
    target = house.folder / "rejects.xlsx"
    assert export_rejects(house.con, target) == 1
    cells = [cell.value for cell in openpyxl.load_workbook(target).active[2]]  # type: ignore[index]
    assert cells[4:8] == [11, "客流量", "=1+1", "not_a_number"]
    with pytest.raises(IngestError, match="no file or folder"):
        ingest_paths(house.settings, house.con, [house.folder / "nowhere"])


def test_rejected_rows_are_masked_behind_control_characters(house: Scratch) -> None:
    rows = survey_rows(30)
    spoiled = rows[3].replace("2026-10-15", "nonsense").replace("很好", "\x01\x1e13800138000")
    house.load(house.write("a.csv", [SURVEY, *rows[:3], spoiled, *rows[4:]]))
    [(kept,)] = house.rows("select raw_row from raw._rejects")
    assert "[PHONE]" in kept
    assert "0138" not in kept
