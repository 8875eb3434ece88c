"""Keeps a staff wave as it was first published (METHODS M12).

Were a published wave to change, the difference of two releases would tell what a few late
colleagues answered. So publishing writes down the cells it shows and the answer sheets behind them;
later builds show those cells and give later sheets to the next wave.
"""

from __future__ import annotations

import duckdb

_CELLS = """
insert into raw._frozen_staff_cells
select
    unit_id, wave, staff_role, element_id, element_set, suppression_reason, mean, n_band_low,
    n_band_high, is_suppressed, $release_id, cast(current_timestamp as timestamp)
from marts.mart_staff_by_unit_wave
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
from intermediate.int_staff_responses_assigned
where (element_set, assigned_wave) in (
    select (element_set, wave) from raw._frozen_staff_cells
) and (element_set, assigned_wave) not in (
    select (element_set, wave) from raw._frozen_staff_sheets
)
"""


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
        con.execute(_SHEETS, {"release_id": release_id})
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise
    return _count_waves(con) - before


def _has_staff_marts(con: duckdb.DuckDBPyConnection) -> bool:
    tables = con.execute(
        "select count(*) from information_schema.tables"
        " where table_catalog = current_database() and table_name in ('mart_staff_by_unit_wave',"
        " 'int_staff_responses_assigned', '_frozen_staff_cells', '_frozen_staff_sheets')"
    ).fetchone()
    return tables == (4,)


def _count_waves(con: duckdb.DuckDBPyConnection) -> int:
    row = con.execute(
        "select count(distinct (element_set, wave)) from raw._frozen_staff_cells"
    ).fetchone()
    return row[0] if row else 0
