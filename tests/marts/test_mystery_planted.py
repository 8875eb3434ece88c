"""What the sample plants in the inspections comes out of the marts as planted."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.warehouse


def test_the_veto_hall_and_every_veto_are_found(marts, truth):
    planted = truth["planted"]["veto_hall"]
    vetoes = marts.execute(
        "select visit_id, unit_id, indicator_code from marts.mart_mystery_deductions_by_visit"
        " where is_veto"
    ).fetchall()
    assert len(vetoes) == truth["planted"]["veto_hits"]
    habit = [
        visit
        for visit, unit, indicator in vetoes
        if unit == planted["hall_id"] and indicator == planted["indicator_code"]
    ]
    assert sorted(habit) == planted["visits"]


def test_a_veto_costs_the_indicator_all_its_points_and_nothing_else(marts, truth):
    """Before less after is exactly what the vetoed indicators had still earned."""
    rows = marts.execute(
        """
        select
            any_value(visits.score_before_veto - visits.score_after_veto) as lost_by_veto,
            sum(weighted_points_lost - weighted_points_lost_before_veto) as lost_by_indicators
        from marts.mart_mystery_visits as visits
        inner join marts.mart_mystery_deductions_by_visit using (visit_id)
        where visits.veto_count > 0
        group by visit_id
        """
    ).fetchall()
    assert len(rows) >= len(truth["planted"]["veto_hall"]["visits"])
    assert all(lost > 0 for lost, _ in rows)
    assert max(abs(lost - by_indicators) for lost, by_indicators in rows) <= 2e-4


def test_visits_without_a_veto_score_the_same_before_and_after(marts):
    (differing,) = marts.execute(
        "select count(*) from marts.mart_mystery_visits"
        " where veto_count = 0 and score_before_veto <> score_after_veto"
    ).fetchone()
    assert differing == 0


def test_rotation_violations_are_those_planted(marts, truth):
    found = marts.execute(
        "select visit_id from marts.mart_mystery_rotation_violations order by visit_id"
    ).fetchall()
    assert truth["planted"]["rotation_violations"]
    assert [visit for (visit,) in found] == truth["planted"]["rotation_violations"]


def test_rotation_violations_are_counted_without_naming_anyone(marts):
    own = marts.execute(
        "select count(*) from marts.mart_mystery_rotation_violations where unit_id like 'H%'"
    ).fetchone()
    counted = marts.execute(
        "select sum(rotation_violation_count) from marts.mart_mystery_plan_by_unit_month"
        " where unit_id = 'G'"
    ).fetchone()
    assert own == counted


def test_halls_visited_in_one_slot_only_break_the_slot_rule_from_the_third_visit(marts, truth):
    for hall in truth["planted"]["slot_pattern_halls"]:
        visits, slots, broken = marts.execute(
            "select count(*), count(distinct time_slot), count(*) filter (is_slot_pattern_violation)"
            " from intermediate.int_mystery_schedule_checked where unit_id = ?",
            [hall],
        ).fetchone()
        assert slots == 1
        assert broken == visits - 2


def test_the_harsh_inspector_is_in_the_raw_scores_unadjusted(marts, truth):
    """Against the other visits of the same halls and months he is lower; D stays raw by default."""
    (difference,) = marts.execute(
        """
        with visits as (
            select
                score_after_veto
                - avg(score_after_veto) over (partition by visits.unit_id) as above_hall,
                inspector_id = ? as is_harsh
            from marts.mart_mystery_visits as visits
            inner join marts.mart_mystery_recordings_by_visit using (visit_id)
        )
        select avg(above_hall) filter (is_harsh) - avg(above_hall) filter (not is_harsh)
        from visits
        """,
        [truth["planted"]["harsh_inspector"]["inspector_id"]],
    ).fetchone()
    assert difference < truth["planted"]["harsh_inspector"]["points"] / 3


def test_competitor_visits_stay_in_the_competitors_tree(marts, truth):
    units = marts.execute(
        "select distinct unit_id from marts.mart_mystery_visits where operator_type = 'competitor'"
    ).fetchall()
    assert {unit for (unit,) in units} == set(truth["planted"]["competitor_halls"])
    (own_visits,) = marts.execute(
        "select sum(visit_count) from marts.fct_mystery_visits where unit_id not like 'K%'"
    ).fetchone()
    (group_visits,) = marts.execute(
        "select visit_count from marts.mart_mystery_scores_by_unit_period where unit_id = 'G'"
        " and period_id = '2026' and score_level = 'visit' and score_version = 'after_veto'"
    ).fetchone()
    assert own_visits == group_visits
