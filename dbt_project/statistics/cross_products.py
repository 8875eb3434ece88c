"""From sums of squares and products, which add up over units, to correlations, which do not."""

import numpy as np


def covariances(n: np.ndarray, sums: np.ndarray, products: np.ndarray) -> np.ndarray:
    """Sample covariance matrices from exact sums.

    `n` (…): respondents who answered every item. `sums` (…, p): Σx. `products` (…, p, p): Σxy,
    both triangles. Result (…, p, p) in squared units of x; NaN where n < 2.
    """
    n = np.asarray(n, dtype=float)[..., None, None]
    sums = np.asarray(sums, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        centred = np.asarray(products, dtype=float) - sums[..., :, None] * sums[..., None, :] / n
        return np.where(n > 1, centred / (n - 1), np.nan)


def correlations(covariance: np.ndarray) -> np.ndarray:
    """Correlation matrices of covariance matrices (…, p, p); NaN where an item does not vary."""
    covariance = np.asarray(covariance, dtype=float)
    variance = np.diagonal(covariance, axis1=-2, axis2=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        deviation = np.sqrt(np.where(variance > 0, variance, np.nan))
        found = covariance / (deviation[..., :, None] * deviation[..., None, :])
    size = covariance.shape[-1]
    found[..., range(size), range(size)] = np.where(variance > 0, 1.0, np.nan)
    return found


def unfold(triangles: np.ndarray, size: int) -> np.ndarray:
    """Symmetric matrices (…, p, p) from upper triangles (…, p(p+1)/2) written row by row."""
    triangles = np.asarray(triangles)
    matrices = np.empty((*triangles.shape[:-1], size, size), dtype=triangles.dtype)
    rows, columns = np.triu_indices(size)
    matrices[..., rows, columns] = triangles
    matrices[..., columns, rows] = triangles
    return matrices


def sums_by_group(values: np.ndarray, group: np.ndarray, groups: int) -> np.ndarray:
    """Sums (groups, p) of the rows (n, p) of each `group` (n,), numbered from 0; none sum to 0.

    In double precision: whole numbers stay exact below 2^53, which sums of k·k' do for a billion
    respondents.
    """
    total = np.zeros((groups, values.shape[1]))
    if len(values):
        order = np.argsort(group, kind="stable")
        numbers, starts = np.unique(group[order], return_index=True)
        total[numbers] = np.add.reduceat(values[order].astype(float), starts, axis=0)
    return total
