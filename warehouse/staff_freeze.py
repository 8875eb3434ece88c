"""Keeps a wave of an anonymous feed as it was first published (METHODS M12).

Staff satisfaction, service awareness and internal service alike: were a published wave to change,
the difference of two releases would tell what a few late colleagues answered. So publishing writes
down the cells it shows and the answer sheets behind them; later builds show those cells and give
later sheets to the next wave.
"""

from __future__ import annotations

import duckdb

_CELLS = """
insert into raw._frozen_staff_cells
    (unit_id, wave, staff_role, element_id, element_set, suppression_reason, mean, se, n_band_low,
    n_band_high, is_suppressed, release_id, frozen_at)
select
    unit_id, wave, staff_role, element_id, element_set, suppression_reason, mean, se, n_band_low,
    n_band_high, is_suppressed, $release_id, cast(current_timestamp as timestamp)
from intermediate.int_staff_cells_published
where not is_frozen and (element_set, wave) not in (
    select (element_set, wave) from raw._frozen_staff_cells
)
"""

_SHEETS = """
insert into raw._frozen_staff_sheets
    (element_set, wave, load_id, row_no, sheet_name, part_no, release_id, frozen_at)
select
    element_set, assigned_wave, load_id, row_no, sheet_name, part_no, $release_id,
    cast(current_timestamp as timestamp)
from intermediate.{sheets}
where (element_set, assigned_wave) in (
    select (element_set, wave) from raw._frozen_staff_cells
) and (element_set, assigned_wave) not in (
    select (element_set, wave) from raw._frozen_staff_sheets
)
"""

# the sheets of every anonymous source with the wave each counts in
_SHEET_TABLES = (
    "int_staff_responses_assigned",
    "int_awareness_answers_placed",
    "int_internal_service_scores_placed",
)
_NEEDED = (
    "int_staff_cells_published",
    *_SHEET_TABLES,
    "_frozen_staff_cells",
    "_frozen_staff_sheets",
)


def freeze_staff_waves(con: duckdb.DuckDBPyConnection, release_id: str) -> int:
    """Freeze the waves that the marts show and no release has shown before; returns how many.

    Belongs before the release becomes visible: a wave frozen in vain only stays as it is, a wave
    shown and not frozen could change. A warehouse without the staff marts has nothing to freeze.
    """
    if not _has_staff_marts(con):
        return 0
    before = _count_waves(con)
    con.execute("begin transaction")
    try:
        con.execute(_CELLS, {"release_id": release_id})
        for sheets in _SHEET_TABLES:
            con.execute(_SHEETS.format(sheets=sheets), {"release_id": release_id})
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise
    return _count_waves(con) - before


def _has_staff_marts(con: duckdb.DuckDBPyConnection) -> bool:
    tables = con.execute(
        "select count(*) from information_schema.tables"
        " where table_catalog = current_database() and list_contains($needed, table_name)",
        {"needed": list(_NEEDED)},
    ).fetchone()
    return tables == (len(_NEEDED),)


def _count_waves(con: duckdb.DuckDBPyConnection) -> int:
    row = con.execute(
        "select count(distinct (element_set, wave)) from raw._frozen_staff_cells"
    ).fetchone()
    return row[0] if row else 0
