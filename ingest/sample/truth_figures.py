"""Exact figures of the clean frames that the marts must reproduce: integers only, no rounding."""

from typing import Any

import polars as pl

from ingest.sample.staff import DIMENSION_LEVEL

SCORED = ("overall_satisfaction", "attitude", "efficiency", "problem_solving")
STEPS = 2520
"""A score of 100 in the integers that facts are summed in (METHODS.md M3)."""
SMALLEST_CELL = 5
TOP_BOX = 9
"""Lowest answer of the top box on a scale of 1–10."""


def perception_sums(survey: pl.DataFrame) -> list[dict[str, Any]]:
    """n and Σk of own halls' exit interviews by province, bimonth and item, k = (x − 1)·2520/9."""
    rows = survey.filter(
        (pl.col("instrument") == "perception") & (pl.col("operator_code") == "OWN")
    )
    long = rows.unpivot(
        SCORED, index=["province_code", "wave"], variable_name="item", value_name="rating"
    )
    return (
        long.drop_nulls("rating")
        .group_by("province_code", "wave", "item")
        .agg(n=pl.len(), k_sum=((pl.col("rating").cast(pl.Int64) - 1) * (STEPS // 9)).sum())
        .sort("province_code", "wave", "item")
        .rename({"wave": "period_id"})
        .to_dicts()
    )


def loyalty_counts(survey: pl.DataFrame) -> list[dict[str, Any]]:
    """Answer classes of the in-network survey by province and month."""
    rows = survey.filter(pl.col("instrument") == "in_network")
    likely, overall = pl.col("recommend_score"), pl.col("overall_satisfaction")
    return (
        rows.group_by("province_code", "wave")
        .agg(
            recommend_n=likely.count(),
            promoters=(likely >= 9).sum(),
            passives=likely.is_between(7, 8).sum(),
            detractors=(likely <= 6).sum(),
            overall_n=overall.count(),
            top_box=(overall >= TOP_BOX).sum(),
        )
        .sort("province_code", "wave")
        .rename({"wave": "period_id"})
        .to_dicts()
    )


def complaint_counts(tickets: pl.DataFrame) -> list[dict[str, Any]]:
    """Tickets by province and month of receipt (local time), and how many of them stand how."""
    return (
        tickets.group_by("province_code", period_id=pl.col("received_at").dt.strftime("%Y-%m"))
        .agg(
            tickets=pl.len(),
            with_hall=pl.col("hall_code").count(),
            unresolved=pl.col("resolved_at").null_count(),
            reopened=(pl.col("reopen_count") > 0).sum(),
            closed_loop=pl.col("confirmed_closed_at").count(),
        )
        .sort("province_code", "period_id")
        .to_dicts()
    )


def respondents_per_hall(survey: pl.DataFrame) -> list[dict[str, Any]]:
    """How responses spread over halls, by instrument and wave; phone surveys have no hall."""
    by_hall = survey.group_by("instrument", "wave", "operator_code", "hall_code").agg(n=pl.len())
    return (
        by_hall.group_by("instrument", "wave", "operator_code")
        .agg(
            responses=pl.col("n").sum(),
            halls=pl.col("hall_code").count(),
            fewest=pl.col("n").min(),
            median=pl.col("n").median(),
            most=pl.col("n").max(),
            halls_below_30=((pl.col("n") < 30) & pl.col("hall_code").is_not_null()).sum(),
        )
        .sort("instrument", "wave", "operator_code")
        .to_dicts()
    )


def suppressed_staff_cells(answers: pl.DataFrame) -> list[dict[str, Any]]:
    """City × wave × role cells that must be hidden by themselves: under five answers, or all equal.

    `elements` lists the dimensions; role 'all' is the whole city. Complementary suppression is
    not in here.
    """
    long = answers.unpivot(
        list(DIMENSION_LEVEL),
        index=["city_code", "wave", "staff_role"],
        variable_name="element",
        value_name="rating",
    )
    with_all = pl.concat([long, long.with_columns(staff_role=pl.lit("all"))])
    cells = with_all.group_by("city_code", "wave", "staff_role", "element").agg(
        n=pl.col("rating").count(), is_unanimous=pl.col("rating").drop_nulls().n_unique() == 1
    )
    reason = (
        pl.when(pl.col("n") < SMALLEST_CELL).then(pl.lit("too_few")).otherwise(pl.lit("unanimous"))
    )
    return (
        cells.filter((pl.col("n") < SMALLEST_CELL) | pl.col("is_unanimous"))
        .with_columns(reason=reason)
        .group_by("city_code", "wave", "staff_role", "reason")
        .agg(elements=pl.col("element").sort())
        .sort("city_code", "wave", "staff_role", "reason")
        .to_dicts()
    )


def rotation_violations(visits: pl.DataFrame, reopened: pl.DataFrame) -> list[str]:
    """Visits by an inspector who had been in the same hall three months before or less.

    `reopened` (hall_code, opened_date) lists codes used again: from that date on it is another hall.
    """
    ordered = visits.join(reopened, on="hall_code", how="left").sort("visit_date", "visit_id")
    ordered = ordered.with_columns(is_new=pl.col("visit_date") >= pl.col("opened_date"))
    hall = ("operator_code", "hall_code", "is_new", "inspector_id")
    previous = pl.col("visit_date").shift(1).over(hall)
    too_soon = ordered.filter(previous.dt.offset_by("3mo") >= pl.col("visit_date"))
    return too_soon["visit_id"].sort().to_list()
