"""The slow feeds: hall register with its history, monthly footfall, monthly subscribers."""

import numpy as np
import polars as pl

from ingest.sample.competitors import Competitors
from ingest.sample.geography import Geography
from ingest.sample.months import Months
from ingest.sample.network import Network
from ingest.sample.sizes import SampleSize
from ingest.sample.streams import stream

MISSING_REPORT_SHARE = 0.002
SUBSCRIBERS_PER_WEIGHT = 260_000


def hall_register(
    geography: Geography, network: Network, competitors: Competitors, months: Months
) -> pl.DataFrame:
    """One row per hall and date of change, competitors last."""
    first = np.datetime64(str(months.year[0])).astype("datetime64[D]")
    halls = _own_halls(geography, network)
    opened = halls["opened_date"].to_numpy()
    start = halls.with_columns(
        effective_date=pl.Series(np.maximum(opened, first).astype("datetime64[D]")),
        closed_date=pl.lit(None, dtype=pl.Date),
    )
    changes = [start]
    for hall, since, former in network.changes.moved:
        start = _overwrite(start, hall, geography, former)
        changes.append(_dated(halls, hall, months, since))
    for hall, since, former_tier in network.changes.upgraded:
        start = start.with_columns(_where(hall, "tier", pl.lit(former_tier)))
        changes.append(_dated(halls, hall, months, since))
    for hall, since in network.changes.stage_raised:
        start = start.with_columns(_where(hall, "stage", pl.lit("initial")))
        changes.append(_dated(halls, hall, months, since).with_columns(stage=pl.lit("advanced")))
    for hall, since in network.changes.closed:
        closing = pl.lit(months.start_of(since)).cast(pl.Date)
        changes.append(_dated(halls, hall, months, since).with_columns(closed_date=closing))
    changes[0] = start
    own = pl.concat(changes).sort("effective_date", "hall_code", maintain_order=True)
    return pl.concat(
        [own, _competitor_rows(geography, competitors, first)], how="diagonal_relaxed"
    ).drop("hall")


def hall_monthly(
    size: SampleSize, geography: Geography, network: Network, months: Months, seed: int
) -> pl.DataFrame:
    """Footfall and open counters of every open hall and month, less the few reports never sent."""
    rng = stream(seed, size.name, "hall_monthly")
    month, hall = np.nonzero(
        network.is_open.T & (rng.random(network.is_open.T.shape) >= MISSING_REPORT_SHARE)
    )
    city = network.city_in(hall, month)
    counters = network.halls["counters"].to_numpy()[hall]
    return pl.DataFrame(
        {
            "month": months.starts[month],
            "province_code": geography.city_province_codes[city],
            "city_code": geography.city_codes[city],
            "hall_code": network.codes[hall],
            "footfall": network.footfall[hall, month],
            "open_counters": np.round(counters * rng.uniform(0.6, 1.0, len(hall)), 1),
        }
    )


def city_monthly(size: SampleSize, geography: Geography, months: Months, seed: int) -> pl.DataFrame:
    """Subscribers at month's end: a city's size with slow growth."""
    rng = stream(seed, size.name, "city_monthly")
    base = (
        SUBSCRIBERS_PER_WEIGHT
        * geography.city_weight
        * np.exp(rng.normal(0, 0.2, geography.cities.height))
    )
    growth = np.exp(rng.normal(0.002, 0.002, geography.cities.height))
    month = np.repeat(np.arange(months.count), len(base))
    city = np.tile(np.arange(len(base)), months.count)
    return pl.DataFrame(
        {
            "month": months.starts[month],
            "province_code": geography.city_province_codes[city],
            "city_code": geography.city_codes[city],
            "subscribers": np.rint(base[city] * growth[city] ** month).astype(np.int64),
        }
    )


def _own_halls(geography: Geography, network: Network) -> pl.DataFrame:
    cities = geography.cities[network.city]
    provinces = geography.provinces[network.province]
    predecessor = pl.Series([None] * network.count, dtype=pl.String)
    for new, _, old in network.changes.reused:
        predecessor[new] = network.codes[old]
    return network.halls.with_columns(
        hall=pl.int_range(pl.len()),
        operator_type=pl.lit("own"),
        operator_code=pl.lit("OWN"),
        predecessor_code=predecessor,
        province_code=provinces["province_code"],
        province_name=provinces["name_zh"],
        city_code=cities["city_code"],
        city_name=cities["name_zh"],
    )


def _where(hall: int, column: str, value: pl.Expr) -> pl.Expr:
    return pl.when(pl.col("hall") == hall).then(value).otherwise(pl.col(column)).alias(column)


def _overwrite(frame: pl.DataFrame, hall: int, geography: Geography, city: int) -> pl.DataFrame:
    """Put a hall back under the city it belonged to before its move."""
    row = geography.cities.row(city, named=True)
    return frame.with_columns(
        _where(hall, "city_code", pl.lit(row["city_code"])),
        _where(hall, "city_name", pl.lit(row["name_zh"])),
        _where(hall, "branch_code", pl.lit("01")),
        _where(hall, "branch_name", pl.lit(f"{row['short_name_zh']}第1支局")),
    )


def _dated(halls: pl.DataFrame, hall: int, months: Months, since: int) -> pl.DataFrame:
    day = pl.lit(months.start_of(since)).cast(pl.Date)
    row = halls.filter(pl.col("hall") == hall)
    return row.with_columns(effective_date=day, closed_date=pl.lit(None, dtype=pl.Date)).select(
        *halls.columns, "effective_date"
    )


def _competitor_rows(
    geography: Geography, competitors: Competitors, first: np.datetime64
) -> pl.DataFrame:
    cities = geography.cities[competitors.city]
    provinces = geography.provinces[geography.city_province[competitors.city]]
    return competitors.halls.with_columns(
        province_code=provinces["province_code"],
        province_name=provinces["name_zh"],
        city_code=cities["city_code"],
        city_name=cities["name_zh"],
        effective_date=pl.lit(first).cast(pl.Date),
    )
