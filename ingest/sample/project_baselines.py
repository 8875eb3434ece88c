"""Baselines of special projects: what the sample's own answers say in the months of the choice."""

import polars as pl

from ingest.sample.project_plans import ProjectPlan

Frames = dict[str, pl.DataFrame]
# What a project sets out to gain, in the unit of its metric; a broken norm is to be met again.
TARGET_GAINS = {
    "in_network_satisfaction": 2.0,
    "satisfaction": 3.0,
    "mystery_score": 5.0,
}
THEME_GAIN = 3.0
REPAIR_NORM_HOURS = 4.0
SURVEY_COLUMNS = {
    "in_network_satisfaction": ("in_network", "overall_satisfaction"),
    "satisfaction": ("perception", "overall_satisfaction"),
}


def baseline_and_target(plan: ProjectPlan, sources: Frames) -> tuple[float, float]:
    """Rounded as task forces write them; the earliest months where the choice came before the data."""
    if plan.metric == "fault_repair_hours":
        return round(_hours(plan, sources), 1), REPAIR_NORM_HOURS
    value = _visits(plan, sources) if plan.metric == "mystery_score" else _survey(plan, sources)
    baseline = round(value, 1)
    return baseline, round(baseline + TARGET_GAINS.get(plan.metric, THEME_GAIN), 1)


def _survey(plan: ProjectPlan, sources: Frames) -> float:
    instrument, column = SURVEY_COLUMNS.get(plan.metric, ("in_network", plan.metric))
    answers = sources["satisfaction_survey"].filter(
        pl.col("instrument") == instrument,
        pl.col("province_code") == plan.province,
        pl.col("operator_code") == "OWN",
    )
    chosen = _in_months(answers, "interview_date", plan)
    return float(chosen.select((pl.col(column).cast(pl.Float64).mean() - 1) / 9 * 100).item())


def _visits(plan: ProjectPlan, sources: Frames) -> float:
    visits = sources["mystery_visit"].filter(pl.col("hall_code") == plan.hall)
    return float(_in_months(visits, "visit_date", plan)["reported_score"].mean())  # type: ignore[arg-type]


def _hours(plan: ProjectPlan, sources: Frames) -> float:
    measured = sources["service_measurement"].filter(
        pl.col("measure_code") == plan.metric, pl.col("city_code") == plan.city
    )
    weights = pl.col("case_count")
    mean = (pl.col("measured_value") * weights).sum() / weights.sum()
    return float(_in_months(measured, "month", plan).select(mean).item())


def _in_months(rows: pl.DataFrame, column: str, plan: ProjectPlan) -> pl.DataFrame:
    month = pl.col(column).cast(pl.Date).dt.truncate("1mo")
    chosen = rows.filter(month.is_between(*plan.chosen))
    return chosen if chosen.height else rows.filter(month == month.min())
