"""Compiled SQL of the models, so that simulations run through exactly what a build runs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

REPOSITORY = Path(__file__).parents[2]
SEEDS = REPOSITORY / "dbt_project" / "seeds"
DATABASE = "scratch"


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """SQL of every model by name, compiled for a database called `scratch`."""
    folder = tmp_path_factory.mktemp("compiled")
    subprocess.run(
        [
            str(Path(sys.executable).with_name("dbt")),
            "compile",
            "--quiet",
            "--target-path",
            str(folder / "target"),
            "--vars",
            "{as_of: '2026-11-20', timezone: Asia/Shanghai}",
        ],
        cwd=REPOSITORY,
        env=os.environ
        | {
            "SHORTBOARD_WAREHOUSE": str(folder / f"{DATABASE}.duckdb"),
            "DBT_LOG_PATH": str(folder / "logs"),
        },
        check=True,
    )
    models = folder / "target" / "compiled" / "shortboard" / "dbt_project" / "models"
    return {path.stem: path.read_text(encoding="utf-8") for path in models.rglob("*.sql")}


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database called `scratch` with the seeds that the methods read."""
    con = duckdb.connect(str(tmp_path / f"{DATABASE}.duckdb"))
    for schema in ("seeds", "staging", "intermediate", "marts"):
        con.execute(f"create schema {schema}")
    for seed in ("thresholds", "t_quantiles"):
        con.execute(f"create table seeds.{seed} as from read_csv('{SEEDS / seed}.csv')")
    yield con
    con.close()
