"""A special project of the sample operator: its codes, its cities and how its story goes."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

Story = Literal["plain", "stopped", "overdue", "sent_back"]


@dataclass(frozen=True)
class ProjectPlan:
    """One project. The months of choice are given by the first days of the first and the last."""

    code: str
    kind: str
    province: str
    metric: str
    pilot_start: dt.date
    chosen: tuple[dt.date, dt.date]
    topic: str = "special"
    """Which texts it uses."""
    theme: str | None = None
    pilots: tuple[str, ...] = ()
    others: tuple[str, ...] = field(default=(), repr=False)
    """The province's other cities, which are its controls."""
    excluded: tuple[str, ...] = ()
    city: str | None = None
    hall: str | None = None
    origin: str | None = None
    title: str | None = None
    story: Story = "plain"
    planted: str | None = None
    """Name of the planted project whose truth it has; it keeps to its days exactly."""
    rollout_from: dt.date | None = None
    """First day on which a control city takes the measures over; None: by the usual course."""

    @property
    def year(self) -> int:
        return self.pilot_start.year

    @property
    def bimonth(self) -> int | None:
        """Bimonth of the calendar of themes; projects outside it have none."""
        return (self.pilot_start.month + 1) // 2 if self.theme else None


def project_code(start: dt.date, province: str) -> str:
    """'ZX2026-5-43': special project (专项) of the fifth bimonth of 2026 in province 43."""
    return f"ZX{start.year}-{(start.month + 1) // 2}-{province[:2]}"


def months_before(day: dt.date, count: int) -> dt.date:
    """First day of the month so many months before that of `day`."""
    months = 12 * day.year + day.month - 1 - count
    return dt.date(months // 12, months % 12 + 1, 1)


def next_month(day: dt.date) -> dt.date:
    return months_before(day, -1)
