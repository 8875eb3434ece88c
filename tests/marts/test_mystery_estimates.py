"""Means and intervals of inspection scores against a direct computation from visits (M4, M5)."""

from __future__ import annotations

import statistics
from collections import defaultdict

import pytest
from scipy import stats

pytestmark = pytest.mark.warehouse

PERIOD, FIRST_DAY, LAST_DAY = "2026-B5", "2026-09-01", "2026-10-31"
ROLLING_START = "2026-05-01"
COLUMNS = "mean, mean_proportional, se, df, ci_low, ci_high, visit_count, window_months"


def _row(marts, unit: str, period: str = PERIOD):
    return marts.execute(
        f"select {COLUMNS} from marts.mart_mystery_scores_by_unit_period where unit_id = ?"
        " and period_id = ? and score_level = 'visit' and score_version = 'after_veto'",
        [unit, period],
    ).fetchone()


def _scores_by_hall(marts, prefix: str, start: str, end: str) -> dict[str, list[float]]:
    halls: dict[str, list[float]] = defaultdict(list)
    for unit, score in marts.execute(
        "select unit_id, score_after_veto from marts.mart_mystery_visits where unit_id like ?"
        " and visit_date between ? and ? and score_after_veto is not null",
        [prefix + "%", start, end],
    ).fetchall():
        halls[unit].append(score)
    return halls


def _footfalls(marts) -> dict[str, int]:
    return dict(
        marts.execute(
            "select unit_id, sum(footfall) from marts.fct_hall_footfall_monthly"
            " where month_start_date between ? and ? group by unit_id",
            [FIRST_DAY, LAST_DAY],
        ).fetchall()
    )


def _m4(halls: dict[str, list[float]], footfall: dict[str, int], in_scope: int):
    """M4 written out for halls of fewer than ten visits each: one pooled within-hall variance."""
    m, f = len(halls), len(halls) / in_scope
    total = sum(footfall[hall] for hall in halls)
    share = {hall: footfall[hall] / total for hall in halls}
    means = {hall: statistics.fmean(scores) for hall, scores in halls.items()}
    mean = sum(share[hall] * means[hall] for hall in halls)
    within = sum((score - means[hall]) ** 2 for hall in halls for score in halls[hall])
    n = sum(len(scores) for scores in halls.values())
    pooled = within / (n - m)
    se2 = f * sum(share[hall] ** 2 * pooled / len(halls[hall]) for hall in halls)
    between = sum((share[hall] * (means[hall] - mean)) ** 2 for hall in halls)
    se2 += (1 - f) * m / (m - 1) * between
    return mean, se2**0.5, (m - 1 if f < 0.9 else n - m)


@pytest.mark.parametrize(("unit", "code"), [("G", ""), ("P330000", "33"), ("P430000", "43")])
def test_units_above_the_hall_follow_m4(marts, unit, code):
    halls = _scores_by_hall(marts, f"H{code}", FIRST_DAY, LAST_DAY)
    (in_scope,) = marts.execute(
        "select halls_in_scope from marts.mart_mystery_scores_by_unit_period"
        " where unit_id = ? and period_id = ? and score_level = 'visit' limit 1",
        [unit, PERIOD],
    ).fetchone()
    mean, se, df = _m4(halls, _footfalls(marts), in_scope)
    found = _row(marts, unit)
    assert found[0] == pytest.approx(mean, abs=1e-9)
    assert found[2] == pytest.approx(se, abs=1e-9)
    assert found[3] == df
    assert found[4] == pytest.approx(mean - stats.t.ppf(0.975, df) * se, abs=1e-6)
    assert found[5] == pytest.approx(mean + stats.t.ppf(0.975, df) * se, abs=1e-6)


@pytest.mark.parametrize(("unit", "code"), [("G", ""), ("P330000", "33"), ("C330100", "3301")])
def test_the_proportional_mean_is_the_mean_of_the_visits(marts, unit, code):
    halls = _scores_by_hall(marts, f"H{code}", FIRST_DAY, LAST_DAY)
    visits = [score for scores in halls.values() for score in scores]
    found = _row(marts, unit)
    assert found[6] == len(visits)
    assert found[1] == pytest.approx(statistics.fmean(visits), abs=1e-9)


def test_halls_rest_on_half_a_year_and_on_the_spread_of_their_tier(marts):
    halls = _scores_by_hall(marts, "H", ROLLING_START, LAST_DAY)
    tiers = dict(
        marts.execute(
            "select unit_id, tier from intermediate.int_halls_described_by_period"
            " where period_id = ? and operator_type = 'own'",
            [PERIOD],
        ).fetchall()
    )
    pools: dict[str, list[float]] = defaultdict(lambda: [0.0, 0])
    for hall, scores in halls.items():
        if hall in tiers:
            mean = statistics.fmean(scores)
            pools[tiers[hall]][0] += sum((score - mean) ** 2 for score in scores)
            pools[tiers[hall]][1] += len(scores) - 1
    shown = 0
    for hall, scores in halls.items():
        if hall not in tiers or len(scores) < 5:
            continue
        squares, df = pools[tiers[hall]]
        found = _row(marts, hall)
        shown += 1
        assert found[0] == pytest.approx(statistics.fmean(scores), abs=1e-9)
        assert found[2] == pytest.approx((squares / df / len(scores)) ** 0.5, abs=1e-9)
        assert (found[3], found[6], found[7]) == (df, len(scores), 6)
    assert shown > 10


def test_a_month_borrows_its_spread_from_the_half_year(marts):
    """One visit a hall and month shows no spread of its own; the interval must not vanish."""
    halls = _scores_by_hall(marts, "H33", "2026-10-01", "2026-10-31")
    assert statistics.fmean(len(scores) for scores in halls.values()) < 2
    _, _, se, df, low, high, visits, window_months = _row(marts, "P330000", "2026-10")
    assert se > 0 and low < high
    assert df > visits
    assert window_months == 1


def test_too_few_visits_are_not_shown_and_few_are_only_indicative(marts):
    rows = marts.execute(
        "select visit_count, mean, se, is_shown, is_indicative"
        " from marts.mart_mystery_scores_by_unit_period"
    ).fetchall()
    assert any(not shown for *_, shown, _ in rows)
    for visits, mean, se, shown, indicative in rows:
        assert shown == (visits >= 5)
        assert shown or (mean is None and se is None)
        assert indicative or visits >= 30


def test_standard_scores_measure_the_distance_from_the_peers(marts):
    """Within a group that is its own reference they have mean 0 and standard deviation 1."""
    groups: dict[tuple[str, str], list[float]] = defaultdict(list)
    sizes: dict[tuple[str, str], int] = {}
    for period, group, peers, standard in marts.execute(
        "select period_id, peer_group, peer_hall_count, standard_score"
        " from marts.mart_mystery_standard_scores_by_hall_period"
        " where score_level = 'visit' and standard_score is not null"
    ).fetchall():
        groups[period, group].append(standard)
        sizes[period, group] = peers
    whole = [key for key, scores in groups.items() if len(scores) == sizes[key]]
    assert whole
    for key in whole:
        assert statistics.fmean(groups[key]) == pytest.approx(0, abs=1e-9)
        assert statistics.stdev(groups[key]) == pytest.approx(1, abs=1e-9)
