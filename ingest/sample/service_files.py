"""Field files on service work: standards, promises, awareness, internal service, inspections."""

import datetime as dt
from collections.abc import Iterator

import polars as pl

from ingest.sample import styles
from ingest.sample.deliveries import BACKFILL, LATEST, MIDDLE, FieldFile, Schedule
from ingest.sample.operator import Operator
from ingest.sample.survey_files import by_wave

WRONG_STANDARD_ROWS = 2
WRONG_STANDARD_POINTS = 5.0
WRONG_MEASURE, WRONG_BY = "first_contact_resolution_rate", 0.02


def service_files(operator: Operator, schedule: Schedule) -> Iterator[FieldFile]:
    """Every file of the feeds on service work, in no particular order."""
    yield from _documents(operator, schedule)
    yield from _anonymous(operator, schedule)
    yield from _measurements(operator, schedule)
    yield from _diagnosis(operator, schedule)
    yield from _changing(
        operator,
        schedule,
        ("internal_service_demand", "内部服务诉求", "raised_date"),
        ("answered_date", "answer_text"),
        (styles.PACKED, styles.TIDY),
    )
    yield from _changing(
        operator,
        schedule,
        ("company_inspection", "公司服务检查", "inspection_date"),
        ("fixed_date",),
        (styles.LEGACY, styles.BOM),
    )
    initiatives = operator.sources["competitor_initiative"]
    is_new = pl.col("seen_date") >= schedule.first_days[0]
    for delivery, where, style in (
        (BACKFILL, ~is_new, styles.WORKBOOK),
        (LATEST, is_new, styles.TIDY),
    ):
        folder = schedule.folders[delivery]
        name = f"竞争对手动态_{folder}"
        yield FieldFile("competitor_initiative", folder, name, initiatives.filter(where), style)


def _documents(operator: Operator, schedule: Schedule) -> Iterator[FieldFile]:
    """Standards with two typing errors put right a month later; promises as a workbook."""
    standards = operator.sources["service_standard"].with_row_index("position")
    is_wrong = pl.col("position") < WRONG_STANDARD_ROWS
    first_version = standards.with_columns(
        level_customer=pl.when(is_wrong)
        .then(pl.col("level_customer") - WRONG_STANDARD_POINTS)
        .otherwise("level_customer")
    ).drop("position")
    folder = schedule.folders[BACKFILL]
    source = "service_standard"
    yield FieldFile(source, folder, "服务标准", first_version, styles.LEGACY)
    yield FieldFile(
        source,
        schedule.folders[MIDDLE],
        "服务标准_更正",
        standards.filter(is_wrong).drop("position"),
        styles.TIDY,
        note="correction",
    )
    promises = operator.sources["service_promise"]
    yield FieldFile("service_promise", folder, "服务承诺", promises, styles.WORKBOOK)


def _anonymous(operator: Operator, schedule: Schedule) -> Iterator[FieldFile]:
    """One export for the company, a workbook from the province that keeps its own."""
    for source, short, title, style in (
        ("service_awareness", "awareness", "服务认知调查", styles.BOM),
        ("internal_service", "internal", "内部服务评价", styles.SEMICOLON),
    ):
        rows = operator.sources[source]
        is_workbook = pl.col("province_code") == schedule.workbook_province
        own = f"{title}_{schedule.workbook_province}"
        yield from by_wave(
            rows.filter(~is_workbook), operator, schedule, short, title, style, source
        )
        yield from by_wave(
            rows.filter(is_workbook), operator, schedule, short, own, styles.WORKBOOK, source
        )


def _measurements(operator: Operator, schedule: Schedule) -> Iterator[FieldFile]:
    """Monthly; one province rounds a rate up in the middle month and sends it right later."""
    source = "service_measurement"
    rows = operator.sources[source]
    delivery = schedule.delivery_of(pl.col("month"))
    is_wrong = (
        (pl.col("province_code") == schedule.correcting_province)
        & (delivery == MIDDLE)
        & (pl.col("measure_code") == WRONG_MEASURE)
    )
    sent = rows.with_columns(
        measured_value=pl.when(is_wrong)
        .then((pl.col("measured_value") + WRONG_BY).round(6))
        .otherwise("measured_value")
    )
    for number, style in (
        (BACKFILL, styles.PACKED),
        (MIDDLE, styles.TIDY),
        (LATEST, styles.BOM),
    ):
        folder = schedule.folders[number]
        part = sent.filter(delivery == number)
        name = f"服务水平_{folder}"
        yield FieldFile(source, folder, name, part, style, is_spoilt=number == BACKFILL)
    yield FieldFile(
        source,
        schedule.folders[LATEST],
        f"服务水平_{schedule.correcting_province}_更正",
        rows.filter(is_wrong),
        styles.LEGACY,
        note="correction",
    )


def _diagnosis(operator: Operator, schedule: Schedule) -> Iterator[FieldFile]:
    source = "management_diagnosis"
    rows = operator.sources[source]
    is_new = pl.col("assessment_date") >= schedule.first_days[0]
    for delivery, where, style in (
        (BACKFILL, ~is_new, styles.LEGACY),
        (LATEST, is_new, styles.UNICODE),
    ):
        folder = schedule.folders[delivery]
        part = rows.filter(where)
        name = f"营业厅管理诊断_{folder}"
        yield FieldFile(source, folder, name, part, style, is_spoilt=delivery == BACKFILL)


def _changing(
    operator: Operator,
    schedule: Schedule,
    what: tuple[str, str, str],
    later: tuple[str, ...],
    sent_as: tuple[styles.Style, styles.Style],
) -> Iterator[FieldFile]:
    """A register of matters: first as they stood, later the new ones and those that moved on.

    `what` = (source, title, date column); `later` = what is filled in afterwards, a date first.
    """
    source, title, date = what
    rows = operator.sources[source]
    read_on = schedule.read_at[0].date()
    is_old = pl.col(date) < schedule.first_days[0]
    moved_on = (pl.col(later[0]) > read_on).fill_null(value=False)
    first = _as_it_stood(rows.filter(is_old), later, read_on)
    folders = schedule.folders
    yield FieldFile(source, folders[BACKFILL], f"{title}_历史", first, sent_as[0], is_spoilt=True)
    latest = rows.filter(~is_old | moved_on)
    yield FieldFile(source, folders[LATEST], title, latest, sent_as[1])


def _as_it_stood(rows: pl.DataFrame, later: tuple[str, ...], read_on: dt.date) -> pl.DataFrame:
    was_known = pl.col(later[0]) <= read_on
    state = [pl.when(was_known).then(pl.col(name)).alias(name) for name in later]
    if "status" in rows.columns:
        state.append(
            pl.when(was_known).then(pl.col("status")).otherwise(pl.lit("open")).alias("status")
        )
    return rows.with_columns(state)
