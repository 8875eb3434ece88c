"""Incident tickets of a service desk: an event log of 141,712 changes to 24,918 tickets."""

from __future__ import annotations

import pytest

from tests.real_data.conftest import Loaded, Query

pytestmark = [pytest.mark.warehouse, pytest.mark.timeout(1200)]

YEARS = "('2016', '2017')"


def total(marts: Query, expression: str) -> object:
    """A sum over the years that the tickets were received in, all kinds, whole group."""
    return marts(
        f"select {expression} from marts.mart_complaints_by_unit_period "
        f"where unit_id = 'G' and complaint_kind = 'all' and period_id in {YEARS}"
    )[0][0]


def test_the_log_collapses_to_its_tickets(loaded: Loaded, marts: Query) -> None:
    (load,) = loaded.results["itsm_incidents"].loads
    assert (load.rows_accepted, load.rows_rejected) == (24_918, 0)
    assert any(
        "116,794 rows: earlier state of the same ticket" in warning for warning in load.warnings
    )
    assert total(marts, "sum(ticket_count)") == 24_918


def test_tickets_that_missed_their_sla(marts: Query) -> None:
    assert total(marts, "sum(sla_known_count)") == 24_918
    assert total(marts, "sum(sla_known_count - sla_met_count)") == 9_115


def test_reopened_tickets(marts: Query) -> None:
    assert total(marts, "sum(reopened_count)") == 275


def test_tickets_without_a_resolved_time(marts: Query) -> None:
    assert total(marts, "sum(ticket_count - resolved_count)") == 1_556


def test_hours_from_opened_to_resolved(marts: Query) -> None:
    durations = (
        "select duration_minutes, sum(ticket_count) from marts.fct_complaint_durations "
        "where measure = 'final_resolution' and is_event group by all order by all"
    )
    minutes = [int(m) for m, n in marts(durations) for _ in range(int(n))]
    assert len(minutes) == 24_918 - 1_556
    middle = len(minutes) // 2
    assert (minutes[middle - 1] + minutes[middle]) / 2 / 60 == pytest.approx(22.1, abs=1e-9)
    assert round(sum(minutes) / len(minutes) / 60, 2) == 178.17


def test_the_year_mart_carries_the_same_mean(marts: Query) -> None:
    mean = total(marts, "sum(resolved_mean_hours * resolved_count) / sum(resolved_count)")
    assert round(float(str(mean)), 2) == 178.17


def test_leading_zeros_of_ticket_numbers_survive(marts: Query) -> None:
    assert marts("select ticket_id from raw.complaint_log where ticket_id like '%0000045'") == [
        ("0000045",)
    ]
