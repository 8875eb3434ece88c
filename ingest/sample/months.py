"""The sample's months, bimonthly waves and how a day falls into them."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

# The truth counts a period as closed once everything of it has been delivered.
DAYS_TO_DELIVER = 20


def last_delivered_month(as_of: date) -> str:
    """The last month ('YYYY-MM') of which everything has arrived on a day."""
    day_after = as_of - timedelta(days=DAYS_TO_DELIVER) + timedelta(days=1)
    return (day_after.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")


@dataclass(frozen=True)
class Months:
    """Consecutive months ending with `end` ('YYYY-MM'); the sample computes with their indexes."""

    end: str
    count: int

    @cached_property
    def starts(self) -> np.ndarray:
        """First day of each month, datetime64[D]."""
        last = np.datetime64(self.end, "M")
        return (last - np.arange(self.count - 1, -1, -1)).astype("datetime64[D]")

    @cached_property
    def lengths(self) -> np.ndarray:
        """Days in each month."""
        months = self.starts.astype("datetime64[M]")
        return ((months + 1).astype("datetime64[D]") - self.starts).astype(int)

    @cached_property
    def labels(self) -> list[str]:
        return [str(month) for month in self.starts.astype("datetime64[M]")]

    @cached_property
    def calendar_month(self) -> np.ndarray:
        """1–12."""
        return self.starts.astype("datetime64[M]").astype(int) % 12 + 1

    @cached_property
    def year(self) -> np.ndarray:
        return self.starts.astype("datetime64[Y]").astype(int) + 1970

    @cached_property
    def wave_labels(self) -> list[str]:
        """Bimonthly waves, '2026-B5' for September and October 2026."""
        return list(dict.fromkeys(self._wave_of_month))

    @cached_property
    def wave_index(self) -> np.ndarray:
        """The bimonthly wave of each month."""
        return np.array([self.wave_labels.index(label) for label in self._wave_of_month])

    @property
    def _wave_of_month(self) -> list[str]:
        return [
            f"{year}-B{(month + 1) // 2}"
            for year, month in zip(self.year, self.calendar_month, strict=True)
        ]

    @cached_property
    def first_day(self) -> np.datetime64:
        return self.starts[0]

    @cached_property
    def last_day(self) -> np.datetime64:
        return self.starts[-1] + (self.lengths[-1] - 1)

    def start_of(self, index: int) -> np.datetime64:
        """First day of the month `index` steps from the first one; also outside the window."""
        return (np.datetime64(self.end, "M") - (self.count - 1) + index).astype("datetime64[D]")

    def day_within(self, month: np.ndarray, uniform: np.ndarray) -> np.ndarray:
        """A day of the given months from uniform numbers in [0, 1)."""
        return self.starts[month] + np.floor(uniform * self.lengths[month]).astype(int)

    def back(self, months_before_end: int) -> int:
        """Index of the month that lies so many before the last one, never before the first."""
        return max(0, self.count - 1 - months_before_end)
