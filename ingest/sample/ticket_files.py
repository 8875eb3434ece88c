"""The complaint system's exports: new tickets of the period and every older one that was still alive."""

from collections.abc import Iterator

import polars as pl

from ingest.sample import styles
from ingest.sample.deliveries import BACKFILL, LATEST, MIDDLE, FieldFile, Schedule
from ingest.sample.operator import Operator
from ingest.sample.survey_files import NORTH_BELOW
from ingest.sample.ticket_snapshots import snapshot


def ticket_files(operator: Operator, schedule: Schedule) -> Iterator[FieldFile]:
    """Backfill as of the first delivery; later exports re-send what was not confirmed closed before."""
    received = schedule.delivery_of(pl.col("received_at").dt.date())
    alive: list[str] = []
    for number, read_at in zip((BACKFILL, MIDDLE, LATEST), schedule.read_at, strict=True):
        state = snapshot(operator.tickets.filter(received <= number), read_at)
        sent = state.filter((received == number) | pl.col("ticket_id").is_in(alive))
        alive = state.filter(pl.col("confirmed_closed_at").is_null())["ticket_id"].to_list()
        folder = schedule.folders[number]
        if number == BACKFILL:
            is_north = pl.col("province_code") < NORTH_BELOW
            north, south = sent.filter(is_north), sent.filter(~is_north)
            yield FieldFile("complaint_log", folder, "投诉工单_北方_历史", north, styles.LEGACY_PACKED, is_spoilt=True)
            yield FieldFile("complaint_log", folder, "投诉工单_南方_历史", south, styles.BOM, is_spoilt=True)
            continue
        is_workbook = (pl.col("province_code") == schedule.workbook_province) & pl.lit(number == LATEST)
        plain = sent.filter(~is_workbook)
        yield FieldFile("complaint_log", folder, f"投诉工单_{folder}", plain, styles.TIDY, is_spoilt=True)
        if number == LATEST:
            name = f"投诉工单_{schedule.workbook_province}_{folder}"
            yield FieldFile("complaint_log", folder, name, sent.filter(is_workbook), styles.WORKBOOK)
