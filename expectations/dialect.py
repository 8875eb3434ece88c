"""Lets Great Expectations push its SQL down to DuckDB.

GX 1.24 drives databases through SQLAlchemy, and stock duckdb-engine breaks on the transactions and
the compiled-statement cache GX relies on. DuckDB commits every statement by itself here, so the
transaction calls may do nothing.
"""

from __future__ import annotations

from typing import Any

from duckdb_engine import Dialect
from sqlalchemy.dialects import registry

URL = "shortboard:///"


class PushDownDialect(Dialect):
    supports_statement_cache = False

    def do_begin(self, connection: Any) -> None: ...

    def do_commit(self, connection: Any) -> None: ...

    def do_rollback(self, connection: Any) -> None: ...


def register() -> None:
    """Make `shortboard:///` an address SQLAlchemy understands."""
    registry.register("shortboard", __name__, PushDownDialect.__name__)
