"""Units: the one in view, its ancestors for the breadcrumb, its children for the picker."""

from __future__ import annotations

from dashboards.queries.gate import rows
from dashboards.release import Row
from dashboards.scope import Scope

_COLUMNS = """unit_id, unit_type, parent_unit_id, province_id, city_id, unit_code, name_zh, name_en,
    short_name_zh, short_name_en, path, longitude, latitude, boundary_code"""


def unit(scope: Scope) -> Row:
    """The unit in view."""
    return rows(scope, f"select {_COLUMNS} from dim_units where unit_id = $unit")[0]


def ancestors(scope: Scope) -> list[Row]:
    """Units above the one in view, the group first, as far up as the viewer may look."""
    return rows(
        scope,
        f"""
        select {_COLUMNS}
        from dim_units
        where list_contains(
            (select string_split(path, '/') from dim_units where unit_id = $unit), unit_id
        )
            and unit_id <> $unit
            and list_contains(string_split(path, '/'), $root)
        order by level_no
        """,
        root=scope.viewer.root_unit_id,
    )


def below(scope: Scope) -> list[Row]:
    """Units to go down to: children, and every hall of a city, which has branches in between."""
    return rows(
        scope,
        f"""
        select {_COLUMNS}
        from dim_units
        where not is_unallocated
            and operator_type = 'own'
            and (
                parent_unit_id = $unit
                or (
                    unit_type = 'hall'
                    and (select unit_type from dim_units where unit_id = $unit) = 'city'
                    and city_id = $unit
                )
            )
        order by level_no, sort_order, unit_id
        """,
    )


def hall_profile(scope: Scope) -> Row | None:
    """Attributes of a hall on the last day of the period, else its latest ones."""
    found = rows(
        scope,
        """
        select
            hall_code, tier, area_type, place_level, stage, pressure, counters, is_main_hall,
            opened_date, closed_date
        from dim_halls
        where hall_id = $unit
        order by
            (valid_from_date <= (select end_date from dim_periods where period_id = $period)) desc,
            valid_from_date desc
        limit 1
        """,
    )
    return found[0] if found else None
