"""The cells of the anonymous feeds that must stay hidden (METHODS M12): the frame in dbt.

Python because neither the rule, which follows its own results, nor the audit of what published cells
tell together has a closed form; both stand in dbt_project.statistics.cell_suppression.
"""

from collections import defaultdict

import pyarrow

from dbt_project.statistics.cell_suppression import hide_wave


def model(dbt, session):
    """One row per hidden cell of every wave and item set."""
    dbt.config(materialized="table", schema="intermediate")
    limits = dict(dbt.ref("thresholds").select("threshold_code, value").fetchall())
    # every cell comes many times: its name once, then numbers
    numbered = dbt.ref("int_staff_cells").query(
        "cells",
        "select *, dense_rank() over (order by unit_id, staff_role) - 1 as cell_no from cells",
    )
    named = numbered.query(
        "cells",
        "select distinct cell_no, unit_id, staff_role, unit_type, parent_unit_id from cells"
        " order by cell_no",
    ).fetchall()
    cells = [(unit_id, role) for _, unit_id, role, _, _ in named]
    units = {unit_id: (unit_type, parent) for _, unit_id, _, unit_type, parent in named}
    waves = defaultdict(dict)
    items = numbered.query(
        "cells",
        "select wave, element_set, element_id, list(cell_no), list(answer_count), list(is_equal)"
        " from cells group by wave, element_set, element_id",
    )
    for wave, element_set, item, numbers, answers, equals in items.fetchall():
        counted = zip(answers, equals, strict=True)
        named_cells = (cells[number] for number in numbers)
        waves[(wave, element_set)][item] = dict(zip(named_cells, counted, strict=True))
    min_n, hall_min_n = int(limits["staff_min_n"]), int(limits["staff_hall_min_n"])
    rows = [
        (*wave, *cell, reason)
        for wave, items in sorted(waves.items())
        for cell, reason in sorted(hide_wave(items, units, min_n, hall_min_n).items())
    ]
    names = ["wave", "element_set", "element_id", "unit_id", "staff_role", "suppression_reason"]
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return pyarrow.table(
        dict(zip(names, (pyarrow.array(c, pyarrow.string()) for c in columns), strict=True))
    )
