"""Complaint tickets and their whole life, as it will have run in the end.

`snapshot` then tells what the source knew at a given moment: open tickets are open because their end lies
after the data-through time, not because it was left out.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingest.sample.effects import Effects
from ingest.sample.geography import Geography
from ingest.sample.months import Months
from ingest.sample.network import Network
from ingest.sample.plants import Plants
from ingest.sample.sizes import SampleSize
from ingest.sample.streams import pick, stream
from ingest.sample.ticket_texts import complaint_texts, remedies

HALL_KNOWN_SHARE = 0.66
KINDS = {
    "communication_quality": 0.20,
    "interruption": 0.07,
    "fault": 0.16,
    "charging": 0.22,
    "wrong_information": 0.10,
    "attitude": 0.09,
    "promotion": 0.10,
    "other": 0.06,
}
CLASS_OF_KIND = {
    "communication_quality": "technical",
    "interruption": "technical",
    "fault": "technical",
    "charging": "management",
    "wrong_information": "service",
    "attitude": "service",
    "promotion": "management",
    "other": "service",
}
CAUSE_OF_CLASS = {"technical": "technical", "service": "personnel", "management": "process"}
DEPARTMENT_OF_KIND = {
    "communication_quality": "NETWORK",
    "interruption": "NETWORK",
    "fault": "OPERATIONS",
    "charging": "BILLING",
    "wrong_information": "CUSTOMER_SERVICE",
    "attitude": "CUSTOMER_SERVICE",
    "promotion": "MARKET",
    "other": "CUSTOMER_SERVICE",
}
CHANNELS = {"phone": 0.55, "online": 0.18, "on_site": 0.20, "social": 0.05, "regulator": 0.02}
PRIORITIES = {"normal": 0.82, "high": 0.14, "urgent": 0.04}
COMPLEXITIES = {"simple": 0.35, "general": 0.40, "complex": 0.25}
RESPONSE_MEDIAN_MINUTES, RESPONSE_SPREAD = 150.0, 1.15
RESOLUTION_MEDIAN_MINUTES = {"simple": 75.0, "general": 270.0, "complex": 720.0}
RESOLUTION_SPREAD = 0.90
STUCK_SHARE = 0.012
STUCK_MEDIAN_MINUTES = 50 * 1440.0
REOPEN_SHARE = 0.05
REPEAT_SHARE = 0.05
HOTLINE_TICKET_FACTOR = 4.0
HOTLINE_DELAY_FACTOR = 4.0
TRACKING_DONE_SHARE = 0.94
TRACKING_SOLVED_SHARE = 0.93
MONTH_WEIGHT = np.array([0.95, 0.85, 1.0, 1.0, 1.0, 1.0, 1.05, 1.08, 1.06, 1.0, 1.0, 1.01])
HOUR_WEIGHT = np.array([1, 1, 1, 1, 1, 1, 2, 4, 8, 10, 10, 9, 6, 6, 8, 9, 9, 8, 6, 6, 5, 4, 3, 2], dtype=float)
DAY = 1440


@dataclass(frozen=True)
class Tickets:
    """Attributes that never change, the times of the whole life (minutes, local), and the tracking answers."""

    frame: pl.DataFrame
    """One row per ticket; times are local datetimes, null where the step never happens."""


def all_tickets(
    size: SampleSize,
    geography: Geography,
    network: Network,
    months: Months,
    effects: Effects,
    plants: Plants,
    seed: int,
) -> pl.DataFrame:
    """Every ticket received in the window with its life to the end, in order of receipt."""
    rng = stream(seed, size.name, "tickets")
    city, hall, received = _arrivals(rng, size, geography, network, months, effects, plants)
    rows = len(city)
    kind, complexity = pick(rng, KINDS, rows), pick(rng, COMPLEXITIES, rows)
    channel = pick(rng, CHANNELS, rows)
    month = np.searchsorted(months.starts, received.astype("datetime64[D]"), side="right") - 1
    collapsed = (city == plants.hotline_city) & (month >= plants.hotline_since)
    channel[collapsed & (rng.random(rows) < 0.8)] = "phone"
    customer, kind = _customers(rng, city, received, kind)
    classes = _translate(kind, CLASS_OF_KIND)
    life = _life(rng, complexity, np.where(collapsed, HOTLINE_DELAY_FACTOR, 1.0))
    steps = {
        name: pl.Series(received.astype("datetime64[us]")) + pl.duration(minutes=pl.Series(minutes))
        for name, minutes in life.times.items()
    }
    frame = pl.select(
        received_at=pl.Series(received.astype("datetime64[us]")),
        province_code=pl.Series(geography.city_province_codes[city], dtype=pl.String),
        city_code=pl.Series(geography.city_codes[city], dtype=pl.String),
        hall_code=pl.when(pl.Series(hall >= 0)).then(pl.Series(network.codes[hall], dtype=pl.String)),
        customer_key=pl.Series(customer),
        complaint_class=pl.Series(classes),
        complaint_kind=pl.Series(kind, dtype=pl.String),
        channel=pl.Series(channel, dtype=pl.String),
        priority=pl.Series(pick(rng, PRIORITIES, rows), dtype=pl.String),
        complexity=pl.Series(complexity, dtype=pl.String),
        root_cause=pl.Series(_causes(rng, classes)),
        department_code=pl.Series(_translate(kind, DEPARTMENT_OF_KIND)),
        owner_post=pl.Series(np.array(["受理岗", "处理岗", "督办岗"])[rng.choice(3, rows, p=[0.5, 0.4, 0.1])]),
        handover_count=pl.Series(rng.poisson(0.6, rows)),
        **{name: pl.when(pl.Series(~life.never[name])).then(value) for name, value in steps.items()},
        **{name: pl.Series(value) for name, value in life.answers.items()},
        has_reopened=pl.Series(life.reopened),
        complaint_text=complaint_texts(rng, kind, customer),
        unsolved_remedy=remedies(rng, rows),
    )
    number = pl.int_range(1, rows + 1).cast(pl.String).str.zfill(7)
    return frame.with_columns(ticket_id=pl.format("T{}{}", pl.col("received_at").dt.strftime("%Y%m"), number))


def _arrivals(rng, size, geography, network, months, effects, plants):
    """City, hall (−1 = unknown) and local minute of receipt, sorted by time."""
    load = network.footfall * MONTH_WEIGHT[months.calendar_month - 1] * network.is_open
    # Worse service, more complaints: about 3 % per point.
    load = load * np.exp(-0.03 * (effects.hall + effects.city[network.city] + effects.province[network.province]))[:, None]
    known = round(size.tickets * HALL_KNOWN_SHARE)
    cell = rng.choice(load.size, known, p=load.ravel() / load.sum())
    hall, month = np.divmod(cell, months.count)
    city_load = np.zeros((geography.cities.height, months.count))
    np.add.at(city_load, network.city, load)
    collapse = city_load[plants.hotline_city, plants.hotline_since :]
    city_load[plants.hotline_city, plants.hotline_since :] = collapse * HOTLINE_TICKET_FACTOR
    cell = rng.choice(city_load.size, size.tickets - known, p=city_load.ravel() / city_load.sum())
    city_only, month_only = np.divmod(cell, months.count)
    city = np.concatenate([network.city_in(hall, month), city_only])
    hall = np.concatenate([hall, np.full(len(city_only), -1)])
    month = np.concatenate([month, month_only])
    day = months.day_within(month, rng.random(len(month)))
    hour = rng.choice(24, len(month), p=HOUR_WEIGHT / HOUR_WEIGHT.sum())
    minute = day.astype("datetime64[m]") + hour * 60 + rng.integers(0, 60, len(month))
    order = np.argsort(minute, kind="stable")
    return city[order], hall[order], minute[order]


def _customers(rng, city, received, kind):
    """Phone numbers; a few customers complain again about the same thing within a month."""
    rows = len(city)
    number = rng.integers(0, 10**9, rows)
    phone = pl.select(pl.format("13{}", pl.Series(number).cast(pl.String).str.zfill(9))).to_series().to_numpy()
    kind = kind.copy()
    order = np.lexsort((np.arange(rows), city))
    earlier, later = order[:-1], order[1:]
    days = (received[later] - received[earlier]).astype(int) / DAY
    near = (city[later] == city[earlier]) & (days < 25) & (rng.random(rows - 1) < REPEAT_SHARE * 1.2)
    # Chains would make one customer of many: a ticket repeats only one that is itself no repeat.
    near[1:] &= ~near[:-1]
    phone[later[near]] = phone[earlier[near]]
    kind[later[near]] = kind[earlier[near]]
    return phone, kind


@dataclass(frozen=True)
class _Life:
    times: dict[str, np.ndarray]
    """Minutes after receipt."""
    never: dict[str, np.ndarray]
    answers: dict[str, np.ndarray]
    reopened: np.ndarray


def _life(rng, complexity, delay) -> _Life:
    """Minutes after receipt of every step; tracking 30, 60 and 90 days after the final resolution."""
    rows = len(complexity)
    median = _translate(complexity, RESOLUTION_MEDIAN_MINUTES).astype(float)
    responded = RESPONSE_MEDIAN_MINUTES * delay * np.exp(rng.normal(0, RESPONSE_SPREAD, rows))
    first = median * delay * np.exp(rng.normal(0, RESOLUTION_SPREAD, rows))
    stuck = rng.random(rows) < STUCK_SHARE
    first[stuck] = STUCK_MEDIAN_MINUTES * np.exp(rng.normal(0, 0.8, stuck.sum()))
    # Simple cases are solved in the first answer; nobody solves before answering.
    responded = np.where(complexity == "simple", np.minimum(responded, first), responded)
    first = np.maximum(first, responded + np.where(complexity == "simple", 0, 10))
    reopened_at = first + rng.uniform(1, 20, rows) * DAY
    reopened = rng.random(rows) < REOPEN_SHARE
    again = reopened_at + median * delay * np.exp(rng.normal(0.2, RESOLUTION_SPREAD, rows))
    resolved = np.where(reopened, again, first)
    contacts = _translate(complexity, {"simple": 1, "general": 2, "complex": 3})
    times = {
        "classified_at": np.minimum(rng.exponential(25, rows) + 1, responded),
        "responded_at": responded,
        "first_resolved_at": first,
        "reopened_at": reopened_at,
        "resolved_at": resolved,
        "escalated_at": np.full(rows, 15.0 * DAY),
    }
    never = {name: np.zeros(rows, dtype=bool) for name in times}
    never["reopened_at"] = ~reopened
    never["escalated_at"] = resolved < 15 * DAY
    answers: dict[str, np.ndarray] = {}
    missed = np.zeros(rows, dtype=bool)
    solved = np.ones(rows, dtype=bool)
    last = np.zeros(rows)
    for n in (1, 2, 3):
        name = f"track_{n}_at"
        times[name] = resolved + (30 * n + rng.integers(-3, 4, rows)) * DAY
        never[name] = (contacts < n) | (rng.random(rows) >= TRACKING_DONE_SHARE)
        missed |= (contacts >= n) & never[name]
        answers[f"track_{n}_solved"] = rng.random(rows) < TRACKING_SOLVED_SHARE + 0.02 * (n - 1)
        points = np.where(answers[f"track_{n}_solved"], 8.0, 4.0) + rng.normal(0, 1.4, rows)
        answers[f"track_{n}_score"] = np.clip(np.rint(points), 1, 10).astype(np.int64)
        solved = np.where(contacts == n, answers[f"track_{n}_solved"], solved)
        last = np.where(contacts == n, times[name], last)
    times["confirmed_closed_at"] = last + rng.uniform(0.2, 3, rows) * DAY
    never["confirmed_closed_at"] = missed | ~solved
    return _Life({name: np.rint(value).astype(np.int64) for name, value in times.items()}, never, answers, reopened)


def _causes(rng, classes: np.ndarray) -> np.ndarray:
    usual = _translate(classes, CAUSE_OF_CLASS)
    other = pick(rng, {"technical": 0.3, "process": 0.3, "personnel": 0.2, "environment": 0.2}, len(classes))
    return np.where(rng.random(len(classes)) < 0.75, usual, other).astype(str)


def _translate(labels: np.ndarray, table: dict) -> np.ndarray:
    """Each label's value; vectorised over the few distinct labels."""
    values = np.array(list(table.values()))
    names = np.array(list(table))
    order = np.argsort(names)
    return values[order][np.searchsorted(names[order], labels.astype(str))]
