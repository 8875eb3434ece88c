"""The sample on disk: same bytes every time, every habit of senders, and a truth that adds up."""

import hashlib
import json
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from ingest.contract import load_contracts
from ingest.sample import SampleResult, write_sample
from ingest.sample.blemishes import spoil
from ingest.sample.operator import Operator
from ingest.sample.rendering import render
from ingest.sample.styles import LEGACY, SEMICOLON, TIDY

END = "2026-10"


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_same_size_seed_and_end_give_the_same_bytes(written: SampleResult, tmp_path: Path) -> None:
    again = write_sample("tiny", 20261120, tmp_path, END)
    assert _digests(again.out_dir) == _digests(written.out_dir)


def test_another_seed_gives_another_operator(written: SampleResult, tmp_path: Path) -> None:
    other = write_sample("tiny", 7, tmp_path, END)
    ours, theirs = _digests(written.out_dir), _digests(other.out_dir)
    assert ours["truth.json"] != theirs["truth.json"]


def test_another_end_moves_the_window(tmp_path: Path) -> None:
    truth = json.loads(write_sample("tiny", 1, tmp_path, "2025-04").truth_path.read_text("utf-8"))
    assert truth["months"][0] == "2024-09"
    assert truth["months"][-1] == "2025-04"
    assert truth["as_of"] == "2025-05-20"


def test_a_sample_in_the_folder_is_replaced_and_other_files_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    write_sample("tiny", 1, tmp_path, "2025-04")
    result = write_sample("tiny", 1, tmp_path, END)
    assert set(_digests(result.files_dir)) == {
        str(file.path.relative_to(result.files_dir)) for file in result.files
    }
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_unknown_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="tiny"):
        write_sample("huge", 1, tmp_path)


def test_progress_reports_every_file(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    result = write_sample("tiny", 1, tmp_path, END, lambda *step: seen.append(step))
    assert [number for _, number, _ in seen] == list(range(1, result.file_count + 1))


def test_names_sort_in_order_of_arrival(written: SampleResult) -> None:
    paths = [str(file.path) for file in written.files]
    assert paths == sorted(paths)
    times = [file.path.stat().st_mtime for file in written.files]
    assert times == sorted(times)
    arrivals = [file.path.parent.name for file in written.files]
    # Backfill, two months, what came late, and the task forces' last report.
    assert len(set(arrivals)) == 5


def test_every_habit_of_senders_occurs(written: SampleResult) -> None:
    styles = [file.plan.style for file in written.files]
    assert {"utf-8", "utf-8-sig", "gb18030", "utf-16"} <= {style.encoding for style in styles}
    assert {style.file_format for style in styles} == {"csv", "xlsx"}
    assert {style.delimiter for style in styles} == {",", ";", "\t"}
    assert any(style.is_gzipped for style in styles)
    assert {"late", "correction"} <= {file.plan.note for file in written.files}


def test_every_source_is_sent(written: SampleResult) -> None:
    assert {file.plan.source for file in written.files} == set(load_contracts())


def test_truth_lists_every_file_with_its_rows(written: SampleResult) -> None:
    truth = json.loads(written.truth_path.read_text(encoding="utf-8"))
    listed = {(file["path"], file["source"]): file for file in truth["files"]}
    assert len(listed) == len(written.files)
    for file in written.files:
        entry = listed[str(file.path.relative_to(written.out_dir)), file.plan.source]
        assert entry["good_rows"] == file.plan.rows.height
        assert len(entry["bad_rows"]) <= 0.05 * file.plan.rows.height
    reasons = Counter(reason for file in truth["files"] for reason in file["bad_rows"])
    assert {"not_a_date", "out_of_scale", "unknown_code", "duplicate_key"} <= set(reasons)


def test_truth_tells_what_each_file_replaces(written: SampleResult) -> None:
    truth = json.loads(written.truth_path.read_text(encoding="utf-8"))
    replaced = {file["path"]: file["replaced_rows"] for file in truth["files"]}
    notes = {file["path"]: file["note"] for file in truth["files"]}
    rows = {file["path"]: file["good_rows"] for file in truth["files"]}
    by_source: Counter[str] = Counter()
    for file in truth["files"]:
        by_source[file["source"]] += file["good_rows"] - file["replaced_rows"]
        if file["note"] == "late":
            assert file["replaced_rows"] == 0
    # A correction by rows replaces row by row, one by partition what was there before.
    corrections = [path for path, note in notes.items() if note == "correction"]
    assert corrections
    for path in corrections:
        assert 0.8 * rows[path] <= replaced[path] <= rows[path]
    assert dict(by_source) == truth["rows"]


@pytest.mark.parametrize(
    "source", ["hall_register", "hall_monthly", "city_monthly", "mystery_visit", "mystery_item"]
)
def test_what_was_sent_last_is_the_clean_frame(
    written: SampleResult, tiny: Operator, source: str
) -> None:
    key = load_contracts()[source].key
    assert key is not None
    sent = pl.concat(
        [file.plan.rows for file in written.files if file.plan.source == source],
        how="diagonal_relaxed",
    )
    current = sent.unique(key, keep="last", maintain_order=True).sort(key)
    clean = tiny.sources[source].sort(key)
    assert current.select(clean.columns).equals(
        clean.cast(dict(current.select(clean.columns).schema))
    )


def test_headers_codes_and_dates_follow_the_sender(tiny: Operator) -> None:
    contract = load_contracts()["mystery_visit"]
    rows = tiny.sources["mystery_visit"].head(3)
    legacy = render(rows, contract, LEGACY)
    assert "暗访日期" in legacy.columns
    assert set(legacy["检查方式" if "检查方式" in legacy.columns else "明暗访"]) <= {"暗访", "明访"}
    assert legacy["暗访日期"].str.len_chars().to_list() == [8, 8, 8]
    english = render(rows, contract, SEMICOLON)
    assert "visit date" in english.columns
    assert english["total score"].str.contains(",", literal=True).any()


def test_blemishes_leave_the_good_rows_alone(tiny: Operator) -> None:
    contract = load_contracts()["satisfaction_survey"]
    survey = tiny.sources["satisfaction_survey"].filter(pl.col("instrument") == "perception")
    clean = render(survey, contract, TIDY)
    spoilt, blemishes = spoil(clean, contract, TIDY)
    assert spoilt.head(clean.height).equals(clean)
    added = len(blemishes.bad_rows) + blemishes.repeated_rows + blemishes.totals_rows
    assert spoilt.height == clean.height + added
    assert {"not_a_date", "out_of_scale", "unknown_code", "duplicate_key"} == set(
        blemishes.bad_rows
    )


def test_short_files_stay_clean(tiny: Operator) -> None:
    contract = load_contracts()["mystery_visit"]
    rows = render(tiny.sources["mystery_visit"].head(20), contract, TIDY)
    spoilt, blemishes = spoil(rows, contract, TIDY)
    assert spoilt.equals(rows)
    assert blemishes.bad_rows == ()
