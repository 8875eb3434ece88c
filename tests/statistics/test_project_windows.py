"""Which months are before and after, by the calendar."""

from __future__ import annotations

from datetime import date

import pytest

from dbt_project.statistics.project_windows import (
    first_day,
    first_full_month,
    month_number,
    set_windows,
)
from tests.statistics.effect_limits import LIMITS

LAST_CLOSED = date(2026, 10, 1)
CHOSEN = (date(2026, 5, 1), date(2026, 6, 1))


def months(window: range) -> list[str]:
    return [f"{first_day(month):%Y-%m}" for month in window]


def test_before_ends_ahead_of_the_months_that_chose_the_board():
    found = set_windows(CHOSEN, [date(2026, 8, 1)], [], LAST_CLOSED, LIMITS)
    assert months(found.before) == [
        f"{year}-{no:02}"
        for year, no in [(2025, 11), (2025, 12), (2026, 1), (2026, 2), (2026, 3), (2026, 4)]
    ]
    assert months(found.choosing) == ["2026-05", "2026-06"]
    assert months(found.after) == ["2026-08", "2026-09", "2026-10"]
    assert (found.gap, found.is_after_closed) == (3, False)


def test_after_begins_with_the_first_full_month_of_all_pilots():
    starts = [date(2026, 7, 1), None, date(2026, 8, 2)]
    found = set_windows(CHOSEN, starts, [], LAST_CLOSED, LIMITS)
    assert months(found.after) == ["2026-09", "2026-10"]
    late = set_windows(CHOSEN, [date(2026, 10, 20)], [], LAST_CLOSED, LIMITS)
    assert months(late.after) == []
    assert late.after.start == month_number(date(2026, 11, 1))


@pytest.mark.parametrize(
    ("rollout", "after", "closed"),
    [
        (date(2026, 10, 31), ["2026-08", "2026-09"], True),
        (date(2026, 9, 1), ["2026-08"], True),
        (date(2026, 7, 1), [], True),
        (date(2026, 11, 3), ["2026-08", "2026-09", "2026-10"], True),
        (date(2026, 12, 1), ["2026-08", "2026-09", "2026-10"], False),
    ],
)
def test_after_ends_ahead_of_the_first_control_s_roll_out(rollout, after, closed):
    rollouts = [None, date(2027, 5, 1), rollout]
    found = set_windows(CHOSEN, [date(2026, 8, 1)], rollouts, LAST_CLOSED, LIMITS)
    assert months(found.after) == after
    assert found.is_after_closed is closed


def test_without_choosing_months_before_ends_ahead_of_the_first_pilot():
    found = set_windows(
        (None, None), [date(2026, 8, 15), date(2026, 9, 1)], [], LAST_CLOSED, LIMITS
    )
    assert months(found.before)[-1] == "2026-07"
    assert not found.choosing
    # chosen after the pilots began: nothing since the start counts as before
    backwards = set_windows((date(2026, 9, 1), None), [date(2026, 8, 15)], [], LAST_CLOSED, LIMITS)
    assert months(backwards.before)[-1] == "2026-07"
    assert months(backwards.choosing) == ["2026-09"]


@pytest.mark.parametrize(
    "chosen", [(date(2026, 6, 1), None), (None, date(2026, 6, 1))], ids=["first", "last"]
)
def test_one_month_of_choosing_stands_for_both(chosen):
    found = set_windows(chosen, [date(2026, 8, 1)], [], LAST_CLOSED, LIMITS)
    assert months(found.choosing) == ["2026-06"]
    assert months(found.before)[-1] == "2026-05"


def test_no_start_no_windows():
    assert set_windows(CHOSEN, [], [], LAST_CLOSED, LIMITS) is None
    assert set_windows(CHOSEN, [None], [date(2026, 9, 1)], LAST_CLOSED, LIMITS) is None


def test_months_count_through_the_turn_of_the_year():
    assert first_day(month_number(date(2025, 12, 31)) + 1) == date(2026, 1, 1)
    assert first_day(first_full_month(date(2025, 12, 2))) == date(2026, 1, 1)
    assert first_day(first_full_month(date(2025, 12, 1))) == date(2025, 12, 1)
