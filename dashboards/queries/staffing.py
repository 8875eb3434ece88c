"""Staff, internal service and awareness as published: nothing is added up from hidden cells (M12)."""

from __future__ import annotations

from dashboards.queries.gate import rows
from dashboards.release import Row
from dashboards.scope import Scope

# Four waves are two years.
WAVES = 4


def dimensions(scope: Scope, unit_id: str) -> list[Row]:
    """Every published cell of the unit in the last waves up to the period's end."""
    return rows(
        scope,
        f"""
        with waves as (
            select wave, max(wave_end_date) as ended
            from mart_staff_by_unit_wave
            where wave_end_date <= (select end_date from dim_periods where period_id = $period)
            group by wave
            order by ended desc
            limit {WAVES}
        )

        select
            cells.wave, waves.ended, cells.staff_role, cells.element_id, cells.mean,
            cells.n_band_low, cells.n_band_high, cells.is_suppressed, dim_elements.name_zh,
            dim_elements.name_en
        from mart_staff_by_unit_wave as cells
        inner join waves using (wave)
        left join dim_elements
            on cells.element_id = dim_elements.element_id and dim_elements.element_set = 'staff'
        where cells.unit_id = $cells_unit
        order by
            waves.ended, cells.element_id <> 'overall', dim_elements.sort_order, cells.element_id
        """,
        cells_unit=unit_id,
    )


def bulletin(scope: Scope, unit_id: str) -> list[Row]:
    """Departments in the round that applies at the period's end, the lowest score first."""
    return rows(
        scope,
        """
        select
            wave, department_code, department_name_zh as name_zh, department_name_en as name_en,
            mean, n_band_low, n_band_high, change, department_rank, demand_count,
            front_problem_count, back_problem_count, unclear_demand_count, no_deadline_count,
            beyond_capacity_count, request_ignored_count, under_resourced_count, late_count,
            insufficient_count, overdue_demand_count, is_suppressed
        from mart_internal_service_by_unit_wave
        where unit_id = $cells_unit
            and valid_from_date <= (select end_date from dim_periods where period_id = $period)
            and valid_to_date > (select end_date from dim_periods where period_id = $period)
        order by department_code = 'all', mean nulls last, department_code
        """,
        cells_unit=unit_id,
    )


def demands(scope: Scope) -> list[Row]:
    """Demands and problems raised by the unit or below it in the last waves: overdue first."""
    return rows(
        scope,
        """
        select
            demands.demand_no, demands.department_name_zh as department_zh,
            demands.department_name_en as department_en, demands.problem_side,
            demands.problem_name_zh as problem_zh, demands.problem_name_en as problem_en,
            demands.status, demands.demand_text, demands.answer_text, demands.is_open,
            demands.is_overdue, demands.raised_date, demands.due_date, demands.answered_date,
            dim_units.short_name_zh, dim_units.short_name_en, count(*) over () as all_count,
            count(*) filter (where demands.is_overdue) over () as overdue_count,
            count(*) filter (where demands.is_open) over () as open_count
        from mart_internal_service_demands as demands
        inner join dim_units using (unit_id)
        where list_contains(string_split(dim_units.path, '/'), $unit)
            and demands.raised_date
            between (select end_date - 365 from dim_periods where period_id = $period)
            and (select end_date from dim_periods where period_id = $period)
        order by
            demands.is_overdue desc, demands.is_open desc, demands.due_date, demands.demand_no
        limit 300
        """,
    )


def gaps(scope: Scope, unit_id: str) -> list[Row]:
    """What customers think against what staff do, and what staff believe against expectations."""
    return rows(
        scope,
        """
        select
            gaps.gap_code, gaps.layer, gaps.element_id, gaps.verdict, gaps.value, gaps.ci_low,
            gaps.ci_high, gaps.siblings_mean, gap_codes.name_zh as gap_zh,
            gap_codes.name_en as gap_en, gap_codes.meaning_zh, gap_codes.meaning_en,
            dim_elements.name_zh, dim_elements.name_en
        from mart_gaps_by_unit_period as gaps
        inner join gap_codes using (gap_code)
        left join dim_elements using (element_set, element_id)
        where gaps.unit_id = $cells_unit and gaps.period_id = $period
            and gaps.gap_code in ('internal_staff', 'internal_service', 'gap_1')
            and gaps.element_id <> 'weighted_overall'
        order by gap_codes.sort_order, gaps.element_id <> 'overall', gaps.value nulls last
        """,
        cells_unit=unit_id,
    )
