"""Field files of the slow feeds: register, hall and city monthly; corrections, a late report."""

from collections.abc import Iterator

import polars as pl

from ingest.sample import styles
from ingest.sample.deliveries import BACKFILL, LATE, LATEST, MIDDLE, FieldFile, Schedule
from ingest.sample.operator import Operator

CORRECTED_REGISTER_ROWS = 3


def register_files(operator: Operator, schedule: Schedule) -> Iterator[FieldFile]:
    """The register as first sent, the competitors' list, and a small correction later."""
    register = operator.sources["hall_register"]
    is_own = pl.col("operator_type") == "own"
    own = register.filter(is_own).with_row_index("position")
    is_wrong = pl.col("position") % (own.height // CORRECTED_REGISTER_ROWS) == 1
    first_version = own.with_columns(
        counters=pl.when(is_wrong).then(pl.col("counters") + 20).otherwise("counters")
    ).drop("position")
    folder = schedule.folders[BACKFILL]
    yield FieldFile(
        "hall_register", folder, "营业厅登记表", first_version, styles.LEGACY, is_spoilt=True
    )
    yield FieldFile(
        "hall_register", folder, "竞争对手营业厅", register.filter(~is_own), styles.WORKBOOK
    )
    correction = own.filter(is_wrong).drop("position")
    yield FieldFile(
        "hall_register",
        schedule.folders[MIDDLE],
        "营业厅登记表_更正",
        correction,
        styles.TIDY,
        note="correction",
    )


def monthly_files(operator: Operator, schedule: Schedule) -> Iterator[FieldFile]:
    """Footfall by month; one province in Excel, one late, one mistyped and corrected."""
    rows = operator.sources["hall_monthly"]
    province = pl.col("province_code")
    last = pl.col("month") == schedule.first_days[1]
    is_late = last & (province == schedule.late_province)
    is_workbook = (province == schedule.workbook_province) & ~is_late
    # A zero too many in one province's report of the middle month, sent right a month later.
    is_mistyped = (province == schedule.correcting_province) & (
        pl.col("month") == schedule.first_days[0]
    )
    sent = rows.with_columns(
        footfall=pl.when(is_mistyped).then(pl.col("footfall") * 10).otherwise("footfall")
    )
    for delivery in (BACKFILL, MIDDLE, LATEST):
        folder = schedule.folders[delivery]
        part = sent.filter(schedule.delivery_of(pl.col("month")) == delivery)
        for name, where, style in (
            (f"营业厅月报_{folder}", ~is_late & ~is_workbook, styles.BOM),
            (f"营业厅月报_{schedule.workbook_province}_{folder}", is_workbook, styles.WORKBOOK),
        ):
            yield FieldFile("hall_monthly", folder, name, part.filter(where), style, is_spoilt=True)
    yield FieldFile(
        "hall_monthly",
        schedule.folders[LATEST],
        f"营业厅月报_{schedule.correcting_province}_更正",
        rows.filter(is_mistyped),
        styles.LEGACY,
        note="correction",
    )
    yield FieldFile(
        "hall_monthly",
        schedule.folders[LATE],
        f"营业厅月报_{schedule.late_province}_补报",
        rows.filter(is_late),
        styles.TIDY,
        note="late",
    )
    yield from _city_files(operator, schedule)


def _city_files(operator: Operator, schedule: Schedule) -> Iterator[FieldFile]:
    cities = operator.sources["city_monthly"]
    older = pl.col("month") < schedule.first_days[0]
    yield FieldFile(
        "city_monthly",
        schedule.folders[BACKFILL],
        "地市月报_历史",
        cities.filter(older),
        styles.PACKED,
        is_spoilt=True,
    )
    yield FieldFile(
        "city_monthly", schedule.folders[LATEST], "地市月报", cities.filter(~older), styles.WORKBOOK
    )
