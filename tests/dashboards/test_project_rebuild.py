"""What was edited in the page is in the marts of the next release, and the page says the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import release
from expectations.release_gate import publish_if_right
from ingest.journal_pull import pull_journal
from tests.conftest import TinyWarehouse, settings_in
from tests.dashboards.test_pages import words
from tests.dashboards.test_project_edits import field, press
from warehouse.build import build
from warehouse.connection import writer
from warehouse.journal.store import open_journal
from warehouse.settings import Settings

pytestmark = pytest.mark.warehouse
CARDS = Path(__file__).with_name("project_cards.py")
# what hangs on the journal; the rest of the warehouse is built already
JOURNAL_MODELS = "stg_journal__events+"


@pytest.fixture
def house(
    tiny_warehouse: TinyWarehouse, tiny_release: Path, tmp_path: Path, monkeypatch
) -> Iterator[Settings]:
    """A copy of the tiny house with its first release, as the environment names it."""
    settings = settings_in(tmp_path / "home")
    shutil.copytree(
        tiny_warehouse.settings.home, settings.home, ignore=shutil.ignore_patterns("sample", "logs")
    )
    for name, value in settings.environment().items():
        if name.startswith(("SHORTBOARD_", "DBT_")):
            monkeypatch.setenv(name, value)
    yield settings
    release.close_all()


def opened(project: str) -> AppTest:
    app = AppTest.from_file(str(CARDS), default_timeout=60)
    for part, code in (("project", project), ("tab", "measures")):
        app.query_params[part] = code
    app.run()
    assert not app.exception
    return app


def in_release(sql: str, settings: Settings) -> list[tuple]:
    path = settings.releases / release.current_id() / "shortboard.duckdb"
    con = duckdb.connect(str(path), read_only=True)
    try:
        return con.execute(sql).fetchall()
    finally:
        con.close()


def test_refresh_and_rebuild_keep_the_edits(house):
    first = release.current_id()
    (project, entity_id, title) = in_release(
        "select project_id, entity_id, title from mart_project_measures"
        " where status_code = 'in_progress' order by entity_id limit 1",
        house,
    )[0]
    app = opened(project)
    app.selectbox(key=f"box_measures_{project}").select(entity_id).run()
    press(app, "标记完成")
    field(app, "person").input("王芳")
    field(app, "evidence_text").input("验收照片")
    press(app, "保存")
    press(app, "新增措施")
    field(app, "title").input("页面新增的措施")
    field(app, "kind_code").select("training")
    press(app, "保存")
    before = opened(project).dataframe[0].value

    with writer(house, "pytest") as con, open_journal(house) as journal:
        assert pull_journal(house, con).count == 2
        assert journal.last_seq() > 0
    build(house, select=JOURNAL_MODELS)
    with writer(house, "pytest") as con:
        publish_if_right(con, house)
    assert release.current_id() != first

    kept = in_release(
        "select status_code, done_rate, evidence_text, tracking_code from mart_project_measures"
        f" where entity_id = '{entity_id}'",
        house,
    )
    assert kept == [("done", 100, "验收照片", "done")]
    added = in_release(
        "select kind_code from mart_project_measures where title = '页面新增的措施'", house
    )
    assert added == [("training",)]
    told = in_release(
        "select distinct actor, source from mart_project_history where field = 'evidence_text'"
        f" and entity_id = '{entity_id}' and value_after like '%验收照片%'",
        house,
    )
    assert told == [("王芳", "screen")]

    after = opened(project)
    assert after.dataframe[0].value.equals(before), "the page says what it said before the rebuild"
    assert title in words(after) or title in str(after.dataframe[0].value)
