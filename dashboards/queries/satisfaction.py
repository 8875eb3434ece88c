"""Perception element by element, beside the parent's."""

from __future__ import annotations

from dashboards.queries.gate import rows
from dashboards.release import Row
from dashboards.scope import Scope


def elements(scope: Scope, parent_id: str | None) -> list[Row]:
    """The twelve elements of the unit in the period (exit interviews), with the parent's mean."""
    return rows(
        scope,
        """
        with shown as (
            select *
            from mart_satisfaction_by_unit_period
            where period_id = $period and instrument = 'perception' and measure = 'level'
                and element_set = 'hall' and is_shown
                and element_id <> 'weighted_overall'
        )

        select
            dim_elements.element_id as code, dim_elements.name_zh, dim_elements.name_en, own.mean,
            own.ci_low, own.ci_high, own.n, own.is_indicative, parent.mean as parent_mean
        from shown as own
        inner join dim_elements
            on own.element_id = dim_elements.element_id
                and own.element_set = dim_elements.element_set
        left join shown as parent
            on own.element_id = parent.element_id
                and own.element_set = parent.element_set
                and parent.unit_id = $parent
        where own.unit_id = $unit
        order by own.mean, dim_elements.sort_order
        """,
        parent=parent_id,
    )
