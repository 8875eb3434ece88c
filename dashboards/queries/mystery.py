"""Mystery shopping: scores by block, last visits of a hall, what they lost points for."""

from __future__ import annotations

from dashboards.queries.gate import rows
from dashboards.release import Row
from dashboards.scope import Scope


def blocks(scope: Scope) -> list[Row]:
    """Scores after veto by block, with the parent's."""
    return rows(
        scope,
        """
        with shown as (
            select *
            from mart_mystery_scores_by_unit_period
            where period_id = $period and score_level = 'block' and score_version = 'after_veto'
        )

        select
            own.score_code as code, own.mean, own.ci_low, own.ci_high, own.visit_count as n,
            own.is_indicative, parent.mean as parent_mean
        from shown as own
        left join shown as parent
            on own.score_code = parent.score_code
                and parent.unit_id = (select parent_unit_id from dim_units where unit_id = $unit)
        where own.unit_id = $unit and own.mean is not null
        order by own.mean, own.score_code
        """,
    )


def deductions(scope: Scope, visits: int = 3) -> list[Row]:
    """What the last visits of a hall lost points for, the latest visit first, the dearest first."""
    return rows(
        scope,
        """
        with last_visits as (
            select visit_id, any_value(visit_date) as visit_date
            from mart_mystery_deductions_by_visit
            where unit_id = $unit
            group by visit_id
            order by visit_date desc, visit_id
            limit $visits
        )

        select
            deductions.visit_id, deductions.visit_date, deductions.indicator_code,
            deductions.indicator_name_zh, deductions.indicator_name_en, deductions.points_lost,
            deductions.weighted_points_lost, deductions.is_veto, deductions.score_before,
            deductions.score_after
        from mart_mystery_deductions_by_visit as deductions
        inner join last_visits on deductions.visit_id = last_visits.visit_id
        where deductions.unit_id = $unit
        order by
            deductions.visit_date desc, deductions.visit_id, deductions.is_veto desc,
            deductions.weighted_points_lost desc
        """,
        visits=visits,
    )
