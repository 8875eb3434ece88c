"""A simulated network seen from every side of the gaps, and its way through the compiled models.

Every draw is a bimonth of one small network, so that one run of the models estimates all draws at all
levels. Sides of a hall are correlated, and so are the elements; sides have data in different halls.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

PROVINCES, CITIES, HALLS = 2, 2, 16
POINTS = np.arange(1, 11)
K = (POINTS - 1) * 280  # whole-number scores of a ten-point scale (M3)
ELEMENTS = ("attitude", "efficiency", "problem_solving")
WEIGHTS = np.array([0.5, 0.3, 0.2])  # of the weighted overall
SPREAD = 1.8  # of answers on the raw scale
ELEMENT_CORRELATION = 0.5
TIERS = np.array(["flagship", "tier2"])
STANDARD = {"flagship": 90.0, "tier2": 84.0}
PROMISE = 88.0


@dataclass(frozen=True)
class Answers:
    """What one side's respondents said, by draw × province × city × hall (and item last).

    Items are ELEMENTS and their weighted overall; `expected` is each hall's own mean on 0-100.
    """

    n: np.ndarray
    k_sum: np.ndarray
    k_sumsq: np.ndarray
    expected: np.ndarray


@dataclass(frozen=True)
class Visits:
    """Inspections: visits, Σ and Σ² of scores in ten-thousandths, and each hall's own mean."""

    n: np.ndarray
    e4_sum: np.ndarray
    e4_sumsq: np.ndarray
    expected: np.ndarray


@dataclass(frozen=True)
class Network:
    """All sides of all draws. `differences` are those of respondents who answered both sides."""

    footfall: np.ndarray
    footfall_expectation: np.ndarray
    tiers: np.ndarray
    perception: Answers
    expectation: Answers
    inspection: Visits
    differences: Answers | None


def simulate(
    rng: np.random.Generator,
    draws: int,
    *,
    intraclass: float = 0.08,
    side_correlation: float = 0.5,
    shares: tuple[float, float, float] = (0.75, 0.6, 0.6),
    same_halls: bool = False,
    is_paired: bool = False,
) -> Network:
    """Halls with `shares` of data for perception, expectation, inspection; halls in all orders.

    `side_correlation` is that of a hall's three sides. `is_paired`: perception and expectation come
    from the same respondents.
    """
    shape = (draws, PROVINCES, CITIES, HALLS)
    footfall = np.round(rng.lognormal(8.5, 0.5, shape))
    sides = correlated(rng, (*shape, len(ELEMENTS)), 3, side_correlation)
    means = [side * SPREAD * np.sqrt(intraclass) for side in sides]
    order = rng.random(shape)
    masks = []
    for share in shares:
        # halls that tell of one side mostly tell of the others too
        own = order if same_halls or is_paired else order + 0.5 * rng.random(shape)
        masks.append(np.argsort(np.argsort(own, axis=-1), axis=-1) < round(share * HALLS))
    within = SPREAD * np.sqrt(1 - intraclass)
    centres = (7.0 + means[0], 8.2 + means[1])
    if is_paired:
        perception, expectation, differences = told_by_the_same(rng, centres, masks[0], within)
    else:
        perception, _ = told(rng, centres[0], masks[0], (12, 60), within)
        expectation, _ = told(rng, centres[1], masks[1], (6, 30), within)
        differences = None
    return Network(
        footfall,
        np.round(footfall * rng.lognormal(0, 0.2, shape)),
        TIERS[np.arange(HALLS) % 2],
        perception,
        expectation,
        inspected(rng, 82 + 11 * means[2], masks[2]),
        differences,
    )


def correlated(
    rng: np.random.Generator, shape: tuple[int, ...], sides: int, correlation: float
) -> list[np.ndarray]:
    """`sides` standard normal arrays with the given correlation between them."""
    shared = rng.standard_normal(shape)
    return [
        np.sqrt(correlation) * shared + np.sqrt(1 - correlation) * rng.standard_normal(shape)
        for _ in range(sides)
    ]


def expected_scores(centres: np.ndarray, within: float) -> np.ndarray:
    """Exact mean 0-100 of rounded answers, so that the truth has no sampling error; composite last."""
    cuts = np.concatenate(([-np.inf], POINTS[:-1] + 0.5, [np.inf]))
    mass = np.diff(stats.norm.cdf((cuts - centres[..., None]) / within), axis=-1)
    scores = mass @ K / 25.2
    return np.concatenate([scores, (scores @ WEIGHTS)[..., None]], axis=-1)


def respondents(rng: np.random.Generator, centres: np.ndarray, within: float) -> np.ndarray:
    """Whole-number scores k, respondents × items, of people with these means; composite last."""
    shared = rng.standard_normal((len(centres), 1), dtype=np.float32)
    own = rng.standard_normal(centres.shape, dtype=np.float32)
    latent = np.sqrt(ELEMENT_CORRELATION) * shared + np.sqrt(1 - ELEMENT_CORRELATION) * own
    answers = np.clip(np.rint(centres + within * latent), 1, 10)
    k = (answers - 1) * 280
    return np.concatenate([k, np.rint(k @ WEIGHTS)[:, None]], axis=1)


def summed(k: np.ndarray, n: np.ndarray, expected: np.ndarray) -> Answers:
    """Per-hall sums of respondents' values, who come in the order of the halls."""
    halls = np.repeat(np.arange(n.size), n.ravel())
    shape = (*n.shape, k.shape[1])
    sums = [
        np.stack([np.bincount(halls, column, n.size) for column in values.T], axis=1).reshape(shape)
        for values in (k, k * k)
    ]
    return Answers(n, *sums, expected)


def told(
    rng: np.random.Generator,
    centres: np.ndarray,
    has_data: np.ndarray,
    answers: tuple[int, int],
    within: float,
) -> tuple[Answers, np.ndarray]:
    """Answers of some respondents in every hall with data, and their single values."""
    n = np.where(has_data, rng.integers(answers[0], answers[1] + 1, has_data.shape), 0)
    k = respondents(rng, np.repeat(centres.reshape(n.size, -1), n.ravel(), axis=0), within)
    return summed(k, n, expected_scores(centres, within)), k


def told_by_the_same(
    rng: np.random.Generator,
    centres: tuple[np.ndarray, np.ndarray],
    has_data: np.ndarray,
    within: float,
) -> tuple[Answers, Answers, Answers]:
    """Perception, expectation and differences of respondents who were asked both."""
    perception, perceived = told(rng, centres[0], has_data, (12, 60), within)
    n = perception.n
    wanted = respondents(rng, np.repeat(centres[1].reshape(n.size, -1), n.ravel(), axis=0), within)
    expectation = summed(wanted, n, expected_scores(centres[1], within))
    differences = summed(perceived - wanted, n, perception.expected - expectation.expected)
    return perception, expectation, differences


def inspected(rng: np.random.Generator, centres: np.ndarray, has_data: np.ndarray) -> Visits:
    """Four to eight visits to every hall with data; scores in ten-thousandths of a point."""
    n = np.where(has_data, rng.integers(4, 9, has_data.shape), 0)
    means = np.repeat(centres.reshape(n.size, -1), n.ravel(), axis=0)
    e4 = np.rint((means + 6 * rng.standard_normal(means.shape)) * 1e4)
    sums = summed(e4, n, centres)
    return Visits(n, sums.k_sum, sums.k_sumsq, centres)


def weighted(footfall: np.ndarray, values: np.ndarray, axes: tuple[int, ...]) -> np.ndarray:
    """Footfall-weighted mean of halls over `axes` of draw × province × city × hall."""
    weights = np.broadcast_to(footfall[..., None], values.shape)
    return (weights * values).sum(axis=axes) / weights.sum(axis=axes)
