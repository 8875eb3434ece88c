"""Did each project work (METHODS M11): its verdict with all figures, and the checks of it.

Membership and dates come from the marts of projects, monthly values of closed months from
mart_project_metric_months; everything else is in dbt_project/statistics.
"""

import zlib
from datetime import timedelta

import numpy as np
import pyarrow
from pyarrow import compute

from dbt_project.statistics.did_randomisation import Limits
from dbt_project.statistics.project_assessment import Study, assess
from dbt_project.statistics.project_windows import first_day, set_windows

NO_METRIC = {"verdict_code": "cannot_tell", "reason_code": "no_metric", "dropped_city_count": 0}
TEXTS = ("project_id", "metric_code", "check_code", "city_id", "verdict_code", "reason_code")
COUNTS = (
    "position_no",
    "city_count",
    "pilot_count",
    "assignment_count",
    "drawn_count",
    "before_month_count",
    "after_month_count",
    "dropped_city_count",
)
NUMBERS = (
    "min_p_value",
    "effect",
    "effect_ci_low",
    "effect_ci_high",
    "p_value",
    "placebo_effect",
    "placebo_p_value",
    "effect_weighted",
    "expected_rebound",
    "reliability_rate",
    "detectable_effect",
    "power_at_target_rate",
    "target_lift",
    "left_out_effect_min",
    "left_out_effect_max",
    "left_out_max_p_value",
)
DATES = (
    "month_start_date",
    "before_start_date",
    "before_end_date",
    "after_start_date",
    "after_end_date",
)
SCHEMA = pyarrow.schema(
    [(name, pyarrow.string()) for name in TEXTS]
    + [(name, pyarrow.int64()) for name in COUNTS]
    + [(name, pyarrow.float64()) for name in NUMBERS]
    + [("is_after_closed", pyarrow.bool_())]
    + [(name, pyarrow.date32()) for name in DATES]
)


def read_series(months):
    """{metric: (cities, provinces, values, footfall, first month)}; series (cities, months)."""
    found = {}
    for metric in sorted(set(months["metric_code"].to_pylist())):
        rows = months.filter(compute.equal(months["metric_code"], metric))
        cities, place = np.unique(
            rows["unit_id"].to_numpy(zero_copy_only=False), return_inverse=True
        )
        number = rows["month_no"].to_numpy()
        provinces = np.empty(len(cities), dtype=object)
        provinces[place] = rows["province_id"].to_numpy(zero_copy_only=False)
        series = np.full((2, len(cities), number.max() - number.min() + 1), np.nan)
        for layer, column in enumerate(("value", "footfall")):
            series[layer, place, number - number.min()] = rows[column].to_numpy(
                zero_copy_only=False
            )
        found[metric] = (cities.tolist(), provinces.astype(str), *series, int(number.min()))
    return found


def judge(project, cities, series, limits):
    """Rows of one project; `cities`: its pilots and controls, pilots first."""
    keys = {"project_id": project["project_id"], "metric_code": project["metric_code"]}
    first_row = keys | {"check_code": "effect", "position_no": 0}
    pilots = [city for city in cities if city["role_code"] == "pilot"]
    if project["metric_code"] not in series:
        counted = {"city_count": len(cities), "pilot_count": len(pilots)}
        return [first_row | NO_METRIC | counted | tell_windows(None)]
    names, groups, values, footfall, first_month = series[project["metric_code"]]
    places = [names.index(city["city_id"]) if city["city_id"] in names else -1 for city in cities]
    # the row added last is that of a city without any figure
    own = [
        np.vstack([layer, np.full(layer.shape[1], np.nan)])[places] for layer in (values, footfall)
    ]
    # a province whose feed is late ends with its own last month, not with the calendar's
    is_known = np.isfinite(own[0]).any(axis=0)
    is_known = is_known if is_known.any() else np.isfinite(values).any(axis=0)
    last_month = first_month + int(np.flatnonzero(is_known).max(initial=0))
    windows = set_windows(
        (project["chosen_from_date"], project["chosen_to_date"]),
        [city["pilot_start_date"] for city in pilots],
        [city["rollout_date"] for city in cities if city["role_code"] == "control"],
        first_day(last_month),
        limits,
    )
    study = Study(
        *own,
        len(pilots),
        first_month,
        windows,
        values,
        groups,
        project["better"] == "higher",
        project["target_lift"],
    )
    rng = np.random.default_rng([limits.seed, zlib.crc32(project["project_id"].encode())])
    assessed = assess(study, limits, rng)
    first_row |= assessed.figures | {"target_lift": project["target_lift"]} | tell_windows(windows)
    return [first_row, *(tell_check(keys, check, windows, cities) for check in assessed.checks)]


def tell_windows(windows):
    """Months before and after by their first and last day."""
    if windows is None:
        return {"after_month_count": 0, "is_after_closed": False}
    before, after = windows.before, windows.after
    return {
        "before_start_date": first_day(before.start),
        "before_end_date": first_day(before.stop) - timedelta(days=1),
        "after_start_date": first_day(after.start),
        "after_end_date": first_day(after.stop) - timedelta(days=1) if after else None,
        "before_month_count": len(before),
        "after_month_count": len(after),
        "is_after_closed": windows.is_after_closed,
    }


def tell_check(keys, check, windows, cities):
    """A lead stands at its month, counted from the last one before; a city at its place."""
    figures = {
        "effect": check.value,
        "effect_ci_low": check.ci_low,
        "effect_ci_high": check.ci_high,
        "p_value": check.p_value,
    }
    told = {name: value if np.isfinite(value) else None for name, value in figures.items()}
    if check.code == "lead":
        month = windows.before.start + check.place
        at = {"position_no": month - windows.before.stop, "month_start_date": first_day(month)}
    else:
        at = {"position_no": check.place + 1, "city_id": cities[check.place]["city_id"]}
    return keys | told | at | {"check_code": check.code}


def model(dbt, session):
    """One row per project with pilots (check_code effect) and per check of its effect."""
    dbt.config(materialized="table", schema="intermediate")
    limits = Limits.of(dict(dbt.ref("thresholds").select("threshold_code, value").fetchall()))
    metrics = dbt.ref("project_metrics").select("metric_code, better")
    projects = (
        dbt.ref("mart_projects")
        .select(
            "project_id, metric_code, chosen_from_date, chosen_to_date,"
            " target_value - baseline_value as target_lift"
        )
        .join(metrics, "metric_code", how="left")
        .order("project_id")
        .to_arrow_table()
        .to_pylist()
    )
    members = (
        dbt.ref("mart_project_cities")
        .filter("role_code in ('pilot', 'control')")
        .select("project_id, city_id, role_code, pilot_start_date, rollout_date")
        .order("project_id, role_code desc, city_id")
        .to_arrow_table()
        .to_pylist()
    )
    by_project = {}
    for member in members:
        by_project.setdefault(member["project_id"], []).append(member)
    cities = dbt.ref("dim_units").filter("unit_type = 'city'").select("unit_id, province_id")
    months = (
        dbt.ref("mart_project_metric_months")
        .filter("is_closed and value is not null")
        .select(
            "unit_id, metric_code, value, cast(footfall as double) as footfall,"
            " 12 * year(month_start_date) + month(month_start_date) - 1 as month_no"
        )
        .join(cities, "unit_id")
        .to_arrow_table()
    )
    series = read_series(months)
    rows = []
    for project in projects:
        of = by_project.get(project["project_id"], [])
        if any(city["role_code"] == "pilot" for city in of):
            rows += judge(project, of, series, limits)
    return pyarrow.Table.from_pylist(rows, schema=SCHEMA)
