"""An importance or a threshold changed in its table changes the boards; no code is touched."""

from __future__ import annotations

import pytest

from tests.compiled_models import scratch_database

BOARD = """
    create table intermediate.int_boards_indexed as
    select 'C1' as unit_id, '2026-B' || number as period_id, 'hall' as board_set, element_id,
        share * -gap as urgency, share * greatest(0, -gap) as board_index, true as is_ranked,
        share as importance_share, gap as gap_5, null::varchar as importance_inherited_from,
        1000 as importance_n, 'short' as verdict, true as is_flagged, 1.0 as gap_5_se,
        gap - 2 as gap_5_ci_low, gap + 2 as gap_5_ci_high, 0.0 as board_index_ci_low,
        9.0 as board_index_ci_high
    from (values ('a', {a}, -10.0), ('b', {b}, -8.0), ('c', 0.1, -6.0)) as items (element_id, share, gap)
    cross join range(1, 3) as numbers (number);
    create table intermediate.int_board_ranks_estimated (unit_id varchar, period_id varchar,
        element_id varchar, rank_ci_low integer, rank_ci_high integer);
    create table marts.dim_periods as
    select '2026-B' || number as period_id, 'bimonth' as period_type, number as sort_order
    from range(1, 3) as numbers (number);
    create table seeds.complaint_kinds (complaint_kind varchar, theme_element_id varchar);
    create table marts.mart_complaint_pareto_by_unit_period (unit_id varchar, period_id varchar,
        dimension varchar, code varchar, ticket_count bigint);
"""


def boards(compiled, *, shares=(0.5, 0.4), top=3) -> dict[str, tuple[int, bool, int]]:
    """Item -> rank, is it a short board, periods in a row; of the second period."""
    with scratch_database(("thresholds",)) as con:
        con.execute(BOARD.format(a=shares[0], b=shares[1]))
        con.execute(
            "update seeds.thresholds set value = ? where threshold_code = 'board_top_ranks'", [top]
        )
        rows = con.execute(
            "select element_id, rank_no, is_short_board, persistence_periods"
            f" from ({compiled['mart_short_boards_by_unit_period']}) where period_id = '2026-B2'"
        ).fetchall()
    return {element: tuple(rest) for element, *rest in rows}


def test_another_importance_puts_another_item_first(compiled):
    assert boards(compiled)["a"][0] == 1
    assert boards(compiled, shares=(0.3, 0.6))["b"][0] == 1


def test_the_number_of_first_ranks_decides_what_persists(compiled):
    assert boards(compiled) == {"a": (1, True, 2), "b": (2, True, 2), "c": (3, True, 2)}
    assert boards(compiled, top=1) == {"a": (1, True, 2), "b": (2, False, 0), "c": (3, False, 0)}


WEIGHTS = """
    create table marts.fct_survey_items as
    select unit_id, element_id, 'importance' as measure, 400 as answer_count, k_sum,
        cast(day as date) as month_start_date
    from (values
        ('H1', 'a', 0, '2025-09-01'), ('H1', 'b', 336000, '2025-09-01'),
        ('H2', 'a', 336000, '2025-09-01'), ('H2', 'b', 0, '2025-09-01'),
        ('H1', 'a', 336000, '2026-09-01'), ('H1', 'b', 336000, '2026-09-01'),
        ('H2', 'a', 336000, '2026-09-01'), ('H2', 'b', 336000, '2026-09-01')
    ) as items (unit_id, element_id, k_sum, day);
    create table marts.dim_units as
    select * from (values
        ('G', 'group', null, 'own'), ('P1', 'province', 'P1', 'own'), ('P2', 'province', 'P2', 'own'),
        ('H1', 'hall', 'P1', 'own'), ('H2', 'hall', 'P2', 'own')
    ) as units (unit_id, unit_type, province_id, operator_type);
    create table intermediate.int_board_elements as
    select 'hall' as board_set, element_id, 2 as element_count
    from (values ('a'), ('b')) as items (element_id);
    create table marts.dim_periods as
    select 'year' as period_type, cast(year_no || '-01-01' as date) as start_date
    from (values ('2025'), ('2026'), ('2027')) as years (year_no);
"""


def shares(compiled, fewest=300) -> dict[tuple[str, int], float]:
    """(province, year) -> share of item a."""
    with scratch_database(("thresholds",)) as con:
        con.execute(WEIGHTS)
        con.execute(
            "update seeds.thresholds set value = ? where threshold_code = 'importance_min_n'",
            [fewest],
        )
        rows = con.execute(
            "select province_id, year_no, importance_share"
            f" from ({compiled['int_importance_weights']}) where element_id = 'a'"
        ).fetchall()
    return {(province, year): share for province, year, share in rows}


def test_a_period_keeps_the_weights_of_its_year(compiled):
    found = shares(compiled)
    assert found[("P1", 2025)] == pytest.approx(1 / 5)
    assert found[("P2", 2025)] == pytest.approx(4 / 5)
    assert found[("P1", 2026)] == found[("P1", 2027)] == pytest.approx(1 / 2)


def test_a_higher_least_sample_hands_a_province_the_groups_weights(compiled):
    found = shares(compiled, fewest=500)
    assert found[("P1", 2025)] == found[("P2", 2025)] == found[("G", 2025)] == pytest.approx(1 / 2)
