"""Where a measure stands, day by day; burn-up; the target path."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.projects.tracking import (
    Limits,
    burn_up,
    expected_rate,
    path_value,
    target_path,
    track,
)

LIMITS = Limits(pace_margin=20, due_soon_days=7, due_soon_done_rate=80)
TODAY = date(2026, 11, 20)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def measure(status: str = "in_progress", start: str | None = "2026-11-01",
            due: str | None = "2026-11-30", done: int | None = 60) -> dict[str, object]:  # fmt: skip
    return {"status_code": status, "start_date": start, "due_date": due, "done_rate": done}


@pytest.mark.parametrize(
    ("fields", "code", "days"),
    [
        (measure("done", due="2026-10-01"), "done", 0),
        (measure("cancelled", due="2026-10-01"), "cancelled", 0),
        (measure(due="2026-11-19", done=95), "overdue", 1),
        (measure("blocked", due="2026-11-10"), "overdue", 10),
        (measure("blocked"), "blocked", 0),
        (measure(due="2026-11-20", done=80), "on_track", 0),
        (measure(due="2026-11-20", done=79), "at_risk", 0),
        (measure(done=43), "at_risk", 0),
        (measure(done=44), "on_track", 0),
        (measure("not_started", start="2026-12-01", due="2026-12-31", done=None), "on_track", 0),
        (measure("not_started", start=None, due=None, done=None), "on_track", 0),
        (measure("not_started", start=None, due="2026-11-27", done=None), "at_risk", 0),
        (measure("not_started", start=None, due="2026-11-28", done=None), "on_track", 0),
    ],
)
def test_the_first_rule_that_holds_names_the_state(
    fields: dict[str, object], code: str, days: int
) -> None:
    found = track(fields, TODAY, LIMITS)
    assert (found.code, found.days_overdue) == (code, days)


@given(DAYS, st.integers(0, 400), DAYS, st.integers(0, 100))
def test_an_open_measure_never_gets_better_by_waiting(
    start: date, length: int, today: date, done: int
) -> None:
    fields = measure(
        start=start.isoformat(), due=(start + timedelta(length)).isoformat(), done=done
    )
    order = ["on_track", "at_risk", "overdue"]
    now, later = (
        order.index(track(fields, day, LIMITS).code) for day in (today, today + timedelta(1))
    )
    assert later >= now


def test_pace_counts_the_due_day_itself() -> None:
    start, due = date(2026, 11, 1), date(2026, 11, 10)
    assert expected_rate(start, due, start) == 0
    assert expected_rate(start, due, date(2026, 11, 6)) == 50
    assert expected_rate(start, due, date(2026, 11, 11)) == 100
    assert expected_rate(due, start, start) is None


def test_burn_up_counts_scope_due_and_done_without_what_was_cancelled() -> None:
    entered = date(2026, 11, 3)
    measures = [
        (entered, measure("done", due="2026-11-02") | {"done_date": "2026-11-04"}),
        (entered, measure(start=None, due="2026-11-05")),
        (entered, measure("cancelled")),
    ]
    points = burn_up(measures, date(2026, 11, 1), date(2026, 11, 6), date(2026, 11, 4))
    assert [p.scope_count for p in points] == [1, 1, 2, 2, 2, 2]
    assert [p.due_count for p in points] == [0, 1, 1, 1, 2, 2]
    assert [p.done_count for p in points] == [0, 0, 0, 1, None, None]


def test_the_path_is_flat_before_straight_between_and_reached_on_the_due_day() -> None:
    corners = (70.0, 76.0, date(2026, 9, 1), date(2026, 10, 30))
    assert path_value(*corners, date(2026, 8, 31)) == 70
    assert path_value(*corners, date(2026, 9, 30)) == 73
    assert path_value(*corners, date(2026, 10, 30)) == 76
    assert path_value(*corners, date(2027, 1, 1)) == 76
    assert path_value(None, *corners[1:], date(2026, 9, 30)) is None
    months = target_path(*corners)
    assert [(p.month_start_date, p.value) for p in months] == [
        (date(2026, 9, 1), 73.0),
        (date(2026, 10, 1), 76.0),
    ]
    assert target_path(70, 76, None, date(2026, 10, 31)) == []
    assert target_path(70, None, date(2026, 9, 1), date(2026, 10, 31)) == []
