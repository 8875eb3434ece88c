"""The messy field files, loaded by the product's own ingest, give back the clean frames."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from ingest.contract import Contract, load_contracts
from ingest.sample import SampleResult
from ingest.sample.operator import Operator
from ingest.sample.replacements import replaced_rows
from warehouse.settings import Settings, load_settings

pytestmark = pytest.mark.warehouse

# Hashed, masked, or told by the file rather than by the row: these differ on purpose.
CHANGED_BY_INGEST = ("customer_key", "comment_text", "complaint_text", "data_through_at")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("sample_home")
    return load_settings(
        {"SHORTBOARD_HOME": str(home), "SHORTBOARD_HASH_KEY": "only for tests of the sample"}
    )


@pytest.fixture(scope="module")
def loaded(settings: Settings, written: SampleResult) -> Iterator[duckdb.DuckDBPyConnection]:
    from ingest.inbox import ingest_paths
    from warehouse.connection import writer

    with writer(settings, "pytest") as con:
        report = ingest_paths(settings, con, [written.files_dir])
        assert report.count("loaded") == written.file_count, report.lines
        yield con


def _current(con: duckdb.DuckDBPyConnection, contract: Contract) -> pl.DataFrame:
    """Rows that no later file has replaced, as text in a fixed order."""
    table, source = f"raw.{contract.source}", contract.source
    names = [column.name for column in contract.columns if column.name not in CHANGED_BY_INGEST]
    if contract.replaces == "rows":
        where = (
            "not exists (select 1 from raw._superseded as gone where gone.load_id = _load_id"
            f" and gone.row_no = _row and gone.part_no = _part and gone.sheet is not distinct from _sheet"
            f" and gone.source = '{source}')"
        )
    else:
        where = (
            "(_partition, _load_id) in (select (partition_key, max(load_id))"
            f" from raw._load_partitions where source = '{source}' group by partition_key)"
        )
    columns = ", ".join(f'"{name}"' for name in names)
    return con.sql(f"select {columns} from {table} where {where}").pl()


def _clean(operator: Operator, contract: Contract, like: pl.DataFrame) -> pl.DataFrame:
    """The generator's frame in the types of raw: defaults filled in, times in UTC."""
    frame = operator.sources[contract.source]
    columns = []
    for column in contract.columns:
        if column.name not in like.columns:
            continue
        value = pl.col(column.name) if column.name in frame.columns else pl.lit(None)
        if column.type == "timestamp":
            value = value - pl.duration(hours=8)
        if column.default is not None:
            value = value.fill_null(pl.lit(column.default))
        columns.append(value.cast(like.schema[column.name]).alias(column.name))
    return frame.select(columns)


@pytest.mark.parametrize("source", sorted(load_contracts()))
def test_what_ingest_keeps_is_the_clean_frame(
    loaded: duckdb.DuckDBPyConnection, tiny: Operator, source: str
) -> None:
    contract = load_contracts()[source]
    current = _current(loaded, contract)
    clean = _clean(tiny, contract, current)
    order = contract.key or current.columns
    assert current.sort(order).equals(clean.sort(order))


def test_the_ledger_counts_what_truth_says(
    loaded: duckdb.DuckDBPyConnection, written: SampleResult
) -> None:
    ledger = {
        (Path(path), source): counts
        for path, source, *counts in loaded.execute(
            "select path, source, rows_accepted, rows_rejected, rows_collapsed, rows_superseded"
            " from raw._loads"
        ).fetchall()
    }
    replaced = replaced_rows([file.plan for file in written.files])
    for file, gone in zip(written.files, replaced, strict=True):
        found = file.blemishes
        expected = [file.plan.rows.height, len(found.bad_rows), found.repeated_rows, gone]
        assert ledger[file.path, file.plan.source] == expected, (file.path.name, file.plan.source)


def test_rows_are_rejected_for_the_planted_reasons(
    loaded: duckdb.DuckDBPyConnection, written: SampleResult
) -> None:
    found = loaded.execute(
        "select path, list_sort(list(reason_code)) from"
        " (select distinct load_id, row_no, reason_code from raw._rejects)"
        " inner join raw._loads using (load_id) group by path"
    ).fetchall()
    planted = [
        (str(file.path), sorted(file.blemishes.bad_rows))
        for file in written.files
        if file.blemishes.bad_rows
    ]
    assert sorted((path, list(reasons)) for path, reasons in found) == sorted(planted)


def test_no_phone_or_id_number_reaches_raw(loaded: duckdb.DuckDBPyConnection) -> None:
    for column, table in (
        ("complaint_text", "complaint_log"),
        ("comment_text", "satisfaction_survey"),
        ("customer_key", "complaint_log"),
    ):
        seen, leaked = loaded.execute(
            f"select count({column}), count(*) filter (regexp_matches({column},"
            rf" '(^|[^0-9a-f])(1[3-9]\d{{9}}|\d{{17}}[0-9X])([^0-9a-f]|$)')) from raw.{table}"
        ).fetchall()[0]
        assert seen > 0
        assert leaked == 0, column
