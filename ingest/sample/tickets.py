"""Complaint tickets and their whole life, as it will have run in the end.

`snapshot` then tells what the source knew at a given moment: open tickets are open because their
end lies after the data-through time, not because it was left out.
"""

import numpy as np
import polars as pl

from ingest.sample.effects import Effects
from ingest.sample.geography import Geography
from ingest.sample.months import Months
from ingest.sample.network import Network
from ingest.sample.plants import Plants
from ingest.sample.sizes import SampleSize
from ingest.sample.streams import pick, stream, translate
from ingest.sample.ticket_life import MINUTES_PER_DAY, ticket_life
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
REPEAT_SHARE = 0.05
HOTLINE_TICKET_FACTOR = 4.0
HOTLINE_DELAY_FACTOR = 4.0
MONTH_WEIGHT = np.array([0.95, 0.85, 1.0, 1.0, 1.0, 1.0, 1.05, 1.08, 1.06, 1.0, 1.0, 1.01])
HOUR_WEIGHT = np.array(
    [1, 1, 1, 1, 1, 1, 2, 4, 8, 10, 10, 9, 6, 6, 8, 9, 9, 8, 6, 6, 5, 4, 3, 2], dtype=float
)


def all_tickets(
    size: SampleSize,
    geography: Geography,
    network: Network,
    months: Months,
    effects: Effects,
    plants: Plants,
    seed: int,
) -> pl.DataFrame:
    """Every ticket received in the window with its life to the end, in order of receipt.

    Times are local; null where a step never happens.
    """
    rng = stream(seed, size.name, "tickets")
    city, hall, received = _arrivals(rng, size, geography, network, months, effects, plants)
    rows = len(city)
    kind, complexity = pick(rng, KINDS, rows), pick(rng, COMPLEXITIES, rows)
    channel = pick(rng, CHANNELS, rows)
    month = np.searchsorted(months.starts, received.astype("datetime64[D]"), side="right") - 1
    collapsed = (city == plants.hotline_city) & (month >= plants.hotline_since)
    channel[collapsed & (rng.random(rows) < 0.8)] = "phone"
    customer, kind = _customers(rng, city, received, kind)
    classes = translate(kind, CLASS_OF_KIND)
    life = ticket_life(rng, complexity, np.where(collapsed, HOTLINE_DELAY_FACTOR, 1.0))
    number = pl.int_range(1, rows + 1).cast(pl.String).str.zfill(7)
    return pl.DataFrame({"received_at": received.astype("datetime64[us]")}).with_columns(
        ticket_id=pl.format("T{}{}", pl.col("received_at").dt.strftime("%Y%m"), number),
        province_code=pl.Series(geography.city_province_codes[city], dtype=pl.String),
        city_code=pl.Series(geography.city_codes[city], dtype=pl.String),
        hall_code=pl.when(pl.Series(hall >= 0)).then(
            pl.Series(network.codes[hall], dtype=pl.String)
        ),
        customer_key=pl.Series(customer),
        complaint_class=pl.Series(classes),
        complaint_kind=pl.Series(kind, dtype=pl.String),
        channel=pl.Series(channel, dtype=pl.String),
        priority=pl.Series(pick(rng, PRIORITIES, rows), dtype=pl.String),
        complexity=pl.Series(complexity, dtype=pl.String),
        root_cause=pl.Series(_causes(rng, classes)),
        department_code=pl.Series(translate(kind, DEPARTMENT_OF_KIND)),
        owner_post=pl.Series(
            np.array(["受理岗", "处理岗", "督办岗"])[rng.choice(3, rows, p=[0.5, 0.4, 0.1])]
        ),
        handover_count=pl.Series(rng.poisson(0.6, rows)),
        **{name: pl.Series(life.moments(received, name)) for name in life.times},
        **{name: pl.Series(value) for name, value in life.answers.items()},
        has_reopened=pl.Series(life.reopened),
        complaint_text=complaint_texts(rng, kind, customer),
        unsolved_remedy=remedies(rng, rows),
    )


def _arrivals(
    rng: np.random.Generator,
    size: SampleSize,
    geography: Geography,
    network: Network,
    months: Months,
    effects: Effects,
    plants: Plants,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """City, hall (−1 = unknown) and local minute of receipt, sorted by time."""
    load = network.footfall * MONTH_WEIGHT[months.calendar_month - 1] * network.is_open
    # Worse service, more complaints: about 3 % per point.
    load = (
        load
        * np.exp(
            -0.03 * (effects.hall + effects.city[network.city] + effects.province[network.province])
        )[:, None]
    )
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


def _customers(
    rng: np.random.Generator, city: np.ndarray, received: np.ndarray, kind: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Phone numbers; a few customers complain again about the same thing within a month."""
    rows = len(city)
    number = rng.integers(0, 10**9, rows)
    phone = (
        pl.select(pl.format("13{}", pl.Series(number).cast(pl.String).str.zfill(9)))
        .to_series()
        .to_numpy()
    )
    kind = kind.copy()
    order = np.lexsort((np.arange(rows), city))
    earlier, later = order[:-1], order[1:]
    days = (received[later] - received[earlier]).astype(int) / MINUTES_PER_DAY
    near = (
        (city[later] == city[earlier]) & (days < 25) & (rng.random(rows - 1) < REPEAT_SHARE * 1.2)
    )
    # Chains would make one customer of many: a ticket repeats only one that is itself no repeat.
    near[1:] &= ~near[:-1]
    phone[later[near]] = phone[earlier[near]]
    kind[later[near]] = kind[earlier[near]]
    return phone, kind


def _causes(rng: np.random.Generator, classes: np.ndarray) -> np.ndarray:
    usual = translate(classes, CAUSE_OF_CLASS)
    other = pick(
        rng, {"technical": 0.3, "process": 0.3, "personnel": 0.2, "environment": 0.2}, len(classes)
    )
    return np.where(rng.random(len(classes)) < 0.75, usual, other).astype(str)
