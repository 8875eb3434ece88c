"""The workbooks of the sample come out of ingest, journal and dbt as their truth says."""

from __future__ import annotations

import pytest

from ingest.contract import load_contracts

pytestmark = pytest.mark.warehouse


def _two_columns(marts, query: str) -> dict[str, object]:
    return dict(marts.execute(query).fetchall())


def test_every_measure_is_tracked_as_planned(marts, truth) -> None:
    found = _two_columns(marts, "select entity_id, tracking_code from marts.mart_project_measures")
    assert found == truth["project_workbooks"]["tracking"]


def test_projects_stand_where_they_were_planned_to(marts, truth) -> None:
    planned = truth["project_workbooks"]
    projects = "from marts.mart_projects"
    assert _two_columns(marts, f"select project_id, stage_code {projects}") == (planned["stages"])
    assert _two_columns(marts, f"select project_id, status_code {projects}") == planned["statuses"]


def test_the_history_tells_what_came_again_with_other_words(marts, truth) -> None:
    """One creation an entity, one change a row that differs, one history line a differing cell."""
    for source, told in truth["workbook_changes"].items():
        kind = load_contracts()[source].journal_entity
        created, changed = marts.execute(
            "select count(*) filter (action = 'create'), count(*) filter (action = 'change')"
            " from marts.mart_project_events where entity_type = ? and source = 'workbook'",
            [kind],
        ).fetchone()
        assert (created, changed) == (told["entities"], told["changed_rows"]), source
        (cells,) = marts.execute(
            "select count(*) from marts.mart_project_history"
            " where entity_type = ? and source = 'workbook' and action = 'change'",
            [kind],
        ).fetchone()
        assert cells == told["changed_cells"], source


def test_the_mended_slips_can_be_read_in_the_history(marts, truth) -> None:
    (hall,) = (p["project_code"] for p in truth["planted"]["projects"] if p["lift_points"])
    before, after, told_in = marts.execute(
        "select value_before, value_after, source_ref from marts.mart_project_history"
        " where entity_id = ? and field = 'target_value' and action = 'change'",
        [hall],
    ).fetchone()
    assert float(before) - float(after) == pytest.approx(5)
    assert "专项工作簿" in told_in


def test_three_cities_cannot_tell(marts, truth) -> None:
    """The sample's small provinces have three cities: C(3, 1) assignments are too few by design."""
    verdicts = _two_columns(
        marts, "select project_id, verdict_code from marts.mart_project_effects"
    )
    assert verdicts == dict.fromkeys(truth["project_workbooks"]["pilot_starts"], "cannot_tell")


def test_pilots_and_roll_out_are_as_planted(marts, truth) -> None:
    for project in truth["planted"]["projects"]:
        rows = marts.execute(
            "select city_id, role_code, pilot_start_date, rollout_date"
            " from marts.mart_project_cities where project_id = ?",
            [project["project_code"]],
        ).fetchall()
        pilots = {city: start for city, role, start, _ in rows if role == "pilot"}
        assert set(pilots) == {f"C{code}" for code in project["pilot_cities"]}
        assert {f"{start:%Y-%m}" for start in pilots.values()} == {project["start_month"]}
        rolled_out = [day for *_, day in rows if day is not None]
        assert all(f"{day:%Y-%m}" > truth["months"][-1] for day in rolled_out)
