"""Peers, leagues, competitors, branch evaluation and service types of a unit and period."""

from __future__ import annotations

from dashboards.queries.gate import rows
from dashboards.release import Row
from dashboards.scope import Scope

_FIGURES = """
    figures.unit_id, figures.parent_unit_id, figures.peer_group, figures.similar_group,
    figures.chance_flag, figures.exceptional_flag, figures.not_ranked_reason, figures.n,
    figures.peers_n, figures.similar_n, figures.rank, figures.rank_ci_low, figures.rank_ci_high,
    figures.ranked_units, figures.value, figures.peer_mean,
    (figures.funnel_high_95 - figures.funnel_low_95) / 2 as chance_95,
    (figures.funnel_high_998 - figures.funnel_low_998) / 2 as chance_998,
    (figures.exceptional_high_95 - figures.exceptional_low_95) / 2 as exceptional_95,
    figures.tau, figures.shrunken_value, figures.percentile, figures.best_decile,
    figures.distance_to_best_decile, figures.similar_percentile, figures.similar_best_decile,
    figures.is_tie_with_best, figures.is_top_3, figures.is_bottom_3, figures.is_ranked,
    dim_units.short_name_zh, dim_units.short_name_en
"""
# a reader sees units of the own subtree only
_SEEN = "list_contains(string_split(dim_units.path, '/'), $root)"


def standing(scope: Scope, metric_code: str) -> Row | None:
    """The unit among its peers; None where the mart holds no figure of its own."""
    found = rows(
        scope,
        f"""
        select {_FIGURES}, city_size_classes.name_zh as similar_zh,
            city_size_classes.name_en as similar_en
        from mart_benchmarks_by_unit_period as figures
        inner join dim_units using (unit_id)
        left join city_size_classes on figures.similar_group = city_size_classes.size_class
        where figures.unit_id = $unit and figures.period_id = $period
            and figures.metric_code = $metric
        """,
        metric=metric_code,
    )
    return found[0] if found else None


def league(scope: Scope, metric_code: str, parent_id: str) -> list[Row]:
    """Children of one parent, ranked ones first."""
    return rows(
        scope,
        f"""
        select {_FIGURES}
        from mart_benchmarks_by_unit_period as figures
        inner join dim_units using (unit_id)
        where figures.parent_unit_id = $parent and figures.period_id = $period
            and figures.metric_code = $metric and {_SEEN}
        order by not figures.is_ranked, figures.rank, figures.unit_id
        """,
        metric=metric_code,
        parent=parent_id,
        root=scope.viewer.root_unit_id,
    )


def peers(scope: Scope, metric_code: str, peer_group: str) -> list[Row]:
    """Units compared with the same mean: a hall's kind in the whole group, else one parent's."""
    return rows(
        scope,
        f"""
        select {_FIGURES}
        from mart_benchmarks_by_unit_period as figures
        inner join dim_units using (unit_id)
        where figures.peer_group = $peer_group and figures.period_id = $period
            and figures.metric_code = $metric and {_SEEN}
        order by figures.unit_id
        """,
        metric=metric_code,
        peer_group=peer_group,
        root=scope.viewer.root_unit_id,
    )


def competitors(scope: Scope, unit_id: str, side: str) -> list[Row]:
    """Own minus competitors by element of the hall, overall first."""
    return rows(
        scope,
        """
        select
            figures.element_id, dim_elements.name_zh, dim_elements.name_en, figures.own_mean,
            figures.competitor_mean, figures.value, figures.ci_low, figures.ci_high, figures.own_n,
            figures.competitor_n, figures.competitor_halls, figures.footfall_coverage_rate,
            figures.is_sufficient, figures.is_shown, figures.is_partial
        from mart_competitors_by_unit_period as figures
        left join dim_elements using (element_set, element_id)
        where figures.unit_id = $shown_unit and figures.period_id = $period
            and figures.side = $side and figures.element_set in ('hall', 'overall')
        order by figures.element_id <> 'overall', figures.value nulls last, figures.element_id
        """,
        shown_unit=unit_id,
        side=side,
    )


def initiatives(scope: Scope) -> list[Row]:
    """Competitors' initiatives that aim at the unit, at one below or above it: overdue first."""
    return rows(
        scope,
        """
        with place as (select path from dim_units where unit_id = $unit)

        select
            register.initiative_no, register.operator_code, register.kind, register.impact,
            register.status, register.title, register.response_text, register.is_closed,
            register.is_answered, register.is_overdue, register.seen_date, register.due_date,
            dim_units.short_name_zh, dim_units.short_name_en,
            departments.name_zh as owner_zh, departments.name_en as owner_en
        from mart_competitor_initiatives as register
        inner join dim_units using (unit_id)
        left join departments on register.owner_department_code = departments.department_code
        cross join place
        where (
            list_contains(string_split(dim_units.path, '/'), $unit)
            or list_contains(string_split(place.path, '/'), register.unit_id)
        )
            and register.seen_date
            <= (select end_date from dim_periods where period_id = $period)
        order by
            register.is_overdue desc, register.is_closed, register.impact <> 'high',
            register.due_date, register.initiative_no
        """,
    )


def branches(scope: Scope, parent_id: str) -> list[Row]:
    """Every part of the evaluation of the branches below a city or province, best total first."""
    return rows(
        scope,
        f"""
        select
            parts.unit_id, parts.component_code, parts.inherited_from_unit_id,
            parts.missing_components, parts.not_ranked_reason, parts.rank_in_city,
            parts.ranked_in_city, parts.rank_in_province, parts.ranked_in_province, parts.weight,
            parts.effective_weight, parts.inherited_weight_rate, parts.value, parts.contribution,
            parts.is_ranked, parts.is_indicative, dim_units.name_zh, dim_units.name_en,
            dim_units.short_name_zh, dim_units.short_name_en
        from mart_branch_evaluation_by_unit_period as parts
        inner join dim_units using (unit_id)
        where list_contains(string_split(dim_units.path, '/'), $parent)
            and parts.period_id = $period and {_SEEN}
        order by
            max(parts.value) filter (where parts.component_code = 'total' and parts.is_ranked)
                over (partition by parts.unit_id) desc nulls last,
            parts.unit_id, parts.weight desc, parts.component_code
        """,
        parent=parent_id,
        root=scope.viewer.root_unit_id,
    )


def service_types(scope: Scope, parent_id: str) -> list[Row]:
    """Personal and procedural traits of the children of a unit; of a city its halls."""
    return rows(
        scope,
        f"""
        select
            types.unit_id, types.service_type, types.n, types.personal_mean, types.personal_ci_low,
            types.personal_ci_high, types.procedural_mean, types.procedural_ci_low,
            types.procedural_ci_high, types.cut_score, types.is_indicative, types.is_partial,
            dim_units.short_name_zh, dim_units.short_name_en
        from mart_service_types_by_unit_period as types
        inner join dim_units using (unit_id)
        where types.period_id = $period and {_SEEN}
            and (
                (dim_units.parent_unit_id = $parent and dim_units.unit_type <> 'branch')
                or (dim_units.city_id = $parent and dim_units.unit_type = 'hall')
            )
        order by types.n desc, types.unit_id
        """,
        parent=parent_id,
        root=scope.viewer.root_unit_id,
    )
