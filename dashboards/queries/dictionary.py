"""The metric dictionary in full, and where each metric is used."""

from __future__ import annotations

from dashboards.queries.gate import unscoped_rows
from dashboards.release import Row
from dashboards.scope import Scope


def entries(scope: Scope) -> list[Row]:
    """Every metric, headline metrics first; `target` is the one for all levels, in its unit."""
    return unscoped_rows(
        scope,
        """
        select
            code, name_zh, name_en, short_zh, short_en, unit, decimals, better, definition_zh,
            definition_en, formula, method, feeds, owner_zh, owner_en, mart, target
        from metric_dictionary
        order by sort_order
        """,
    )


def pages(scope: Scope) -> list[Row]:
    """Table and page that reads it; none in a release that carries no lineage."""
    known = unscoped_rows(
        scope, "select 1 from duckdb_views() where view_name = 'release_lineage' limit 1"
    )
    if not known:
        return []
    return unscoped_rows(
        scope, "select distinct table_name, page from release_lineage order by page, table_name"
    )
