"""Monthly figures of project metrics: those published elsewhere, and none of staff."""

from __future__ import annotations

import duckdb
import pytest

pytestmark = pytest.mark.warehouse


def test_every_project_of_the_sample_has_a_place_and_a_figure(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    missing = marts.sql(
        """
        select projects.project_id
        from marts.mart_projects as projects
        where projects.latest_value is null or projects.unit_id is null
        """
    ).fetchall()
    assert not missing


def test_a_series_of_a_project_is_the_published_figure(marts: duckdb.DuckDBPyConnection) -> None:
    counted = marts.sql(
        """
        select count(*), count(*) filter (where series.value is distinct from figures.value)
        from marts.mart_project_metric_months as series
        inner join marts.mart_metrics_by_unit_period as figures
            on series.unit_id = figures.unit_id
            and series.metric_code = figures.metric_code
            and strftime(series.month_start_date, '%Y-%m') = figures.period_id
        """
    ).fetchall()
    ((count, different),) = counted
    assert count > 500 and different == 0


def test_metrics_of_staff_have_no_months(marts: duckdb.DuckDBPyConnection) -> None:
    metrics = {
        code
        for (code,) in marts.sql(
            "select distinct metric_code from marts.mart_project_metric_months"
        ).fetchall()
    }
    assert metrics and not {code for code in metrics if "staff" in code}
