"""Small files and mapping files for the mapping tests."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import duckdb

from ingest.mapping import Mapped, apply_mapping, check_against_contracts, load_mapping


class Case:
    """A folder with data files and one mapping; `run` maps and `rows` shows the result."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.con = duckdb.connect()

    def run(self, mapping: str, data: str, **others: str) -> list[Mapped]:
        """Map `data` (CSV text) with `mapping` (YAML text); `others` are further files."""
        path = self.folder / "mapping.yml"
        path.write_text(dedent(mapping), encoding="utf-8")
        (self.folder / "data.csv").write_text(dedent(data).lstrip(), encoding="utf-8")
        for name, text in others.items():
            (self.folder / f"{name}.csv").write_text(dedent(text).lstrip(), encoding="utf-8")
        loaded = load_mapping(path)
        check_against_contracts(loaded)
        return apply_mapping(self.con, loaded, self.folder / "data.csv")

    def rows(self, mapped: Mapped, *columns: str) -> list[tuple[Any, ...]]:
        """The rows in file order; of the contract columns asked for."""
        chosen = ", ".join(f'"{name}"' for name in columns or mapped.columns)
        query = f"select {chosen} from {mapped.name} order by _row, {chosen}"
        return self.con.execute(query).fetchall()

    def rejects(self, mapped: Mapped) -> list[tuple[Any, ...]]:
        """Row, column, value and reason code of the rows set aside."""
        query = f"select _row, column_name, value, reason_code from {mapped.rejects} order by all"
        return self.con.execute(query).fetchall()

    def column(self, value: str, data: str) -> list[Any]:
        """What one value makes of a file: `value` is the YAML after `complaint_text:`."""
        mapping = (
            "mapping: one_value\ntables:\n  - source: complaint_log\n    columns:\n"
            "      ticket_id: {template: 't{_row}'}\n      received_at: {constant: '2026-01-01'}\n"
            f"      complaint_text: {value}\n"
        )
        return [row[0] for row in self.rows(self.run(mapping, data)[0], "complaint_text")]
