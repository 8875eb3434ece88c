"""Live state: the release's events and the journal's newer ones, in the viewer's subtree alone."""

from __future__ import annotations

import duckdb
import pytest

from dashboards import release
from dashboards.access import Viewer
from dashboards.projects import live as live_projects
from dashboards.scope import Scope
from tests.dashboards import release_builder
from tests.dashboards.invented_projects import HALL_N, HALL_Z
from warehouse.journal.event import Draft
from warehouse.journal.store import open_journal
from warehouse.settings import load_settings

VIEWER = Viewer("viewer", "G")


class OnlyScope:
    """As much of a view as live() looks at."""

    def __init__(self, release_id: str, viewer: Viewer = VIEWER) -> None:
        self.scope = Scope(release_id, viewer, "G", "2026-B5", "previous")


def project(code: str, province: str, title: str) -> Draft:
    fields = {
        "title": title, "kind_code": "process_redesign", "province_code": province,
        "start_date": "2026-09-01", "due_date": "2026-12-31", "status_code": "active",
    }  # fmt: skip
    changes = {name: (None, value) for name, value in fields.items()}
    return Draft("王芳", "screen", "project", code, code, "create", changes)


def retitle(code: str, before: str, after: str) -> Draft:
    return Draft("张强", "screen", "project", code, code, "change", {"title": (before, after)})


def say(*drafts: Draft) -> None:
    with open_journal(load_settings()) as journal:
        journal.append(drafts)


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    """A home of its own: a release of two provinces and the journal it was built from."""
    monkeypatch.setenv("SHORTBOARD_HOME", str(tmp_path))
    monkeypatch.setenv("SHORTBOARD_AS_OF", release_builder.TODAY)
    name = release_builder.build(tmp_path, ["330000", "640000"], halls=1)
    yield OnlyScope(name)
    release.close_all()


def codes(found: live_projects.Live, unit: str = "G") -> set[str]:
    return {entity.entity_id for entity in found.projects(unit)}


def test_the_release_alone_is_shown_before_anybody_edits(fresh):
    found = live_projects.live(fresh)
    assert {HALL_Z, HALL_N} <= codes(found)
    assert found.trouble == ""
    assert found.last_seq == sum(len(events) for events in found.history.values())


def test_an_edit_newer_than_the_release_is_seen_at_once(fresh):
    before = live_projects.live(fresh)
    title = before.project(HALL_Z).fields["title"]
    say(retitle(HALL_Z, title, "营业厅二期"), project("ZJ-NEW", "330000", "新项目"))
    found = live_projects.live(fresh)
    assert codes(found, "P330000") - codes(before, "P330000") == {"ZJ-NEW"}
    assert found.project(HALL_Z).fields["title"] == "营业厅二期"
    assert before.project(HALL_Z).fields["title"] == title
    assert found.events(HALL_Z)[-1].actor == "张强"
    assert found.last_seq == before.last_seq + 2


def test_projects_of_other_provinces_do_not_exist_for_a_provincial_viewer(fresh):
    narrow = OnlyScope(fresh.scope.release_id, Viewer("province", "P640000"))
    found = live_projects.live(narrow)
    assert HALL_N in codes(found) and HALL_Z not in codes(found)
    assert found.project(HALL_Z) is None
    assert found.events(HALL_Z) == []
    assert {e.project_id for e in found.of("measure")} <= codes(found)
    assert found.of("good_practice"), "what was learned is for everybody"


def test_without_a_journal_reading_goes_on_with_the_release(fresh, monkeypatch, tmp_path):
    (tmp_path / "no").write_text("a file where a folder should be")
    monkeypatch.setenv("SHORTBOARD_JOURNAL_URL", f"sqlite:///{tmp_path}/no/such/journal.sqlite")
    found = live_projects.live(fresh)
    assert HALL_Z in codes(found)
    assert found.trouble == "edits.trouble.unreadable"


def test_another_journal_than_the_releases_is_not_mixed_in(fresh, monkeypatch, tmp_path):
    monkeypatch.setenv("SHORTBOARD_JOURNAL_URL", f"sqlite:///{tmp_path}/other.sqlite")
    say(*(project(f"XX-{number}", "330000", "别处") for number in range(3)))
    found = live_projects.live(fresh)
    assert HALL_Z in codes(found) and "XX-1" not in codes(found)
    assert found.trouble == "edits.trouble.replaced"


def test_a_release_without_events_shows_the_journals(fresh, tmp_path):
    path = tmp_path / "releases" / fresh.scope.release_id / "shortboard.duckdb"
    con = duckdb.connect(str(path))
    con.execute("drop table mart_project_events")
    con.close()
    found = live_projects.live(fresh)
    assert {HALL_Z, HALL_N} <= codes(found)


def test_a_project_of_a_unit_that_nobody_knows_has_no_place(fresh):
    say(project("HI-1", "460000", "海南"))
    assert "HI-1" not in codes(live_projects.live(fresh))
