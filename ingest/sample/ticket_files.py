"""The complaint system's exports: new tickets of the period, older ones that moved or are open."""

from collections.abc import Iterator

import polars as pl

from ingest.sample import styles
from ingest.sample.deliveries import BACKFILL, LATEST, MIDDLE, FieldFile, Schedule
from ingest.sample.operator import Operator
from ingest.sample.survey_files import NORTH_BELOW
from ingest.sample.ticket_snapshots import snapshot


def ticket_files(operator: Operator, schedule: Schedule) -> Iterator[FieldFile]:
    """Backfill as of the first delivery; later exports re-send what changed or is open."""
    received = schedule.delivery_of(pl.col("received_at").dt.date())
    before: pl.DataFrame | None = None
    for number, read_at in zip((BACKFILL, MIDDLE, LATEST), schedule.read_at, strict=True):
        state = snapshot(operator.tickets.filter(received <= number), read_at)
        sent = state if before is None else _news(before, state)
        before = state
        folder = schedule.folders[number]
        if number == BACKFILL:
            is_north = pl.col("province_code") < NORTH_BELOW
            north, south = sent.filter(is_north), sent.filter(~is_north)
            yield FieldFile(
                "complaint_log",
                folder,
                "投诉工单_北方_历史",
                north,
                styles.LEGACY_PACKED,
                is_spoilt=True,
            )
            yield FieldFile(
                "complaint_log", folder, "投诉工单_南方_历史", south, styles.BOM, is_spoilt=True
            )
            continue
        is_workbook = (pl.col("province_code") == schedule.workbook_province) & pl.lit(
            number == LATEST
        )
        plain = sent.filter(~is_workbook)
        yield FieldFile(
            "complaint_log", folder, f"投诉工单_{folder}", plain, styles.TIDY, is_spoilt=True
        )
        if number == LATEST:
            name = f"投诉工单_{schedule.workbook_province}_{folder}"
            yield FieldFile(
                "complaint_log", folder, name, sent.filter(is_workbook), styles.WORKBOOK
            )


def _news(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Tickets that are new, have changed since the last export, or are still unresolved."""
    read_at = "data_through_at"
    same = now.drop(read_at).join(
        before.drop(read_at), on=now.drop(read_at).columns, how="semi", nulls_equal=True
    )
    settled = same.filter(pl.col("resolved_at").is_not_null())
    return now.join(settled, on="ticket_id", how="anti", maintain_order="left")
