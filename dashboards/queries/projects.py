"""Special projects: themes of the year, monthly figures, what the build estimated of effects.

What people say of a project (measures, gates, cities) is in the journal: dashboards.projects.live.
"""

from __future__ import annotations

from dashboards.queries.gate import rows, unscoped_rows
from dashboards.release import Row
from dashboards.scope import Scope

_TABLE = "mart_project_effects"


def has_projects(scope: Scope) -> bool:
    """Whether the release was built with special projects; an earlier one may stand after a rollback."""
    return bool(
        unscoped_rows(
            scope, "select 1 from duckdb_views() where view_name = $table limit 1", table=_TABLE
        )
    )


def themes(scope: Scope) -> list[Row]:
    """The six themes of a year in their order, with the metric each is to lift."""
    return unscoped_rows(
        scope,
        """
        select
            themes.theme_code, themes.bimonth_no, themes.name_zh, themes.name_en,
            themes.metric_code, themes.owner_department_code,
            project_metrics.name_zh as metric_name_zh, project_metrics.name_en as metric_name_en,
            departments.name_zh as owner_name_zh, departments.name_en as owner_name_en
        from themes
        left join project_metrics using (metric_code)
        left join departments
            on themes.owner_department_code = departments.department_code
        order by themes.sort_order
        """,
    )


def metrics(scope: Scope) -> list[Row]:
    """Metrics that a project may lift: names, unit, decimals, which way is better."""
    return unscoped_rows(
        scope,
        "select metric_code as code, name_zh, name_en, unit, decimals, better from project_metrics",
    )


def departments(scope: Scope) -> list[Row]:
    """Departments by code."""
    return unscoped_rows(scope, "select department_code as code, name_zh, name_en from departments")


def thresholds(scope: Scope) -> dict[str, float]:
    """The tunable numbers of the build, by code: plans, marts and screens use the same."""
    found = unscoped_rows(scope, "select threshold_code as code, value from thresholds")
    return {row["code"]: float(row["value"]) for row in found}


def places(scope: Scope) -> list[Row]:
    """Group, provinces and cities within the viewer's sight, as projects name them."""
    return unscoped_rows(
        scope,
        """
        select
            unit_id, unit_type, province_id, path, short_name_zh, short_name_en, sort_order
        from dim_units
        where unit_type in ('group', 'province', 'city')
            and not is_unallocated
            and operator_type = 'own'
            and list_contains(string_split(path, '/'), $root)
        order by level_no, sort_order, unit_id
        """,
        root=scope.viewer.root_unit_id,
    )


def hall(scope: Scope, hall_code: str) -> Row | None:
    """The hall that has this code today, with its names and path."""
    found = unscoped_rows(
        scope,
        """
        select
            dim_units.unit_id, dim_units.unit_type, dim_units.province_id, dim_units.path,
            dim_units.short_name_zh, dim_units.short_name_en, dim_units.sort_order
        from dim_halls
        inner join dim_units
            on dim_halls.hall_id = dim_units.unit_id
        where dim_halls.hall_code = $hall
            and dim_halls.is_current
            and list_contains(string_split(dim_units.path, '/'), $root)
        limit 1
        """,
        hall=hall_code,
        root=scope.viewer.root_unit_id,
    )
    return found[0] if found else None


def effects(scope: Scope) -> list[Row]:
    """What the build estimated of every project within the viewer's sight."""
    return unscoped_rows(
        scope,
        """
        select effects.*
        from mart_project_effects as effects
        inner join mart_projects using (project_id)
        inner join dim_units using (unit_id)
        where list_contains(string_split(dim_units.path, '/'), $root)
        """,
        root=scope.viewer.root_unit_id,
    )


def effect_checks(scope: Scope, project_id: str) -> list[Row]:
    """Leads before the start, and the effect without each city in turn, of one project."""
    return unscoped_rows(
        scope,
        """
        select
            checks.check_code, checks.position_no, checks.city_id, checks.month_start_date,
            checks.value, checks.ci_low, checks.ci_high, checks.p_value,
            cities.short_name_zh, cities.short_name_en
        from mart_project_effect_checks as checks
        inner join mart_projects using (project_id)
        inner join dim_units as homes
            on mart_projects.unit_id = homes.unit_id
        left join dim_units as cities
            on checks.city_id = cities.unit_id
        where checks.project_id = $project
            and list_contains(string_split(homes.path, '/'), $root)
        order by checks.check_code, checks.position_no, cities.sort_order
        """,
        project=project_id,
        root=scope.viewer.root_unit_id,
    )


def months(scope: Scope, metric_code: str) -> list[Row]:
    """One metric of the unit by month; the open month is there, marked."""
    return rows(
        scope,
        """
        select month_start_date, value, se, n, is_closed
        from mart_project_metric_months
        where unit_id = $unit and metric_code = $metric
        order by month_start_date
        """,
        metric=metric_code,
    )


def city_months(scope: Scope, metric_code: str) -> list[Row]:
    """One metric by closed month of every own city of the province in view."""
    return rows(
        scope,
        """
        select
            dim_units.unit_id, dim_units.unit_code, dim_units.short_name_zh,
            dim_units.short_name_en, figures.month_start_date, figures.value
        from dim_units
        inner join mart_project_metric_months as figures
            on dim_units.unit_id = figures.unit_id
        where dim_units.province_id = $unit
            and dim_units.unit_type = 'city'
            and dim_units.operator_type = 'own'
            and not dim_units.is_unallocated
            and figures.metric_code = $metric
            and figures.is_closed
        order by dim_units.sort_order, figures.month_start_date
        """,
        metric=metric_code,
    )
