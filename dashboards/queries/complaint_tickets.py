"""Tickets one by one, open or received lately: urgent ones, channels by class, and the list.

A release holds no free text and no customer of a ticket.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboards.queries.gate import rows
from dashboards.release import Row
from dashboards.scope import Scope

# Every ticket of the unit and below, with names; `hours_left` is negative once overdue.
_LISTED = """
    with listed as (
        select
            tickets.*, halls.short_name_zh as unit_zh, halls.short_name_en as unit_en,
            halls.unit_type,
            coalesce(tickets.is_open and tickets.as_of_at > tickets.resolution_due_at, false) as is_overdue,
            date_diff('minute', tickets.as_of_at, tickets.resolution_due_at) / 60.0 as hours_left,
            coalesce(kinds.name_zh, tickets.complaint_kind) as kind_zh,
            coalesce(kinds.name_en, tickets.complaint_kind) as kind_en,
            coalesce(departments.name_zh, tickets.department_code) as department_zh,
            coalesce(departments.name_en, tickets.department_code) as department_en,
            coalesce(channels.name_zh, tickets.channel) as channel_zh,
            coalesce(channels.name_en, tickets.channel) as channel_en,
            coalesce(classes.name_zh, tickets.complaint_class) as class_zh,
            coalesce(classes.name_en, tickets.complaint_class) as class_en
        from mart_complaint_tickets_recent as tickets
        inner join dim_units as halls on tickets.unit_id = halls.unit_id
        left join dim_complaint_codes as kinds
            on tickets.complaint_kind = kinds.code and kinds.dimension = 'kind'
        left join dim_complaint_codes as departments
            on tickets.department_code = departments.code and departments.dimension = 'department'
        left join dim_complaint_codes as channels
            on tickets.channel = channels.code and channels.dimension = 'channel'
        left join dim_complaint_codes as classes
            on tickets.complaint_class = classes.code and classes.dimension = 'class'
        where list_contains(string_split(halls.path, '/'), $unit)
    )
"""


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; empty means everything."""

    search: str = ""
    state: str = "all"
    kind: str = ""
    root_cause: str = ""
    department: str = ""
    channel: str = ""


def urgent(scope: Scope, soon_hours: float, limit: int = 8) -> list[Row]:
    """Open tickets nearest to their limit: those still in time, then the latest overdue ones.

    The counts are of all of them; `soon_count` of those that reach their limit in `soon_hours`.
    """
    return rows(
        scope,
        _LISTED
        + """
        select
            *,
            count(*) filter (where not is_overdue and hours_left <= $soon) over () as soon_count,
            count(*) filter (where is_overdue) over () as overdue_count
        from listed
        where is_open
        order by is_overdue, abs(hours_left) nulls last, ticket_id
        limit $limit
        """,
        soon=soon_hours,
        limit=limit,
    )


def escalations(scope: Scope, limit: int = 8) -> list[Row]:
    """Open tickets past the limit for escalation that were not escalated, the oldest first."""
    return rows(
        scope,
        _LISTED
        + """
        select *, count(*) over () as all_count
        from listed
        where is_open and is_escalation_overdue
        order by open_hours desc, ticket_id
        limit $limit
        """,
        limit=limit,
    )


def channels_by_class(scope: Scope) -> list[Row]:
    """Tickets of the list by channel and class, with how many of them are open."""
    return rows(
        scope,
        _LISTED
        + """
        select
            channel, complaint_class, any_value(channel_zh) as channel_zh,
            any_value(channel_en) as channel_en, any_value(class_zh) as class_zh,
            any_value(class_en) as class_en, count(*) as ticket_count,
            count(*) filter (where is_open) as open_count
        from listed
        group by channel, complaint_class
        order by channel, complaint_class
        """,
    )


def options(scope: Scope) -> list[Row]:
    """Codes that tickets of the unit bear, by dimension: what the filters offer."""
    return rows(
        scope,
        """
        with tickets as (
            select tickets.*
            from mart_complaint_tickets_recent as tickets
            inner join dim_units on tickets.unit_id = dim_units.unit_id
            where list_contains(string_split(dim_units.path, '/'), $unit)
        ),

        borne as (
            select distinct 'kind' as dimension, complaint_kind as code from tickets
            union
            select distinct 'department', department_code from tickets
            union
            select distinct 'channel', channel from tickets
        )

        select
            borne.dimension, borne.code, coalesce(names.name_zh, borne.code) as name_zh,
            coalesce(names.name_en, borne.code) as name_en
        from borne
        left join dim_complaint_codes as names using (dimension, code)
        where borne.code is not null
        order by borne.dimension, names.sort_order, borne.code
        """,
    )


def tickets(scope: Scope, wanted: Wanted, page_no: int, page_size: int) -> list[Row]:
    """One page of the tickets wanted, latest first; `all_count` is of all pages."""
    return rows(
        scope,
        _LISTED
        + """
        select *, count(*) over () as all_count
        from listed
        where (
                $search = ''
                or contains(lower(concat_ws(' ', ticket_id, unit_zh, unit_en)), lower($search))
            )
            and ($kind = '' or complaint_kind = $kind)
            and ($root_cause = '' or root_cause = $root_cause)
            and ($department = '' or department_code = $department)
            and ($channel = '' or channel = $channel)
            and case $state
                when 'open' then is_open
                when 'overdue' then is_overdue
                when 'escalated' then is_escalated
                when 'repeat' then is_repeat
                else true
            end
        order by received_at desc, ticket_id
        limit $page_size offset $skipped
        """,
        search=wanted.search.strip(),
        state=wanted.state,
        kind=wanted.kind,
        root_cause=wanted.root_cause,
        department=wanted.department,
        channel=wanted.channel,
        page_size=page_size,
        skipped=(page_no - 1) * page_size,
    )
