"""Which months of a project are before, which chose the board, and which are after.

Months before end ahead of those that chose the board: a board is chosen when it is low, and a low
month among those before would promise a rise that comes by itself (METHODS M11). Months after begin
with the first full month in which every pilot runs and end with the month ahead of the first roll-out
to a control. Months are whole numbers, 12·year + month - 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dbt_project.statistics.did_randomisation import Limits


@dataclass(frozen=True)
class Windows:
    """Months, each a range. `choosing` is empty where nobody said when the board was chosen.

    `after` is empty while no full month after the start has closed. `is_after_closed`: a roll-out to a
    control has ended it for good.
    """

    before: range
    choosing: range
    after: range
    is_after_closed: bool

    @property
    def gap(self) -> int:
        """Months between before and after."""
        return self.after.start - self.before.stop


def month_number(day: date) -> int:
    return 12 * day.year + day.month - 1


def first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def first_full_month(day: date) -> int:
    """The month of a first day, else the next."""
    return month_number(day) + (day.day > 1)


def set_windows(
    chosen: tuple[date | None, date | None],
    pilot_starts: Sequence[date | None],
    control_rollouts: Sequence[date | None],
    last_closed: date,
    limits: Limits,
) -> Windows | None:
    """Windows of a project, None while no pilot has a start; cities without a day are passed over.

    `chosen`: a day of the first and of the last month that chose the board, one of them stands for
    both; without either, the months before end ahead of the first pilot. `last_closed`: a day of the
    newest closed month. With several starts the months from the first to the last belong to neither
    side.
    """
    starts = [day for day in pilot_starts if day is not None]
    rollouts = [month_number(day) for day in control_rollouts if day is not None]
    if not starts:
        return None
    first = month_number(min(starts))
    choosing = range(first, first)
    chosen_on = [month_number(day) for day in chosen if day is not None]
    if chosen_on:
        choosing = range(chosen_on[0], max(chosen_on[-1], chosen_on[0]) + 1)
        first = min(first, choosing.start)
    start = max(first_full_month(day) for day in starts)
    closed = month_number(last_closed) + 1
    rollout = min(rollouts, default=None)
    stop = closed if rollout is None else min(closed, rollout)
    return Windows(
        before=range(first - limits.before_months, first),
        choosing=choosing,
        after=range(start, max(stop, start)),
        is_after_closed=rollout is not None and rollout <= closed,
    )
