"""Control charts: limits of a metric of a unit by month."""

from __future__ import annotations

from dashboards.queries.gate import rows, unscoped_rows
from dashboards.queries.metrics import HISTORY
from dashboards.release import Row
from dashboards.scope import Scope


def limits(scope: Scope, metric_code: str) -> list[Row]:
    """Closed months up to the period in view, oldest first; none where nothing is charted."""
    known = unscoped_rows(
        scope,
        "select 1 from duckdb_views() where view_name = 'mart_control_charts_by_unit_month' limit 1",
    )
    if not known:
        return []
    return rows(
        scope,
        f"""
        with months as (
            select
                charts.period_id, periods.start_date, periods.label_zh, periods.label_en,
                charts.state, charts.value, charts.centre_value, charts.limit_low,
                charts.limit_high, charts.is_beyond_limits, charts.is_run
            from mart_control_charts_by_unit_month as charts
            inner join dim_periods as periods on charts.period_id = periods.period_id
            where charts.unit_id = $unit
                and charts.metric_code = $metric
                and periods.is_closed
                and periods.end_date
                    <= (select end_date from dim_periods where period_id = $period)
            order by periods.start_date desc
            limit {HISTORY}
        )

        select * from months order by start_date
        """,
        metric=metric_code,
    )
