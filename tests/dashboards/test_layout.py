"""How the package is laid out: thin pages, SQL in one place, one look."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

from dashboards import palette

ROOT = Path(__file__).resolve().parents[2]
DASHBOARDS = ROOT / "dashboards"


def test_pages_are_thin():
    for path in (DASHBOARDS / "app_pages").glob("*.py"):
        lines = len(path.read_text("utf-8").splitlines())
        assert lines <= 150, f"{path.name} has {lines} lines: move logic into cards or queries"
    assert len((DASHBOARDS / "app.py").read_text("utf-8").splitlines()) < 60


def test_sql_stands_in_the_query_modules_only():
    for path in DASHBOARDS.rglob("*.py"):
        if path.parent.name == "queries" or path.name == "release.py":
            continue
        tree = ast.parse(path.read_text("utf-8"))
        strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
        found = [
            s for s in strings if isinstance(s, str) and s.strip().lower().startswith("select ")
        ]
        assert found == [], f"{path}: move this query to dashboards/queries/"


def test_queries_take_parameters_only():
    """A query may put in constants of its module, never an argument."""
    for path in (DASHBOARDS / "queries").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FormattedValue):
                assert isinstance(node.value, ast.Name), f"{path}: {ast.dump(node.value)}"
                name = node.value.id
                is_constant = name.isupper()
                assert is_constant or path.name == "gate.py", f"{path}: {name} is put into SQL"


def test_charts_and_maps_know_neither_streamlit_nor_queries():
    for path in [*(DASHBOARDS / "charts").glob("*.py"), DASHBOARDS / "maps.py"]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                module = getattr(node, "module", None) or node.names[0].name
                assert "streamlit" not in module and "queries" not in module, path


def test_page_theme_and_chart_palette_agree():
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    for name, colours in (("light", palette.LIGHT), ("dark", palette.DARK)):
        settings = theme[name]
        assert settings["backgroundColor"] == colours.surface
        assert settings["textColor"] == colours.text
        assert settings["primaryColor"] == colours.accent
        assert settings["blueColor"] == settings["greenColor"] == colours.better
        assert settings["orangeColor"] == settings["redColor"] == colours.worse
        assert settings["grayTextColor"] == colours.muted
        assert tuple(settings["chartDivergingColors"]) == colours.diverging
        assert len(settings["chartSequentialColors"]) == len(settings["chartDivergingColors"]) == 10
    assert theme["font"] == palette.FONT
