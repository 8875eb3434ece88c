"""The anonymous staff survey by city and role, with cells too small or unanimous to show."""

import numpy as np
import polars as pl

from ingest.sample.effects import Effects
from ingest.sample.geography import Geography
from ingest.sample.months import Months
from ingest.sample.network import Network
from ingest.sample.plants import Plants
from ingest.sample.ratings import correlated, rate
from ingest.sample.sizes import SampleSize
from ingest.sample.streams import stream

LEVEL = 72.0
SPREAD = 20.0
CITY_SD = 3.0
DIMENSION_LEVEL = {
    "working_environment": 3.0,
    "job_evaluation": 2.0,
    "colleagues": 8.0,
    "management": 0.0,
    "pay_social_security": -8.0,
    "career": -6.0,
    "identification": 3.0,
    "personal_cost": -4.0,
    "psychological_reward": 1.0,
    "engagement": 4.0,
    "intention_to_leave": -1.0,
}
REVERSED = ("personal_cost", "intention_to_leave")
ROLES = ("front_line", "hall_manager", "control", "support")
NOT_ANSWERED_SHARE = 0.01
UNANIMOUS_ANSWER = 4
UNANIMOUS_COUNT = 6


def staff_answers(
    size: SampleSize,
    geography: Geography,
    network: Network,
    months: Months,
    effects: Effects,
    plants: Plants,
    seed: int,
) -> pl.DataFrame:
    """One row per anonymous respondent; reversed dimensions as answered: high is a high cost."""
    rng = stream(seed, size.name, "staff")
    wave_months = np.array(sorted({months.back(lag) for lag in size.staff_wave_lags}))
    city, role, wave = respondents(rng, size, geography, network, plants, len(wave_months))
    city_level = rng.normal(0, CITY_SD, geography.cities.height)
    drift = rng.normal(0, 1.0, (geography.cities.height, len(wave_months)))
    # Content staff and content customers go together.
    level = LEVEL + city_level[city] + drift[city, wave] + 0.5 * effects.city[city]
    level += np.array([0.0, 4.0, 3.0, 1.0])[role]
    deviates, _ = correlated(rng, len(city), len(DIMENSION_LEVEL), 0.4)
    points = level[:, None] + np.array(list(DIMENSION_LEVEL.values())) + SPREAD * deviates
    answers = rate(points, 1, 5)
    reversed_columns = [list(DIMENSION_LEVEL).index(name) for name in REVERSED]
    answers[:, reversed_columns] = 6 - answers[:, reversed_columns]
    is_unanimous = (city == plants.unanimous_city) & (role == ROLES.index("support"))
    answers[is_unanimous] = UNANIMOUS_ANSWER
    is_answered = (rng.random(answers.shape) >= NOT_ANSWERED_SHARE) | is_unanimous[:, None]
    hall = name_halls(rng, network, city, role)
    columns = {
        name: pl.when(pl.Series(is_answered[:, n])).then(pl.Series(answers[:, n]))
        for n, name in enumerate(DIMENSION_LEVEL)
    }
    frame = staff_frame(rng, geography, months, wave_months, city, role, wave, "S")
    return frame.with_columns(hall_code=hall, **columns)


def staff_frame(
    rng: np.random.Generator,
    geography: Geography,
    months: Months,
    wave_months: np.ndarray,
    city: np.ndarray,
    role: np.ndarray,
    wave: np.ndarray,
    letter: str,
) -> pl.DataFrame:
    """Who answered when and where, as far as an anonymous sheet says; `letter` begins its number."""
    month = wave_months[wave]
    return pl.DataFrame({"wave": np.array(months.labels)[month]}).with_columns(
        interview_date=pl.Series(
            months.day_within(month, rng.random(len(city))).astype("datetime64[D]")
        ),
        response_no=pl.format(
            "{}{}",
            pl.lit(letter),
            pl.Series(np.arange(1, len(city) + 1)).cast(pl.String).str.zfill(7),
        ),
        province_code=pl.Series(geography.city_province_codes[city], dtype=pl.String),
        city_code=pl.Series(geography.city_codes[city], dtype=pl.String),
        staff_role=pl.Series(np.array(ROLES)[role]),
    )


def respondents(
    rng: np.random.Generator,
    size: SampleSize,
    geography: Geography,
    network: Network,
    plants: Plants,
    waves: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """City, role and wave of every respondent, wave by wave."""
    halls = np.bincount(network.city, minlength=geography.cities.height)
    average = np.stack(
        [halls * size.staff_per_hall * 0.72, halls * 0.9, 1.5 + halls * 0.6, 2 + halls * 0.8],
        axis=1,
    )
    counts = rng.poisson(np.repeat(average[None], waves, axis=0))
    # Control staff of the smallest offices: a handful at most, hence suppressed.
    counts[:, plants.unanimous_city, ROLES.index("control")] = 3
    counts[:, plants.unanimous_city, ROLES.index("support")] = UNANIMOUS_COUNT
    flat = counts.ravel()
    cells = np.repeat(np.arange(flat.size), flat)
    wave, rest = np.divmod(cells, counts[0].size)
    city, role = np.divmod(rest, len(ROLES))
    return city, role, wave


def name_halls(
    rng: np.random.Generator, network: Network, city: np.ndarray, role: np.ndarray
) -> pl.Series:
    """Front line and hall managers name their hall; the back office has none."""
    order = np.argsort(network.city, kind="stable")
    starts = np.searchsorted(network.city[order], np.arange(city.max() + 2))
    sizes = starts[city + 1] - starts[city]
    hall = order[starts[city] + np.floor(rng.random(len(city)) * sizes).astype(int)]
    in_hall = pl.Series(role < 2)
    return pl.select(
        pl.when(in_hall).then(pl.Series(network.codes[hall], dtype=pl.String))
    ).to_series()
