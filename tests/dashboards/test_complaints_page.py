"""The complaints page: every level and language, what is said in each state, search and paging."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import access, release
from dashboards.complaints import causes, ticket_list
from dashboards.queries import complaint_tickets
from dashboards.queries.complaint_tickets import Wanted
from dashboards.scope import Scope

HALL = "H330100-01@20180501"


def words(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def ids(app: AppTest) -> list[str]:
    frame = app.dataframe[-1].value
    return list(frame["Ticket"] if "Ticket" in frame else frame["工单"])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("unit", ["G", "P330000", "C330100", "B330100-1", HALL])
@pytest.mark.parametrize("period", ["2026-B5", "2026-B6", "2026-05"])
def test_every_level_and_period_is_drawn(open_page, unit, language, period):
    app = open_page("complaints", unit=unit, lang=language, period=period)
    assert not app.exception
    assert len(app.metric) == 7


def test_tracking_that_is_not_due_is_no_loss(open_page):
    said = words(open_page("complaints", unit="P330000", lang="en", period="2026-B5"))
    assert "none of the period's is due yet" in said
    assert "lost at “Resolved”: 1" in said
    said = words(open_page("complaints", unit="P330000", lang="en", period="2026-B2"))
    assert "lost at “Tracked”" in said


def test_a_rate_whose_interval_lies_below_the_parent_is_named(open_page):
    said = words(open_page("complaints", unit="P330000", lang="en"))
    assert "1 rate lies below China: “Resolved within limit”" in said
    assert "Lowest of all" in words(open_page("complaints", unit="C330200", lang="en"))


def test_the_curve_is_drawn_for_cities_and_above(open_page):
    assert "Half are resolved within" in words(open_page("complaints", unit="C330100", lang="en"))
    assert "drawn for cities and above" in words(open_page("complaints", unit=HALL, lang="en"))


def test_without_open_tickets_the_cards_say_so(open_page):
    said = words(open_page("complaints", unit="P540000", lang="en"))
    assert "No open tickets as of the data" in said
    assert "No ticket waits for escalation" in said


def test_tickets_about_to_breach_come_before_overdue_ones(open_page):
    app = open_page("complaints", unit=HALL, lang="en")
    left = next(table.value for table in app.table if "To the limit" in table.value)["To the limit"]
    marks = ["over" in cell for cell in left]
    assert marks == sorted(marks)
    assert {True, False} == set(marks)


def test_an_escalation_that_was_missed_is_listed(open_page):
    assert "should have been escalated" in words(open_page("complaints", unit="C330100", lang="en"))


def test_search_filters_and_pages_narrow_the_list(open_page):
    app = open_page("complaints", unit="P330000", lang="en")
    first = ids(app)
    assert len(first) == ticket_list.PAGE_SIZE
    app.session_state[ticket_list.PAGE] = 2
    app.run()
    assert not set(ids(app)) & set(first)
    app.text_input(key=ticket_list.SEARCH).set_value(first[0].lower()).run()
    assert ids(app) == [first[0]]
    app.text_input(key=ticket_list.SEARCH).set_value("no such ticket").run()
    assert "No ticket matches" in words(app)
    assert not app.exception


def test_a_filter_of_state_and_department_is_kept(open_page):
    app = open_page("complaints", unit="P330000", lang="en")
    app.selectbox(key=ticket_list.STATE).select("overdue").run()
    assert set(app.dataframe[-1].value["State"]) == {"▲ Overdue"}
    app.selectbox(key="cp_filter_department").select("market").run()
    assert set(app.dataframe[-1].value["Department"]) == {"Market"}


def test_a_cause_that_was_clicked_narrows_the_list_until_it_is_cleared(open_page):
    app = open_page("complaints", unit=HALL, lang="en")
    whole = ids(app)
    app.segmented_control(key=causes.DIMENSION).select("root_cause").run()
    app.session_state[ticket_list.CAUSE] = "technical"
    app.run()
    assert 0 < len(ids(app)) < len(whole)
    app.button(key="cp_cause_off").click().run()
    assert ids(app) == whole


def test_pages_together_hold_every_ticket_once(home):
    scope = Scope(release.current_id(), access.EVERYONE, "C330100", "2026-B5", "previous")
    seen: list[str] = []
    page_no = 1
    while page := complaint_tickets.tickets(scope, Wanted(), page_no, 7):
        seen += [row["ticket_id"] for row in page]
        page_no += 1
    assert len(seen) == len(set(seen)) == 4 * 6


def test_no_free_text_of_a_ticket_is_readable():
    columns = access.COLUMNS["mart_complaint_tickets_recent"]
    assert not {name for name in columns if "text" in name or "customer" in name}
