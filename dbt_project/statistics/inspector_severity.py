"""How much harsher or milder than others an inspector scores the same halls in the same months.

Scores are explained by three sets of fixed effects, hall + inspector + month (Abowd, Kramarz &
Margolis 1999, Econometrica 67, 251-333, give the two-way case). Inspectors can be compared only
where halls link them, so the fit stays within the largest connected component of the graph of halls
and inspectors, restricted to inspectors with enough visits in enough halls. Estimates rest on few
visits each, so they are shrunken by empirical Bayes: prior variance by moments (DerSimonian &
Laird 1986, Controlled Clinical Trials 7, 177-188).
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse, special
from scipy.sparse import csgraph

NULL_EIGENVALUE = 1e-9
"""Relative to the largest: below it a direction is not determined by the visits."""


@dataclass(frozen=True)
class Severities:
    """Per inspector, in score points; negative scores lower than others do. NaN: not estimable."""

    effect: np.ndarray
    error: np.ndarray
    low: np.ndarray
    high: np.ndarray
    residual_df: int
    residual_deviation: float


def find_linked(
    inspector: np.ndarray, hall: np.ndarray, min_visits: int, min_halls: int
) -> np.ndarray:
    """Which visits (bool, one per visit) belong to the largest component that can be compared.

    `inspector`, `hall`: whole numbers from 0, one per visit. The largest holds the most visits.
    """
    pairs = np.unique(np.column_stack([inspector, hall]), axis=0)
    size = inspector.max(initial=-1) + 1
    visits = np.bincount(inspector, minlength=size)
    halls = np.bincount(pairs[:, 0], minlength=size)
    is_kept = ((visits >= min_visits) & (halls >= min_halls))[inspector]
    if not is_kept.any():
        return is_kept
    nodes = size + hall.max() + 1
    graph = sparse.coo_matrix(
        (np.ones(is_kept.sum()), (inspector[is_kept], size + hall[is_kept])), shape=(nodes, nodes)
    )
    _, component = csgraph.connected_components(graph, directed=False)
    largest = np.bincount(component[inspector[is_kept]]).argmax()
    return is_kept & (component[inspector] == largest)


def fit_severities(
    score: np.ndarray,
    hall: np.ndarray,
    inspector: np.ndarray,
    month: np.ndarray,
    region: np.ndarray,
) -> Severities:
    """Least squares on hall + inspector + month, with 95 % t intervals.

    One entry per visit; all but `score` are whole numbers without gaps from 0. An inspector's effect
    is told against the mean visit of the regions the inspector works in, in proportion to the visits
    there: regions are linked by few inspectors, so an effect against all others would mostly tell
    the error of those links. Halls are eliminated first (Frisch & Waugh 1933), so what is decomposed
    has one row per inspector and month only.
    """
    visits, inspectors = len(score), inspector.max() + 1
    rows = np.arange(visits)
    halls = sparse.csr_matrix((np.ones(visits), (rows, hall)))
    others = sparse.hstack(
        [
            sparse.csr_matrix((np.ones(visits), (rows, inspector))),
            sparse.csr_matrix((np.ones(visits), (rows, month))),
        ],
        format="csr",
    )
    share = sparse.diags(1 / np.bincount(hall))
    crossed = (halls.T @ others).tocsr()
    centred = score - (halls @ (share @ (halls.T @ score)))
    normal = (others.T @ others - crossed.T @ share @ crossed).toarray()
    values, vectors = np.linalg.eigh(normal)
    is_free = values > NULL_EIGENVALUE * values.max()
    free, null = vectors[:, is_free], vectors[:, ~is_free]
    inverse = (free / values[is_free]) @ free.T
    estimates = inverse @ (others.T @ centred)
    residual = centred - others @ estimates
    residual += halls @ (share @ (crossed @ estimates))

    worked = sparse.csr_matrix((np.ones(visits), (inspector, region)))
    by_inspector = sparse.diags(1 / np.asarray(worked.sum(axis=1)).ravel()) @ worked
    by_region = worked @ sparse.diags(1 / np.asarray(worked.sum(axis=0)).ravel())
    contrast = np.zeros((inspectors, normal.shape[0]))
    contrast[:, :inspectors] = np.eye(inspectors) - (by_inspector @ by_region.T).toarray()
    is_estimable = np.abs(contrast @ null).max(axis=1, initial=0) < 1e-6
    df = visits - halls.shape[1] - int(is_free.sum())
    variance = residual @ residual / df if df > 0 else np.nan
    effect = np.where(is_estimable, contrast @ estimates, np.nan)
    error = np.sqrt(variance * ((contrast @ inverse) * contrast).sum(axis=1))
    error = np.where(is_estimable, error, np.nan)
    margin = (special.stdtrit(df, 0.975) if df > 0 else np.nan) * error
    return Severities(effect, error, effect - margin, effect + margin, df, float(np.sqrt(variance)))


def shrink(effect: np.ndarray, error: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Effects drawn toward 0, their posterior standard deviations, and the prior's variance τ².

    In points, points, and squared points. An effect without an error stays NaN; the prior (0, τ²)
    is all that is known of that inspector.
    """
    weight = 1 / error[np.isfinite(error)] ** 2
    known = effect[np.isfinite(error)]
    total = weight.sum()
    if len(known) < 2:
        return np.full_like(effect, np.nan), np.full_like(effect, np.nan), float("nan")
    heterogeneity = weight @ (known - weight @ known / total) ** 2
    spread = (heterogeneity - (len(known) - 1)) / (total - weight @ weight / total)
    prior = max(0.0, float(spread))
    kept = prior / (prior + error**2)
    return kept * effect, np.sqrt(kept) * error, prior
