"""How much each of several correlated predictors contributes to one judgement.

Relative weights: J. W. Johnson (2000), A heuristic method for estimating the relative weight of
predictor variables in multiple regression, Multivariate Behavioral Research 35, 1-19; the same
decomposition as A. Genizi (1993), Statistica Sinica 3, 407-420.
"""

import numpy as np

SMALLEST_EIGENVALUE = 1e-10
"""Below it predictors repeat each other exactly, and no decomposition exists."""


def relative_weights(predictors: np.ndarray, criterion: np.ndarray) -> np.ndarray:
    """Each predictor's share of R²; the shares of one problem sum to its R².

    `predictors` (…, p, p): correlations among the predictors. `criterion` (…, p): their
    correlations with what they explain. Leading axes are problems solved at once. Result (…, p):
    raw weights, at least 0. NaN throughout a problem that has no solution: a correlation missing,
    or predictors that repeat each other.

    With R = V·L·V' the closest orthogonal predictors have loadings Λ = V·L^½·V' and coefficients
    β = V·L^-½·V'·r; a predictor's weight is Σ_j Λ_ij²·β_j².
    """
    predictors = np.asarray(predictors, dtype=float)
    criterion = np.asarray(criterion, dtype=float)
    known = np.isfinite(predictors).all(axis=(-2, -1)) & np.isfinite(criterion).all(axis=-1)
    unit = np.eye(predictors.shape[-1])
    values, vectors = np.linalg.eigh(np.where(known[..., None, None], predictors, unit))
    known = known & (values[..., 0] > SMALLEST_EIGENVALUE)
    roots = np.sqrt(np.where(known[..., None], values, 1.0))
    loadings = np.einsum("...ij,...j,...kj->...ik", vectors, roots, vectors)
    coefficients = np.einsum(
        "...ij,...j,...kj,...k->...i", vectors, 1 / roots, vectors, criterion, optimize=True
    )
    weights = np.einsum("...ij,...j->...i", loadings**2, coefficients**2)
    return np.where(known[..., None], weights, np.nan)
