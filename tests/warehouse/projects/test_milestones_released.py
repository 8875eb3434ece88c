"""The milestones of a real release: every passed gate, every broken norm, and nothing twice."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import TinyWarehouse
from warehouse.journal.store import open_journal
from warehouse.projects.milestones import record_milestones
from warehouse.projects.state import replay
from warehouse.releases import MAIN_FILE, open_release

pytestmark = pytest.mark.warehouse


def test_the_milestones_of_a_release_are_noted_once(
    tiny_warehouse: TinyWarehouse, tiny_release: Path, tmp_path: Path
) -> None:
    copied = tmp_path / "journal.sqlite"
    shutil.copy(tiny_warehouse.settings.home / "journal.sqlite", copied)
    settings = replace(tiny_warehouse.settings, journal_url=f"sqlite:///{copied}")
    with open_journal(settings) as journal:
        record_milestones(settings, journal, tiny_release / MAIN_FILE)
        state = replay(journal.events())
        assert record_milestones(settings, journal, tiny_release / MAIN_FILE).note == "nothing new"
    gates = [gate for gate in state.of("gate") if gate.get("passed_date")]
    assert gates
    assert {gate.get("frozen_release_id") for gate in gates} == {tiny_release.name}
    opened = {project.get("origin_code") for project in state.of("project")} - {None}
    con = open_release(tiny_release / MAIN_FILE)
    asked = {
        code for (code,) in con.sql("select origin_code from mart_improvement_openings").fetchall()
    }
    con.close()
    assert asked and asked <= opened
