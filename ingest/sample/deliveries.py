"""When the field sends what: backfill, two monthly deliveries, late and corrected files.

A delivery is a folder named by its date, so natural sort order is the order of arrival.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from ingest.sample.operator import DAYS_AFTER_END, Operator
from ingest.sample.styles import Style

LATE_AFTER_DAYS = 7
BACKFILL, MIDDLE, LATEST, LATE = range(4)


@dataclass(frozen=True)
class FieldFile:
    """One file to be written: clean rows of one source in one sender's style."""

    source: str
    folder: str
    name: str
    rows: pl.DataFrame
    style: Style
    note: str = ""
    """Why the file is special: late, correction, first version, update."""
    is_spoilt: bool = False
    sheet: str = ""
    """Name of its sheet where several sources come in one workbook of the same name."""

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.name}{self.style.suffix}"


@dataclass(frozen=True)
class Schedule:
    """The four delivery dates and the senders with habits of their own (province codes)."""

    folders: tuple[str, str, str, str]
    read_at: tuple[dt.datetime, dt.datetime, dt.datetime]
    """When the complaint system was read for each of the first three deliveries."""
    first_days: tuple[dt.date, dt.date]
    """First day that the second and the third delivery cover."""
    workbook_province: str
    late_province: str
    correcting_province: str

    def delivery_of(self, day: pl.Expr) -> pl.Expr:
        """Backfill, middle or latest delivery by date."""
        return (
            pl.when(day < self.first_days[0])
            .then(BACKFILL)
            .when(day < self.first_days[1])
            .then(MIDDLE)
            .otherwise(LATEST)
        )


def build_schedule(operator: Operator) -> Schedule:
    """Delivery dates follow the last two months; small provinces have the special habits."""
    last = operator.data_through
    latest = operator.months.start_of(operator.months.count - 1).astype(object)
    middle = operator.months.start_of(operator.months.count - 2).astype(object)
    lag = dt.timedelta(days=DAYS_AFTER_END - 1)
    read_at = (
        dt.datetime.combine(middle, dt.time()) + lag,
        dt.datetime.combine(latest, dt.time()) + lag,
        last,
    )
    late = last + dt.timedelta(days=LATE_AFTER_DAYS)
    geography = operator.geography
    halls = np.bincount(operator.network.province, minlength=len(geography.province_codes))
    # A municipality is a single city: too little to show a province's habits with.
    cities = np.bincount(geography.city_province)
    order = np.lexsort((halls, cities < 2))
    small = [str(geography.province_codes[n]) for n in order]
    small = [code for code in small if code != operator.size.project_province]
    return Schedule(
        folders=(_label(read_at[0]), _label(read_at[1]), _label(last), _label(late)),
        read_at=read_at,
        first_days=(middle, latest),
        workbook_province=small[0],
        late_province=small[1 % len(small)],
        correcting_province=small[2 % len(small)],
    )


def _label(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d}"
