"""Theme items beyond the themes' phone survey: what customers expect of them, and short boards."""

import numpy as np
import polars as pl

from ingest.sample.geography import Geography
from ingest.sample.ratings import correlated, lift, rate
from ingest.sample.service_plants import ThemeBoard
from ingest.sample.sizes import SampleSize
from ingest.sample.streams import stream
from ingest.sample.themes import ITEM_LEVEL, THEME_ITEMS

EXPECTATION_LEVEL = 91.5
EXPECTATION_SD = 12.0
# Expectations follow experience, but only so far.
EXPERIENCE_SHARE = 0.2
IMPORTANCE_LEVEL = 76.0
IMPORTANCE_ITEM_SD = 4.0
IMPORTANCE_SD = 16.0
THEME_SHARE = 0.25
"""How much of an item's deficit the judgement on the whole theme feels."""
LARGEST_STEP = 8.0
"""Points by which one answer in the middle of the scale can be moved at once."""


def theme_expectations(
    size: SampleSize, geography: Geography, expectation: pl.DataFrame, seed: int
) -> pl.DataFrame:
    """The expectation interviews with expected level and importance of every theme item added."""
    rng = stream(seed, size.name, "theme_expectation")
    names = [name for theme in THEME_ITEMS for name in (f"theme_{theme}", *THEME_ITEMS[theme])]
    items = [name for theme in THEME_ITEMS for name in THEME_ITEMS[theme]]
    rows = expectation.height
    taste = dict(
        zip(geography.province_codes, rng.normal(0, 1.0, geography.provinces.height), strict=True)
    )
    level = np.array([taste[code] for code in expectation["province_code"]]) + EXPECTATION_LEVEL
    usual = EXPERIENCE_SHARE * np.array([ITEM_LEVEL.get(name, 0.0) for name in names])
    deviates, _ = correlated(rng, rows, len(names))
    expected = rate(level[:, None] + usual + EXPECTATION_SD * deviates, 1, 10)
    weight = IMPORTANCE_LEVEL + rng.normal(0, IMPORTANCE_ITEM_SD, len(items))
    deviates, _ = correlated(rng, rows, len(items), 0.3)
    importance = rate(weight + IMPORTANCE_SD * deviates, 1, 10)
    return expectation.with_columns(
        *(pl.Series(name, expected[:, n]) for n, name in enumerate(names)),
        *(pl.Series(f"{name}_importance", importance[:, n]) for n, name in enumerate(items)),
    )


def lower_theme_items(
    rng: np.random.Generator, frame: pl.DataFrame, boards: tuple[ThemeBoard, ...], city: np.ndarray
) -> pl.DataFrame:
    """Take each board's deficit off its item, and a part of it off the theme."""
    changed: dict[str, np.ndarray] = {}
    for board in boards:
        rows = np.isin(city, board.cities)
        for name, points in (
            (board.item, board.deficit),
            (f"theme_{board.theme}", THEME_SHARE * board.deficit),
        ):
            ratings = changed.get(name, frame[name].to_numpy()).copy()
            steps = int(np.ceil(points / LARGEST_STEP))
            for _ in range(steps):
                ratings[rows] = lift(rng, ratings[rows], -points / steps, 1, 10)
            changed[name] = ratings
    return frame.with_columns(pl.Series(name, ratings) for name, ratings in changed.items())
