"""How consistently the items of a questionnaire measure one thing.

Cronbach's alpha: L. J. Cronbach (1951), Psychometrika 16, 297-334. McDonald's omega total:
R. P. McDonald (1999), Test Theory, from a one-factor model fitted by minimum residuals (H. H. Harman
and W. H. Jones 1966, Psychometrika 31, 351-368).
"""

import numpy as np

from dbt_project.statistics.cross_products import correlations

SWEEPS, CONVERGED = 1000, 1e-10
FEWEST_ITEMS = 3
"""Two items share one correlation: a factor's two loadings cannot be told from it."""


def cronbach_alpha(covariance: np.ndarray) -> np.ndarray:
    """Alpha of the sum score from covariance matrices (…, p, p); NaN without variance."""
    covariance = np.asarray(covariance, dtype=float)
    items = covariance.shape[-1]
    total = covariance.sum(axis=(-2, -1))
    own = np.trace(covariance, axis1=-2, axis2=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(
            (total > 0) & (items > 1), items / max(items - 1, 1) * (1 - own / total), np.nan
        )


def one_factor_loadings(correlation: np.ndarray) -> np.ndarray:
    """Loadings (…, p) that leave the smallest squared residuals off the diagonal of (…, p, p).

    Every sweep sets each loading to its least-squares value given the others; loadings stay within
    ±1, so that no item is left with a negative variance of its own. NaN where a correlation is
    missing or p < 3.
    """
    correlation = np.asarray(correlation, dtype=float)
    items = correlation.shape[-1]
    known = np.isfinite(correlation).all(axis=(-2, -1)) & (items >= FEWEST_ITEMS)
    off = np.where(known[..., None, None], correlation, 0.5) * (1 - np.eye(items))
    loadings = np.sqrt(np.clip(off.sum(axis=-1) / max(items - 1, 1), 0.01, 1.0))
    for _ in range(SWEEPS if known.any() else 0):
        before = loadings.copy()
        for item in range(items):
            others = (loadings**2).sum(axis=-1) - loadings[..., item] ** 2
            shared = (off[..., item, :] * loadings).sum(axis=-1)
            fitted = shared / np.maximum(others, np.finfo(float).tiny)
            loadings[..., item] = np.clip(fitted, -1.0, 1.0)
        if np.abs(loadings - before).max() < CONVERGED:
            break
    return np.where(known[..., None], loadings, np.nan)


def omega_total(covariance: np.ndarray) -> np.ndarray:
    """Omega of the sum score from covariance matrices (…, p, p): (Σl)² / ((Σl)² + Σu).

    l are the one-factor loadings in the items' own units, u the variances they leave. NaN where the
    model cannot be fitted.
    """
    covariance = np.asarray(covariance, dtype=float)
    variance = np.diagonal(covariance, axis1=-2, axis2=-1)
    standard = one_factor_loadings(correlations(covariance))
    with np.errstate(invalid="ignore"):
        common = (standard * np.sqrt(variance)).sum(axis=-1) ** 2
        own = (variance * (1 - standard**2)).sum(axis=-1)
        return common / (common + own)
