"""The survey's field files: exit interviews by region, expectation, phone surveys, staff."""

from collections.abc import Iterator

import polars as pl

from ingest.sample import styles
from ingest.sample.deliveries import BACKFILL, LATE, LATEST, FieldFile, Schedule
from ingest.sample.operator import Operator

# Codes below this one go to the northern field institute, the others to the southern one.
NORTH_BELOW = "400000"
FORGOTTEN_SHARE_OF_TEN = 1
"""Tenths of the respondents missing from a partition's first version."""
SPOILT = ("in_network", "staff", "awareness", "internal")
"""Whose backfill comes with bad rows."""


def survey_files(operator: Operator, schedule: Schedule) -> Iterator[FieldFile]:
    """Every file of the satisfaction survey, in no particular order."""
    survey = operator.sources["satisfaction_survey"]
    yield from _exit_interviews(
        operator, schedule, survey.filter(pl.col("instrument") == "perception")
    )
    expectation = survey.filter(pl.col("instrument") == "expectation")
    yield from by_wave(expectation, operator, schedule, "expectation", "期望调查", styles.UNICODE)
    in_network = survey.filter(pl.col("instrument") == "in_network")
    yield from by_wave(in_network, operator, schedule, "in_network", "在网满意度", styles.SEMICOLON)
    orders = survey.filter(pl.col("instrument").is_in(["new_install", "repair"]))
    yield from by_wave(orders, operator, schedule, "orders", "新装修障回访", styles.PACKED)


def staff_files(operator: Operator, schedule: Schedule) -> Iterator[FieldFile]:
    """Staff waves: one export for the company, a workbook from the province that keeps its own."""
    answers = operator.sources["staff_satisfaction"]
    is_workbook = pl.col("province_code") == schedule.workbook_province
    for rows, style, name in (
        (answers.filter(~is_workbook), styles.BOM, "员工满意度"),
        (answers.filter(is_workbook), styles.WORKBOOK, f"员工满意度_{schedule.workbook_province}"),
    ):
        yield from by_wave(
            rows, operator, schedule, "staff", name, style, source="staff_satisfaction"
        )


def _exit_interviews(
    operator: Operator, schedule: Schedule, rows: pl.DataFrame
) -> Iterator[FieldFile]:
    """North and south in different habits; one province in Excel, one late, one correcting."""
    last_wave = operator.months.wave_labels[-1]
    is_last = pl.col("wave") == last_wave
    province = pl.col("province_code")
    is_late = is_last & (province == schedule.late_province)
    is_workbook = (province == schedule.workbook_province) & ~is_late
    is_plain = ~is_late & ~is_workbook
    source = "satisfaction_survey"
    corrected_wave = operator.months.wave_labels[0]
    for delivery, in_delivery, label in (
        (BACKFILL, ~is_last, "历史"),
        (LATEST, is_last, last_wave),
    ):
        folder = schedule.folders[delivery]
        part = rows.filter(in_delivery)
        for region, where, style in (
            ("北方", is_plain & (province < NORTH_BELOW), styles.LEGACY),
            ("南方", is_plain & (province >= NORTH_BELOW), styles.BOM),
            (schedule.workbook_province, is_workbook, styles.WORKBOOK),
        ):
            chosen = part.filter(where)
            is_corrected = (province == schedule.correcting_province) & (
                pl.col("wave") == corrected_wave
            )
            if delivery == BACKFILL:
                chosen = _first_version(chosen, is_corrected)
            if chosen.height:
                yield FieldFile(
                    source, folder, f"出口访谈_{region}_{label}", chosen, style, is_spoilt=True
                )
    correction = rows.filter(
        (province == schedule.correcting_province) & (pl.col("wave") == corrected_wave)
    )
    yield FieldFile(
        source,
        schedule.folders[LATEST],
        f"出口访谈_{schedule.correcting_province}_{corrected_wave}_更正",
        correction,
        styles.TIDY,
        note="correction",
    )
    yield FieldFile(
        source,
        schedule.folders[LATE],
        f"出口访谈_{schedule.late_province}_{last_wave}_补报",
        rows.filter(is_late),
        styles.LEGACY_PACKED,
        note="late",
    )


def _first_version(rows: pl.DataFrame, is_corrected: pl.Expr) -> pl.DataFrame:
    """What was sent before the correction: a tenth forgotten, overall judgement one too high."""
    forgotten = is_corrected & (pl.int_range(pl.len()) % 10 < FORGOTTEN_SHARE_OF_TEN)
    wrong = pl.col("overall_satisfaction").cast(pl.Int64) + 1
    return rows.filter(~forgotten).with_columns(
        pl.when(is_corrected)
        .then(pl.min_horizontal(wrong, pl.lit(10)))
        .otherwise("overall_satisfaction")
        .cast(rows.schema["overall_satisfaction"])
        .alias("overall_satisfaction")
    )


def by_wave(
    rows: pl.DataFrame,
    operator: Operator,
    schedule: Schedule,
    short: str,
    title: str,
    style: styles.Style,
    source: str = "satisfaction_survey",
) -> Iterator[FieldFile]:
    """Backfill of the older waves, then what came with the latest delivery."""
    first_day = schedule.first_days[0]
    wave_start = pl.col("interview_date").min().over("wave")
    is_new = wave_start >= pl.lit(first_day).cast(pl.Date)
    for delivery, where, label in (
        (BACKFILL, ~is_new, "历史"),
        (LATEST, is_new, operator.months.labels[-1]),
    ):
        part = rows.filter(where)
        if part.height:
            spoilt = short in SPOILT and delivery == BACKFILL
            yield FieldFile(
                source,
                schedule.folders[delivery],
                f"{title}_{label}",
                part,
                style,
                is_spoilt=spoilt,
            )
