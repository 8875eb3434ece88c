"""Give every part of the sample its own reproducible random stream.

A part draws from its own stream, named after what it draws, so that adding a draw to one part
leaves every other part of the sample untouched.
"""

import hashlib
from collections.abc import Mapping

import numpy as np

Floats = np.ndarray
Ints = np.ndarray


def stream(seed: int, *names: object) -> np.random.Generator:
    """A generator that depends on the seed and on the names alone, not on the order of calls."""
    text = "/".join([str(seed), *map(str, names)])
    digest = hashlib.sha256(text.encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))


def pick(rng: np.random.Generator, shares: dict[str, float], size: int) -> np.ndarray:
    """`size` labels drawn with the given shares; an object array of str."""
    labels = np.array(list(shares), dtype=object)
    weights = np.array(list(shares.values()), dtype=float)
    edges = np.cumsum(weights / weights.sum())
    return labels[np.minimum(np.searchsorted(edges, rng.random(size)), len(labels) - 1)]


def autoregressive(
    rng: np.random.Generator, rows: int, steps: int, sd: float, phi: float
) -> Floats:
    """Stationary AR(1) paths, one per row: standard deviation `sd`, lag-one correlation `phi`."""
    shocks = rng.normal(0.0, sd, (rows, steps))
    path = np.empty_like(shocks)
    path[:, 0] = shocks[:, 0]
    for step in range(1, steps):
        path[:, step] = phi * path[:, step - 1] + np.sqrt(1 - phi**2) * shocks[:, step]
    return path


def spread(total: int, weights: Floats, minimum: int) -> Ints:
    """`total` split by weight with at least `minimum` each (largest remainder)."""
    rest = total - minimum * len(weights)
    if rest < 0:
        raise ValueError(f"cannot give {minimum} each to {len(weights)} out of {total}")
    share = weights / weights.sum() * rest
    counts = np.floor(share).astype(int)
    order = np.argsort(-(share - counts), kind="stable")
    counts[order[: rest - counts.sum()]] += 1
    return counts + minimum


def translate(labels: np.ndarray, table: Mapping[str, object]) -> np.ndarray:
    """Each label's value in the table."""
    names, values = np.array(list(table)), np.array(list(table.values()))
    order = np.argsort(names)
    return values[order][np.searchsorted(names[order], labels.astype(str))]
