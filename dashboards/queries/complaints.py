"""Complaints: the loop in figures, by kind, and the tickets that are still open."""

from __future__ import annotations

from dashboards.queries.gate import rows
from dashboards.release import Row
from dashboards.scope import Scope
from warehouse.settings import load_settings


def loop(scope: Scope, parent_id: str | None) -> list[Row]:
    """The complaint loop of the unit in the period and of its parent: `is_parent` tells them apart."""
    return rows(
        scope,
        """
        select
            unit_id <> $unit as is_parent, ticket_count, response_on_time_rate, attainment_48h,
            resolution_median_hours, resolution_p90_hours, first_time_resolution_rate, repeat_rate,
            reopen_rate, closed_loop_rate, backlog_count, escalated_count
        from mart_complaints_by_unit_period
        where period_id = $period
            and complaint_kind = 'all'
            and unit_id in ($unit, $parent)
        """,
        parent=parent_id or "",
    )


def kinds(scope: Scope) -> list[Row]:
    """Tickets by kind, most first."""
    return rows(
        scope,
        """
        select
            complaints.complaint_kind, complaints.ticket_count,
            coalesce(names.name_zh, complaints.complaint_kind) as name_zh,
            coalesce(names.name_en, complaints.complaint_kind) as name_en
        from mart_complaints_by_unit_period as complaints
        left join dim_complaint_codes as names
            on complaints.complaint_kind = names.code and names.dimension = 'kind'
        where complaints.unit_id = $unit and complaints.period_id = $period
            and complaints.complaint_kind <> 'all' and complaints.ticket_count > 0
        order by complaints.ticket_count desc, complaints.complaint_kind
        """,
    )


def open_tickets(scope: Scope, limit: int = 10) -> list[Row]:
    """Open tickets of the unit and everything below it: overdue first, then the oldest.

    The two counts are of all of them, not only of the `limit` returned.
    """
    return rows(
        scope,
        """
        with open_now as (
            select
                tickets.ticket_id, tickets.received_at, tickets.complaint_kind,
                tickets.department_code, tickets.open_hours,
                timezone($timezone, timezone('UTC', tickets.resolution_due_at)) as due_local_at,
                coalesce(tickets.as_of_at > tickets.resolution_due_at, false) as is_overdue
            from mart_complaint_tickets_recent as tickets
            inner join dim_units on tickets.unit_id = dim_units.unit_id
            where tickets.is_open and list_contains(string_split(dim_units.path, '/'), $unit)
        )

        select
            open_now.*, coalesce(kinds.name_zh, open_now.complaint_kind) as kind_zh,
            coalesce(kinds.name_en, open_now.complaint_kind) as kind_en,
            coalesce(departments.name_zh, open_now.department_code) as department_zh,
            coalesce(departments.name_en, open_now.department_code) as department_en,
            count(*) over () as open_count,
            count(*) filter (where open_now.is_overdue) over () as overdue_count
        from open_now
        left join dim_complaint_codes as kinds
            on open_now.complaint_kind = kinds.code and kinds.dimension = 'kind'
        left join dim_complaint_codes as departments
            on open_now.department_code = departments.code and departments.dimension = 'department'
        order by open_now.is_overdue desc, open_now.open_hours desc, open_now.ticket_id
        limit $limit
        """,
        limit=limit,
        timezone=load_settings().timezone,
    )
