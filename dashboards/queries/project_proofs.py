"""What a project has proven: its estimated effect with the metric it is told in."""

from __future__ import annotations

from dashboards.queries.gate import unscoped_rows
from dashboards.release import Row
from dashboards.scope import Scope


def effect(scope: Scope, project_id: str) -> Row | None:
    """Verdict, effect and months of one project that the viewer may see; None before there is one."""
    found = unscoped_rows(
        scope,
        """
        select
            project_id, verdict_code, effect, effect_ci_low, effect_ci_high, after_month_count,
            assignment_count
        from mart_project_effects
        where project_id = $project
        """,
        project=project_id,
    )
    return found[0] if found else None


def metric(scope: Scope, metric_code: str | None) -> Row | None:
    """Names, unit and decimals of a metric that projects may lift."""
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


def city_months(scope: Scope, metric_code: str) -> list[Row]:
    """A metric of every city the viewer may see, by closed month."""
    return unscoped_rows(
        scope,
        """
        select months.unit_id, dim_units.province_id, months.month_start_date, months.value
        from mart_project_metric_months as months
        inner join dim_units on months.unit_id = dim_units.unit_id
        where months.metric_code = $metric
            and months.is_closed
            and months.value is not null
            and dim_units.unit_type = 'city'
            and list_contains(string_split(dim_units.path, '/'), $root)
        order by months.unit_id, months.month_start_date
        """,
        metric=metric_code,
        root=scope.viewer.root_unit_id,
    )
