"""A release with invented figures and every state the screens must show.

Real releases need not contain a suppressed cell, an open month or a hall without data on the day a
test runs; this one always does. Figures depend on nothing but the unit, metric and period.
"""

from __future__ import annotations

import csv
import zlib
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from tests.dashboards import project_tables, release_journal

ROOT = Path(__file__).resolve().parents[2]
SQL = Path(__file__).with_name("release_builder.sql")
# one file of further tables a page
TABLES = (
    "gap_tables.sql",
    "mystery_tables.sql",
    "complaint_tables.sql",
    "health_tables.sql",
    "alert_tables.sql",
    "benchmark_tables.sql",
    "staff_tables.sql",
)
TODAY = "2026-11-20"
METRICS = Path(__file__).with_name("metrics.csv")
SEEDS = (
    *("geo_provinces", "geo_cities", "elements", "staff_dimensions"),
    *("mystery_indicators", "mystery_blocks", "mystery_capabilities"),
)


def build(home: Path, provinces: list[str] | None = None, halls: int = 4, no: int = 1) -> str:
    """Write a release of `halls` halls per city and make it current; returns its id."""
    # results are cached by release id: releases of two homes must not share one
    seconds = zlib.crc32(f"{home} {provinces} {halls}".encode()) % 86_400
    clock = f"{seconds // 3600:02d}{seconds // 60 % 60:02d}{seconds % 60:02d}"
    release_id = f"20261120T{clock}Z-{no:04d}"
    folder = home / "releases" / release_id
    folder.mkdir(parents=True)
    con = duckdb.connect(str(folder / "shortboard.duckdb"))
    con.execute("set timezone = 'UTC'")
    for name in SEEDS:
        con.register(f"seed_{name}", pl.read_csv(_seed(name), infer_schema_length=0).to_arrow())
    chosen = provinces or [
        code for code in _codes("geo_provinces") if code[:2] not in ("71", "81", "82")
    ]
    con.register("chosen", pl.DataFrame({"province_code": chosen}).to_arrow())
    con.register("metric_list", pl.read_csv(METRICS).to_arrow())
    con.register("period_list", _periods().to_arrow())
    con.execute("set variable halls = ?", [halls])
    con.execute("set variable release_id = ?", [release_id])
    con.execute("set variable release_no = ?", [no])
    for statement in SQL.read_text("utf-8").split(";\n"):
        if statement.strip():
            con.execute(statement)
    for name in TABLES:
        con.execute(SQL.with_name(name).read_text("utf-8"))
    project_tables.write(con)
    release_journal.fill(home, con)
    con.close()
    pointer = home / "releases" / "current"
    pointer.with_suffix(".new").write_text(release_id + "\n")
    pointer.with_suffix(".new").replace(pointer)
    return release_id


def _seed(name: str) -> Path:
    return ROOT / "dbt_project" / "seeds" / f"{name}.csv"


def _codes(name: str) -> list[str]:
    with _seed(name).open(encoding="utf-8") as lines:
        return [row["province_code"] for row in csv.DictReader(lines)]


def _periods() -> pl.DataFrame:
    """Months from September 2025 to the open November 2026, and what aggregates them."""
    rows = []
    months = [(2025, m) for m in range(9, 13)] + [(2026, m) for m in range(1, 12)]
    for width, kind in ((1, "month"), (2, "bimonth"), (3, "quarter"), (12, "year")):
        for year in (2025, 2026):
            for first in range(1, 13, width):
                if not any(y == year and first <= m < first + width for y, m in months):
                    continue
                last = first + width - 1
                end = date(year + last // 12, last % 12 + 1, 1)
                rows.append((_id(kind, year, first), kind, date(year, first, 1), end, width,
                             _before(kind, year, first), _id(kind, year - 1, first),
                             *_labels(kind, year, first, last)))  # fmt: skip
    names = ["period_id", "period_type", "start_date", "end_exclusive", "width"]
    names += ["previous_period_id", "year_ago_period_id", "label_zh", "label_en"]
    return pl.DataFrame(rows, schema=names, orient="row")


def _id(kind: str, year: int, first: int) -> str:
    number = {"month": first, "bimonth": (first + 1) // 2, "quarter": (first + 2) // 3}
    letter = {"month": f"-{first:02d}", "bimonth": "-B", "quarter": "-Q", "year": ""}[kind]
    return f"{year}{letter}" + (str(number[kind]) if kind in ("bimonth", "quarter") else "")


def _before(kind: str, year: int, first: int) -> str:
    width = {"month": 1, "bimonth": 2, "quarter": 3, "year": 12}[kind]
    return _id(kind, year, first - width) if first > width else _id(kind, year - 1, 13 - width)


def _labels(kind: str, year: int, first: int, last: int) -> tuple[str, str]:
    short = [date(2000, m, 1).strftime("%b") for m in (first, last)]
    return {
        "month": (f"{year}年{first}月", f"{short[0]} {year}"),
        "bimonth": (f"{year}年{first}–{last}月", f"{short[0]}–{short[1]} {year}"),
        "quarter": (f"{year}年第{(first + 2) // 3}季度", f"Q{(first + 2) // 3} {year}"),
        "year": (f"{year}年", str(year)),
    }[kind]
