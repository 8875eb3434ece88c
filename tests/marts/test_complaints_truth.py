"""Complaint marts of the tiny sample against what was planted and against the raw tickets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from statistics import median

import duckdb
import pytest

from warehouse.connection import reader

pytestmark = pytest.mark.warehouse
LOCAL = timedelta(hours=8)


@pytest.fixture(scope="module")
def con(tiny_warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    with reader(tiny_warehouse.settings) as con:
        yield con


@pytest.fixture(scope="module")
def tickets(con) -> list[dict]:
    """Tickets that count, straight from raw: the latest row of each ticket, local times."""
    found = con.sql(
        """
        select log.* from raw.complaint_log as log
        inner join raw._loads as loads on log._load_id = loads.load_id
        where loads.status in ('passed', 'accepted')
        qualify row_number() over (partition by ticket_id order by log._load_id desc) = 1
        """
    )
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    for row in rows:
        for name, value in row.items():
            if name.endswith("_at") and value is not None:
                row[name] = value + LOCAL
    return rows


def group_figures(con, period: str, kind: str = "all") -> dict:
    found = con.execute(
        "select * from marts.mart_complaints_by_unit_period"
        " where unit_id = 'G' and period_id = ? and complaint_kind = ?",
        [period, kind],
    )
    names = [column[0] for column in found.description]
    return dict(zip(names, found.fetchall()[0], strict=True))


def test_tickets_by_province_and_month_are_those_planted(con, tiny_warehouse):
    found = con.execute(
        """
        select unit_id, period_id, ticket_count, hall_ticket_count, reopened_count, closed_count
        from marts.mart_complaints_by_unit_period
        where unit_id like 'P%' and length(period_id) = 7 and period_id not like '%-Q%'
            and period_id not like '%-B%' and complaint_kind = 'all'
        """
    ).fetchall()
    planted = [
        (
            f"P{cell['province_code']}", cell["period_id"], cell["tickets"], cell["with_hall"],
            cell["reopened"], cell["closed_loop"],
        )
        for cell in tiny_warehouse.truth["complaint_counts"]
    ]  # fmt: skip
    assert sorted(found) == sorted(planted)


def test_open_tickets_are_those_without_a_resolution(con, tiny_warehouse):
    ((backlog,),) = con.execute(
        "select sum(ticket_count) from marts.mart_complaint_backlog_by_unit where unit_id = 'G'"
    ).fetchall()
    assert backlog == sum(cell["unresolved"] for cell in tiny_warehouse.truth["complaint_counts"])


def test_a_year_adds_up_from_its_months_and_the_group_from_its_provinces(con):
    ((months,),) = con.execute(
        "select sum(ticket_count) from marts.mart_complaints_by_unit_period where unit_id = 'G'"
        " and regexp_matches(period_id, '^2026-[0-9]{2}$') and complaint_kind = 'all'"
    ).fetchall()
    ((kinds,),) = con.execute(
        "select sum(ticket_count) from marts.mart_complaints_by_unit_period where unit_id = 'G'"
        " and period_id = '2026' and complaint_kind <> 'all'"
    ).fetchall()
    assert months == kinds == group_figures(con, "2026")["ticket_count"]


def test_on_time_rates_equal_a_count_over_raw_tickets(con, tickets):
    as_of = max(ticket["data_through_at"] for ticket in tickets)
    due = responded = resolution_due = resolved = 0
    for ticket in tickets:
        received, end = ticket["received_at"], ticket["resolved_at"]
        if ticket["complexity"] == "general":
            limit = received.replace(hour=23, minute=59, second=59)
        else:
            limit = received + timedelta(hours=2 if ticket["complexity"] == "simple" else 48)
        if end is not None or as_of > limit:
            resolution_due += 1
            resolved += end is not None and end <= limit
        answered = ticket["responded_at"]
        if answered is not None or as_of - received >= timedelta(hours=24):
            due += 1
            responded += answered is not None and answered - received <= timedelta(hours=24)
    figures = group_figures(con, "2026")
    assert figures["response_due_count"] == due
    assert figures["responded_on_time_count"] == responded
    assert figures["resolution_due_count"] == resolution_due
    assert figures["resolved_on_time_count"] == resolved
    assert figures["resolution_on_time_rate"] == pytest.approx(resolved / resolution_due, abs=1e-12)


def test_repeats_equal_a_search_through_raw_tickets(con, tickets):
    repeats = 0
    last: dict = {}
    for ticket in sorted(tickets, key=lambda row: (row["received_at"], row["ticket_id"])):
        key = (ticket["customer_key"], ticket["complaint_kind"])
        day = ticket["received_at"].date()
        repeats += key in last and (day - last[key]).days <= 30
        last[key] = day
    assert repeats > 0
    assert group_figures(con, "2026")["repeat_count"] == repeats


def test_plain_mean_and_median_hours_equal_those_of_raw_tickets(con, tickets):
    hours = [
        (ticket["resolved_at"] - ticket["received_at"]).total_seconds() / 3600
        for ticket in tickets
        if ticket["resolved_at"] is not None
    ]
    figures = group_figures(con, "2026")
    assert figures["resolved_mean_hours"] == pytest.approx(sum(hours) / len(hours), rel=1e-9)
    assert figures["resolved_median_hours"] == pytest.approx(median(hours), rel=1e-9)
    assert figures["resolution_median_hours"] >= figures["resolved_median_hours"]


def test_the_cities_with_the_hotline_collapse_attain_least(con, tiny_warehouse):
    collapse = tiny_warehouse.truth["planted"]["hotline_collapse"]
    rows = con.execute(
        "select unit_id, attainment_48h from marts.mart_complaints_by_unit_period"
        " where unit_id like 'C%' and complaint_kind = 'all' and period_id = '2026-B5'"
        " and attainment_48h is not null order by attainment_48h"
    ).fetchall()
    assert rows[0][0] == f"C{collapse['city_code']}"


def test_no_customer_and_no_text_leaves_the_warehouse(con):
    columns = con.execute(
        "select table_name, column_name from information_schema.columns where table_schema = 'marts'"
        " and table_name like '%complaint%' and table_name <> 'fct_complaint_tickets'"
    ).fetchall()
    assert len(columns) > 100
    assert not [column for column in columns if "customer_key" in column[1] or "text" in column[1]]
