"""Registers that the forms of special projects choose from: units, departments, metrics, items."""

from __future__ import annotations

from dashboards.queries.gate import unscoped_rows
from dashboards.release import Row
from dashboards.scope import Scope

# Register -> query of code, name_zh, name_en in the order of the screens.
_REGISTERS = {
    "province": """
        select unit_code as code, short_name_zh as name_zh, short_name_en as name_en
        from dim_units
        where unit_type = 'province'
            and not is_unallocated
            and operator_type = 'own'
            and unit_id like 'P%'
            and (list_contains(string_split(path, '/'), $root) or $root like unit_id || '%')
        order by sort_order, unit_id
    """,
    "city": """
        select unit_code as code, short_name_zh as name_zh, short_name_en as name_en
        from dim_units
        where unit_type = 'city'
            and not is_unallocated
            and operator_type = 'own'
            and unit_id like 'C%'
            and list_contains(string_split(path, '/'), $root)
            and ($province = '' or province_id = 'P' || $province)
        order by sort_order, unit_id
    """,
    "hall": """
        select hall_code as code, any_value(name_zh) as name_zh, any_value(name_en) as name_en
        from dim_halls
        where is_current
            and operator_type = 'own'
            and province_id = 'P' || $province
            and (
                select bool_or(list_contains(string_split(path, '/'), $root))
                from dim_units
                where unit_id = dim_halls.city_id
            )
        group by hall_code
        order by hall_code
    """,
    "department": """
        select department_code as code, name_zh, name_en from departments order by sort_order
    """,
    "metric": """
        select metric_code as code, name_zh, name_en from project_metrics order by sort_order
    """,
    "theme": "select theme_code as code, name_zh, name_en from themes order by sort_order",
    "element": """
        select element_id as code, any_value(name_zh) as name_zh, any_value(name_en) as name_en
        from dim_elements
        group by element_id
        order by min(sort_order), element_id
    """,
}


def register(scope: Scope, name: str, province: str = "") -> list[Row]:
    """Code and names of one register; cities and halls are those of `province` where it is given."""
    root = scope.viewer.root_unit_id
    return unscoped_rows(scope, _REGISTERS[name], root=root, province=province)


def paths(scope: Scope) -> dict[str, str]:
    """Unit -> path of every province and city; of a hall by its code, as projects name it."""
    found = unscoped_rows(
        scope,
        """
        select unit_id as code, path from dim_units
        where unit_type in ('group', 'province', 'city') and not is_unallocated
        union all
        select 'H' || hall_code, path
        from dim_halls
        inner join dim_units on dim_units.unit_id = dim_halls.hall_id
        where dim_halls.is_current
        """,
    )
    return {row["code"]: row["path"] for row in found}


def thresholds(scope: Scope) -> dict[str, float]:
    """Code -> value of the tunable numbers of the seed."""
    found = unscoped_rows(scope, "select threshold_code as code, value from thresholds")
    return {row["code"]: row["value"] for row in found}
