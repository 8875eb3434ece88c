"""The house rules, as tests: every failure says which rule, why it exists, and how to mend it."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("ingest", "warehouse", "expectations", "dashboards")
MODELS = ROOT / "dbt_project" / "models"
MAY_IMPORT = {
    "warehouse": {"warehouse"},
    "ingest": {"ingest", "warehouse"},
    "expectations": {"expectations", "warehouse"},
    "dashboards": {"dashboards", "warehouse"},
}
TOP_LEVEL = {
    "warehouse", "dbt_project", "dashboards", "ingest", "expectations", "tests", "docs", ".ci",
    ".streamlit", "dbt_project.yml", "profiles.yml", "selectors.yml", "pyproject.toml",
    "shortboard.py", "Makefile", "README.md", "NOTICE", "LICENSE", "requirements.lock",
    "requirements-dev.lock", ".gitignore",
    ".gitattributes", ".github", ".dockerignore", "babel.cfg", "CHANGELOG.md", "THREATS.md",
}  # fmt: skip
CATCH_ALL = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "lib", "stuff"}
PYTHON_CAP, SQL_CAP, FRONT_DOOR_CAP = 300, 150, 400
# the house width is 100; an expression that would only be torn apart may run over
SQL_COLUMNS = 120
SQL_FILES = sorted(MODELS.rglob("*.sql"))
PYTHON_MODELS = sorted(MODELS.rglob("*.py"))
STATISTICS = sorted((ROOT / "dbt_project" / "statistics").glob("*.py"))
NUMERICS = {"numpy", "scipy", "statsmodels", "dbt_project"}


def python_files() -> list[Path]:
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return sorted([*found, *STATISTICS, *PYTHON_MODELS, ROOT / "shortboard.py"])


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """(top-level package, is it imported when the module is) of every import statement."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = set(map(id, tree.body))
    for statement in ast.walk(tree):
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                yield alias.name.split(".")[0], id(statement) in top
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            yield statement.module.split(".")[0], id(statement) in top


def whole_imports(path: Path) -> Iterator[str]:
    """Dotted names of the modules that a file imports."""
    for statement in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            is_whole = statement.module.count(".") > 0
            names = [""] if is_whole else [f".{alias.name}" for alias in statement.names]
            yield from (f"{statement.module}{name}" for name in names)


def described_models() -> dict[str, tuple[Path, dict[str, Any]]]:
    found = {}
    for path in sorted(MODELS.rglob("*.yml")):
        for model in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("models", []):
            found[model["name"]] = (path, model)
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_layers_import_downwards_only(package: str) -> None:
    wrong = [
        f"{name_of(path)} imports {imported}"
        for path in sorted((ROOT / package).rglob("*.py"))
        for imported, _ in imports(path)
        if imported in {*PACKAGES, "shortboard", "tests"} - MAY_IMPORT[package]
    ]
    assert not wrong, (
        f"{wrong}\nWhy: ingest, expectations and dashboards know the warehouse but not each other, so"
        " that each can change alone. Mend: pass the thing in from shortboard.py, or move what both"
        " need down into warehouse/."
    )


def test_rooms_take_from_dbt_project_its_pure_statistics_alone() -> None:
    """A planner on the screen and the mart must agree on a formula: both call the one function."""
    wrong = [
        f"{name_of(path)} imports {module}"
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        for module in whole_imports(path)
        if module.split(".")[0] == "dbt_project"
        and not (package == "dashboards" and f"{module}.".startswith("dbt_project.statistics."))
    ]
    assert not wrong, (
        f"{wrong}\nWhy: models and macros belong to the build; dashboards may call the pure functions"
        " of dbt_project.statistics, nobody else any. Mend: move what both need there."
    )


def test_great_expectations_is_imported_by_the_gate_alone() -> None:
    wrong = [
        name_of(path)
        for path in python_files()
        if path.parent.name != "expectations"
        and any(imported == "great_expectations" for imported, _ in imports(path))
    ]
    assert not wrong, (
        f"{wrong}\nWhy: its import takes seconds. Mend: call expectations.gate instead."
    )


def test_the_front_door_imports_layers_inside_commands() -> None:
    light = {"warehouse"}
    heavy = {
        imported
        for imported, at_start in imports(ROOT / "shortboard.py")
        if at_start and imported in set(PACKAGES) - light
    }
    assert not heavy, f"{heavy}\nWhy: --help must answer at once. Mend: import inside the command."


def test_statistics_are_pure() -> None:
    wrong = [
        f"{name_of(path)} imports {imported}"
        for path in STATISTICS
        for imported, _ in imports(path)
        if imported not in NUMERICS | sys.stdlib_module_names
    ]
    assert not wrong, (
        f"{wrong}\nWhy: a formula that knows arrays alone can be held against any oracle. Mend: read"
        " and write tables in the int_…_estimated model that calls it."
    )


def test_python_models_import_statistics_and_no_other_room() -> None:
    wrong = [
        f"{name_of(path)} imports {imported}"
        for path in PYTHON_MODELS
        for imported, _ in imports(path)
        if imported in {*PACKAGES, "shortboard", "tests"}
    ]
    assert not wrong, (
        f"{wrong}\nWhy: the build knows its data and its formulas, not who loads or shows them."
        " Mend: move the formula to dbt_project/statistics/."
    )


def test_one_module_opens_duckdb() -> None:
    pattern = re.compile(r"duckdb\.connect\(|from duckdb import .*\bconnect\b")
    wrong = [
        name_of(path)
        for path in python_files()
        if name_of(path) != "warehouse/connection.py"
        and pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert not wrong, (
        f"{wrong}\nWhy: locks, the clock and 'no network' are settled in one place. Mend: use"
        " warehouse.connection (connect, reader, writer)."
    )


def test_modules_are_named_for_what_they_do() -> None:
    wrong = [name_of(p) for p in python_files() if CATCH_ALL & {p.stem, *p.relative_to(ROOT).parts}]
    assert not wrong, f"{wrong}\nWhy: a catch-all grows for ever. Mend: name it after its one verb."


def test_python_modules_stay_short() -> None:
    long = {
        name_of(path): count
        for path in python_files()
        if (count := len(path.read_text(encoding="utf-8").splitlines()))
        > (FRONT_DOOR_CAP if path.name == "shortboard.py" else PYTHON_CAP)
    }
    assert not long, f"{long}\nWhy: a module is read in one sitting. Mend: split it by task."


def test_sql_models_stay_short() -> None:
    long = {
        name_of(path): count
        for path in SQL_FILES
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > SQL_CAP
    }
    assert not long, f"{long}\nWhy: one model, one idea. Mend: put a step into an int_ model."


def test_sql_lines_fit_the_screen() -> None:
    long = [
        f"{name_of(path)}:{number}"
        for path in sorted((ROOT / "dbt_project").rglob("*.sql"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > SQL_COLUMNS and path.parent.name != "macros"
    ]
    assert not long, f"{long}\nWhy: two models side by side fit a screen. Mend: break the line."


def test_top_level_is_fixed() -> None:
    ignored = {".git", ".venv", "target", "logs", "build", "sample", ".user.yml"}
    odd = [
        path.name
        for path in ROOT.iterdir()
        if path.name not in TOP_LEVEL | ignored
        and not path.name.endswith(("_cache", ".egg-info"))
        and path.name not in {"__pycache__", ".hypothesis", "node_modules"}
    ]
    assert not odd, f"{odd}\nWhy: the house has fixed rooms. Mend: put it into one of them."


def test_every_model_has_its_description_beside_it() -> None:
    missing = [
        name_of(path)
        for path in [*SQL_FILES, *PYTHON_MODELS]
        if not path.with_suffix(".yml").exists()
    ]
    assert not missing, (
        f"{missing}\nWhy: grain and tests live beside the SQL. Mend: add <stem>.yml."
    )
    for name, (path, _) in described_models().items():
        assert path.stem == name, (
            f"{name_of(path)} describes {name}: one model per file, same stem."
        )


def test_nulls_are_looked_for_once() -> None:
    described = [*MODELS.rglob("*.yml"), *(ROOT / "dbt_project" / "seeds").glob("*.yml")]
    wrong = [
        f"{name_of(path)}: {column['name']}"
        for path in sorted(described)
        for kind in ("models", "seeds")
        for table in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get(kind, [])
        for column in table.get("columns", [])
        if "not_null" in column.get("data_tests", [])
    ]
    assert not wrong, (
        f"{wrong}\nWhy: a test costs a look at the table, and a build has sixty seconds. Mend: where"
        " there is a contract, constraints: [{type: not_null}]; columns of the grain are covered by"
        " unique_grain; else list the column in the table's one never_null."
    )


def test_descriptions_begin_with_the_grain() -> None:
    wrong = [
        name
        for name, (_, model) in described_models().items()
        if not model.get("description", "").lstrip().startswith("One row per ")
    ]
    assert not wrong, f"{wrong}\nWhy: the first question is what one row is. Mend: 'One row per …'."


def test_every_column_is_described() -> None:
    wrong = [
        f"{name}.{column['name']}"
        for name, (_, model) in described_models().items()
        for column in model.get("columns", [])
        if not column.get("description")
    ]
    assert not wrong, (
        f"{wrong}\nWhy: a column nobody can explain is a wrong one. Mend: say it in a line."
    )


def test_model_names_tell_their_layer() -> None:
    patterns = {
        "staging": r"stg_[a-z0-9]+(_[a-z0-9]+)*__[a-z0-9_]+",
        "intermediate": r"int_[a-z0-9_]+",
        "marts": r"(dim|fct|mart)_[a-z0-9_]+",
    }
    wrong = [
        name_of(path)
        for path in [*SQL_FILES, *PYTHON_MODELS]
        if not re.fullmatch(patterns[path.relative_to(MODELS).parts[0]], path.stem)
    ]
    assert not wrong, (
        f"{wrong}\nWhy: the name tells layer and grain. Mend: stg_<source>__<plural>,"
        " int_<plural>_<past verb>, dim_/fct_<plural>, mart_<topic>_by_<grain>."
    )


def test_marts_keep_their_contract() -> None:
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    marts = project["models"]["shortboard"]["marts"]
    assert marts["+contract"] == {"enforced": True}
    broken = [
        name
        for name, (_, model) in described_models().items()
        if (model.get("config") or {}).get("contract", {}).get("enforced") is False
    ]
    assert not broken, (
        f"{broken}\nWhy: dashboards and releases rely on the types. Mend: keep it on."
    )


def test_staging_reads_sources_and_nothing_else_does() -> None:
    wrong = [
        name_of(path)
        for path in SQL_FILES
        if path.relative_to(MODELS).parts[0] != "staging"
        and re.search(r"current_rows\(|source\('raw', '[a-z]", path.read_text(encoding="utf-8"))
    ]
    assert not wrong, f"{wrong}\nWhy: renames and casts happen once. Mend: read the stg_ model."


def test_there_is_one_exposure_per_page() -> None:
    pages = {path.stem for path in (ROOT / "dashboards" / "app_pages").glob("*.py")} - {"__init__"}
    exposed = {
        exposure["name"]
        for path in MODELS.rglob("*.yml")
        for exposure in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get(
            "exposures", []
        )
    }
    assert exposed == pages, (
        f"pages without exposure: {sorted(pages - exposed)}, without page: {sorted(exposed - pages)}\n"
        "Why: lineage must tell which page a model feeds. Mend: dbt_project/models/exposures.yml."
    )


def commands() -> list[list[str]]:
    import typer.main

    from shortboard import app

    found = []
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        found.append([name])
        found += [[name, inner] for inner in getattr(command, "commands", {})]
    return found


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_has_help_and_is_documented(command: list[str]) -> None:
    from shortboard import app

    shown = CliRunner().invoke(app, [*command, "--help"])
    assert shown.exit_code == 0
    assert len(shown.output.split("Usage:")[1].strip().splitlines()) > 3
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    assert f"shortboard {' '.join(command)}" in text, (
        f"`shortboard {' '.join(command)}` is in neither README.md nor docs/. Why: a command nobody"
        " reads about does not exist. Mend: name it in docs/operations.md."
    )
