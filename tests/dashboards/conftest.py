"""One invented release for the tests of the screens, and the app that reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import release
from tests.dashboards import release_builder

APP = Path(__file__).resolve().parents[2] / "dashboards" / "app.py"
PROVINCES = ["330000", "460000", "540000", "640000", "650000"]


@pytest.fixture(scope="session")
def release_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one release of five provinces."""
    home = tmp_path_factory.mktemp("screens")
    release_builder.build(home, PROVINCES)
    return home


@pytest.fixture
def home(release_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """That home, as the environment names it."""
    monkeypatch.setenv("SHORTBOARD_HOME", str(release_home))
    monkeypatch.setenv("SHORTBOARD_AS_OF", release_builder.TODAY)
    yield release_home
    release.close_all()


@pytest.fixture
def open_page(home: Path) -> Callable[..., AppTest]:
    """Opens an address: open_page("drilldown", unit="P330000", lang="en")."""

    def opened(page: str = "overview", **address: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=120)
        for part, code in address.items():
            app.query_params[part] = code
        app.run()
        if page != "overview":
            app.switch_page(f"app_pages/{page}.py").run()
        return app

    return opened
