"""Denied by default: unlisted columns do not exist, units outside the scope are refused."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from dashboards import access, release
from dashboards.access import NotAllowedError, Viewer
from dashboards.queries import (
    complaint_loop,
    complaint_tickets,
    complaints,
    metrics,
    mystery,
    mystery_checks,
    satisfaction,
    staff,
    units,
)
from dashboards.queries.gate import UnknownUnitError
from dashboards.scope import Scope

DASHBOARDS = Path(access.__file__).parent
ZHEJIANG = Viewer("executive", "P330000")


def scope_of(viewer: Viewer, unit: str) -> Scope:
    return Scope(release.current_id(), viewer, unit, "2026-B5", "previous")


def test_an_unlisted_column_does_not_exist(home):
    release_id = release.current_id()
    assert release.read(release_id, "select unit_id from dim_units limit 1", {})
    with pytest.raises(duckdb.BinderException, match="operator_code"):
        release.read(release_id, "select operator_code from dim_halls", {})
    with pytest.raises(duckdb.CatalogException):
        release.read(release_id, "select * from row_counts", {})


def test_no_listed_column_is_restricted():
    # monthly figures of project metrics carry their error for the band; staff are never among them
    # our own answer to a competitor is no free text of a customer
    allowed = {
        ("mart_project_metric_months", "se"),
        ("mart_competitor_initiatives", "response_text"),
        # what departments ask of each other, masked when loaded
        ("mart_internal_service_demands", "demand_text"),
        ("mart_internal_service_demands", "answer_text"),
    }
    # "customer" names a scale there, nobody
    ladder = "mart_gap_ladder_by_unit_period"
    allowed |= {(ladder, f"standard_customer_{end}") for end in ("mean", "inherited_from")}
    # a root cause is a code, no error and no text
    allowed |= {("mart_complaint_tickets_recent", "root_cause")}
    listed = {
        column
        for table, columns in access.COLUMNS.items()
        for column in columns
        if (table, column) not in allowed
    }
    forbidden = re.compile(r"inspector|recording|customer|phone|text|remedy|name_of|se$|k_sum")
    assert sorted(column for column in listed if forbidden.search(column)) == []
    # exact numbers of staff answers are not published (M12)
    assert "n" not in access.COLUMNS["mart_staff_by_unit_wave"]
    assert "n" not in access.COLUMNS["mart_internal_service_by_unit_wave"]


def test_queries_do_not_reach_around_the_views():
    for path in (DASHBOARDS / "queries").glob("*.py"):
        assert not re.search(r"\brelease\.\"?\w+\"?\b(?!\()", _sql(path)), path


def _sql(path: Path) -> str:
    return " ".join(re.findall(r'"""(.*?)"""', path.read_text("utf-8"), re.S))


@pytest.mark.parametrize(
    "query",
    [
        units.unit,
        units.ancestors,
        units.below,
        units.hall_profile,
        metrics.figures,
        metrics.units_table,
        mystery.deductions,
        mystery.totals,
        mystery.adjusted,
        mystery.visits,
        mystery.slots,
        mystery_checks.weights,
        mystery_checks.weight_effects,
        mystery_checks.validity,
        mystery_checks.scatter,
        mystery_checks.competitors,
        mystery_checks.plan,
        lambda scope: mystery_checks.movers(scope, "city"),
        lambda scope: mystery.lost_points(scope, None),
        complaints.kinds,
        complaints.open_tickets,
        complaint_loop.stages,
        complaint_loop.backlog,
        complaint_tickets.escalations,
        complaint_tickets.channels_by_class,
        complaint_tickets.options,
        lambda scope: complaint_loop.totals(scope, None),
        lambda scope: complaint_loop.survival(scope, None),
        lambda scope: complaint_loop.by_complexity(scope, None),
        lambda scope: complaint_loop.pareto(scope, None, "kind"),
        lambda scope: complaint_tickets.urgent(scope, 24),
        lambda scope: complaint_tickets.tickets(scope, complaint_tickets.Wanted(), 1, 10),
        lambda scope: metrics.history(scope, "month"),
        lambda scope: metrics.trend(scope, "nps"),
        lambda scope: metrics.league(scope, "nps"),
        lambda scope: metrics.reference(scope, scope.unit_id, "nps"),
        lambda scope: satisfaction.elements(scope, None),
        lambda scope: mystery.blocks(scope, None),
        lambda scope: complaints.loop(scope, None),
        lambda scope: staff.dimensions(scope, None),
    ],
)
@pytest.mark.parametrize("unit", ["G", "P540000", "C540100"])
def test_every_query_refuses_a_unit_outside_the_scope(home, query, unit):
    with pytest.raises(NotAllowedError):
        query(scope_of(ZHEJIANG, unit))


def test_cached_rows_of_another_viewer_are_not_served(home):
    everyone = scope_of(access.EVERYONE, "P540000")
    assert metrics.figures(everyone)
    with pytest.raises(NotAllowedError):
        metrics.figures(scope_of(ZHEJIANG, "P540000"))


def test_breadcrumb_and_league_stay_inside_the_scope(home):
    assert units.ancestors(scope_of(ZHEJIANG, "P330000")) == []
    city = [row["unit_id"] for row in units.ancestors(scope_of(ZHEJIANG, "C330100"))]
    assert city == ["P330000"]
    hall_viewer = Viewer("executive", "H330100-01@20180501")
    league = metrics.league(scope_of(hall_viewer, "H330100-01@20180501"), "nps")
    assert {row["unit_id"] for row in league} == {"H330100-01@20180501"}


def test_unknown_unit_is_named(home):
    with pytest.raises(UnknownUnitError, match="P999999"):
        units.unit(scope_of(access.EVERYONE, "P999999"))
