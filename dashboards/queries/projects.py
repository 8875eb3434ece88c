"""Special projects: themes of the year."""

from __future__ import annotations

from dashboards.queries.gate import unscoped_rows
from dashboards.release import Row
from dashboards.scope import Scope


def themes(scope: Scope) -> list[Row]:
    """The six themes of a year in their order, with the metric each is to lift."""
    return unscoped_rows(
        scope,
        """
        select
            themes.theme_code, themes.bimonth_no, themes.name_zh, themes.name_en,
            themes.metric_code, themes.owner_department_code,
            project_metrics.name_zh as metric_name_zh, project_metrics.name_en as metric_name_en
        from themes
        left join project_metrics using (metric_code)
        order by themes.sort_order
        """,
    )
