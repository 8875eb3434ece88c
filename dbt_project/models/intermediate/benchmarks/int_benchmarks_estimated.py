"""Peers, shrunken values, rank intervals and tie bands of every figure that has peers (METHODS M9).

Python because ranks come from posterior draws and tie bands from an integral; the formulas stand in
dbt_project/statistics. Here tables become arrays and back. Every random number is drawn from a seed
made of its league's or peer group's own name, so that the same figures give the same ranks in every
build, whatever else is in it.
"""

import hashlib

import numpy as np
import pyarrow

from dbt_project.statistics.best_bands import may_be_best
from dbt_project.statistics.funnels import peer_spread, shrink, standing
from dbt_project.statistics.rank_intervals import draw_peers, rank_units

GROUPS = ("narrow_group", "wider_group", "widest_group")
KEYS = ("unit_id", "period_id", "metric_code")


def encode(*columns):
    """Numbers 0 … of the distinct combinations of text columns, and a row of each; null is -1."""
    code, is_known = 0, True
    for column in columns:
        encoded = column.combine_chunks().dictionary_encode()
        index = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
        code = code * max(len(encoded.dictionary), 1) + index
        is_known &= index >= 0
    _, row, number = np.unique(np.where(is_known, code, -1), return_index=True, return_inverse=True)
    unknown = int(not np.all(is_known))
    return number - unknown, row[unknown:]


def seeds(columns, rows):
    """One generator seed per row, made of its texts: the same on every machine and in every build."""
    names = [
        "|".join(texts) for texts in zip(*(c.take(rows).to_pylist() for c in columns), strict=True)
    ]
    return np.array(
        [int.from_bytes(hashlib.blake2b(n.encode(), digest_size=8).digest(), "big") for n in names],
        dtype=np.uint64,
    )


def place_in_groups(figures):
    """Peers as (row, group) pairs, each row's own group, and a seed per group.

    A hall is a peer in all three of its groups, whichever of them it is compared with itself.
    """
    rows = figures.num_rows
    scope = [figures[name] for name in ("unit_type", "period_id", "metric_code")]
    labels = [
        *[pyarrow.chunked_array(column.chunks * len(GROUPS), column.type) for column in scope],
        pyarrow.chunked_array(
            [chunk for name in GROUPS for chunk in figures[name].chunks], figures[GROUPS[0]].type
        ),
    ]
    codes, examples = encode(*labels)
    by_width = codes.reshape(len(GROUPS), rows)
    own = by_width[figures["peer_width"].to_numpy(), np.arange(rows)]
    is_peer = figures["is_peer"].to_numpy()
    is_used = np.zeros(len(examples), dtype=bool)
    is_used[own[is_peer]] = True
    width, row = np.nonzero((by_width >= 0) & is_peer & is_used[by_width])
    return row, by_width[width, row], own, (labels, examples)


def estimate(figures, limits):
    """Columns of the model, from rows of int_benchmarks_prepared and the thresholds by code."""
    rows = figures.num_rows
    sign = figures["better_sign"].to_numpy()
    value = sign * figures["value"].to_numpy()
    error = figures["se"].fill_null(0).to_numpy()
    is_peer = figures["is_peer"].to_numpy()
    best_rate = limits["best_decile_rate"]

    row, group, own, labels = place_in_groups(figures)
    groups = len(labels[1])
    spread = peer_spread(value[row], error[row], group, groups, limits["funnel_winsor_rate"])
    drawn = shrink(value[row], error[row], spread.centre[group], spread.tau[group])
    percentile, edge = standing(drawn, group, groups, best_rate)
    mine = group == own[row]
    out = {name: np.full(rows, np.nan) for name in ("shrunken", "percentile", "similar_percentile")}
    out["shrunken"][row[mine]] = sign[row[mine]] * drawn[mine]
    out["percentile"][row[mine]] = percentile[mine]
    for name, column in (("peer_mean", spread.centre), ("tau", spread.tau), ("best_decile", edge)):
        out[name] = np.where(is_peer, column[own], np.nan) * (1 if name == "tau" else sign)
    out["peers_n"] = np.where(is_peer, spread.count[own], np.nan)

    similar, examples = encode(
        figures["period_id"], figures["metric_code"], figures["similar_group"]
    )
    alike = np.flatnonzero((similar >= 0) & is_peer)
    out["similar_percentile"][alike], similar_edge = standing(
        sign[alike] * out["shrunken"][alike], similar[alike], len(examples), best_rate
    )
    counts = np.bincount(similar[alike], minlength=len(examples))
    for name, column in (("similar_best_decile", similar_edge), ("similar_n", counts)):
        out[name] = np.full(rows, np.nan)
        out[name][alike] = column[similar[alike]] * (sign[alike] if name != "similar_n" else 1)
    return out | rank_leagues(figures, value, error, (row, group, own, labels), limits)


def rank_leagues(figures, value, error, peers, limits):
    """Rank, its interval and the tie band among the parent's children that may be ranked.

    `peers` as from place_in_groups; `value` with its sign turned where lower is better.
    """
    rows = figures.num_rows
    names = ("rank", "rank_ci_low", "rank_ci_high", "is_tie_with_best", "ranked_units")
    out = {name: np.full(rows, np.nan) for name in names}
    texts = [figures[name] for name in ("parent_unit_id", "unit_type", "period_id", "metric_code")]
    league, examples = encode(*texts)
    may_rank = np.flatnonzero(figures["not_ranked_reason"].is_null().to_numpy())
    sizes = np.bincount(league[may_rank], minlength=len(examples))
    out["ranked_units"] = sizes[league].astype(float)
    may_rank = may_rank[league[may_rank].argsort(kind="stable")]
    may_rank = may_rank[sizes[league[may_rank]] > 1]
    row, group, own, (labels, label_rows) = peers
    # only the groups that some ranked unit belongs to are drawn
    needed, place = np.unique(own[may_rank], return_inverse=True)
    number = np.full(len(label_rows), -1)
    number[needed] = np.arange(len(needed))
    own[may_rank] = place
    is_needed = number[group] >= 0
    drawn = draw_peers(
        value[row[is_needed]], error[row[is_needed]], number[group[is_needed]],
        seeds(labels, label_rows[needed]), int(limits["rank_draws"]),
    )  # fmt: skip
    league_seeds = seeds(texts, examples)
    outside = 1 - limits["rank_interval_rate"]
    for size in np.unique(sizes[league[may_rank]]):
        members = may_rank[sizes[league[may_rank]] == size].reshape(-1, size)
        found = rank_units(
            value[members], error[members], own[members], drawn,
            league_seeds[league[members[:, 0]]], outside,
        )  # fmt: skip
        out["rank"][members] = found.expected.argsort(axis=1, kind="stable").argsort(axis=1) + 1
        # the mean of a lopsided rank may lie a place outside the run of its likeliest ones
        out["rank_ci_low"][members] = np.minimum(found.low, out["rank"][members])
        out["rank_ci_high"][members] = np.maximum(found.high, out["rank"][members])
        out["is_tie_with_best"][members] = may_be_best(
            value[members], error[members], limits["tie_confidence_rate"]
        )
    return out


def model(dbt, session):
    """One row per row of int_benchmarks_prepared."""
    dbt.config(materialized="table", schema="intermediate")
    limits = dict(dbt.ref("thresholds").select("threshold_code, value").fetchall())
    figures = dbt.ref("int_benchmarks_prepared").order(", ".join(KEYS)).to_arrow_table()
    columns = estimate(figures, limits)
    keys = {name: figures[name] for name in KEYS}
    return pyarrow.table(
        keys | {name: pyarrow.array(column, from_pandas=True) for name, column in columns.items()}
    )
