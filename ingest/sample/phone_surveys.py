"""Surveys by telephone that know a city but no hall: in-network, new-install and repair."""

import numpy as np
import polars as pl

from ingest.sample.effects import Effects
from ingest.sample.geography import Geography
from ingest.sample.months import Months
from ingest.sample.plants import HOTLINE_DROP, Plants
from ingest.sample.ratings import WITHIN_SD, correlated, lift, rate
from ingest.sample.service_plants import ThemeBoard
from ingest.sample.sizes import SampleSize
from ingest.sample.streams import pick, stream
from ingest.sample.theme_items import lower_theme_items
from ingest.sample.themes import ITEM_LEVEL, THEME_ITEMS, THEME_LEVEL

LEVEL = 77.0
THEME_SD_BY_CITY = 2.0
DONT_KNOW_SHARE = 0.03
# Likelihood to recommend lies lower than satisfaction on paper; this gives an NPS of about 30.
RECOMMEND_LEVEL = 84.5
RECOMMEND_SD = 21.0
ORDER_THEMES = {"new_install": "installation_repair", "repair": "installation_repair"}
SEGMENTS = {"public": 0.80, "business": 0.15, "key_account": 0.05}
AGES = {"18-25": 0.16, "26-35": 0.28, "36-45": 0.24, "46-55": 0.18, "56+": 0.14}


def in_network(
    size: SampleSize,
    geography: Geography,
    months: Months,
    effects: Effects,
    plants: Plants,
    boards: tuple[ThemeBoard, ...],
    seed: int,
) -> pl.DataFrame:
    """Monthly phone survey: overall, every theme with its items, likelihood to recommend."""
    rng = stream(seed, size.name, "in_network")
    in_project = geography.city_province_codes == size.project_province
    average = np.where(in_project, size.project_phone_per_city_month, size.phone_per_city_month)
    counts = average[:, None] + rng.integers(-2, 3, (len(average), months.count))
    # The project's metric must have its full count in every city and month.
    counts[in_project] = size.project_phone_per_city_month
    city, month = _cells(counts)
    level, factor, frame = _themes(rng, geography, effects, city, month, list(THEME_ITEMS))
    is_collapsed = (city == plants.hotline_city) & (month >= plants.hotline_since)
    frame = _collapse_hotline(rng, frame, is_collapsed)
    frame = _project_effects(rng, frame, plants, city, month)
    frame = lower_theme_items(stream(seed, size.name, "theme_boards"), frame, boards, city)
    likely = (
        RECOMMEND_LEVEL
        - LEVEL
        + level
        + RECOMMEND_SD * (0.75 * factor + 0.66 * rng.standard_normal(len(city)))
    )
    frame = frame.with_columns(recommend_score=pl.Series(rate(likely, 0, 10)))
    return _identify(frame, rng, "N", "in_network", geography, months, city, month)


def after_order(
    size: SampleSize,
    geography: Geography,
    months: Months,
    effects: Effects,
    seed: int,
    instrument: str,
) -> pl.DataFrame:
    """Phone survey after a new installation or a repair: overall and that theme's items."""
    rng = stream(seed, size.name, instrument)
    mean = size.order_surveys_per_city_month
    counts = rng.integers(max(0, mean - 2), mean + 3, (geography.cities.height, months.count))
    city, month = _cells(counts)
    _, _, frame = _themes(rng, geography, effects, city, month, [ORDER_THEMES[instrument]])
    letter = "W" if instrument == "repair" else "X"
    return _identify(frame, rng, letter, instrument, geography, months, city, month)


def _cells(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """City and month of each respondent, month by month."""
    cities, months = counts.shape
    flat = counts.T.ravel()
    return np.repeat(np.tile(np.arange(cities), months), flat), np.repeat(
        np.repeat(np.arange(months), cities), flat
    )


def _themes(
    rng: np.random.Generator,
    geography: Geography,
    effects: Effects,
    city: np.ndarray,
    month: np.ndarray,
    themes: list[str],
) -> tuple[np.ndarray, np.ndarray, pl.DataFrame]:
    """Each respondent's level and common factor, and the ratings of themes and items."""
    level = (
        LEVEL
        + effects.province[geography.city_province[city]]
        + effects.city[city]
        + 0.7 * effects.city_month[city, month]
        + effects.month[month]
    )
    columns: dict[str, np.ndarray] = {}
    names = [name for theme in themes for name in (f"theme_{theme}", *THEME_ITEMS[theme])]
    deviates, factor = correlated(rng, len(city), len(names))
    for position, name in enumerate(names):
        theme = next(t for t in themes if name == f"theme_{t}" or name in THEME_ITEMS[t])
        local = rng.normal(0, THEME_SD_BY_CITY, geography.cities.height)
        points = level + THEME_LEVEL[theme] + ITEM_LEVEL.get(name, 0.0) + local[city]
        columns[name] = rate(points + WITHIN_SD * deviates[:, position], 1, 10)
    overall = rate(
        level + 1.0 + WITHIN_SD * (0.8 * factor + 0.6 * rng.standard_normal(len(city))), 1, 10
    )
    return level, factor, pl.DataFrame({"overall_satisfaction": overall} | columns)


def _collapse_hotline(
    rng: np.random.Generator, frame: pl.DataFrame, is_collapsed: np.ndarray
) -> pl.DataFrame:
    """The planted collapse: the hotline's items fall, the overall judgement a third of it."""
    drops = dict.fromkeys(("theme_hotline", *THEME_ITEMS["hotline"]), HOTLINE_DROP)
    drops["overall_satisfaction"] = HOTLINE_DROP / 3
    changed = {}
    for name, points in drops.items():
        ratings = frame[name].to_numpy().copy()
        # Two steps of half the drop: nobody can fall by more than one point of the scale at once.
        for _ in range(2):
            ratings[is_collapsed] = lift(rng, ratings[is_collapsed], -points / 2, 1, 10)
        changed[name] = pl.Series(ratings)
    return frame.with_columns(**changed)


def _project_effects(
    rng: np.random.Generator,
    frame: pl.DataFrame,
    plants: Plants,
    city: np.ndarray,
    month: np.ndarray,
) -> pl.DataFrame:
    for project in plants.projects:
        treated = np.isin(city, project.pilots) & (month >= project.start_month)
        ratings = frame[project.metric_column].to_numpy().copy()
        ratings[treated] = lift(rng, ratings[treated], project.lift, 1, 10)
        frame = frame.with_columns(pl.Series(project.metric_column, ratings))
    return frame


def _identify(
    frame: pl.DataFrame,
    rng: np.random.Generator,
    letter: str,
    instrument: str,
    geography: Geography,
    months: Months,
    city: np.ndarray,
    month: np.ndarray,
) -> pl.DataFrame:
    rows = frame.height
    # Don't know: blank, never zero. Themes are always answered: projects are measured on them.
    blanks = [
        pl.when(pl.Series(rng.random(rows, dtype=np.float32) >= DONT_KNOW_SHARE))
        .then(pl.col(name))
        .alias(name)
        for name in frame.columns
        if not name.startswith("theme_") and name not in ("overall_satisfaction", "recommend_score")
    ]
    return frame.with_columns(blanks).with_columns(
        respondent_id=pl.format(
            "{}{}", pl.lit(letter), pl.int_range(1, rows + 1).cast(pl.String).str.zfill(7)
        ),
        wave=pl.Series(np.array(months.labels)[month]),
        interview_date=pl.Series(
            months.day_within(month, rng.random(rows)).astype("datetime64[D]")
        ),
        instrument=pl.lit(instrument),
        province_code=pl.Series(geography.city_province_codes[city], dtype=pl.String),
        city_code=pl.Series(geography.city_codes[city], dtype=pl.String),
        operator_code=pl.lit("OWN"),
        segment=pl.Series(pick(rng, SEGMENTS, rows), dtype=pl.String),
        age_group=pl.Series(pick(rng, AGES, rows), dtype=pl.String),
    )
