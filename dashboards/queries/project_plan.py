"""Planning of special projects: candidates of a theme, months of a metric, cities to compare."""

from __future__ import annotations

from dashboards.queries.gate import rows, unscoped_rows
from dashboards.release import Row
from dashboards.scope import Scope


def candidates(scope: Scope, theme_code: str) -> list[Row]:
    """Items of the theme for the unit, most urgent first, unranked ones last.

    Of the latest bimonth with candidates that ends by the end of the period in view; of the first
    one where all are later.
    """
    return rows(
        scope,
        """
        with listed as (
            select
                dim_periods.*,
                end_date <= (select end_date from dim_periods where period_id = $period) as is_past
            from dim_periods
            where period_id in (
                select period_id
                from mart_project_candidates
                where unit_id = $unit and theme_code = $theme
            )
        ),

        chosen as (
            select *
            from listed
            order by
                is_past desc,
                case when is_past then end_date end desc,
                end_date
            limit 1
        )

        select
            candidates.*, chosen.label_zh, chosen.label_en, chosen.start_date, chosen.end_date,
            elements.name_zh, elements.name_en, boards.name_zh as board_name_zh,
            boards.name_en as board_name_en, gap_codes.name_zh as source_name_zh,
            gap_codes.name_en as source_name_en
        from mart_project_candidates as candidates
        inner join chosen on candidates.period_id = chosen.period_id
        inner join (
            select
                element_id, any_value(name_zh) as name_zh, any_value(name_en) as name_en,
                min(sort_order) as sort_order
            from dim_elements
            group by element_id
        ) as elements on candidates.element_id = elements.element_id
        left join dim_elements as boards
            on boards.element_set = 'theme_overall'
                and boards.element_id = 'theme_' || candidates.board_set
        left join gap_codes on candidates.gap_source_code = gap_codes.gap_code
        where candidates.unit_id = $unit and candidates.theme_code = $theme
        order by candidates.rank_no nulls last, elements.sort_order
        """,
        theme=theme_code,
    )


def metric(scope: Scope, metric_code: str) -> Row | None:
    """Name, unit, decimals and better direction of a metric that projects may lift."""
    found = unscoped_rows(
        scope,
        """
        select metric_code, name_zh, name_en, unit, decimals, better
        from project_metrics
        where metric_code = $metric
        """,
        metric=metric_code,
    )
    return found[0] if found else None


def thresholds(scope: Scope) -> dict[str, float]:
    """Threshold code -> value."""
    found = unscoped_rows(scope, "select threshold_code, value from thresholds")
    return {row["threshold_code"]: row["value"] for row in found}


def unit_months(scope: Scope, metric_code: str) -> list[Row]:
    """The metric of the unit by closed month."""
    return rows(
        scope,
        """
        select month_start_date, value, se, n
        from mart_project_metric_months
        where unit_id = $unit and metric_code = $metric and is_closed and value is not null
        order by month_start_date
        """,
        metric=metric_code,
    )


def sibling_months(scope: Scope, metric_code: str) -> list[Row]:
    """The metric by closed month of the unit and its siblings: provinces, or cities of the province.

    Only those the viewer may see.
    """
    return rows(
        scope,
        """
        select months.unit_id, months.month_start_date, months.value
        from mart_project_metric_months as months
        inner join dim_units as siblings on months.unit_id = siblings.unit_id
        inner join dim_units as own
            on own.unit_id = $unit
                and siblings.unit_type = own.unit_type
                and siblings.parent_unit_id is not distinct from own.parent_unit_id
        where months.metric_code = $metric and months.is_closed and months.value is not null
            and list_contains(string_split(siblings.path, '/'), $root)
        order by months.unit_id, months.month_start_date
        """,
        metric=metric_code,
        root=scope.viewer.root_unit_id,
    )


def city_months(scope: Scope, metric_code: str) -> list[Row]:
    """The metric by closed month of every city that lies in the unit."""
    return rows(
        scope,
        """
        select
            cities.unit_id, cities.unit_code, cities.short_name_zh, cities.short_name_en,
            months.month_start_date, months.value
        from dim_units as cities
        left join mart_project_metric_months as months
            on cities.unit_id = months.unit_id and months.metric_code = $metric and months.is_closed
        where cities.unit_type = 'city' and cities.operator_type = 'own'
            and not cities.is_unallocated
            and list_contains(string_split(cities.path, '/'), $unit)
        order by cities.sort_order, cities.unit_id, months.month_start_date
        """,
        metric=metric_code,
    )


def city_sizes(scope: Scope) -> dict[str, Row]:
    """City -> its size class by subscribers in the newest closed bimonth, with the class's names.

    Of the cities the viewer may see.
    """
    found = unscoped_rows(
        scope,
        """
        with sized as (
            select unit_id, arg_max(similar_group, end_date) as size_class
            from mart_benchmarks_by_unit_period
            inner join dim_periods using (period_id)
            inner join dim_units using (unit_id)
            where period_type = 'bimonth' and is_closed and similar_group is not null
                and list_contains(string_split(path, '/'), $root)
            group by unit_id
        )

        select sized.unit_id, sized.size_class, city_size_classes.name_zh, city_size_classes.name_en
        from sized
        left join city_size_classes using (size_class)
        """,
        root=scope.viewer.root_unit_id,
    )
    return {row["unit_id"]: row for row in found}


def all_city_months(scope: Scope, metric_code: str) -> list[Row]:
    """The metric by closed month of every city the viewer may see."""
    return unscoped_rows(
        scope,
        """
        select
            cities.unit_id, cities.unit_code, cities.short_name_zh, cities.short_name_en,
            months.month_start_date, months.value
        from mart_project_metric_months as months
        inner join dim_units as cities on months.unit_id = cities.unit_id
        where cities.unit_type = 'city' and months.metric_code = $metric and months.is_closed
            and list_contains(string_split(cities.path, '/'), $root)
        order by cities.sort_order, cities.unit_id, months.month_start_date
        """,
        metric=metric_code,
        root=scope.viewer.root_unit_id,
    )
