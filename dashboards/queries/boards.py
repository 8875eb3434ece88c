"""What to fix first: short boards of the hall elements, and importance against performance."""

from __future__ import annotations

from dashboards.queries.gate import rows
from dashboards.release import Row
from dashboards.scope import Scope


def short_boards(scope: Scope) -> list[Row]:
    """The twelve elements by urgency, those without a rank last."""
    return rows(
        scope,
        """
        select
            boards.element_id, names.name_zh, names.name_en, boards.verdict, boards.importance_share,
            boards.importance_inherited_from, boards.gap_5, boards.gap_5_ci_low,
            boards.gap_5_ci_high, boards.board_index, boards.board_index_ci_low,
            boards.board_index_ci_high, boards.rank_no, boards.rank_ci_low, boards.rank_ci_high,
            boards.persistence_periods, boards.complaint_count, boards.is_short_board,
            boards.is_ranked
        from mart_short_boards_by_unit_period as boards
        inner join dim_elements as names
            on boards.element_id = names.element_id and names.element_set = 'hall'
        where boards.unit_id = $unit and boards.period_id = $period and boards.board_set = 'hall'
        order by boards.rank_no nulls last, boards.board_index desc nulls last, names.sort_order
        """,
    )


def quadrant(scope: Scope) -> list[Row]:
    """Importance and performance of the twelve elements with the cuts of the unit; city and above."""
    return rows(
        scope,
        """
        select
            items.element_id, names.name_zh, names.name_en, items.quadrant, items.importance_mean,
            items.importance_ci_low, items.importance_ci_high, items.importance_cut,
            items.importance_n, items.derived_importance_share, items.performance_mean,
            items.performance_ci_low, items.performance_ci_high, items.performance_cut,
            items.performance_n
        from mart_importance_performance_by_unit_period as items
        inner join dim_elements as names
            on items.element_id = names.element_id and names.element_set = 'hall'
        where items.unit_id = $unit and items.period_id = $period and items.board_set = 'hall'
        order by
            items.quadrant = 'concentrate_here' desc, items.importance_mean desc nulls last,
            names.sort_order
        """,
    )
