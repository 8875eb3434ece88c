"""The forty indicators of each mystery-shop visit and the total the inspection agency reports."""

import numpy as np
import polars as pl

from ingest.sample.effects import ELEMENT_LEVEL, ELEMENTS
from ingest.sample.geography import SEEDS
from ingest.sample.plants import HARSH_POINTS, VETO_SHARE, Plants
from ingest.sample.ratings import correlated
from ingest.sample.streams import stream

LEVEL = 91.7
SPREAD = 24.0
COMMON = 0.12
"""Correlation of two indicators within one visit."""
NOT_APPLICABLE_SHARE = 0.03
VETO_RATE = 0.004
SEVERITY_SD = 0.8
REMARKS = ("未按规范执行", "现场缺失", "执行不到位", "解释不完整", "等候超时", "无人值守")
FINDINGS = ("minor", "major")


def read_indicators() -> pl.DataFrame:
    """The current indicator list of the seed, in order."""
    frame = pl.read_csv(SEEDS / "mystery_indicators.csv", schema_overrides={"has_veto": pl.String})
    return frame.with_columns(pl.col("has_veto") == "true").sort("sort_order")


def score_visits(
    seed: int,
    size_name: str,
    visits: pl.DataFrame,
    level: np.ndarray,
    veto_rows: np.ndarray,
    plants: Plants,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Visits with their reported total, and one row per visit and indicator.

    `level` is the hall's inspection quality per visit, in points above or below the usual;
    `veto_rows` marks the visits to the hall with the veto habit.
    """
    rng = stream(seed, size_name, "visit_items", visits["visit_id"][0])
    indicators = read_indicators()
    shares = _shares(rng, visits, indicators, level)
    most = indicators["max_score"].to_numpy()
    scores = np.rint(shares * most).astype(np.int16)
    is_harsh = (visits["inspector_id"] == plants.harsh_inspector).to_numpy()
    if is_harsh.any():
        scores[is_harsh] = _harsher(rng, scores[is_harsh], most)
    applies = rng.random(scores.shape, dtype=np.float32) >= NOT_APPLICABLE_SHARE
    vetoes = indicators["has_veto"].to_numpy() & (
        rng.random(scores.shape, dtype=np.float32) < VETO_RATE
    )
    habit = indicators["indicator_code"].to_list().index(plants.veto_indicator)
    vetoes[veto_rows, habit] = rng.random(veto_rows.sum()) < VETO_SHARE
    applies |= vetoes
    # What is left of the points before the veto takes them all.
    scores = np.where(vetoes, np.minimum(scores, np.rint(0.6 * most)), scores).astype(np.int16)
    weight = indicators["base_weight"].to_numpy()
    kept = np.where(vetoes, 0, scores) / most
    reported = 100 * (kept * weight * applies).sum(axis=1) / (weight * applies).sum(axis=1)
    visits = visits.with_columns(reported_score=pl.Series(np.round(reported, 2)))
    return visits, _long(rng, visits, indicators, scores, applies, vetoes)


def _shares(
    rng: np.random.Generator, visits: pl.DataFrame, indicators: pl.DataFrame, level: np.ndarray
) -> np.ndarray:
    """Share of the points won, visits × indicators."""
    element = indicators["element_id"].to_list()
    offset = np.array(
        [ELEMENT_LEVEL[ELEMENTS.index(e)] if e in ELEMENTS else -4.0 for e in element]
    )
    inspectors, which = np.unique(visits["inspector_id"].to_numpy(), return_inverse=True)
    severity = rng.normal(0, SEVERITY_SD, len(inspectors))
    deviates, _ = correlated(rng, visits.height, len(element), COMMON)
    points = LEVEL + offset + (level - severity[which])[:, None] + SPREAD * deviates
    return np.clip(points, 0, 100) / 100


def _harsher(rng: np.random.Generator, scores: np.ndarray, most: np.ndarray) -> np.ndarray:
    """Take `HARSH_POINTS` off in expectation, by one point at a time off whoever has one."""
    share = HARSH_POINTS / 100 * most
    has_points = scores > 0
    chance = share / np.maximum(has_points.mean(axis=0), 1e-9)
    return scores - (has_points & (rng.random(scores.shape) < chance))


def _long(
    rng: np.random.Generator,
    visits: pl.DataFrame,
    indicators: pl.DataFrame,
    scores: np.ndarray,
    applies: np.ndarray,
    vetoes: np.ndarray,
) -> pl.DataFrame:
    rows, items = scores.shape
    visit = np.repeat(np.arange(rows, dtype=np.int32), items)
    item = np.tile(np.arange(items, dtype=np.int32), rows)
    flat, most = scores.ravel(), indicators["max_score"].to_numpy()[item]
    is_applicable = applies.ravel()
    is_deducted = is_applicable & ((flat < most) | vetoes.ravel())
    remark = rng.integers(0, len(REMARKS), rows * items)
    told = is_deducted & (rng.random(rows * items, dtype=np.float32) < 0.5)
    fixed = told & (rng.random(rows * items, dtype=np.float32) < 0.6)
    deducted = pl.Series(is_deducted)
    return pl.DataFrame(
        {
            "visit_id": visits["visit_id"].gather(visit),
            "indicator_code": indicators["indicator_code"].gather(item),
            "max_score": most.astype(np.int64),
        }
    ).with_columns(
        score=pl.when(pl.Series(is_applicable)).then(pl.Series(flat.astype(np.int64))),
        item_no=pl.lit(1, dtype=pl.Int64),
        is_veto_hit=pl.Series(vetoes.ravel()),
        finding_category=pl.when(deducted).then(
            pl.when(pl.Series(flat * 2 >= most))
            .then(pl.lit(FINDINGS[0]))
            .otherwise(pl.lit(FINDINGS[1]))
        ),
        remark=pl.when(deducted).then(pl.Series(REMARKS).gather(pl.Series(remark))),
        is_told_on_spot=pl.when(deducted).then(pl.Series(told)),
        is_fixed_on_spot=pl.when(deducted).then(pl.Series(fixed)),
    )
