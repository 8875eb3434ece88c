"""Where a unit may really stand among its siblings: ranks of draws from their posterior.

Values are y ~ N(θ, error²), peers θ ~ N(μ, τ²), with flat priors on μ and τ (A. Gelman 2006, Bayesian
Analysis 1, 515-534): with few peers the spread is itself uncertain, and a plugged-in τ would promise
too much. Ranks of posterior draws: H. Goldstein & D. J. Spiegelhalter (1996), Journal of the Royal
Statistical Society A 159, 385-443; T. A. Louis & N. M. Laird (1989) for the mean of a rank.
"""

from dataclasses import dataclass

import numpy as np

# τ is placed on a grid from 0 to this many standard deviations of the peers' values
GRID_POINTS, GRID_REACH = 40, 4.0
# draws × units ranked at once: arrays that stay in the processor's cache
CHUNK = 100_000


@dataclass(frozen=True)
class PeerDraws:
    """Draws of each peer group's mean and variance τ², (groups, draws), float32."""

    mean: np.ndarray
    variance: np.ndarray


@dataclass(frozen=True)
class Ranks:
    """One entry per unit; 1 is best. `expected` is the mean of its rank over the draws."""

    expected: np.ndarray
    low: np.ndarray
    high: np.ndarray


def draw_peers(
    values: np.ndarray,
    errors: np.ndarray,
    groups: np.ndarray,
    seeds: np.ndarray,
    draws: int,
) -> PeerDraws:
    """Draws of (μ, τ²) from each group's posterior; group g, of at least one, uses seeds[g]."""
    count = len(seeds)

    def total(terms: np.ndarray) -> np.ndarray:
        return np.bincount(groups, terms, count)

    size = np.maximum(total(np.ones_like(values)), 1)
    centre = total(values) / size
    spread = np.sqrt(total((values - centre[groups]) ** 2) / size)
    reach = GRID_REACH * np.maximum(spread, 0.3 * total(errors) / size)
    taus = reach * (np.arange(GRID_POINTS)[:, None] + 0.5) / GRID_POINTS
    log_density, means, precisions = [], [], []
    for tau in taus:
        weight = 1 / (errors**2 + tau[groups] ** 2)
        precision = np.maximum(total(weight), np.finfo(float).tiny)
        mean = total(weight * values) / precision
        misfit = total(np.log(weight) - weight * (values - mean[groups]) ** 2)
        log_density.append(0.5 * (misfit - np.log(precision)))
        means.append(mean)
        precisions.append(precision)
    density = np.exp(np.array(log_density) - np.max(log_density, axis=0))
    steps = np.cumsum(density, axis=0) / density.sum(axis=0)
    noise = np.empty((count, draws), dtype=np.float32)
    point = np.empty((count, draws), dtype=np.int64)
    even = np.arange(draws) / draws
    for group, seed in enumerate(seeds):
        rng = np.random.Generator(np.random.PCG64(seed))
        # evenly spread over the posterior of τ, from a random start
        at = (even + rng.random()) % 1
        point[group] = steps[:-1, group].searchsorted(at, side="right")
        rng.standard_normal(dtype=np.float32, out=noise[group])
    point = point * count + np.arange(count)[:, None]
    noise /= np.sqrt(np.array(precisions, dtype=np.float32)).ravel()[point]
    noise += np.array(means, dtype=np.float32).ravel()[point]
    return PeerDraws(noise, (taus.astype(np.float32) ** 2).ravel()[point])


def rank_units(
    values: np.ndarray,
    errors: np.ndarray,
    groups: np.ndarray,
    peers: PeerDraws,
    seeds: np.ndarray,
    outside: float,
) -> Ranks:
    """Ranks in leagues of one size; higher values rank first.

    `values`, `errors`, `groups` (leagues, units); league l uses the generator of seeds[l]. The
    interval leaves about `outside` of the draws out (see `rank_span`). Results (leagues, units).
    """
    leagues, units = values.shape
    draws = peers.mean.shape[1]
    shares = np.empty((leagues, units, units))
    batch = max(1, CHUNK // (draws * units))
    for start in range(0, leagues, batch):
        part = slice(start, start + batch)
        drawn = _draw_units(values[part], errors[part], groups[part], peers, seeds[part])
        shares[part] = _rank_shares(drawn)
    low, high = rank_span(shares, outside)
    return Ranks(shares @ np.arange(1, units + 1), low, high)


def _draw_units(
    values: np.ndarray, errors: np.ndarray, groups: np.ndarray, peers: PeerDraws, seeds: np.ndarray
) -> np.ndarray:
    """Posterior draws of the true values, (units, leagues, draws), up to what moves a league as one."""
    leagues, units = values.shape
    draws = peers.mean.shape[1]
    noise = np.empty((units, leagues, draws), dtype=np.float32)
    for league, seed in enumerate(seeds):
        rng = np.random.Generator(np.random.PCG64(seed))
        noise[:, league] = rng.standard_normal((units, draws), dtype=np.float32)
    value = values.T.astype(np.float32)[..., None]
    error = errors.T.astype(np.float32)[..., None]
    # most leagues are one peer group: its draws are then taken once, not once per unit, and its mean
    # moves all units alike, which changes no rank
    is_one = bool((groups == groups[:, :1]).all())
    of = groups[:, :1].T if is_one else groups.T
    variance, mean = peers.variance[of], peers.mean[of]
    share = variance / (variance + error**2)
    value = value - mean
    value *= share
    noise *= error
    noise *= np.sqrt(share, out=share)
    noise += value
    if not is_one:
        noise += mean
    return noise


def _rank_shares(drawn: np.ndarray) -> np.ndarray:
    """Share of draws in which each unit holds each rank, (leagues, units, ranks)."""
    units, leagues, draws = drawn.shape
    ranks = np.zeros(drawn.shape, dtype=np.uint16 if units > 255 else np.uint8)
    for one in range(units):
        for other in range(one + 1, units):
            is_behind = drawn[one] < drawn[other]
            ranks[one] += is_behind
            ranks[other] += ~is_behind
    cells = np.arange(leagues * units).reshape(leagues, units, 1) * units
    places = cells + ranks.transpose(1, 0, 2)
    counts = np.bincount(places.ravel(), minlength=leagues * units * units)
    return counts.reshape(leagues, units, units) / draws


def rank_span(shares: np.ndarray, outside: float) -> tuple[np.ndarray, np.ndarray]:
    """Run of ranks that leaves about `outside` of the probability out: its first and last rank.

    `shares` (…, units, ranks). Ranks are few and discrete, and one end of the table has no tail:
    2.5 % cut from either end would hold 97-99 % in leagues of a dozen. So ranks are dropped from
    whichever end is rarer, as long as that brings what is left out nearer to `outside`.
    """
    ranks = shares.shape[-1]
    table = shares.reshape(-1, ranks)
    rows = np.arange(len(table))
    low, high = np.zeros(len(table), dtype=int), np.full(len(table), ranks - 1)
    dropped, open_rows = np.zeros(len(table)), np.ones(len(table), dtype=bool)
    while open_rows.any():
        at_low, at_high = table[rows, low], table[rows, high]
        drops_low = at_low <= at_high
        share = np.where(drops_low, at_low, at_high)
        open_rows &= (dropped + share / 2 <= outside) & (high > low)
        low = np.where(open_rows & drops_low, low + 1, low)
        high = np.where(open_rows & ~drops_low, high - 1, high)
        dropped = np.where(open_rows, dropped + share, dropped)
    shape = shares.shape[:-1]
    return low.reshape(shape) + 1, high.reshape(shape) + 1
