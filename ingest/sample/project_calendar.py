"""The dates of a special project: when it starts and ends, its gates, its roll-out by city."""

import datetime as dt
from dataclasses import dataclass

from ingest.sample.project_plans import ProjectPlan, months_before
from ingest.sample.streams import stream

STAGES = ("diagnose", "plan", "pilot", "evaluate", "rollout", "review")
RUNS_MONTHS = 5
"""From the pilots' start to the day the target is due."""
# A month closes fifteen days after its end (METHODS M1): the pilots' two months can be read then.
PILOT_MONTHS, CLOSES_AFTER = 2, 15
STARTS_BEFORE, DIAGNOSED_BEFORE, PLANNED_BEFORE = 24, 12, 3
# A diagnosis that is sent back is begun and judged so much earlier.
SENT_BACK_EARLIER = 9
EVALUATED_AFTER, ROLLED_OUT_AFTER, WAVES_LAST, REVIEWED_BEFORE_END = 11, 8, 26, 6
WAVES, DAYS_BETWEEN_WAVES = 3, 8
LATEST_BY = 3
STOPPED_AFTER = 20


@dataclass(frozen=True)
class Calendar:
    """Planned and actual days of one project; actual ones lie in the future for all we know."""

    start: dt.date
    due: dt.date
    gates: dict[str, tuple[dt.date, dt.date]]
    """Stage → (planned, passed); a stage that is never passed is absent from what happened."""
    rollout: dict[str, tuple[dt.date, dt.date]]
    """Control city → (planned, done)."""
    stopped_on: dt.date | None

    def passed(self, stage: str, seen_on: dt.date) -> dt.date | None:
        """The day a gate was passed as known on a day."""
        day = self.gates[stage][1]
        is_known = day <= seen_on and (self.stopped_on is None or day < self.stopped_on)
        return day if is_known else None


NEVER = dt.date(2200, 1, 1)


def project_calendar(plan: ProjectPlan, size: str, seed: int) -> Calendar:
    """All dates of a project, those to come included."""
    rng = stream(seed, size, "project_calendar", plan.code)
    begin = plan.pilot_start
    ends_late = plan.rollout_from is not None and plan.rollout_from > months_before(begin, -4)
    due = months_before(begin, -RUNS_MONTHS - ends_late) - dt.timedelta(1)
    after_pilot = months_before(begin, -PILOT_MONTHS) + dt.timedelta(CLOSES_AFTER)
    evaluated = after_pilot + dt.timedelta(EVALUATED_AFTER)
    first_wave = plan.rollout_from or evaluated + dt.timedelta(ROLLED_OUT_AFTER)
    earlier = SENT_BACK_EARLIER if plan.story == "sent_back" else 0
    start = begin - dt.timedelta(STARTS_BEFORE + earlier)
    planned = dict(
        zip(
            STAGES,
            (
                begin - dt.timedelta(DIAGNOSED_BEFORE + earlier),
                begin - dt.timedelta(PLANNED_BEFORE),
                after_pilot,
                evaluated,
                first_wave + dt.timedelta(WAVES_LAST),
                due - dt.timedelta(REVIEWED_BEFORE_END),
            ),
            strict=True,
        )
    )
    # The planted projects keep to their days: what is said of them is tested to the day.
    late = [0 if plan.planted else int(days) for days in rng.integers(0, LATEST_BY, 6)]
    gates = {
        stage: (day, day + dt.timedelta(late[n])) for n, (stage, day) in enumerate(planned.items())
    }
    if plan.story == "overdue":
        gates |= {stage: (planned[stage], NEVER) for stage in ("rollout", "review")}
    if plan.story == "sent_back":
        gates |= {stage: (planned[stage], NEVER) for stage in STAGES}
    stopped = gates["pilot"][1] + dt.timedelta(STOPPED_AFTER) if plan.story == "stopped" else None
    if stopped is not None:
        gates |= {stage: (planned[stage], NEVER) for stage in STAGES[3:]}
    rollout = {}
    for number, city in enumerate(plan.others):
        wave = first_wave + dt.timedelta(DAYS_BETWEEN_WAVES * (number % WAVES))
        stalls = plan.story == "overdue" and number % 2 == 1
        done = NEVER if stalls or stopped else wave + dt.timedelta(int(rng.integers(0, LATEST_BY)))
        rollout[city] = (wave, done)
    return Calendar(start, due, gates, rollout, stopped)
