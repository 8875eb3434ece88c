"""Monthly service-level measurements: how long customers waited, how much was solved at once."""

import numpy as np
import polars as pl

from ingest.sample.effects import Effects
from ingest.sample.geography import Geography
from ingest.sample.months import Months
from ingest.sample.network import Network
from ingest.sample.plants import Plants
from ingest.sample.service_plants import ServicePlants
from ingest.sample.sizes import SampleSize
from ingest.sample.streams import autoregressive, stream

ANSWER_SECONDS, ANSWER_NORM = 15.0, 30.0
COLLAPSED_ANSWER_SECONDS = 52.0
REPAIR_HOURS, REPAIR_NORM = 2.0, 4.0
BROKEN_REPAIR_HOURS = 6.0
QUEUE_MINUTES, QUEUE_NORM = 7.0, 12.0
RESOLVED_RATE, COLLAPSED_RESOLVED_RATE = 0.88, 0.68
AVAILABLE_RATE = 0.9994
CITY_SD = 0.10
MONTH_SD = 0.05
CALLS_PER_WEIGHT, REPAIRS_PER_WEIGHT, CHECKS = 1800, 160, 40_000
QUEUED_SHARE = 0.5
HALL_SD = 0.18
QUALITY_PULL = 0.02
"""Share by which a hall's queue gets shorter with each point of its service."""


def service_measurements(
    size: SampleSize,
    geography: Geography,
    network: Network,
    months: Months,
    effects: Effects,
    plants: Plants,
    service: ServicePlants,
    seed: int,
) -> pl.DataFrame:
    """One row per measure, unit and month: mean, number of cases and of those within the norm."""
    rng = stream(seed, size.name, "service_levels")
    shape = (geography.cities.height, months.count)
    weight = np.broadcast_to(geography.city_weight[:, None], shape)
    is_collapsed = _since(shape, plants.hotline_city, plants.hotline_since)
    is_broken = _since(shape, service.broken_city, service.broken_since)

    def level(usual: float, planted: float, where: np.ndarray) -> np.ndarray:
        return np.where(where, planted, usual) * _local(rng, *shape)

    answer = level(ANSWER_SECONDS, COLLAPSED_ANSWER_SECONDS, is_collapsed)
    repair = level(REPAIR_HOURS, BROKEN_REPAIR_HOURS, is_broken)
    calls = 40 + rng.poisson(CALLS_PER_WEIGHT * weight)
    repairs = 25 + rng.poisson(REPAIRS_PER_WEIGHT * weight)
    resolved = np.where(is_collapsed, COLLAPSED_RESOLVED_RATE, RESOLVED_RATE)
    resolved = np.clip(resolved + rng.normal(0, 0.012, shape[0])[:, None], 0, 0.99)
    available = np.clip(AVAILABLE_RATE + rng.normal(0, 0.0001, shape), 0, 1)
    place = _city_places(geography, months)
    return pl.concat(
        [
            _times(rng, place, "hotline_answer_seconds", answer, calls, ANSWER_NORM, 1),
            _times(rng, place, "fault_repair_hours", repair, repairs, REPAIR_NORM, 2),
            _rates(rng, place, "first_contact_resolution_rate", resolved, calls),
            _rates(rng, place, "availability_rate", available, np.full(shape, CHECKS)),
            _queues(rng, geography, network, months, effects),
        ],
        how="diagonal_relaxed",
    )


def _since(shape: tuple[int, int], city: int, month: int) -> np.ndarray:
    return (np.arange(shape[0]) == city)[:, None] & (np.arange(shape[1]) >= month)


def _local(rng: np.random.Generator, units: int, months: int) -> np.ndarray:
    """Factors round one: some places are slower, and some months."""
    place = rng.normal(0, CITY_SD, units)[:, None]
    return np.exp(place + autoregressive(rng, units, months, MONTH_SD, 0.3))


def _city_places(geography: Geography, months: Months) -> pl.DataFrame:
    city = np.repeat(np.arange(geography.cities.height), months.count)
    return pl.DataFrame(
        {
            "month": np.tile(months.starts, geography.cities.height),
            "province_code": geography.city_province_codes[city],
            "city_code": geography.city_codes[city],
        }
    )


def _queues(
    rng: np.random.Generator,
    geography: Geography,
    network: Network,
    months: Months,
    effects: Effects,
) -> pl.DataFrame:
    """Queueing in the halls: better halls are quicker."""
    hall, month = np.nonzero(network.is_open)
    own = QUEUE_MINUTES * np.exp(
        rng.normal(0, HALL_SD, network.count) - QUALITY_PULL * effects.hall
    )
    level = own[hall] * np.exp(rng.normal(0, MONTH_SD, len(hall)))
    cases = 1 + rng.poisson(QUEUED_SHARE * network.footfall[hall, month])
    city = network.city_in(hall, month)
    place = pl.DataFrame(
        {
            "month": months.starts[month],
            "province_code": geography.city_province_codes[city],
            "city_code": geography.city_codes[city],
            "hall_code": network.codes[hall],
        }
    )
    return _times(rng, place, "queue_minutes", level, cases, QUEUE_NORM, 1)


def _times(
    rng: np.random.Generator,
    place: pl.DataFrame,
    measure: str,
    level: np.ndarray,
    cases: np.ndarray,
    norm: float,
    decimals: int,
) -> pl.DataFrame:
    """Waiting times of two exponential stages: their mean, and how many kept within the norm."""
    level, cases = level.ravel(), cases.ravel()
    stages = 2 * norm / level
    within = 1 - np.exp(-stages) * (1 + stages)
    mean = level * (1 + rng.standard_normal(len(level)) / np.sqrt(2 * cases))
    return place.with_columns(
        measure_code=pl.lit(measure),
        measured_value=pl.Series(np.round(mean, decimals)),
        case_count=pl.Series(cases),
        met_count=pl.Series(rng.binomial(cases, within)),
    )


def _rates(
    rng: np.random.Generator, place: pl.DataFrame, measure: str, rate: np.ndarray, cases: np.ndarray
) -> pl.DataFrame:
    met = rng.binomial(cases, rate).ravel()
    return place.with_columns(
        measure_code=pl.lit(measure),
        measured_value=pl.Series(np.round(met / cases.ravel(), 6)),
        case_count=pl.Series(cases.ravel()),
        met_count=pl.Series(met),
    )
