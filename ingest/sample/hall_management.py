"""Two looks at how halls are run: the diagnosis of nine aspects and the company's inspection."""

import datetime as dt

import numpy as np
import polars as pl

from ingest.sample.effects import Effects
from ingest.sample.geography import Geography
from ingest.sample.months import Months
from ingest.sample.network import Network
from ingest.sample.service_plants import (
    WEAK_ASPECT,
    WEAK_ASPECT_POINTS,
    WEAK_BRANCH_POINTS,
    ServicePlants,
)
from ingest.sample.sizes import SampleSize
from ingest.sample.streams import stream

ASPECT_LEVEL = {
    "standards_norms": 4.0,
    "organisation": 2.0,
    "process": 0.0,
    "people": -1.0,
    "appraisal": -2.0,
    "quality_supervision": 1.0,
    "technical_support": -1.0,
    "knowledge_scripts": 0.0,
    "service_support": -3.0,
}
DIAGNOSIS_LEVEL, DIAGNOSIS_SD, DIAGNOSIS_CITY_SD = 80.0, 5.0, 3.0
FINDING_BELOW = 70.0
DIAGNOSED_TIERS = ("flagship", "tier2")
ITEMS_OF_BRANCH = {"accounts": 20, "invoices": 15}
ITEMS_OF_HALL = {
    "on_site_management": 20,
    "safety": 20,
    "process_inside": 15,
    "process_outside": 10,
}
INSPECTION_LEVEL, INSPECTION_SD, BRANCH_SD = 88.0, 9.0, 3.0
SERVICE_PULL = 0.4
"""What one point of a hall's service adds to its inspection."""
FINDING_SHARE, MEDIUM_BELOW, HIGH_BELOW = 0.8, 0.7, 0.6
DAYS_TO_FIX = 30
NEVER_FIXED_SHARE = 0.12


def management_diagnosis(
    size: SampleSize,
    geography: Geography,
    network: Network,
    months: Months,
    service: ServicePlants,
    seed: int,
) -> pl.DataFrame:
    """One row per city or hall, wave and aspect; halls of the higher tiers only."""
    rng = stream(seed, size.name, "management_diagnosis")
    waves = np.array(sorted({months.back(lag) for lag in size.diagnosis_wave_lags}))
    cities = geography.cities.height
    halls = np.flatnonzero(np.isin(network.tier, DIAGNOSED_TIERS) & network.is_open.all(axis=1))
    city = np.concatenate([np.arange(cities), network.city[halls]])
    code = np.concatenate([np.full(cities, None), network.codes[halls]])
    aspects = np.array(list(ASPECT_LEVEL))
    level = DIAGNOSIS_LEVEL + rng.normal(0, DIAGNOSIS_CITY_SD, cities)[city]
    is_weak = geography.city_province_codes[city] == service.aspect_province
    shape = (len(waves), len(city), len(aspects))
    points = level[:, None] + np.array(list(ASPECT_LEVEL.values()))
    points[is_weak, list(aspects).index(WEAK_ASPECT)] += WEAK_ASPECT_POINTS
    scores = np.clip(points + rng.normal(0, DIAGNOSIS_SD, shape), 0, 100)
    wave, unit, aspect = (index.ravel() for index in np.indices(shape))
    month = waves[wave]
    day = months.day_within(month, rng.random(shape[1])[unit])
    score = np.round(scores.ravel() * 2) / 2
    is_finding = pl.Series(score < FINDING_BELOW)
    return pl.DataFrame(
        {
            "wave": np.array(months.labels)[month],
            "assessment_date": day.astype("datetime64[D]"),
            "province_code": geography.city_province_codes[city][unit],
            "city_code": geography.city_codes[city][unit],
            "hall_code": pl.Series(code[unit].tolist(), dtype=pl.String),
            "aspect_code": aspects[aspect],
            "score": score,
            "assessor_type": np.where(wave % 2 == 0, "third_party", "self"),
        }
    ).with_columns(finding_text=pl.when(is_finding).then(pl.lit("制度未落实到岗位")))


def company_inspection(
    size: SampleSize,
    geography: Geography,
    network: Network,
    months: Months,
    effects: Effects,
    service: ServicePlants,
    read_on: dt.date,
    seed: int,
) -> pl.DataFrame:
    """One row per inspection and item: every branch each quarter, at one of its halls."""
    rng = stream(seed, size.name, "company_inspection")
    hall, month = _inspected(rng, network, months)
    city = network.city[hall]
    branch = network.halls["branch_code"].to_numpy()[hall]
    is_weak = (city == service.branch_city) & (branch == service.branch_code)
    level = INSPECTION_LEVEL + SERVICE_PULL * effects.hall[hall]
    level += rng.normal(0, BRANCH_SD, len(hall)) + np.where(is_weak, WEAK_BRANCH_POINTS, 0.0)
    day = months.day_within(month, rng.random(len(hall)))
    items = ITEMS_OF_BRANCH | ITEMS_OF_HALL
    most = np.array(list(items.values()))
    share = np.clip(level[:, None] + rng.normal(0, INSPECTION_SD, (len(hall), len(most))), 0, 100)
    score = np.rint(share / 100 * most).astype(int)
    row, item = (index.ravel() for index in np.indices(score.shape))
    won = score.ravel() / most[item]
    due = day[row] + DAYS_TO_FIX
    fixed = day[row] + rng.integers(3, DAYS_TO_FIX + 15, len(row))
    is_finding = won < FINDING_SHARE
    is_fixed = (
        is_finding & (rng.random(len(row)) >= NEVER_FIXED_SHARE) & (fixed <= np.datetime64(read_on))
    )
    at_hall = pl.Series(item >= len(ITEMS_OF_BRANCH))
    found = pl.Series(is_finding)
    return pl.DataFrame(
        {
            "inspection_no": np.array([f"GS{n + 1:06d}" for n in range(len(hall))])[row],
            "inspection_date": day[row].astype("datetime64[D]"),
            "province_code": geography.city_province_codes[city][row],
            "city_code": geography.city_codes[city][row],
            "branch_code": branch[row],
            "item_code": np.array(list(items))[item],
            "score": score.ravel(),
            "score_max": most[item],
        }
    ).with_columns(
        hall_code=pl.when(at_hall).then(pl.Series(network.codes[hall][row], dtype=pl.String)),
        finding_text=pl.when(found).then(pl.lit("检查发现问题，限期整改")),
        severity=pl.when(pl.Series(won < HIGH_BELOW))
        .then(pl.lit("high"))
        .when(pl.Series(won < MEDIUM_BELOW))
        .then(pl.lit("medium"))
        .when(found)
        .then(pl.lit("low")),
        due_date=pl.when(found).then(pl.Series(due.astype("datetime64[D]"))),
        fixed_date=pl.when(pl.Series(is_fixed)).then(pl.Series(fixed.astype("datetime64[D]"))),
    )


def _inspected(
    rng: np.random.Generator, network: Network, months: Months
) -> tuple[np.ndarray, np.ndarray]:
    """Hall and month of every inspection: a hall of each branch in the last month of a quarter.

    Halls that move, open or close meanwhile are left out: their branch is not the same throughout.
    """
    moved = [hall for hall, _, _ in network.changes.moved]
    lasting = np.flatnonzero(network.is_open.all(axis=1))
    lasting = lasting[~np.isin(lasting, moved)]
    branch = (
        network.city[lasting] * 1000 + network.halls["branch_code"].cast(int).to_numpy()[lasting]
    )
    inspected, month = [], []
    for quarter_end in np.flatnonzero(months.calendar_month % 3 == 0):
        mixed = rng.permutation(len(lasting))
        _, first = np.unique(branch[mixed], return_index=True)
        inspected.append(lasting[mixed[first]])
        month.append(np.full(len(first), quarter_end))
    return np.concatenate(inspected), np.concatenate(month)
