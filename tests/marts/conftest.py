"""The marts of the tiny warehouse, read-only, and the truth that was planted in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from warehouse.connection import connect


@pytest.fixture(scope="module")
def marts(tiny_warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    """Closed with the module, so that no reader stands in the way of a later writer."""
    con = connect(tiny_warehouse.settings.warehouse, read_only=True)
    yield con
    con.close()


@pytest.fixture(scope="session")
def truth(tiny_warehouse) -> dict[str, Any]:
    return tiny_warehouse.truth
