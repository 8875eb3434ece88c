"""Staff satisfaction by dimension: published cells only, as the release holds them."""

from __future__ import annotations

from dashboards.queries.gate import rows
from dashboards.release import Row
from dashboards.scope import Scope


def dimensions(scope: Scope, parent_id: str | None) -> list[Row]:
    """Dimensions of the wave that applies at the end of the period, with the parent's mean."""
    return rows(
        scope,
        """
        with applying as (
            select max(wave_end_date) as wave_end_date
            from mart_staff_by_unit_wave
            where unit_id = $unit and staff_role = 'all'
                and valid_from_date <= (select end_date from dim_periods where period_id = $period)
                and valid_to_date > (select end_date from dim_periods where period_id = $period)
        ),

        shown as (
            select *
            from mart_staff_by_unit_wave
            where staff_role = 'all'
                and wave_end_date = (select wave_end_date from applying)
        )

        select
            own.element_id, coalesce(dim_elements.name_zh, own.element_id) as name_zh,
            coalesce(dim_elements.name_en, own.element_id) as name_en, own.wave, own.mean,
            own.n_band_low, own.n_band_high, own.is_suppressed, parent.mean as parent_mean
        from shown as own
        left join dim_elements
            on own.element_id = dim_elements.element_id and dim_elements.element_set = 'staff'
        left join shown as parent
            on own.element_id = parent.element_id
                and own.wave = parent.wave
                and parent.unit_id = $parent
        where own.unit_id = $unit
        order by own.element_id <> 'overall', dim_elements.sort_order, own.element_id
        """,
        parent=parent_id,
    )
