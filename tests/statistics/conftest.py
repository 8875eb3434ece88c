"""Compiled SQL of the models, so that simulations run through exactly what a build runs."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.compiled_models import compile_models, scratch_database


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """SQL of every model by name, compiled for a database called `scratch`."""
    return compile_models(tmp_path_factory.mktemp("compiled"))


@pytest.fixture
def scratch() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database called `scratch` with the seeds that the methods read."""
    with scratch_database() as con:
        yield con
