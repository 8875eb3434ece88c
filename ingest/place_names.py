"""Names of provinces and cities for their administrative codes: 长沙, 长沙市 → 430100."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from ingest.folding import fold

SEEDS = Path(__file__).resolve().parents[1] / "dbt_project" / "seeds"
# pinyin is left out: 苏州 and 宿州 are both Suzhou
NAMES = ("name_zh", "short_name_zh")


@cache
def place_codes(register: str) -> dict[str, str]:
    """Folded name -> code of a register (geo_cities, geo_provinces); a name of two places is none."""
    key = {"geo_cities": "city_code", "geo_provinces": "province_code"}[register]
    found: dict[str, set[str]] = {}
    with (SEEDS / f"{register}.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for name in NAMES:
                found.setdefault(fold(row[name]), set()).add(row[key])
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}
