"""int_benchmarks_estimated as a whole: whom it compares, whom it ranks, and what it leaves alone."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pyarrow
import pytest
import yaml

from tests.truth.ranks import LIMITS, figures, model

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def estimate():
    return model().estimate


def province(count: int = 12, seed: int = 1) -> pyarrow.Table:
    """One league of cities with a clear order: the first is best."""
    rng = np.random.default_rng(seed)
    values = np.linspace(95, 70, count)[None] + rng.normal(0, 0.1, (1, count))
    return figures(values, rng.uniform(0.3, 0.6, (1, count)), 1)


def changed(table: pyarrow.Table, **columns) -> pyarrow.Table:
    for name, column in columns.items():
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, pyarrow.chunked_array([pyarrow.array(column)]))
    return table


def test_higher_is_first_unless_lower_is_better(estimate):
    table = province()
    up = estimate(table, LIMITS)
    assert up["rank"].tolist() == list(range(1, 13))
    down = estimate(changed(table, better_sign=np.full(12, -1.0)), LIMITS)
    assert down["rank"].tolist() == list(range(12, 0, -1))
    assert down["peer_mean"] == pytest.approx(up["peer_mean"])
    assert down["shrunken"] == pytest.approx(up["shrunken"])
    assert down["percentile"] == pytest.approx(100 - up["percentile"])
    assert down["best_decile"][0] == pytest.approx(np.quantile(up["shrunken"], 0.1), abs=1e-9)


def test_a_rank_lies_in_its_own_interval(estimate):
    """Unequal errors make ranks lopsided, so that their mean is not among the likeliest."""
    rng = np.random.default_rng(1)
    found = estimate(
        figures(rng.normal(80, 2, (100, 21)), rng.uniform(0.2, 6, (100, 21)), 1), LIMITS
    )
    assert (found["rank_ci_low"] <= found["rank"]).all()
    assert (found["rank"] <= found["rank_ci_high"]).all()
    assert found["rank_ci_low"].min() == 1 and found["rank_ci_high"].max() == 21


def test_who_may_not_be_ranked_is_still_compared(estimate):
    reasons = [None] * 11 + ["indicative"]
    found = estimate(changed(province(), not_ranked_reason=reasons), LIMITS)
    assert found["rank"][:11].tolist() == list(range(1, 12)) and np.isnan(found["rank"][11])
    assert (found["ranked_units"] == 11).all() and (found["peers_n"] == 12).all()
    assert not np.isnan(found["percentile"][11])


def test_a_figure_without_standard_error_is_nobodys_peer(estimate):
    table = changed(
        province(),
        se=pyarrow.array([None] + [0.5] * 11),
        is_peer=[False] + [True] * 11,
        not_ranked_reason=["no_standard_error"] + [None] * 11,
    )
    found = estimate(table, LIMITS)
    assert np.isnan(found["shrunken"][0]) and np.isnan(found["rank"][0])
    assert (found["peers_n"][1:] == 11).all()
    assert np.isfinite(found["shrunken"][1:]).all()


def test_halls_of_a_merged_cell_meet_all_of_the_wider_one(estimate):
    """Three halls of neutral pressure are compared with the fifteen of their tier and area."""
    count = 15
    rng = np.random.default_rng(4)
    narrow = ["flagship|office|high"] * 12 + ["flagship|office|neutral"] * 3
    table = changed(
        figures(rng.normal(80, 3, (1, count)), np.ones((1, count)), 1),
        unit_type=["hall"] * count,
        narrow_group=narrow,
        wider_group=["flagship|office|any"] * count,
        widest_group=["flagship|any|any"] * count,
        peer_width=np.array([0] * 12 + [1] * 3, dtype=np.int32),
    )
    found = estimate(table, LIMITS)
    values = table["value"].to_numpy()
    assert found["peers_n"].tolist() == [12] * 12 + [15] * 3
    assert found["peer_mean"][:12] == pytest.approx(values[:12].mean())
    assert found["peer_mean"][12:] == pytest.approx(values.mean())
    assert sorted(found["rank"].tolist()) == list(range(1, count + 1))


def test_similar_cities_are_found_across_provinces(estimate):
    rng = np.random.default_rng(2)
    values = rng.normal(80, 4, (3, 10))
    sizes = (["small"] * 5 + ["large"] * 5) * 3
    found = estimate(changed(figures(values, np.ones((3, 10)), 1), similar_group=sizes), LIMITS)
    assert (found["similar_n"] == 15).all() and (found["peers_n"] == 10).all()
    small = np.array(sizes) == "small"
    best = found["shrunken"][small].argmax()
    assert found["similar_percentile"][small][best] == pytest.approx(100 * 14.5 / 15)


def test_the_same_figures_give_the_same_ranks_whatever_else_is_in_the_build(estimate):
    rng = np.random.default_rng(7)
    values, errors = rng.normal(80, 2, (6, 12)), rng.uniform(1, 3, (6, 12))
    everything = estimate(figures(values, errors, 1), LIMITS)
    first = estimate(figures(values[:2], errors[:2], 1), LIMITS)
    for name in ("rank", "rank_ci_low", "rank_ci_high", "shrunken", "percentile"):
        assert everything[name][:24].tolist() == first[name].tolist()


def test_nothing_to_compare_is_no_error(estimate):
    found = estimate(province().slice(0, 0), LIMITS)
    assert all(len(column) == 0 for column in found.values())


def test_the_seed_of_thresholds_holds_what_the_simulations_assume():
    with (ROOT / "dbt_project/seeds/thresholds.csv").open(encoding="utf-8") as lines:
        seed = {row["threshold_code"]: float(row["value"]) for row in csv.DictReader(lines)}
    assert {name: seed[name] for name in LIMITS} == LIMITS


def test_leagues_read_every_metric_in_the_dictionarys_direction():
    told = yaml.safe_load(
        (ROOT / "dbt_project/models/marts/metrics/mart_metrics_by_unit_period.yml").read_text(
            encoding="utf-8"
        )
    )["models"][0]["config"]["meta"]["metrics"]
    with (ROOT / "dbt_project/seeds/metric_codes.csv").open(encoding="utf-8") as lines:
        seed = {row["metric_code"]: row["better"] for row in csv.DictReader(lines)}
    assert seed == {metric["code"]: metric["better"] for metric in told}, (
        "Why: a league that ranks the wrong way round praises the worst. Mend: `better` in"
        " seeds/metric_codes.csv as in mart_metrics_by_unit_period.yml."
    )
