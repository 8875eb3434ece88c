"""The short boards planted in the sample come out first; importance and thresholds decide, not code."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.warehouse

PREFIX = {"province": "P", "city": "C"}


def planted_by_unit(marts, boards: list[dict], theme_of) -> dict[tuple[str, str], set[str]]:
    """(unit, board) -> planted items, what is planted in a unit's province included."""
    found: dict[tuple[str, str], set[str]] = {}
    for board in boards:
        own = PREFIX[board["unit_type"]] + board["unit_code"]
        units = marts.execute(
            "select unit_id from marts.dim_units where unit_type in ('province', 'city')"
            " and (unit_id = $unit or province_id = $unit)",
            {"unit": own},
        ).fetchall()
        for (unit,) in units:
            found.setdefault((unit, theme_of(board)), set()).add(board["element"])
    return found


def ranks(marts, unit: str, board: str, period_type: str) -> list[dict[str, tuple[int, int, int]]]:
    """Per ranked period: item -> (rank, best and worst of its interval)."""
    rows = marts.execute(
        """
        select boards.period_id, element_id, rank_no, rank_ci_low, rank_ci_high
        from marts.mart_short_boards_by_unit_period as boards
        inner join marts.dim_periods using (period_id)
        where unit_id = ? and board_set = ? and period_type = ? and is_ranked
        order by period_id
        """,
        [unit, board, period_type],
    ).fetchall()
    found: dict[str, dict[str, tuple[int, int, int]]] = {}
    for period, element, *rank in rows:
        found.setdefault(period, {})[element] = tuple(rank)
    return list(found.values())


def test_planted_hall_boards_rank_first_wherever_they_are_planted(marts, truth):
    planted = planted_by_unit(marts, truth["planted"]["short_boards"], lambda board: "hall")
    assert len(planted) >= 4
    for board in truth["planted"]["short_boards"]:
        unit = PREFIX[board["unit_type"]] + board["unit_code"]
        elements = planted[(unit, "hall")]
        periods = ranks(marts, unit, "hall", "bimonth")
        assert periods
        for period in periods:
            # two boards planted in one place are the first two
            assert period[board["element"]][1] <= len(elements)
        best = [min(period, key=lambda element: period[element][0]) for period in periods]
        assert set(best) <= elements, "nothing that was not planted comes first"


def test_planted_theme_boards_rank_first_where_the_telephone_asks_enough(marts, truth):
    for board in truth["planted"]["theme_boards"]:
        unit = PREFIX[board["unit_type"]] + board["unit_code"]
        periods = ranks(marts, unit, board["theme"], "bimonth")
        assert periods
        firsts = [period[board["element"]][0] == 1 for period in periods]
        assert sum(firsts) > len(firsts) / 2
        assert all(period[board["element"]][1] == 1 for period in periods)


def test_a_board_that_stays_first_grows_older(marts, truth):
    (board,) = [b for b in truth["planted"]["short_boards"] if b["unit_type"] == "province"]
    rows = marts.execute(
        "select persistence_periods from marts.mart_short_boards_by_unit_period"
        " inner join marts.dim_periods using (period_id)"
        " where unit_id = ? and element_id = ? and period_type = 'bimonth' and is_ranked"
        " order by start_date",
        [PREFIX["province"] + board["unit_code"], board["element"]],
    ).fetchall()
    assert [age for (age,) in rows] == list(range(1, len(rows) + 1))


def test_elements_nobody_planted_do_not_lead_everywhere(marts, truth):
    """Negative control: the method tells units apart, it does not name one element for all."""
    leaders = marts.execute(
        "select count(distinct element_id) from marts.mart_short_boards_by_unit_period"
        " where board_set <> 'hall' and rank_no = 1 and unit_id like 'C%'"
    ).fetchone()
    assert leaders[0] > 7


def test_index_is_share_times_shortfall_and_ranks_follow_it(marts):
    wrong = marts.execute(
        """
        select count(*)
        from marts.mart_short_boards_by_unit_period as boards
        inner join marts.mart_gaps_by_unit_period as gaps using (unit_id, period_id, element_id)
        where gaps.gap_code = 'gap_5'
            and abs(board_index - importance_share * greatest(0, -gaps.value)) > 1e-9
        """
    ).fetchone()
    assert wrong == (0,)
    rows = marts.execute(
        """
        select unit_id, period_id, board_set,
            list(board_index order by rank_no), list(rank_no order by rank_no)
        from marts.mart_short_boards_by_unit_period
        where is_ranked
        group by all
        """
    ).fetchall()
    assert len(rows) > 100
    for *_, indexes, places in rows:
        assert indexes == sorted(indexes, reverse=True)
        assert places[0] == 1


def test_rank_intervals_hold_the_rank(marts):
    held, all_ranked = marts.execute(
        "select count(*) filter (rank_no between rank_ci_low and rank_ci_high), count(*)"
        " from marts.mart_short_boards_by_unit_period where rank_ci_low is not null"
    ).fetchone()
    assert all_ranked > 500
    assert held / all_ranked > 0.99
