"""Mystery shopping: scores by block, what points were lost for, vetoes, visits one by one."""

from __future__ import annotations

from dashboards.queries.gate import rows
from dashboards.release import Row
from dashboards.scope import Scope


def scores(scope: Scope, parent_id: str | None, level: str) -> list[Row]:
    """Scores after veto by block or capability, with those of the unit they are compared with."""
    return rows(
        scope,
        """
        with shown as (
            select *
            from mart_mystery_scores_by_unit_period
            where period_id = $period and score_level = $level and score_version = 'after_veto'
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
            on own.score_code = names.code and names.dimension = $level
        where own.unit_id = $unit and own.mean is not null
        order by own.mean, own.score_code
        """,
        parent=parent_id,
        level=level,
    )


def blocks(scope: Scope, parent_id: str | None) -> list[Row]:
    """Scores after veto by block."""
    return scores(scope, parent_id, "block")


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


def totals(scope: Scope) -> dict[str, Row]:
    """The score of the whole visit: before_veto and after_veto."""
    found = rows(
        scope,
        """
        select
            score_version, mean, ci_low, ci_high, visit_count, veto_count, halls_with_data,
            halls_in_scope, is_indicative, is_partial
        from mart_mystery_scores_by_unit_period
        where unit_id = $unit and period_id = $period and score_level = 'visit'
            and score_code = 'total' and is_shown
        """,
    )
    return {row["score_version"]: row for row in found}


def adjusted(scope: Scope) -> Row | None:
    """The score with the severity of those who inspected taken out, where there is one."""
    found = rows(
        scope,
        """
        select
            visit_count, score_raw, score_adjusted, ci_low, ci_high, adjustment,
            compared_visit_rate, is_indicative
        from mart_mystery_severity_adjusted_by_unit_period
        where unit_id = $unit and period_id = $period and score_adjusted is not null
        """,
    )
    return found[0] if found else None


def lost_points(scope: Scope, parent_id: str | None) -> list[Row]:
    """What the visits of the period lost points for, by indicator, the dearest first.

    `per_visit` is in points of the visit score, `parent_per_visit` the same of the parent. All
    categories of a finding are added up.
    """
    return rows(
        scope,
        """
        with lost as (
            select
                unit_id, indicator_code, sum(weighted_points_lost) as lost,
                max(unit_visit_count) as unit_visit_count, sum(finding_count)::bigint as finding_count,
                sum(veto_count)::bigint as veto_count,
                sum(told_on_spot_count)::bigint as told_count,
                sum(fixed_on_spot_count)::bigint as fixed_count
            from mart_mystery_deductions_by_unit_period
            where period_id = $period and unit_id in ($unit, $parent)
            group by unit_id, indicator_code
        ),

        places as (select distinct indicator_code, block_code, capability_code from mart_mystery_weights)

        select
            own.indicator_code, own.unit_visit_count, own.finding_count, own.veto_count,
            own.told_count, own.fixed_count, places.block_code, places.capability_code,
            coalesce(names.name_zh, own.indicator_code) as name_zh,
            coalesce(names.name_en, own.indicator_code) as name_en,
            coalesce(blocks.name_zh, places.block_code) as block_zh,
            coalesce(blocks.name_en, places.block_code) as block_en,
            own.lost / nullif(own.unit_visit_count, 0) as per_visit,
            parent.lost / nullif(parent.unit_visit_count, 0) as parent_per_visit,
            own.lost / nullif(sum(own.lost) over (), 0) as share
        from lost as own
        left join lost as parent
            on own.indicator_code = parent.indicator_code and parent.unit_id = $parent
        left join places on own.indicator_code = places.indicator_code
        left join dim_mystery_codes as names
            on own.indicator_code = names.code and names.dimension = 'indicator'
        left join dim_mystery_codes as blocks
            on places.block_code = blocks.code and blocks.dimension = 'block'
        where own.unit_id = $unit and own.lost > 0
        order by own.lost desc, own.indicator_code
        """,
        parent=parent_id or "",
    )


def visits(scope: Scope, limit: int = 200, *, is_vetoed: bool = False) -> list[Row]:
    """The last own visits to the halls of the unit, the latest first, and what a veto struck.

    `is_vetoed` leaves only those that a veto struck.

    `visit_total` and `veto_total` count all of them, not only the `limit` returned.
    """
    return rows(
        scope,
        """
        with struck as (
            select
                visit_id, string_agg(distinct indicator_code, ',') as indicator_codes,
                string_agg(distinct coalesce(names.name_zh, indicator_code), '、') as veto_zh,
                string_agg(distinct coalesce(names.name_en, indicator_code), ', ') as veto_en
            from mart_mystery_recent_deductions_by_visit
            left join dim_mystery_codes as names
                on indicator_code = names.code and names.dimension = 'indicator'
            where is_veto
            group by visit_id
        )

        select
            visits.visit_id, visits.unit_id, visits.visit_date, visits.time_slot,
            visits.visit_mode, visits.visit_kind, visits.finding_count, visits.veto_count,
            visits.score_before_veto, visits.score_after_veto, struck.veto_zh, struck.veto_en,
            halls.short_name_zh, halls.short_name_en, halls.unit_type,
            count(*) over () as visit_total,
            count(*) filter (where visits.veto_count > 0) over () as veto_total
        from mart_mystery_recent_visits as visits
        inner join dim_units as halls on visits.unit_id = halls.unit_id
        left join struck on visits.visit_id = struck.visit_id
        where visits.operator_type = 'own' and list_contains(string_split(halls.path, '/'), $unit)
            and (visits.veto_count > 0 or not $vetoed)
        order by visits.visit_date desc, visits.visit_id
        limit $limit
        """,
        limit=limit,
        vetoed=is_vetoed,
    )


def slots(scope: Scope) -> list[Row]:
    """Own visits of the last months by time of day."""
    return rows(
        scope,
        """
        select visits.time_slot, count(*) as visit_count
        from mart_mystery_recent_visits as visits
        inner join dim_units as halls on visits.unit_id = halls.unit_id
        where visits.operator_type = 'own' and list_contains(string_split(halls.path, '/'), $unit)
        group by visits.time_slot
        order by list_position(['morning', 'noon', 'afternoon', 'evening'], visits.time_slot)
        """,
    )
