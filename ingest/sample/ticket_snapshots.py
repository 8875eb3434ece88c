"""What the complaint system knew at a given moment: the life of each ticket, cut off there."""

import datetime as dt

import polars as pl

STEPS = (
    "classified_at",
    "responded_at",
    "first_resolved_at",
    "escalated_at",
    "confirmed_closed_at",
)
SLA_HOURS = {"simple": 4, "general": 24, "complex": 48}


def snapshot(tickets: pl.DataFrame, known_until: dt.datetime) -> pl.DataFrame:
    """Tickets received up to `known_until` (local time) in the state they had then."""
    known = tickets.filter(pl.col("received_at") < known_until)
    is_reopened = pl.col("has_reopened") & (pl.col("reopened_at") < known_until)
    # Before it is re-opened the first resolution counts as the final one.
    resolved = (
        pl.when(pl.col("has_reopened") & ~is_reopened)
        .then("first_resolved_at")
        .otherwise("resolved_at")
    )
    known = known.with_columns(
        resolved_at=_if_past(resolved, known_until),
        reopened_at=pl.when(is_reopened).then("reopened_at"),
        reopen_count=is_reopened.cast(pl.Int64),
        **{name: _if_past(pl.col(name), known_until) for name in STEPS},
        **{f"track_{n}_at": _if_past(pl.col(f"track_{n}_at"), known_until) for n in (1, 2, 3)},
    )
    known = known.with_columns(
        *(_track(n, f"track_{n}_{answer}") for n in (1, 2, 3) for answer in ("solved", "score")),
        *(pl.col(f"track_{n}_at").dt.date().alias(f"track_{n}_date") for n in (1, 2, 3)),
    )
    unsolved = pl.any_horizontal(~pl.col(f"track_{n}_solved") for n in (1, 2, 3))
    limit = pl.col("complexity").replace_strict(SLA_HOURS, return_dtype=pl.Int64)
    return known.with_columns(
        unsolved_remedy=pl.when(unsolved.fill_null(False)).then("unsolved_remedy"),
        is_sla_met=pl.col("resolved_at") <= pl.col("received_at") + pl.duration(hours=limit),
        data_through_at=pl.lit(known_until).cast(pl.Datetime("us")),
    ).drop("has_reopened", "track_1_at", "track_2_at", "track_3_at")


def _if_past(step: pl.Expr, known_until: dt.datetime) -> pl.Expr:
    return pl.when(step < known_until).then(step)


def _track(number: int, column: str) -> pl.Expr:
    return pl.when(pl.col(f"track_{number}_at").is_not_null()).then(column).alias(column)
