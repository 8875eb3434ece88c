"""The inspection agency's field files: plan, visits and indicator scores, with corrections."""

from collections.abc import Iterator

import polars as pl

from ingest.sample import styles
from ingest.sample.deliveries import BACKFILL, LATEST, MIDDLE, FieldFile, Schedule
from ingest.sample.operator import Operator

CORRECTED_VISITS = 5
# Small enough not to look like drift: the gate must let the first version through.
WRONG_POINTS = 2
DELIVERY_STYLES = {BACKFILL: styles.LEGACY, MIDDLE: styles.TIDY, LATEST: styles.BOM}


def inspection_files(operator: Operator, schedule: Schedule) -> Iterator[FieldFile]:
    """Plan, visits and items; items of the backfill come by quarter."""
    yield from _plans(operator, schedule)
    visits = operator.sources["mystery_visit"].with_columns(
        delivery=schedule.delivery_of(pl.col("visit_date")), quarter=_quarter(pl.col("visit_date"))
    )
    yield from _visits(schedule, visits.drop("quarter"))
    yield from _items(
        operator, schedule, visits.select("visit_id", "province_code", "delivery", "quarter")
    )


def _quarter(day: pl.Expr) -> pl.Expr:
    return pl.format("{}-Q{}", day.dt.year(), day.dt.quarter())


def _plans(operator: Operator, schedule: Schedule) -> Iterator[FieldFile]:
    plan = operator.sources["inspection_plan"]
    delivery = schedule.delivery_of(pl.col("planned_date"))
    # One province re-plans the middle month: its first plan lacks visits and has other slots.
    is_replanned = (pl.col("province_code") == schedule.correcting_province) & (delivery == MIDDLE)
    first = plan.filter(~is_replanned | (pl.int_range(pl.len()) % 10 > 0)).with_columns(
        time_slot=pl.when(is_replanned).then(pl.lit("noon")).otherwise("time_slot")
    )
    for number, style in (
        (BACKFILL, styles.PACKED),
        (MIDDLE, styles.TIDY),
        (LATEST, styles.SEMICOLON),
    ):
        rows = first.filter(delivery == number)
        folder = schedule.folders[number]
        yield FieldFile(
            "inspection_plan",
            folder,
            f"检查计划_{folder}",
            rows,
            style,
            is_spoilt=number == BACKFILL,
        )
    yield FieldFile(
        "inspection_plan",
        schedule.folders[LATEST],
        f"检查计划_{schedule.correcting_province}_更正",
        plan.filter(is_replanned),
        styles.WORKBOOK,
        note="correction",
    )


def _visits(schedule: Schedule, visits: pl.DataFrame) -> Iterator[FieldFile]:
    is_middle = pl.col("delivery") == MIDDLE
    corrected = visits.filter(is_middle).head(CORRECTED_VISITS)
    is_wrong = pl.col("visit_id").is_in(corrected["visit_id"].to_list())
    first = visits.with_columns(
        reported_score=pl.when(is_wrong)
        .then((pl.col("reported_score") - WRONG_POINTS).round(2))
        .otherwise("reported_score")
    )
    for number, style in DELIVERY_STYLES.items():
        rows = first.filter(pl.col("delivery") == number).drop("delivery")
        folder = schedule.folders[number]
        is_workbook = pl.col("province_code") == schedule.workbook_province
        if number != LATEST:
            is_workbook = pl.lit(False)
        yield FieldFile(
            "mystery_visit",
            folder,
            f"暗访访次_{folder}",
            rows.filter(~is_workbook),
            style,
            is_spoilt=True,
        )
        if number == LATEST:
            name = f"暗访访次_{schedule.workbook_province}"
            yield FieldFile(
                "mystery_visit", folder, name, rows.filter(is_workbook), styles.WORKBOOK
            )
    yield FieldFile(
        "mystery_visit",
        schedule.folders[LATEST],
        "暗访访次_更正",
        corrected.drop("delivery"),
        styles.LEGACY,
        note="correction",
    )


def _items(operator: Operator, schedule: Schedule, visits: pl.DataFrame) -> Iterator[FieldFile]:
    items = operator.sources["mystery_item"].join(
        visits, on="visit_id", how="left", maintain_order="left"
    )
    drop = ("province_code", "delivery", "quarter")
    backfill = items.filter(pl.col("delivery") == BACKFILL)
    for quarter in backfill["quarter"].unique().sort():
        rows = backfill.filter(pl.col("quarter") == quarter).drop(drop)
        name = f"暗访指标_{quarter}"
        yield FieldFile(
            "mystery_item", schedule.folders[BACKFILL], name, rows, styles.LEGACY, is_spoilt=True
        )
    is_workbook = (pl.col("province_code") == schedule.workbook_province) & (
        pl.col("delivery") == LATEST
    )
    for number in (MIDDLE, LATEST):
        folder = schedule.folders[number]
        rows = items.filter((pl.col("delivery") == number) & ~is_workbook).drop(drop)
        yield FieldFile(
            "mystery_item",
            folder,
            f"暗访指标_{folder}",
            rows,
            DELIVERY_STYLES[number],
            is_spoilt=True,
        )
    yield FieldFile(
        "mystery_item",
        schedule.folders[LATEST],
        f"暗访指标_{schedule.workbook_province}",
        items.filter(is_workbook).drop(drop),
        styles.WORKBOOK,
    )
