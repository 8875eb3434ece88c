"""The measures of a special project: what becomes of each is chosen first, its dates follow.

Dates and progress keep well clear of the limits by which a measure is tracked, so that its tracking
code on the day the sample speaks for is known from its fate alone.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ingest.sample.project_calendar import Calendar
from ingest.sample.project_people import Person, Staff
from ingest.sample.project_plans import ProjectPlan
from ingest.sample.project_texts import Action, filled, phrase, shared_actions, topic
from ingest.sample.streams import stream

Fate = Literal["done", "cancelled", "overdue", "blocked", "at_risk", "on_track", "not_started"]
# How many measures of each fate a project in that phase has.
FATES: dict[str, dict[Fate, int]] = {
    "waiting": {"done": 2, "on_track": 4, "at_risk": 1, "not_started": 6},
    "started": {
        "done": 4,
        "on_track": 5,
        "at_risk": 2,
        "blocked": 1,
        "overdue": 1,
        "not_started": 2,
    },
    "pilot": {"done": 9, "overdue": 1, "at_risk": 2, "blocked": 1, "on_track": 2, "not_started": 1},
    "rollout": {"done": 9, "cancelled": 1, "overdue": 1, "at_risk": 1, "on_track": 2},
    "overdue": {"done": 8, "overdue": 4, "cancelled": 1},
    "stopped": {"done": 5, "cancelled": 8},
    "closed": {"done": 12, "cancelled": 1},
}
CITY_KINDS = ("channel", "process", "management", "supervision", "image")
CITY_SHARE = 0.4
SHARED_COUNT = 4
DAY = dt.timedelta(1)


@dataclass(frozen=True)
class Measure:
    """One measure as it is in the end; `row` tells how much of it was known on a day."""

    fate: Fate
    action: Action
    title: str
    evidence: str
    owner: Person
    start: dt.date
    due: dt.date
    done_on: dt.date | None
    rate: int
    blocked_reason: str | None
    people: int
    cost_wan: float
    cause_no: int

    @property
    def tracking(self) -> str:
        """Its tracking code on the sample's day."""
        return "on_track" if self.fate == "not_started" else self.fate

    def row(self, seen_on: dt.date, is_last_report: bool) -> dict[str, object]:
        """The row of a workbook written on a day; earlier reports know less progress."""
        is_done = self.fate == "done" and self.done_on is not None and self.done_on <= seen_on
        status = {
            "on_track": "in_progress",
            "at_risk": "in_progress",
            "overdue": "in_progress",
        }.get(self.fate, self.fate)
        rate = self.rate if is_last_report or status == "cancelled" else self.rate * 3 // 4
        if self.fate == "done" and not is_done:
            status, rate = "in_progress", 60
        if self.start > seen_on and not is_done and self.fate != "cancelled":
            status, rate = "not_started", 0
        return {
            "title": self.title,
            "kind_code": self.action.kind,
            "owner_name": self.owner.name,
            "owner_department_code": self.action.department,
            "city_code": self.owner.city,
            "start_date": self.start,
            "due_date": self.due,
            "status_code": status,
            "done_rate": 100 if is_done else rate,
            "done_date": self.done_on if is_done else None,
            "blocked_reason": self.blocked_reason if status == "blocked" else None,
            "evidence_text": self.evidence if is_done else None,
            "people_count": self.people,
            "cost_wan": self.cost_wan,
            "cause_no": self.cause_no,
        }


def phase(plan: ProjectPlan, calendar: Calendar, as_of: dt.date) -> str:
    """Where a project is on the sample's day, as far as its measures are concerned."""
    if calendar.stopped_on is not None:
        return "stopped"
    if plan.story == "overdue":
        return "overdue"
    if plan.pilot_start > as_of:
        return "waiting"
    if calendar.passed("review", as_of) is not None:
        return "closed"
    if calendar.passed("evaluate", as_of) is not None:
        return "rollout"
    return "pilot" if plan.pilot_start < as_of - 45 * DAY else "started"


def project_measures(
    plan: ProjectPlan,
    calendar: Calendar,
    staff: Staff,
    city_names: dict[str, str],
    causes: int,
    seen_on: dt.date,
    as_of: dt.date,
    size: str,
    seed: int,
) -> list[Measure]:
    """The measures of a project in order of their start."""
    rng = stream(seed, size, "project_measures", plan.code)
    fates = [
        fate for fate, count in FATES[phase(plan, calendar, as_of)].items() for _ in range(count)
    ]
    if plan.planted is None:
        fates = fates[int(rng.integers(0, 2)) :]
    measures = []
    for fate, action in zip(fates, _actions(plan, len(fates), rng), strict=True):
        start, due, done_on, rate = _dates(fate, calendar, seen_on, as_of, rng)
        is_local = len(plan.pilots) > 0 and action.kind in CITY_KINDS and rng.random() < CITY_SHARE
        city = str(rng.choice(plan.pilots)) if is_local else ""
        gap = city or (plan.pilots[0] if plan.pilots else plan.city or plan.province)
        owner = staff.of_department(action.department, int(rng.integers(0, 4)))
        measures.append(
            Measure(
                fate=fate,
                action=action,
                title=filled(action.title, rng, city_names.get(gap, "")),
                evidence=filled(action.evidence, rng),
                owner=staff.of_city(city) if city else owner,
                start=start,
                due=due,
                done_on=done_on,
                rate=rate,
                blocked_reason=_reason(rng) if fate == "blocked" else None,
                people=int(rng.integers(2, 31)),
                cost_wan=float(rng.choice((0, 0, 1.5, 3, 4.8, 6, 8.5, 12, 18, 26))),
                cause_no=int(rng.integers(1, causes + 1)),
            )
        )
    return sorted(measures, key=lambda measure: (measure.start, measure.title))


def _actions(plan: ProjectPlan, count: int, rng: np.random.Generator) -> list[Action]:
    """Different measures: most of the topic, a few that every topic may take."""
    own, shared = topic(plan.topic).actions, shared_actions()
    few = max(SHARED_COUNT, count - len(own))
    chosen = [own[n] for n in rng.permutation(len(own))[: count - few]]
    chosen += [shared[n] for n in rng.permutation(len(shared))[:few]]
    return [chosen[n] for n in rng.permutation(count)]


def _reason(rng: np.random.Generator) -> str:
    reasons = phrase("blocked")
    return str(reasons[int(rng.integers(0, len(reasons)))])


def _dates(
    fate: Fate, calendar: Calendar, seen_on: dt.date, as_of: dt.date, rng: np.random.Generator
) -> tuple[dt.date, dt.date, dt.date | None, int]:
    """(start, due, done on, per cent done) of a measure with this fate."""

    def days(low: int, high: int) -> dt.timedelta:
        return int(rng.integers(low, high + 1)) * DAY

    ends = min(calendar.due, calendar.stopped_on or calendar.due)
    lasts, drawn = days(18, 34), int(rng.integers(0, 11))
    if fate in ("done", "cancelled"):
        first, last = calendar.start + 8 * DAY, min(ends, seen_on) - 2 * DAY
        closed = first + int(rng.integers(0, max(1, (last - first).days))) * DAY
        due = closed + days(-3, 8)
        is_done = fate == "done"
        begun = max(calendar.start, min(closed, due) - lasts)
        return begun, max(due, begun), closed if is_done else None, 100 if is_done else 3 * drawn
    if fate == "overdue":
        due = min(calendar.due, as_of) - days(3, 14)
        return max(calendar.start, due - lasts), due, None, 45 + 4 * drawn
    if fate == "not_started":
        start = as_of + days(4, 16)
        return start, max(start, min(calendar.due, start + lasts)), None, 0
    due = min(calendar.due, as_of + (days(9, 20) if fate != "on_track" else days(18, 45)))
    start = max(calendar.start, as_of - days(26, 38))
    pace = 100 * (as_of - start).days // ((due - start).days + 1)
    rates = {"on_track": min(95, pace + drawn), "at_risk": max(0, pace - 30 - drawn)}
    return start, due, None, rates.get(fate, 20 + 3 * drawn)
