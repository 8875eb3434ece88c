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
