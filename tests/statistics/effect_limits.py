"""The thresholds of project effects as the seed has them."""

from __future__ import annotations

import csv
from pathlib import Path

from dbt_project.statistics.did_randomisation import Limits

SEED = Path(__file__).parents[2] / "dbt_project" / "seeds" / "thresholds.csv"


def read_limits() -> Limits:
    with SEED.open(encoding="utf-8") as lines:
        return Limits.of(
            {row["threshold_code"]: float(row["value"]) for row in csv.DictReader(lines)}
        )


LIMITS = read_limits()
