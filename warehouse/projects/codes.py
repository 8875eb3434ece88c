"""Code lists of special projects, from the seed project_codes: one list for screens and models."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

SEED = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds" / "project_codes.csv"


@dataclass(frozen=True)
class Code:
    """One code with its names, in the seed's order."""

    code: str
    name_zh: str
    name_en: str
    sort_order: int


@cache
def _lists() -> dict[str, dict[str, Code]]:
    found: dict[str, dict[str, Code]] = {}
    with SEED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            order = int(row["sort_order"])
            code = Code(row["code"], row["name_zh"], row["name_en"], order)
            found.setdefault(row["dimension"], {})[code.code] = code
    return {
        dimension: dict(sorted(codes.items(), key=lambda item: item[1].sort_order))
        for dimension, codes in found.items()
    }


def codes_of(dimension: str) -> Mapping[str, Code]:
    """Code -> Code of one dimension, in order; KeyError names a dimension the seed lacks."""
    return MappingProxyType(_lists()[dimension])
