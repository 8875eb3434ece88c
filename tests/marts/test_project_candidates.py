"""Boards planted in the sample are proposed first for a project of their theme, with their facts."""

from __future__ import annotations

import numpy as np
import pytest

from dbt_project.statistics.rebound import expected_rebound, reliability

pytestmark = pytest.mark.warehouse

PREFIX = {"province": "P", "city": "C"}


def themes_of(marts, board_set: str) -> list[str]:
    rows = marts.execute(
        "select theme_code from seeds.theme_boards where board_set = ?", [board_set]
    ).fetchall()
    return [theme for (theme,) in rows]


def planted(marts, truth) -> list[tuple[str, str, str, int]]:
    """(unit, board, item, how many are planted there, in its province included)."""
    provinces = dict(marts.execute("select unit_id, province_id from marts.dim_units").fetchall())
    boards = [(board, "hall") for board in truth["planted"]["short_boards"]]
    boards += [(board, board["theme"]) for board in truth["planted"]["theme_boards"]]
    found = [
        (PREFIX[board["unit_type"]] + board["unit_code"], board_set, board["element"])
        for board, board_set in boards
    ]
    return [
        (unit, board, element, sum(place in (unit, provinces[unit]) and other == board
                                   for place, other, _ in found))
        for unit, board, element in found
    ]  # fmt: skip


def test_planted_boards_are_proposed_first_where_they_are_planted(marts, truth):
    seen = 0
    for unit, board_set, element, places in planted(marts, truth):
        for theme in themes_of(marts, board_set):
            rows = marts.execute(
                "select rank_no, rank_ci_low from marts.mart_project_candidates"
                " where theme_code = ? and unit_id = ? and element_id = ? and is_ranked",
                [theme, unit, element],
            ).fetchall()
            assert rows
            assert all(low <= places for _, low in rows if low is not None)
            firsts = sum(rank <= places for rank, _ in rows)
            # a city's telephone answers are few: its board may stand second in a bimonth
            assert firsts == len(rows) if unit.startswith("P") else firsts > len(rows) / 2
            seen += len(rows)
    assert seen >= 8


def test_the_overall_theme_ranks_items_of_all_boards_together(marts):
    rows = marts.execute(
        """
        select unit_id, period_id, count(distinct board_set), count(*), count(rank_no),
            list(board_index order by rank_no) filter (rank_no is not null),
            bool_and(rank_no between rank_ci_low and rank_ci_high)
        from marts.mart_project_candidates
        where theme_code = 'overall'
        group by unit_id, period_id
        """
    ).fetchall()
    assert rows
    for unit, _, boards, items, ranked, indexes, holds in rows:
        assert unit[0] in "GP"
        assert (boards, items) == (8, 39)
        assert len(indexes) == ranked
        assert indexes == sorted(indexes, reverse=True)
        assert holds


def test_a_theme_of_one_board_has_the_index_and_rank_of_the_board(marts):
    apart, compared = marts.execute(
        """
        select
            count(*) filter (
                abs(candidates.board_index - boards.board_index) > 1e-9
                or candidates.rank_no is distinct from boards.rank_no
            ),
            count(*)
        from marts.mart_project_candidates as candidates
        inner join marts.mart_short_boards_by_unit_period as boards
            using (unit_id, period_id, element_id)
        where theme_code in ('network', 'promotion', 'hall', 'hotline')
        """
    ).fetchone()
    assert (apart, compared > 500) == (0, True)


def test_places_affected_are_those_that_fall_short_themselves(marts, truth):
    """Counted once more from the marts of halls and cities, in Python."""
    flags = marts.execute(
        """
        select units.unit_type, units.province_id, boards.is_flagged
        from marts.mart_short_boards_by_unit_period as boards
        inner join marts.dim_units as units using (unit_id)
        inner join marts.dim_periods as periods using (period_id)
        where element_id = 'efficiency' and period_type = 'bimonth' and is_closed and is_ranked
            and unit_type in ('hall', 'city')
            and start_date = (
                select max(start_date) from marts.dim_periods
                where period_type = 'bimonth' and is_closed
            )
        """
    ).fetchall()
    shown = marts.execute(
        """
        select unit_id, halls_affected_count, hall_count, cities_affected_count, city_count
        from marts.mart_project_candidates
        where theme_code = 'hall' and element_id = 'efficiency' and unit_id like 'P%'
            and period_id = (select max(period_id) from marts.mart_project_candidates)
        """
    ).fetchall()
    assert len(shown) == 2
    for unit, *counts in shown:
        expected = []
        for kind in ("hall", "city"):
            own = [
                flag for unit_type, province, flag in flags if (unit_type, province) == (kind, unit)
            ]
            expected += [sum(own), len(own)]
        assert counts == expected
        assert expected[1] > 0


def test_no_hall_is_said_to_be_affected_by_what_the_telephone_asks(marts):
    rows = marts.execute(
        "select count(*), count(hall_count), count(city_count) from marts.mart_project_candidates"
        " where theme_code = 'hotline' and unit_id like 'P%'"
    ).fetchone()
    assert rows[0] > 0
    assert rows[1] == 0
    assert rows[2] == rows[0]


@pytest.mark.parametrize("theme", ["network", "hall"])
def test_rebound_is_what_a_city_does_not_keep_of_its_distance(marts, theme):
    """Held against the pure formula on the table of gaps, item by item."""
    (fewest,) = marts.execute(
        "select value from seeds.thresholds where threshold_code = 'rebound_min_pairs'"
    ).fetchone()
    rows = marts.execute(
        """
        select element_id, unit_id, province_id, start_date, gap_5, reliability_rate,
            expected_rebound
        from marts.mart_project_candidates
        inner join marts.dim_periods using (period_id)
        inner join marts.dim_units using (unit_id)
        where theme_code = ? and unit_type = 'city' and is_ranked
        """,
        [theme],
    ).fetchall()
    cities, months = (sorted({row[place] for row in rows}) for place in (1, 3))
    province_of = {city: province for _, city, province, *_ in rows}
    groups = np.array([province_of[city] for city in cities])
    judged = 0
    for element in sorted({row[0] for row in rows}):
        told = [row for row in rows if row[0] == element]
        history = np.full((len(cities), len(months)), np.nan)
        for _, city, _, month, gap, *_ in told:
            history[cities.index(city), months.index(month)] = gap
        if np.isfinite(history[:, :-1] + history[:, 1:]).sum() < fewest:
            assert {rate for *_, rate, _ in told} == {None}
            continue
        expected = reliability(history, groups, months=1)
        for _, _, province, month, gap, rate, rebound in told:
            siblings = history[groups == province, months.index(month)]
            assert rate == pytest.approx(expected)
            assert rebound == pytest.approx(
                expected_rebound(expected, gap, float(np.nanmean(siblings)))
            )
            judged += 1
    assert judged > 50
