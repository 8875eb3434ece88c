"""Compiled SQL of the models and an empty database for it: simulations run what a build runs."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import yaml

REPOSITORY = Path(__file__).parents[1]
SEEDS = REPOSITORY / "dbt_project" / "seeds"
DATABASE = "scratch"
SCHEMAS = ("seeds", "staging", "intermediate", "marts")
METHOD_SEEDS = ("thresholds", "t_quantiles")


def compile_models(folder: Path) -> dict[str, str]:
    """SQL of every model by name, compiled below `folder` for a database called `scratch`.

    Raises CalledProcessError where dbt cannot compile the project; dbt has said why by then.
    """
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


def load_seed(con: duckdb.DuckDBPyConnection, seed: str) -> None:
    """The seed as dbt loads it: blanks are null, types are those of its .yml."""
    described = yaml.safe_load((SEEDS / f"{seed}.yml").read_text(encoding="utf-8"))["seeds"][0]
    types = described.get("config", {}).get("column_types", {})
    con.execute(
        f"create table seeds.{seed} as from read_csv(?, types = ?)",
        [str(SEEDS / f"{seed}.csv"), types],
    )


@contextmanager
def scratch_database(
    seeds: Sequence[str] = METHOD_SEEDS,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database called `scratch` with all schemas and `seeds`; gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        con = duckdb.connect(str(Path(folder) / f"{DATABASE}.duckdb"))
        try:
            for schema in SCHEMAS:
                con.execute(f"create schema {schema}")
            for seed in seeds:
                load_seed(con, seed)
            yield con
        finally:
            con.close()
