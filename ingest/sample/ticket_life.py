"""How a complaint runs: answered, solved, re-opened, tracked for three months, closed."""

from dataclasses import dataclass

import numpy as np

from ingest.sample.streams import translate

MINUTES_PER_DAY = 1440
RESPONSE_MEDIAN_MINUTES, RESPONSE_SPREAD = 150.0, 1.15
RESOLUTION_MEDIAN_MINUTES = {"simple": 75.0, "general": 270.0, "complex": 720.0}
RESOLUTION_SPREAD = 0.90
STUCK_SHARE = 0.012
STUCK_MEDIAN_MINUTES = 50 * MINUTES_PER_DAY
REOPEN_SHARE = 0.05
TRACKING_DONE_SHARE = 0.94
TRACKING_SOLVED_SHARE = 0.93


@dataclass(frozen=True)
class TicketLife:
    times: dict[str, np.ndarray]
    """Minutes after receipt."""
    never: dict[str, np.ndarray]
    answers: dict[str, np.ndarray]
    reopened: np.ndarray

    def moments(self, received: np.ndarray, step: str) -> np.ndarray:
        """When a step happens, datetime64[us]; NaT where it never does."""
        moment = received + self.times[step].astype("timedelta64[m]")
        moment[self.never[step]] = np.datetime64("NaT")
        return moment.astype("datetime64[us]")


def ticket_life(rng: np.random.Generator, complexity: np.ndarray, delay: np.ndarray) -> TicketLife:
    """Draw every step; tracking 30, 60 and 90 days after the final resolution.

    `delay` stretches the times of answer and resolution.
    """
    rows = len(complexity)
    median = translate(complexity, RESOLUTION_MEDIAN_MINUTES).astype(float)
    responded = RESPONSE_MEDIAN_MINUTES * delay * np.exp(rng.normal(0, RESPONSE_SPREAD, rows))
    first = median * delay * np.exp(rng.normal(0, RESOLUTION_SPREAD, rows))
    stuck = rng.random(rows) < STUCK_SHARE
    first[stuck] = STUCK_MEDIAN_MINUTES * np.exp(rng.normal(0, 0.8, stuck.sum()))
    # Simple cases are solved in the first answer; nobody solves before answering.
    responded = np.where(complexity == "simple", np.minimum(responded, first), responded)
    first = np.maximum(first, responded + np.where(complexity == "simple", 0, 10))
    reopened_at = first + rng.uniform(1, 20, rows) * MINUTES_PER_DAY
    reopened = rng.random(rows) < REOPEN_SHARE
    again = reopened_at + median * delay * np.exp(rng.normal(0.2, RESOLUTION_SPREAD, rows))
    resolved = np.where(reopened, again, first)
    contacts = translate(complexity, {"simple": 1, "general": 2, "complex": 3})
    times = {
        "classified_at": np.minimum(rng.exponential(25, rows) + 1, responded),
        "responded_at": responded,
        "first_resolved_at": first,
        "reopened_at": reopened_at,
        "resolved_at": resolved,
        "escalated_at": np.full(rows, 15.0 * MINUTES_PER_DAY),
    }
    never = {name: np.zeros(rows, dtype=bool) for name in times}
    never["reopened_at"] = ~reopened
    never["escalated_at"] = resolved < 15 * MINUTES_PER_DAY
    answers: dict[str, np.ndarray] = {}
    missed = np.zeros(rows, dtype=bool)
    solved = np.ones(rows, dtype=bool)
    last = np.zeros(rows)
    for n in (1, 2, 3):
        name = f"track_{n}_at"
        times[name] = resolved + (30 * n + rng.integers(-3, 4, rows)) * MINUTES_PER_DAY
        never[name] = (contacts < n) | (rng.random(rows) >= TRACKING_DONE_SHARE)
        missed |= (contacts >= n) & never[name]
        answers[f"track_{n}_solved"] = rng.random(rows) < TRACKING_SOLVED_SHARE + 0.02 * (n - 1)
        points = np.where(answers[f"track_{n}_solved"], 8.0, 4.0) + rng.normal(0, 1.4, rows)
        answers[f"track_{n}_score"] = np.clip(np.rint(points), 1, 10).astype(np.int64)
        solved = np.where(contacts == n, answers[f"track_{n}_solved"], solved)
        last = np.where(contacts == n, times[name], last)
    times["confirmed_closed_at"] = last + rng.uniform(0.2, 3, rows) * MINUTES_PER_DAY
    never["confirmed_closed_at"] = missed | ~solved
    return TicketLife(
        {name: np.rint(value).astype(np.int64) for name, value in times.items()},
        never,
        answers,
        reopened,
    )
