"""Mystery shopping held against other things: weights, customers, competitors, the plan of visits."""

from __future__ import annotations

from dashboards.queries.gate import rows
from dashboards.release import Row
from dashboards.scope import Scope


def weights(scope: Scope) -> list[Row]:
    """Weight of each block by rule and by customers, of the province (or group) and the year.

    Of the year the period ends in; below the province those of the province.
    """
    return rows(
        scope,
        """
        select
            derived.unit_id, derived.block_code as code, derived.inherited_from_unit_id, derived.n,
            derived.r2, derived.weight_ruled, derived.weight_derived,
            coalesce(names.name_zh, derived.block_code) as name_zh,
            coalesce(names.name_en, derived.block_code) as name_en
        from mart_mystery_weights_derived as derived
        left join dim_mystery_codes as names
            on derived.block_code = names.code and names.dimension = 'block'
        where derived.unit_id = (
            select coalesce(province_id, 'G') from dim_units where unit_id = $unit
        )
            and derived.period_id = (
                select year(end_date)::varchar from dim_periods where period_id = $period
            )
        order by derived.weight_derived - derived.weight_ruled desc, derived.block_code
        """,
    )


def weight_effects(scope: Scope) -> list[Row]:
    """How many ranks move within the unit between the two sets, largest units first."""
    return rows(
        scope,
        """
        select
            unit_type, ranked_count, moved_count, largest_move, compared_count,
            spearman_between_sets, spearman_ruled_perception, spearman_derived_perception
        from mart_mystery_weight_effects_by_unit_period
        where unit_id = $unit and period_id = $period and ranked_count > 1
        order by list_position(['province', 'city', 'hall'], unit_type)
        """,
    )


def movers(scope: Scope, unit_type: str, limit: int = 6) -> list[Row]:
    """Units of a type within the unit whose rank changes most between the two sets."""
    return rows(
        scope,
        """
        select
            scores.unit_id, scores.score_ruled, scores.score_derived, scores.rank_ruled,
            scores.rank_derived, units.short_name_zh, units.short_name_en
        from mart_mystery_scores_reweighted_by_unit_period as scores
        inner join dim_units as units on scores.unit_id = units.unit_id
        where scores.ranked_within_unit_id = $unit and scores.period_id = $period
            and scores.unit_type = $type and scores.rank_ruled <> scores.rank_derived
        order by abs(scores.rank_ruled - scores.rank_derived) desc, scores.rank_ruled
        limit $limit
        """,
        type=unit_type,
        limit=limit,
    )


def validity(scope: Scope) -> list[Row]:
    """Correlation of inspection and customers by block, the total first.

    Of the latest closed bimonth that ends by the end of the period; below the province that of the
    province, as a city has too few halls.
    """
    return rows(
        scope,
        """
        with listed as (
            select validity.*, dim_periods.end_date, dim_periods.label_zh, dim_periods.label_en
            from mart_mystery_validity_by_unit_period as validity
            inner join dim_periods on validity.period_id = dim_periods.period_id
            where validity.unit_id = (
                select coalesce(province_id, 'G') from dim_units where unit_id = $unit
            )
                and dim_periods.end_date
                <= (select end_date from dim_periods where period_id = $period)
        )

        select
            listed.unit_id, listed.score_code as code, listed.hall_count as n, listed.r,
            listed.ci_low, listed.ci_high, listed.reliability_inspection,
            listed.reliability_perception, listed.r_corrected, listed.label_zh, listed.label_en,
            names.name_zh, names.name_en
        from listed
        left join dim_mystery_codes as names
            on listed.score_code = names.code and names.dimension = 'block'
        where listed.end_date = (select max(end_date) from listed)
        order by listed.score_code <> 'total', listed.r desc nulls last
        """,
    )


def scatter(scope: Scope) -> list[Row]:
    """Inspection and overall satisfaction of the units ranked in the unit: provinces, else halls."""
    return rows(
        scope,
        """
        select
            scores.unit_id, scores.score_ruled, scores.perception_mean, scores.visit_count,
            units.short_name_zh, units.short_name_en
        from mart_mystery_scores_reweighted_by_unit_period as scores
        inner join dim_units as units on scores.unit_id = units.unit_id
        where scores.period_id = $period
            and scores.score_ruled is not null and scores.perception_mean is not null
            and (
                (scores.unit_type = 'province' and $unit = 'G')
                or (
                    scores.unit_type = 'hall' and $unit <> 'G'
                    and list_contains(string_split(units.path, '/'), $around)
                )
            )
        order by scores.unit_id
        """,
        around=_around(scope),
    )


def _around(scope: Scope) -> str:
    """The unit whose halls are drawn: the one in view, for a hall or branch its city."""
    found = rows(
        scope,
        """
        select case when unit_type in ('hall', 'branch') then city_id else unit_id end as around
        from dim_units
        where unit_id = $unit
        """,
    )
    # a city outside the viewer's scope shows only the unit itself
    return str(found[0]["around"]) if scope.viewer.root_unit_id == "G" else scope.unit_id


def competitors(scope: Scope) -> list[Row]:
    """Our inspection score less the competitors' by element, the furthest behind first."""
    return rows(
        scope,
        """
        select
            competitors.element_id as code, competitors.own_mean, competitors.competitor_mean,
            competitors.value, competitors.ci_low, competitors.ci_high, competitors.own_n,
            competitors.competitor_n, competitors.own_halls, competitors.competitor_halls,
            competitors.is_sufficient, elements.name_zh, elements.name_en
        from mart_competitors_by_unit_period as competitors
        inner join dim_elements as elements
            on competitors.element_id = elements.element_id
                and competitors.element_set = elements.element_set
        where competitors.unit_id = $unit and competitors.period_id = $period
            and competitors.side = 'inspection' and competitors.is_shown
            and competitors.value is not null
        order by competitors.element_id <> 'overall', competitors.value
        """,
    )


def plan(scope: Scope) -> list[Row]:
    """The plan of visits by month of the period."""
    return rows(
        scope,
        """
        select plan.*
        from mart_mystery_plan_by_unit_month as plan
        inner join dim_periods on dim_periods.period_id = $period
            and plan.month_start_date between dim_periods.start_date and dim_periods.end_date
        where plan.unit_id = $unit
        order by plan.month_start_date
        """,
    )
