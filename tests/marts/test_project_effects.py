"""Effects of the sample's projects: one verdict each, by the design and by the months there are."""

from __future__ import annotations

import pytest


@pytest.mark.warehouse
def test_every_project_whose_pilots_have_started_has_a_verdict(marts, truth):
    found = dict(
        marts.execute("select project_id, reason_code from marts.mart_project_effects").fetchall()
    )
    assert set(truth["project_workbooks"]["pilot_starts"]) <= set(found)
    named = "select code from seeds.project_codes where dimension = 'verdict_reason'"
    assert set(found.values()) <= {code for (code,) in marts.execute(named).fetchall()}


@pytest.mark.warehouse
def test_three_cities_can_never_tell(marts):
    """Provinces of the small sample are too small for an answer, and every project says so."""
    rows = marts.execute(
        """
        select verdict_code, effect_ci_low, detectable_effect
        from marts.mart_project_effects where assignment_count < 40
        """
    ).fetchall()
    assert rows
    assert set(rows) == {("cannot_tell", None, None)}


@pytest.mark.warehouse
def test_months_before_end_ahead_of_the_choosing_ones_and_none_is_open(marts):
    wrong = marts.execute(
        """
        select effects.project_id
        from marts.mart_project_effects as effects
        inner join marts.mart_projects as projects using (project_id)
        cross join (
            select max(end_date) as closed_date
            from marts.dim_periods where period_type = 'month' and is_closed
        )
        where before_end_date >= coalesce(chosen_from_date, projects.pilot_start_date)
            or after_start_date < projects.pilot_start_date
            or after_end_date > closed_date
            or after_end_date >= first_rollout_date
        """
    ).fetchall()
    assert not wrong
