"""Exit interviews (perception) and expectation interviews held in the halls."""

import numpy as np
import polars as pl

from ingest.sample.competitors import Competitors
from ingest.sample.effects import ELEMENT_LEVEL, ELEMENT_PULL, ELEMENTS, Effects
from ingest.sample.geography import Geography
from ingest.sample.months import Months
from ingest.sample.network import Network
from ingest.sample.ratings import WITHIN_SD, correlated, rate
from ingest.sample.service_plants import COMPETITOR_ELEMENT, COMPETITOR_POINTS, ServicePlants
from ingest.sample.sizes import SampleSize
from ingest.sample.streams import pick, stream

PERCEPTION_LEVEL = 79.0
EXPECTATION_LEVEL = 92.0
EXPECTATION_SD = 12.0
IMPORTANCE_LEVEL = 78.0
IMPORTANCE_SPREAD = 90.0
MISSED_WAVE_SHARE = 0.10
SHORT_QUOTA_SHARE = 0.08
NOT_ANSWERED_SHARE = 0.015
SEGMENTS = {"public": 0.80, "business": 0.15, "key_account": 0.05}
AGES = {"18-25": 0.16, "26-35": 0.28, "36-45": 0.24, "46-55": 0.18, "56+": 0.14}
COMMENTS = (
    "排队时间太长",
    "服务很好",
    "希望增加自助设备",
    "业务解释不清楚",
    "态度热情",
    "资费说明不够透明",
)
COMMENT_SHARE = 0.04
PHONE_IN_COMMENT_SHARE = 0.05


def perception(
    size: SampleSize,
    geography: Geography,
    network: Network,
    months: Months,
    effects: Effects,
    seed: int,
) -> pl.DataFrame:
    """Exit interviews at own halls: one row per respondent, one bimonthly wave after the other."""
    rng = stream(seed, size.name, "perception")
    hall, month = _respondents(size, network, months, rng)
    level = PERCEPTION_LEVEL + effects.service(network, hall, month)
    shift = effects.hall_element[hall] + effects.city_element[network.city[hall]]
    city = network.city_in(hall, month)
    waves = np.array(months.wave_labels)[months.wave_index]
    codes = network.codes[hall]
    # Mistyped hall codes: such answers belong to their city, hall unknown.
    mistyped = rng.choice(len(hall), size.unknown_hall_interviews, replace=False)
    codes[mistyped] = [f"{geography.city_codes[c]}888" for c in city[mistyped]]
    frame = _hall_answers(rng, level, shift)
    return _identify(
        frame,
        rng,
        "P",
        wave=waves[month],
        day=months.day_within(month, rng.random(len(hall))),
        instrument="perception",
        province=geography.city_province_codes[city],
        city=geography.city_codes[city],
        hall=codes,
    )


def competitor_perception(
    size: SampleSize,
    geography: Geography,
    competitors: Competitors,
    months: Months,
    service: ServicePlants,
    seed: int,
) -> pl.DataFrame:
    """Exit interviews at competitors' halls, a few every wave."""
    rng = stream(seed, size.name, "competitor_perception")
    halls, waves = competitors.count, len(months.wave_labels)
    counts = rng.integers(15, 31, halls * waves)
    hall = np.repeat(np.tile(np.arange(halls), waves), counts)
    wave = np.repeat(np.repeat(np.arange(waves), halls), counts)
    month = _month_of_wave(months, wave, rng.random(len(wave)))
    level = (
        PERCEPTION_LEVEL + competitors.level[hall] + rng.normal(0, 1.0, (halls, waves))[hall, wave]
    )
    city = competitors.city[hall]
    shift = np.zeros((len(hall), len(ELEMENTS)))
    shift[city == service.competitor_city, ELEMENTS.index(COMPETITOR_ELEMENT)] = COMPETITOR_POINTS
    frame = _hall_answers(rng, level, shift)
    return _identify(
        frame,
        rng,
        "K",
        wave=np.array(months.wave_labels)[wave],
        day=months.day_within(month, rng.random(len(hall))),
        instrument="perception",
        province=geography.city_province_codes[city],
        city=geography.city_codes[city],
        hall=competitors.codes[hall],
        operator=competitors.operators[hall],
    )


def expectation(
    size: SampleSize, geography: Geography, network: Network, months: Months, seed: int
) -> pl.DataFrame:
    """The yearly wave: expected level and importance of every element, asked in the halls."""
    rng = stream(seed, size.name, "expectation")
    wave_months = np.arange(0, months.count, 12)
    cities = geography.cities.height
    counts = size.expectation_per_city + rng.integers(-5, 6, cities * len(wave_months))
    city = np.repeat(np.tile(np.arange(cities), len(wave_months)), counts)
    month = np.repeat(np.repeat(wave_months, cities), counts)
    hall = _hall_of_city(network, city, month, rng.random(len(city)))
    province_taste = rng.normal(0, 1.0, geography.provinces.height)
    hall_taste = rng.normal(0, 2.0, network.count)
    level = EXPECTATION_LEVEL + province_taste[network.province[hall]] + hall_taste[hall]
    deviates, _ = correlated(rng, len(hall), len(ELEMENTS))
    # Expectations differ less between elements than experiences do.
    expected = rate(level[:, None] + 0.2 * ELEMENT_LEVEL + EXPECTATION_SD * deviates, 1, 10)
    deviates, _ = correlated(rng, len(hall), len(ELEMENTS), 0.3)
    weight = IMPORTANCE_LEVEL + IMPORTANCE_SPREAD * (ELEMENT_PULL - ELEMENT_PULL.mean())
    importance = rate(weight + 16.0 * deviates, 1, 10)
    frame = pl.DataFrame(
        {name: expected[:, n] for n, name in enumerate(ELEMENTS)}
        | {f"{name}_importance": importance[:, n] for n, name in enumerate(ELEMENTS)}
    )
    in_city = network.city_in(hall, month)
    return _identify(
        frame,
        rng,
        "E",
        wave=months.year[month].astype(str),
        day=months.day_within(month, rng.random(len(hall))),
        instrument="expectation",
        province=geography.city_province_codes[in_city],
        city=geography.city_codes[in_city],
        hall=network.codes[hall],
    )


def _respondents(
    size: SampleSize, network: Network, months: Months, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Hall and month of every exit interview; some halls miss the quota, some a whole wave."""
    waves = len(months.wave_labels)
    counts = rng.integers(30, 2 * size.interviews_per_hall_wave - 29, (network.count, waves))
    is_short = rng.random(counts.shape) < SHORT_QUOTA_SHARE
    counts[is_short] = rng.integers(12, 30, is_short.sum())
    misses = np.flatnonzero(rng.random(network.count) < MISSED_WAVE_SHARE)
    counts[misses, rng.integers(0, waves, len(misses))] = 0
    wave = np.repeat(np.tile(np.arange(waves), network.count), counts.ravel())
    hall = np.repeat(np.repeat(np.arange(network.count), waves), counts.ravel())
    month = _month_of_wave(months, wave, rng.random(len(hall)))
    is_open = network.is_open[hall, month]
    hall, month = hall[is_open], month[is_open]
    order = np.lexsort((hall, month))
    return hall[order], month[order]


def _month_of_wave(months: Months, wave: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    first = np.searchsorted(months.wave_index, np.arange(len(months.wave_labels)))
    length = np.bincount(months.wave_index)
    return first[wave] + np.floor(uniform * length[wave]).astype(int)


def _hall_of_city(
    network: Network, city: np.ndarray, month: np.ndarray, uniform: np.ndarray
) -> np.ndarray:
    """An open hall of each city; halls change too rarely for the share per month to matter."""
    hall = np.empty(len(city), dtype=int)
    for month_index in np.unique(month):
        open_halls = np.flatnonzero(network.is_open[:, month_index])
        located = network.city_in(open_halls, np.full(len(open_halls), month_index))
        order = np.argsort(located, kind="stable")
        starts = np.searchsorted(located[order], np.arange(city.max() + 2))
        rows = month == month_index
        sizes = starts[city[rows] + 1] - starts[city[rows]]
        position = starts[city[rows]] + np.floor(uniform[rows] * sizes).astype(int)
        hall[rows] = open_halls[order[position]]
    return hall


def _hall_answers(rng: np.random.Generator, level: np.ndarray, shift: np.ndarray) -> pl.DataFrame:
    """Twelve elements and the overall judgement that follows from them; a few items blank."""
    deviates, factor = correlated(rng, len(level), len(ELEMENTS))
    points = (level[:, None] + ELEMENT_LEVEL + shift + WITHIN_SD * deviates).astype(np.float32)
    own = deviates @ ELEMENT_PULL
    judgement = 0.75 * own + 0.25 * factor + 0.55 * rng.standard_normal(len(level))
    overall = level + shift @ ELEMENT_PULL + WITHIN_SD * judgement / judgement.std()
    ratings = rate(points, 1, 10)
    answered = rng.random(ratings.shape, dtype=np.float32) >= NOT_ANSWERED_SHARE
    columns = {
        name: pl.when(pl.Series(answered[:, n])).then(pl.Series(ratings[:, n])).otherwise(None)
        for n, name in enumerate(ELEMENTS)
    }
    frame = pl.DataFrame({"overall_satisfaction": rate(overall, 1, 10)})
    return frame.with_columns(**columns)


def _identify(
    frame: pl.DataFrame,
    rng: np.random.Generator,
    letter: str,
    *,
    wave: np.ndarray,
    day: np.ndarray,
    instrument: str,
    province: np.ndarray,
    city: np.ndarray,
    hall: np.ndarray,
    operator: np.ndarray | str = "OWN",
) -> pl.DataFrame:
    rows = frame.height
    comment = np.array(COMMENTS, dtype=object)[rng.integers(0, len(COMMENTS), rows)]
    phone = rng.integers(0, 10**9, rows)
    with_phone = rng.random(rows) < PHONE_IN_COMMENT_SHARE
    return frame.with_columns(
        respondent_id=pl.format(
            "{}{}", pl.lit(letter), pl.int_range(1, rows + 1).cast(pl.String).str.zfill(7)
        ),
        wave=pl.Series(wave, dtype=pl.String),
        interview_date=pl.Series(day.astype("datetime64[D]")),
        instrument=pl.lit(instrument),
        province_code=pl.Series(province, dtype=pl.String),
        city_code=pl.Series(city, dtype=pl.String),
        hall_code=pl.Series(hall, dtype=pl.String),
        operator_code=pl.lit(operator)
        if isinstance(operator, str)
        else pl.Series(operator, dtype=pl.String),
        segment=pl.Series(pick(rng, SEGMENTS, rows), dtype=pl.String),
        age_group=pl.Series(pick(rng, AGES, rows), dtype=pl.String),
        comment_text=pl.when(pl.Series(rng.random(rows) < COMMENT_SHARE)).then(
            pl.Series(comment, dtype=pl.String)
            + pl.when(pl.Series(with_phone))
            .then(pl.format("，请回电13{}", pl.Series(phone).cast(pl.String).str.zfill(9)))
            .otherwise(pl.lit(""))
        ),
    )
