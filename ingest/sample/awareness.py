"""The anonymous survey among staff: what they believe customers expect, and how they serve."""

import numpy as np
import polars as pl

from ingest.sample.effects import ELEMENT_LEVEL, ELEMENT_PULL, ELEMENTS, Effects
from ingest.sample.geography import Geography
from ingest.sample.months import Months
from ingest.sample.network import Network
from ingest.sample.plants import Plants
from ingest.sample.ratings import correlated, rate
from ingest.sample.service_plants import KNOWLEDGE_ELEMENT, KNOWLEDGE_POINTS, ServicePlants
from ingest.sample.sizes import SampleSize
from ingest.sample.staff import name_halls, respondents, staff_frame
from ingest.sample.streams import stream

BELIEF_LEVEL = 90.5
BELIEF_SD = 12.0
CITY_SD = 1.2
# The further from the counter, the less is expected of the customer's expectations.
BELIEF_BY_ROLE = np.array([0.0, 0.5, -3.0, -2.0])
KNOWN_BY_ROLE = np.array([0.78, 0.86, 0.90, 0.62])
KNOWN_ELEMENT_SD = 0.06
IMPORTANCE_LEVEL = 80.0
# Staff see the weights of elements, but flatter than customers do.
IMPORTANCE_SPREAD = 50.0
# People rate their own service higher than customers do.
SELF_LEVEL = 84.5
SELF_SD = 14.0
NOT_ANSWERED_SHARE = 0.015


def service_awareness(
    size: SampleSize,
    geography: Geography,
    network: Network,
    months: Months,
    effects: Effects,
    plants: Plants,
    service: ServicePlants,
    seed: int,
) -> pl.DataFrame:
    """One row per anonymous respondent: level, importance, known and self for every element."""
    rng = stream(seed, size.name, "awareness")
    wave_months = np.array(sorted({months.back(lag) for lag in size.awareness_wave_lags}))
    city, role, wave = respondents(rng, size, geography, network, plants, len(wave_months))
    rows, items = len(city), len(ELEMENTS)
    believed = (
        BELIEF_LEVEL + rng.normal(0, CITY_SD, geography.cities.height)[city] + BELIEF_BY_ROLE[role]
    )[:, None] + 0.2 * ELEMENT_LEVEL
    misjudging = geography.city_province_codes[city] == service.knowledge_province
    believed[misjudging, ELEMENTS.index(KNOWLEDGE_ELEMENT)] += KNOWLEDGE_POINTS
    levels = rate(believed + BELIEF_SD * correlated(rng, rows, items)[0], 1, 10)
    weight = IMPORTANCE_LEVEL + IMPORTANCE_SPREAD * (ELEMENT_PULL - ELEMENT_PULL.mean())
    importance = rate(weight + 15.0 * correlated(rng, rows, items, 0.3)[0], 1, 10)
    own = (SELF_LEVEL + 0.5 * effects.city[city])[:, None] + 0.7 * ELEMENT_LEVEL
    self_rated = rate(own + SELF_SD * correlated(rng, rows, items)[0], 1, 10)
    share = KNOWN_BY_ROLE[role][:, None] + rng.normal(0, KNOWN_ELEMENT_SD, items)
    known = rng.random((rows, items)) < np.clip(share, 0, 1)
    columns = {}
    for n, element in enumerate(ELEMENTS):
        for name, values in (
            (element, levels),
            (f"{element}_importance", importance),
            (f"{element}_known", known),
            (f"{element}_self", self_rated),
        ):
            answered = pl.Series(rng.random(rows, dtype=np.float32) >= NOT_ANSWERED_SHARE)
            columns[name] = pl.when(answered).then(pl.Series(values[:, n]))
    frame = staff_frame(rng, geography, months, wave_months, city, role, wave, "A")
    return frame.with_columns(hall_code=name_halls(rng, network, city, role), **columns)
