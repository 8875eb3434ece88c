"""How far the measures and the target of a project are, on one day: the one definition of it.

Pure: the marts, the project room and the due lists all ask here. Dates come as ISO text, as the
journal keeps them, or as dates; shares of work are whole per cent, 0-100.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

Fields = Mapping[str, object]
NOT_TO_DO = ("done", "cancelled")


@dataclass(frozen=True)
class Limits:
    """When a measure counts as at risk: percentage points behind its pace, or unfinished near its end."""

    pace_margin: float
    due_soon_days: float
    due_soon_done_rate: float

    @classmethod
    def of(cls, thresholds: Mapping[str, float]) -> Limits:
        """From the release's table thresholds, threshold_code -> value; KeyError names what it lacks."""
        return cls(
            thresholds["project_pace_margin"],
            thresholds["project_due_soon_days"],
            thresholds["project_due_soon_done_rate"],
        )


@dataclass(frozen=True)
class Tracking:
    """Where a measure stands; `expected_rate` (0-100) is None where it has no start or no end."""

    code: str
    days_overdue: int
    expected_rate: float | None


@dataclass(frozen=True)
class BurnUpPoint:
    """Measures agreed on, due and done by the end of a day; done is None for days to come."""

    day: date
    scope_count: int
    due_count: int
    done_count: int | None


@dataclass(frozen=True)
class PathPoint:
    """What the target path asks of a month's figure."""

    month_start_date: date
    value: float


def track(fields: Fields, today: date, limits: Limits) -> Tracking:
    """Tracking code of one measure: done, cancelled, overdue, blocked, at_risk or on_track.

    The first that holds, in this order: an overdue measure that is blocked is overdue.
    """
    status, due = fields.get("status_code"), day_of(fields.get("due_date"))
    expected = expected_rate(day_of(fields.get("start_date")), due, today)
    if status in NOT_TO_DO:
        return Tracking(str(status), 0, expected)
    if due is not None and due < today:
        return Tracking("overdue", (today - due).days, expected)
    if status == "blocked":
        return Tracking("blocked", 0, expected)
    done = float(fields.get("done_rate") or 0)  # type: ignore[arg-type]
    is_behind = expected is not None and done < expected - limits.pace_margin
    is_due_soon = due is not None and (due - today).days <= limits.due_soon_days
    if is_behind or (is_due_soon and done < limits.due_soon_done_rate):
        return Tracking("at_risk", 0, expected)
    return Tracking("on_track", 0, expected)


def expected_rate(start: date | None, due: date | None, today: date) -> float | None:
    """Per cent of the time from start to the end of the due day that is over as today begins."""
    if start is None or due is None or due < start:
        return None
    days = (due - start).days + 1
    return 100 * min(max((today - start).days / days, 0.0), 1.0)


def burn_up(
    measures: Iterable[tuple[date, Fields]], first: date, last: date, today: date
) -> list[BurnUpPoint]:
    """One point a day from `first` to `last`; `measures` are (day of entry, fields).

    A measure belongs to the scope from the day it was entered or began, whichever came first: a
    workbook sent late does not make its measures late. Cancelled measures are no scope.
    """
    spans = []
    for entered, fields in measures:
        if fields.get("status_code") == "cancelled":
            continue
        start, due = day_of(fields.get("start_date")), day_of(fields.get("due_date"))
        done = day_of(fields.get("done_date")) if fields.get("status_code") == "done" else None
        known = min(day for day in (entered, start, done) if day is not None)
        spans.append((known, due, done))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [
        BurnUpPoint(
            day,
            sum(known <= day for known, _, _ in spans),
            sum(due is not None and due <= day for _, due, _ in spans),
            sum(done is not None and done <= day for _, _, done in spans) if day <= today else None,
        )
        for day in days
    ]


def path_value(
    baseline: float | None,
    target: float | None,
    start: date | None,
    due: date | None,
    day: date,
) -> float | None:
    """Where the target path is at the end of a day: baseline until the start, then a straight line.

    It reaches the target at the end of the due day. None where one of its four corners is missing.
    """
    if baseline is None or target is None:
        return None
    rate = expected_rate(start, due, day + timedelta(days=1))
    return None if rate is None else baseline + (target - baseline) * rate / 100


def target_path(
    baseline: float | None, target: float | None, start: date | None, due: date | None
) -> list[PathPoint]:
    """The path month by month, each at its last day, from the month of the start to that of the end.

    Empty where one of its four corners is missing.
    """
    if start is None or due is None:
        return []
    points = []
    month = start.replace(day=1)
    while month <= due:
        value = path_value(baseline, target, start, due, last_day(month))
        if value is None:
            return []
        points.append(PathPoint(month, value))
        month = last_day(month) + timedelta(days=1)
    return points


def last_day(month: date) -> date:
    """Last day of the month a day lies in."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def day_of(value: object) -> date | None:
    """The date that a field says, as ISO text or as a date; None where it is blank."""
    if value is None or value == "":
        return None
    return value if isinstance(value, date) else date.fromisoformat(str(value))
