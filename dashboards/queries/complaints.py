"""Complaints: the loop in figures, by kind, and the tickets that are still open."""

from __future__ import annotations

from dashboards.queries.gate import rows
from dashboards.release import Row
from dashboards.scope import Scope


def loop(scope: Scope) -> list[Row]:
    """The complaint loop of the unit in the period and of its parent: `is_parent` tells them apart."""
    return rows(
        scope,
        """
        select
            unit_id <> $unit as is_parent, ticket_count, responded_on_time_rate, attainment_48h,
            resolution_median_hours, resolution_p90_hours, first_time_resolution_rate, repeat_rate,
            reopen_rate, closed_loop_rate, backlog_count, escalated_count
        from mart_complaints_by_unit_period
        where period_id = $period
            and complaint_kind = 'all'
            and unit_id in (
                select unnest([unit_id, parent_unit_id]) from dim_units where unit_id = $unit
            )
        """,
    )


def kinds(scope: Scope) -> list[Row]:
    """Tickets by kind, most first."""
    return rows(
        scope,
        """
        select complaint_kind, ticket_count, attainment_48h
        from mart_complaints_by_unit_period
        where unit_id = $unit and period_id = $period and complaint_kind <> 'all'
            and ticket_count > 0
        order by ticket_count desc, complaint_kind
        """,
    )


def open_tickets(scope: Scope, limit: int = 10) -> list[Row]:
    """Open tickets of the unit and everything below it: overdue first, then the oldest.

    The two counts are of all of them, not only of the `limit` returned.
    """
    return rows(
        scope,
        """
        select
            tickets.ticket_id, tickets.received_at, tickets.complaint_kind, tickets.complexity,
            tickets.department_code, tickets.age_hours, tickets.limit_hours, tickets.is_overdue,
            count(*) over () as open_count,
            count(*) filter (where tickets.is_overdue) over () as overdue_count
        from mart_complaint_tickets_recent as tickets
        inner join dim_units on tickets.unit_id = dim_units.unit_id
        where tickets.is_open and list_contains(string_split(dim_units.path, '/'), $unit)
        order by tickets.is_overdue desc, tickets.age_hours desc, tickets.ticket_id
        limit $limit
        """,
        limit=limit,
    )
