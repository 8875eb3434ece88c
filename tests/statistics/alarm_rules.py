"""The alarm rules of METHODS M10 written out in numpy, and series on which nothing is wrong.

Independent of the SQL: the compiled models must alarm as often as these do, and the rates that
seeds/alarm_rates.csv states are measured with these.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BASELINE, MONITORED = 12, 12
XMR, D2, LANEY = 2.66, 1.128, 3.0
NEWEST, LIMIT = 0.2, 2.86
# a count's rate per 10,000, and the standard deviation of its logarithm
EVENTS, RATE_SD = 25.0, 0.15


@dataclass(frozen=True)
class Chart:
    """A rule and where it stands: how many units share σ_b², what of the variance is sampling's."""

    rule: str
    units: int
    sampling_share: float


CHARTS = {
    "xmr": Chart("xmr", 100, 0.8),
    "ewma": Chart("ewma", 100, 0.8),
    # the group: no sibling lends its variance, and its samples are so large that sampling is nothing
    "ewma_alone": Chart("ewma", 1, 0.0),
    "laney_u": Chart("laney_u", 100, 0.0),
}
AUTOCORRELATIONS = (0.0, 0.3)


@dataclass(frozen=True)
class Scores:
    """Quiet series of scores: `x` pools × units × months, `variance` of sampling alike."""

    x: np.ndarray
    variance: np.ndarray


@dataclass(frozen=True)
class Counts:
    """Quiet series of counts: events and exposure, pools × units × months."""

    events: np.ndarray
    exposure: np.ndarray


def wander(rng: np.random.Generator, shape: tuple[int, ...], autocorrelation: float) -> np.ndarray:
    """AR(1) along the last axis, standard normal at every point, started in its equilibrium."""
    noise = rng.standard_normal(shape)
    out = np.empty(shape)
    out[..., 0] = noise[..., 0]
    fresh = np.sqrt(1 - autocorrelation**2)
    for month in range(1, shape[-1]):
        out[..., month] = autocorrelation * out[..., month - 1] + fresh * noise[..., month]
    return out


def quiet_scores(
    rng: np.random.Generator, pools: int, chart: Chart, autocorrelation: float
) -> Scores:
    """Each series has variance 1 and the autocorrelation; its mean differs from unit to unit."""
    shape = (pools, chart.units, BASELINE + MONITORED)
    x = wander(rng, shape, autocorrelation) + rng.normal(0, 5, (*shape[:2], 1))
    return Scores(x, np.full(shape, chart.sampling_share))


def quiet_counts(
    rng: np.random.Generator, pools: int, chart: Chart, autocorrelation: float
) -> Counts:
    """Poisson counts whose rate wanders around a constant; exposure varies from month to month."""
    shape = (pools, chart.units, BASELINE + MONITORED)
    exposure = np.round(rng.uniform(8_000, 12_000, shape))
    rate = np.exp(RATE_SD * wander(rng, shape, autocorrelation) - RATE_SD**2 / 2)
    return Counts(rng.poisson(rate * EVENTS * exposure / 10_000), exposure)


def xmr_alarms(scores: Scores) -> np.ndarray:
    """Whether each monitored month lies beyond centre ± 2.66 mean moving ranges of the baseline."""
    base, later = scores.x[..., :BASELINE], scores.x[..., BASELINE:]
    width = XMR * np.abs(np.diff(base, axis=-1)).mean(axis=-1, keepdims=True)
    return np.abs(later - base.mean(axis=-1, keepdims=True)) > width


def ewma_alarms(scores: Scores) -> np.ndarray:
    """Whether each monitored month's EWMA of z exceeds L of its standard deviations.

    σ_b² is the pool's: mean over its units of baseline variance less mean sampling variance.
    """
    base = scores.x[..., :BASELINE]
    excess = base.var(axis=-1, ddof=1) - scores.variance[..., :BASELINE].mean(axis=-1)
    between = np.maximum(excess.mean(axis=-1), 0)[:, None, None]
    deviation = scores.x[..., BASELINE:] - base.mean(axis=-1, keepdims=True)
    z = deviation / np.sqrt(scores.variance[..., BASELINE:] + between)
    alarms, level = np.empty(z.shape, dtype=bool), np.zeros(z.shape[:-1])
    for month in range(z.shape[-1]):
        level = NEWEST * z[..., month] + (1 - NEWEST) * level
        variance = NEWEST / (2 - NEWEST) * (1 - (1 - NEWEST) ** (2 * month + 2))
        alarms[..., month] = np.abs(level) > LIMIT * np.sqrt(variance)
    return alarms


def laney_alarms(counts: Counts) -> np.ndarray:
    """Whether each monitored month's rate lies beyond ū ± 3 σ_z √(ū/n) (Laney 2002)."""
    base = slice(None, BASELINE)
    rates = counts.events / counts.exposure
    centre = counts.events[..., base].sum(axis=-1) / counts.exposure[..., base].sum(axis=-1)
    centre = centre[..., None]
    z = (rates - centre) / np.sqrt(centre / counts.exposure)
    spread = np.abs(np.diff(z[..., base], axis=-1)).mean(axis=-1, keepdims=True) / D2
    return np.abs(z[..., BASELINE:]) > LANEY * spread


def alarms(
    chart: Chart, rng: np.random.Generator, pools: int, autocorrelation: float
) -> np.ndarray:
    """Alarms (pools × units × monitored months) of a chart on quiet series drawn afresh."""
    if chart.rule == "laney_u":
        return laney_alarms(quiet_counts(rng, pools, chart, autocorrelation))
    scores = quiet_scores(rng, pools, chart, autocorrelation)
    return xmr_alarms(scores) if chart.rule == "xmr" else ewma_alarms(scores)


def per_unit_year(alarmed: np.ndarray) -> tuple[float, float]:
    """Alarms per unit-year, and the standard deviation of a pool's: pools are independent."""
    by_pool = alarmed.sum(axis=-1).mean(axis=-1)
    return float(by_pool.mean()), float(by_pool.std(ddof=1))
