"""Special projects: the year, the list and the room say what the release says."""

from __future__ import annotations

import pytest

from tests.dashboards.test_pages import words


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_year_names_its_six_themes(open_page, language):
    app = open_page("projects", lang=language)
    assert not app.exception
    for theme in {"zh": ("总体满意", "热线"), "en": ("Overall satisfaction", "Hotline")}[language]:
        assert theme in words(app)


def test_another_unit_leaves_the_room(open_page):
    app = open_page("projects", unit="C330100", project="X-1", tab="measures")
    assert app.query_params["project"] == "X-1"
    app.button(key="up_P330000").click().run()
    assert set(app.query_params) == {"unit"}
