"""A release with invented figures and every state the screens must show.

Real releases need not contain a suppressed cell, an open month or a hall without data on the day a
test runs; this one always does. Figures depend on nothing but the unit, metric and period.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

ROOT = Path(__file__).resolve().parents[2]
SQL = Path(__file__).with_name("release_builder.sql")
METRICS = [
    # code, zh, en, short zh, short en, unit, decimals, better, base, spread, target
    ("satisfaction", "客户满意度", "Customer satisfaction", "客户满意度", "Satisfaction", "score", 1, "higher", 78.4, 3.0, 80.0),
    ("in_network_satisfaction", "在网客户满意度", "In-network satisfaction", "在网满意度", "In-network", "score", 1, "higher", 76.0, 2.5, 78.0),
    ("nps", "净推荐值", "Net promoter score", "净推荐值 NPS", "NPS", "points", 0, "higher", 31.0, 8.0, 35.0),
    ("top_box", "十分满意占比", "Top-box share", "十分满意占比", "Top box", "rate", 1, "higher", 0.31, 0.05, None),
    ("mystery_score", "神秘顾客得分", "Mystery shopping score", "神秘顾客", "Mystery shopping", "score", 1, "higher", 86.2, 3.5, 88.0),
    ("complaints_per_10k", "万次服务投诉量", "Complaints per 10,000 served", "万次服务投诉", "Complaints / 10k", "per_10k", 2, "lower", 4.37, 0.8, 4.0),
    ("complaints_per_million", "百万用户投诉量", "Complaints per million subscribers", "百万用户投诉", "Complaints / m", "per_million", 1, "lower", 120.0, 20.0, None),
    ("on_time_48h", "48 小时办结率", "Resolved within 48 hours", "48 小时办结率", "Resolved in 48 h", "rate", 1, "higher", 0.918, 0.03, 0.95),
    ("response_on_time", "响应及时率", "Responded on time", "响应及时率", "Response on time", "rate", 1, "higher", 0.94, 0.02, None),
    ("staff_satisfaction", "员工满意度", "Staff satisfaction", "员工满意度", "Staff", "score", 1, "higher", 72.5, 3.0, None),
    ("new_install_satisfaction", "新装满意度", "New-install satisfaction", "新装满意度", "New install", "score", 1, "higher", 81.0, 3.0, None),
    ("repair_satisfaction", "修障满意度", "Repair satisfaction", "修障满意度", "Repair", "score", 1, "higher", 74.0, 3.0, None),
    ("mystery_plan_coverage", "暗访计划完成率", "Inspection plan coverage", "暗访完成率", "Plan coverage", "rate", 1, "higher", 0.97, 0.02, None),
]  # fmt: skip


def build(home: Path, provinces: list[str] | None = None, halls: int = 4, no: int = 1) -> str:
    """Write a release of `halls` halls per city and make it current; returns its id."""
    release_id = f"20261120T10{no:02d}00Z-{no:04d}"
    folder = home / "releases" / release_id
    folder.mkdir(parents=True)
    con = duckdb.connect(str(folder / "shortboard.duckdb"))
    con.execute("set timezone = 'UTC'")
    for name in ("geo_provinces", "geo_cities", "elements", "staff_dimensions"):
        con.register(f"seed_{name}", pl.read_csv(_seed(name), infer_schema_length=0).to_arrow())
    chosen = provinces or [
        code for code in _codes("geo_provinces") if code[:2] not in ("71", "81", "82")
    ]
    con.register("chosen", pl.DataFrame({"province_code": chosen}).to_arrow())
    con.register("metric_list", _metric_list().to_arrow())
    con.register("period_list", _periods().to_arrow())
    con.execute("set variable halls = ?", [halls])
    con.execute("set variable release_id = ?", [release_id])
    con.execute("set variable release_no = ?", [no])
    for statement in SQL.read_text("utf-8").split(";\n"):
        if statement.strip():
            con.execute(statement)
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


def _metric_list() -> pl.DataFrame:
    names = ["code", "name_zh", "name_en", "short_zh", "short_en", "unit", "decimals", "better"]
    return pl.DataFrame(METRICS, schema=[*names, "base", "spread", "target"], orient="row")


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
