"""Mystery shopping: scores by block, last visits of a hall, what they lost points for."""

from __future__ import annotations

from dashboards.queries.gate import rows
from dashboards.release import Row
from dashboards.scope import Scope


def blocks(scope: Scope, parent_id: str | None) -> list[Row]:
    """Scores after veto by block, with those of the unit they are compared with."""
    return rows(
        scope,
        """
        with shown as (
            select *
            from mart_mystery_scores_by_unit_period
            where period_id = $period and score_level = 'block' and score_version = 'after_veto'
                and is_shown
        )

        select
            own.score_code as code, coalesce(names.name_zh, own.score_code) as name_zh,
            coalesce(names.name_en, own.score_code) as name_en, own.mean, own.ci_low, own.ci_high, own.visit_count as n,
            own.is_indicative, parent.mean as parent_mean
        from shown as own
        left join shown as parent
            on own.score_code = parent.score_code
                and parent.unit_id = $parent
        left join dim_mystery_codes as names
            on own.score_code = names.code and names.dimension = 'block'
        where own.unit_id = $unit and own.mean is not null
        order by own.mean, own.score_code
        """,
        parent=parent_id,
    )


def deductions(scope: Scope, visits: int = 3, each: int = 5) -> list[Row]:
    """What the last visits of a hall lost points for, the latest visit first, the dearest first.

    At most `each` of a visit, vetoes before all; a visit without a deduction is a row without an
    indicator.
    """
    return rows(
        scope,
        """
        with last_visits as (
            select visit_id, visit_date, score_before_veto, score_after_veto
            from mart_mystery_recent_visits
            where unit_id = $unit
            order by visit_date desc, visit_id
            limit $visits
        ),

        found as (
            select
                last_visits.visit_id, last_visits.visit_date, last_visits.score_before_veto,
                last_visits.score_after_veto, lost.indicator_code,
                coalesce(names.name_zh, lost.indicator_code) as name_zh,
                coalesce(names.name_en, lost.indicator_code) as name_en,
                sum(lost.weighted_points_lost) as weighted_points_lost,
                coalesce(bool_or(lost.is_veto), false) as is_veto
            from last_visits
            left join mart_mystery_recent_deductions_by_visit as lost
                on last_visits.visit_id = lost.visit_id
            left join dim_mystery_codes as names
                on lost.indicator_code = names.code and names.dimension = 'indicator'
            group by all
        )

        select *
        from found
        qualify row_number() over (
            partition by visit_id
            order by is_veto desc, weighted_points_lost desc nulls last, indicator_code
        ) <= $each
        order by
            visit_date desc, visit_id, is_veto desc, weighted_points_lost desc nulls last,
            indicator_code
        """,
        visits=visits,
        each=each,
    )
