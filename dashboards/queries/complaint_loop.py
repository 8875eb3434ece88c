"""The complaint loop of a unit: totals, stages, time to resolution, causes, what is still open."""

from __future__ import annotations

from dashboards.queries.gate import rows
from dashboards.release import Row
from dashboards.scope import Scope


def totals(scope: Scope, parent_id: str | None) -> dict[str, Row]:
    """Every kind together: own, before (the period compared with) and parent, where there are any."""
    found = rows(
        scope,
        """
        with compared as (
            select case $vs when 'previous' then previous_period_id else year_ago_period_id end as id
            from dim_periods
            where period_id = $period
        )

        select
            case
                when unit_id <> $unit then 'parent'
                when period_id = $period then 'own'
                else 'before'
            end as side,
            totals.*
        from mart_complaints_by_unit_period as totals
        where complaint_kind = 'all'
            and (
                (unit_id in ($unit, $parent) and period_id = $period)
                or (unit_id = $unit and period_id = (select id from compared))
            )
        """,
        parent=parent_id or "",
        vs=scope.comparison,
    )
    return {row["side"]: row for row in found}


def stages(scope: Scope) -> list[Row]:
    """How many tickets reached each stage of the loop, and how many were lost before it."""
    return rows(
        scope,
        """
        select
            stage, stage_no, reached_count, received_count, reached_rate,
            coalesce(lag(reached_count) over (order by stage_no) - reached_count, 0) as lost_count
        from mart_complaint_funnel_by_unit_period
        where unit_id = $unit and period_id = $period
        order by stage_no
        """,
    )


def survival(scope: Scope, parent_id: str | None) -> list[Row]:
    """Share of tickets still unresolved by hour, of the unit and its parent."""
    return rows(
        scope,
        """
        select
            unit_id <> $unit as is_parent, hours, ticket_count, survival_rate,
            survival_rate_ci_low, survival_rate_ci_high
        from mart_complaint_survival
        where unit_id in ($unit, $parent) and period_id = $period and measure = 'final_resolution'
        order by is_parent, hours
        """,
        parent=parent_id or "",
    )


def by_complexity(scope: Scope, parent_id: str | None) -> list[Row]:
    """Resolution on time by complexity, with the parent's rate; for cities and above."""
    return rows(
        scope,
        """
        select
            own.complexity, own.resolution_due_count, own.resolution_on_time_rate,
            own.resolution_on_time_rate_ci_low, own.resolution_on_time_rate_ci_high,
            parent.resolution_on_time_rate as parent_rate,
            coalesce(names.name_zh, own.complexity) as name_zh,
            coalesce(names.name_en, own.complexity) as name_en
        from mart_complaint_on_time_by_unit_period as own
        left join mart_complaint_on_time_by_unit_period as parent
            on own.complexity = parent.complexity and own.period_id = parent.period_id
                and parent.unit_id = $parent
        left join dim_complaint_codes as names
            on own.complexity = names.code and names.dimension = 'complexity'
        where own.unit_id = $unit and own.period_id = $period
            and own.resolution_on_time_rate is not null
        order by coalesce(names.sort_order, 99), own.complexity
        """,
        parent=parent_id or "",
    )


def pareto(scope: Scope, parent_id: str | None, dimension: str) -> list[Row]:
    """Tickets by code of a dimension, most frequent first, with the parent's share."""
    return rows(
        scope,
        """
        select
            own.code, own.ticket_count, own.backlog_count, own.share_rate,
            own.cumulative_share_rate, parent.share_rate as parent_share_rate,
            coalesce(names.name_zh, own.code) as name_zh,
            coalesce(names.name_en, own.code) as name_en
        from mart_complaint_pareto_by_unit_period as own
        left join mart_complaint_pareto_by_unit_period as parent
            on own.dimension = parent.dimension and own.code = parent.code
                and own.period_id = parent.period_id and parent.unit_id = $parent
        left join dim_complaint_codes as names
            on own.code = names.code and names.dimension = own.dimension
        where own.unit_id = $unit and own.period_id = $period and own.dimension = $dimension
            and own.ticket_count > 0
        order by own.rank_no, own.code
        """,
        parent=parent_id or "",
        dimension=dimension,
    )


def backlog(scope: Scope) -> list[Row]:
    """Open tickets by age as of the data-through time, the youngest first."""
    return rows(
        scope,
        """
        select
            age_band, age_band_name_zh as name_zh, age_band_name_en as name_en, ticket_count,
            overdue_count, escalation_overdue_count, oldest_hours
        from mart_complaint_backlog_by_unit
        where unit_id = $unit
        order by sort_order
        """,
    )
