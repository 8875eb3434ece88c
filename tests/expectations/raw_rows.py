"""Puts rows into raw tables the way a load does, for tests of the gate."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import numpy as np
import polars as pl


def add_load(
    con: duckdb.DuckDBPyConnection,
    load_id: int,
    source: str,
    rows: pl.DataFrame,
    *,
    status: str = "loaded",
    period_max: date | None = None,
    partition: str | None = None,
) -> None:
    """One load of `rows` (any of the source's columns; the others are null)."""
    con.register("incoming", rows.to_arrow())
    columns = ", ".join(rows.columns)
    con.execute(
        f"insert into raw.{source} ({columns}, _load_id, _row, _partition)"
        f" select {columns}, {load_id}, row_number() over () + 1,"
        f" {'null' if partition is None else repr(partition)} from incoming"
    )
    con.unregister("incoming")
    con.execute(
        "insert into raw._loads (load_id, source, file_name, rows_accepted, period_max, status)"
        " values (?, ?, ?, ?, ?, ?)",
        [load_id, source, f"{source}_{load_id}.csv", rows.height, period_max, status],
    )
    if partition:
        con.execute(
            "insert into raw._load_partitions (load_id, source, partition_key, row_count)"
            " values (?, ?, ?, ?)",
            [load_id, source, partition, rows.height],
        )


def wave_of_answers(
    wave: str,
    first_day: date,
    *,
    mean: float,
    halls: int = 12,
    per_hall: int = 40,
    spread: float = 0.0,
    seed: int = 1,
) -> pl.DataFrame:
    """Exit interviews of one province, on a scale of 0–100 so that ratings are points.

    `spread`: standard deviation of hall means in points.
    """
    rng = np.random.default_rng(seed)
    hall_means = mean + spread * rng.standard_normal(halls)
    ratings = np.repeat(hall_means, per_hall) + rng.normal(0, 5, halls * per_hall)
    count = halls * per_hall
    return pl.DataFrame(
        {
            "respondent_id": [f"{wave}-{number}" for number in range(count)],
            "wave": [wave] * count,
            "interview_date": [first_day + timedelta(days=number % 25) for number in range(count)],
            "instrument": ["perception"] * count,
            "element_set": ["core"] * count,
            "operator_code": ["OWN"] * count,
            "province_code": ["330000"] * count,
            "city_code": ["330100"] * count,
            "hall_code": [f"33010{number // per_hall:04d}" for number in range(count)],
            "scale_min": [0.0] * count,
            "scale_max": [100.0] * count,
            "overall_satisfaction": np.clip(ratings, 0, 100),
        }
    )


def tickets(first_day: date, count: int, *, resolved_after_hours: float = 20) -> pl.DataFrame:
    """Tickets of one province, spread over a month, all resolved."""
    received = [first_day + timedelta(days=number % 28) for number in range(count)]
    return pl.DataFrame(
        {
            "ticket_id": [f"T{first_day:%y%m}-{number}" for number in range(count)],
            "received_at": received,
            "province_code": ["330000"] * count,
            "city_code": ["330100"] * count,
            "complaint_kind": ["charging"] * count,
        }
    ).with_columns(
        pl.col("received_at").cast(pl.Datetime("us")),
        resolved_at=pl.col("received_at").cast(pl.Datetime("us"))
        + pl.duration(hours=resolved_after_hours),
    )
