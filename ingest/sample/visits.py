"""Mystery-shop visits and the plan they follow: who goes where, when, in which slot."""

import numpy as np
import polars as pl

from ingest.sample.competitors import Competitors
from ingest.sample.geography import Geography
from ingest.sample.months import Months
from ingest.sample.network import Network
from ingest.sample.plants import Plants, inspector_id
from ingest.sample.sizes import SampleSize
from ingest.sample.streams import pick, stream

SLOTS = np.array(["morning", "noon", "afternoon", "evening"], dtype=object)
MODES = {"covert": 0.85, "overt": 0.15}
KINDS = {"transaction": 0.6, "enquiry": 0.4}
NOT_CARRIED_OUT_SHARE = 0.02
NOT_PLANNED_SHARE = 0.01
# Inspector teams borrow some people from the next province, so severities are comparable.
BORROWED = 3


def plan_visits(
    size: SampleSize,
    geography: Geography,
    network: Network,
    months: Months,
    plants: Plants,
    seed: int,
) -> pl.DataFrame:
    """One row per planned visit, with the hall's index and the planned rotation violations marked.

    Every open hall monthly, flagships more often; inspectors in turn, so that nobody returns to a
    hall within three months – but for the planted violations.
    """
    rng = stream(seed, size.name, "plan")
    hall, month, sequence, share_of_month, share_per_visit = _schedule(rng, size, network, months)
    pools = _inspector_pools(size, geography)
    offset = rng.integers(0, size.inspectors_per_province, network.count)
    number = (offset[hall] + sequence) % size.inspectors_per_province
    repeats = _violations(rng, size, plants, hall, month, sequence)
    number[repeats] = (offset[hall[repeats]] + sequence[repeats] - 1) % size.inspectors_per_province
    slot = SLOTS[
        (rng.integers(0, 4, network.count)[hall] + sequence * 3 + rng.integers(0, 2, len(hall))) % 4
    ]
    slot[np.isin(hall, plants.pattern_halls)] = "morning"
    # Visits of one hall and month keep some days between them, also when they are a day late.
    part = share_of_month + 0.6 * share_per_visit * rng.random(len(hall))
    day = months.starts[month] + np.floor(part * (months.lengths[month] - 2)).astype(int)
    city = network.city_in(hall, month)
    return pl.DataFrame(
        {
            "hall": hall,
            "month": month,
            "province_code": geography.city_province_codes[city],
            "city_code": geography.city_codes[city],
            "hall_code": network.codes[hall],
            "planned_date": day.astype("datetime64[D]"),
            "time_slot": slot.astype(str),
            "inspector_id": pools[network.province[hall], number],
            "is_violation": repeats,
            "must_happen": repeats | _is_before(hall, sequence, repeats),
        }
    ).with_columns(
        plan_id=pl.format(
            "PL{}-{}",
            pl.col("planned_date").dt.strftime("%Y%m"),
            pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(6),
        )
    )


def carry_out(size: SampleSize, plan: pl.DataFrame, months: Months, seed: int) -> pl.DataFrame:
    """One row per visit to an own hall: the plan less what was cancelled, a day late at most."""
    rng = stream(seed, size.name, "visits")
    is_done = (rng.random(plan.height) >= NOT_CARRIED_OUT_SHARE) | plan["must_happen"].to_numpy()
    delay = rng.integers(0, 2, plan.height)
    visits = plan.with_columns(delay=pl.Series(delay)).filter(pl.Series(is_done))
    visits = visits.with_columns(
        visit_date=pl.col("planned_date") + pl.duration(days="delay"), operator_code=pl.lit("OWN")
    )
    return _complete(rng, visits, "V").drop(
        "planned_date", "delay", "plan_id", "is_violation", "must_happen"
    )


def competitor_visits(
    size: SampleSize, geography: Geography, competitors: Competitors, months: Months, seed: int
) -> pl.DataFrame:
    """One visit a month to each competitor hall; `hall` indexes into the competitors."""
    rng = stream(seed, size.name, "competitor_visits")
    hall = np.tile(np.arange(competitors.count), months.count)
    month = np.repeat(np.arange(months.count), competitors.count)
    city = competitors.city[hall]
    pools = _inspector_pools(size, geography)
    number = (hall * 7 + month) % size.inspectors_per_province
    visits = pl.DataFrame(
        {
            "hall": hall,
            "month": month,
            "province_code": geography.city_province_codes[city],
            "city_code": geography.city_codes[city],
            "operator_code": competitors.operators[hall],
            "hall_code": competitors.codes[hall],
            "visit_date": months.day_within(month, rng.random(len(hall))).astype("datetime64[D]"),
            "time_slot": SLOTS[(hall + month * 3) % 4].astype(str),
            "inspector_id": pools[geography.city_province[city], number],
        }
    )
    return _complete(rng, visits, "C")


def _schedule(
    rng: np.random.Generator, size: SampleSize, network: Network, months: Months
) -> tuple[np.ndarray, ...]:
    """Hall, month, running number, earliest and allotted share of the month of each visit."""
    visits = np.ones((network.count, months.count), dtype=int)
    # Flagships: up to the maximum, never fewer than two.
    is_flagship = network.tier == "flagship"
    visits[is_flagship] = rng.integers(
        2, size.flagship_visits + 1, (is_flagship.sum(), months.count)
    )
    visits[rng.random(visits.shape) < NOT_PLANNED_SHARE] = 0
    visits = visits * network.is_open
    hall = np.repeat(np.tile(np.arange(network.count), months.count), visits.T.ravel())
    month = np.repeat(np.repeat(np.arange(months.count), network.count), visits.T.ravel())
    first = np.cumsum(visits, axis=1) - visits
    start_of_cell = np.cumsum(visits.T.ravel()) - visits.T.ravel()
    within = np.arange(len(hall)) - np.repeat(start_of_cell, visits.T.ravel())
    planned = visits[hall, month]
    return hall, month, first[hall, month] + within, within / planned, 1 / planned


def _inspector_pools(size: SampleSize, geography: Geography) -> np.ndarray:
    """Inspector ids, province × number in the pool."""
    codes = list(geography.province_codes)
    own = size.inspectors_per_province - BORROWED
    rows = []
    for position, code in enumerate(codes):
        neighbour = codes[(position + 1) % len(codes)]
        names = [inspector_id(code, number) for number in range(own)]
        rows.append(names + [inspector_id(neighbour, number) for number in range(BORROWED)])
    return np.array(rows)


def _violations(
    rng: np.random.Generator,
    size: SampleSize,
    plants: Plants,
    hall: np.ndarray,
    month: np.ndarray,
    sequence: np.ndarray,
) -> np.ndarray:
    """Planned visits at which the last inspector returns; one per hall, away from other plants."""
    special = [plants.veto_hall, *plants.pattern_halls]
    candidates = np.flatnonzero((sequence >= 2) & (month >= 2) & ~np.isin(hall, special))
    mixed = rng.permutation(candidates)
    _, first = np.unique(hall[mixed], return_index=True)
    chosen = mixed[np.sort(first)][: size.rotation_violations]
    return np.isin(np.arange(len(hall)), chosen)


def _is_before(hall: np.ndarray, sequence: np.ndarray, repeats: np.ndarray) -> np.ndarray:
    """The visit just before each repeated one: without it nobody would return."""
    key = hall * (sequence.max() + 2) + sequence
    return np.isin(key, key[repeats] - 1)


def _complete(rng: np.random.Generator, visits: pl.DataFrame, letter: str) -> pl.DataFrame:
    rows = visits.height
    number = pl.int_range(1, rows + 1).cast(pl.String).str.zfill(6)
    return visits.with_columns(
        visit_id=pl.format(
            "{}{}-{}", pl.lit(letter), pl.col("visit_date").dt.strftime("%Y%m"), number
        ),
        visit_mode=pl.Series(pick(rng, MODES, rows), dtype=pl.String),
        visit_kind=pl.Series(pick(rng, KINDS, rows), dtype=pl.String),
        questionnaire_version=pl.lit("2025.2"),
        recording_ref=pl.format("REC-{}{}", pl.lit(letter), number),
        is_recording_checked=pl.Series(rng.random(rows) < 0.3),
        is_form_closed_before_leaving=pl.Series(rng.random(rows) < 0.97),
    )
