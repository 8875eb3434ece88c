"""Which feed ends up on which page: dbt's graph from the sources to the exposures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

JOURNAL_TABLE, JOURNAL = "journal_events", "journal"
Line = tuple[str | None, str, str]
"""Feed (None for a table that rests on none), table of the release, page."""


def lineage(manifest: Mapping[str, Any]) -> list[Line]:
    """Every table a page reads, with the feeds that it rests on.

    Bookkeeping of the loads (raw tables that begin with an underscore) is no feed.
    """
    sources = {
        key: JOURNAL if source["name"] == JOURNAL_TABLE else source["name"]
        for key, source in (manifest.get("sources") or {}).items()
        if not source["name"].startswith("_")
    }
    parents: Mapping[str, list[str]] = manifest.get("parent_map") or {}

    @cache
    def feeds(key: str) -> frozenset[str]:
        if key in sources:
            return frozenset({sources[key]})
        return frozenset().union(*(feeds(parent) for parent in parents.get(key, [])))

    lines: list[Line] = []
    for exposure in (manifest.get("exposures") or {}).values():
        for key in exposure["depends_on"]["nodes"]:
            table = key.rsplit(".", 1)[-1]
            found: list[str | None] = [*sorted(feeds(key))]
            lines += [(feed, table, exposure["name"]) for feed in found or [None]]
    return lines


def write_lineage(con: duckdb.DuckDBPyConnection, manifest_path: Path) -> None:
    """release.release_lineage, from dbt's manifest.json."""
    con.execute(
        "create table release.release_lineage (source varchar, table_name varchar, page varchar)"
    )
    for line in lineage(json.loads(manifest_path.read_text(encoding="utf-8"))):
        con.execute("insert into release.release_lineage values (?, ?, ?)", list(line))
