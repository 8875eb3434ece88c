"""Ranks under two sets of weights (M7): the compiled SQL against scipy, ties included."""

from __future__ import annotations

import numpy as np
import pyarrow
import pytest
from scipy import stats

MODEL = "mart_mystery_weight_effects_by_unit_period"


def _insert_units(con, provinces: int, units: int, seed: int) -> dict[str, np.ndarray]:
    """Units in provinces with rounded scores, so that many tie; every tenth lacks a perception."""
    rng = np.random.default_rng(seed)
    province = np.repeat(np.arange(provinces), units)
    ruled = np.round(rng.normal(85, 3, len(province)))
    derived = np.round(ruled + rng.normal(0, 1, len(province)))
    perception = np.round(80 + 0.5 * (ruled - 85) + rng.normal(0, 3, len(province)), 1)
    perception[::10] = np.nan
    rank_ruled, rank_derived = (
        np.concatenate([stats.rankdata(-part, method="min") for part in np.split(score, provinces)])
        for score in (ruled, derived)
    )
    columns = {
        "province_no": province,
        "score_ruled": ruled,
        "score_derived": derived,
        "perception_mean": perception,
        "rank_ruled": rank_ruled.astype(int),
        "rank_derived": rank_derived.astype(int),
    }
    con.register(
        "drawn",
        pyarrow.table({name: pyarrow.array(v, from_pandas=True) for name, v in columns.items()}),
    )
    con.execute(
        "create table marts.mart_mystery_scores_reweighted_by_unit_period as"
        " select concat('P', province_no) as ranked_within_unit_id, '2026-B5' as period_id,"
        " 'hall' as unit_type, false as is_partial, * exclude (province_no) from drawn"
    )
    return columns


def test_rank_correlations_and_moves_are_those_of_scipy(compiled, scratch):
    drawn = _insert_units(scratch, provinces=15, units=40, seed=5)
    rows = scratch.execute(
        "select unit_id, moved_count, largest_move, moved_rate, compared_count,"
        " spearman_between_sets, spearman_ruled_perception, spearman_derived_perception"
        f" from ({compiled[MODEL]})"
    ).fetchall()
    assert len(rows) == 15
    for unit, moved, largest, rate, compared, *found in rows:
        inside = drawn["province_no"] == int(unit[1:])
        moves = np.abs(drawn["rank_ruled"] - drawn["rank_derived"])[inside]
        assert (moved, largest) == ((moves > 0).sum(), moves.max())
        assert rate == pytest.approx(np.mean(moves > 0))
        known = inside & np.isfinite(drawn["perception_mean"])
        ruled, derived, perception = (
            drawn[name][known] for name in ("score_ruled", "score_derived", "perception_mean")
        )
        assert compared == known.sum()
        expected = [
            stats.spearmanr(ruled, derived).statistic,
            stats.spearmanr(ruled, perception).statistic,
            stats.spearmanr(derived, perception).statistic,
        ]
        assert found == pytest.approx(expected, abs=1e-9)


def test_few_units_show_no_correlation(compiled, scratch):
    _insert_units(scratch, provinces=2, units=9, seed=6)
    rows = scratch.execute(
        "select ranked_count, spearman_between_sets, spearman_ruled_perception,"
        f" spearman_derived_perception from ({compiled[MODEL]})"
    ).fetchall()
    assert rows == [(9, None, None, None)] * 2
