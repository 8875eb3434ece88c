"""Which special projects are run: the planted ones, the themes of the year, the special ones."""

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl

from ingest.sample.geography import SEEDS, Geography
from ingest.sample.months import Months
from ingest.sample.network import Network
from ingest.sample.plants import Plants, Project
from ingest.sample.project_plans import ProjectPlan, Story, months_before, next_month, project_code
from ingest.sample.project_specials import special_projects
from ingest.sample.service_plants import ServicePlants
from ingest.sample.sizes import SampleSize
from ingest.sample.streams import stream

# Provinces that report projects, first come first; the planted one is always the first.
REPORTING = ("330000", "320000", "510000", "440000", "610000", "370000", "410000", "130000")
SMALL_PROVINCE = "640000"
"""Five cities, two of which stay out: a design of one pilot among three can show nothing."""
SMALL_TESTED = 3
# The planted province runs nothing that could touch the truth of its two planted projects.
PLANTED_ALSO = ("overall", "hotline")
# What became of one project of the theme; the others take the usual course.
STORIES: dict[str, Story] = {
    "network": "stopped",
    "new_services": "overdue",
    "hotline": "sent_back",
}
WAITING_DAYS = 30
"""How much later than the others a province starts whose pilots are still to come."""


def choose_projects(
    size: SampleSize,
    geography: Geography,
    network: Network,
    months: Months,
    plants: Plants,
    service: ServicePlants,
    seed: int,
) -> tuple[ProjectPlan, ...]:
    """The planted projects, the themes of the year so far in several provinces, special ones."""
    rng = stream(seed, size.name, "projects")
    today = next_month(months.starts[-1].astype(object))
    reporting = [code for code in REPORTING if len(geography.cities_of(code)) > 1]
    plans = [_planted(geography, months, today, project) for project in plants.projects]
    taken = {plan.code for plan in plans}
    themes = pl.read_csv(SEEDS / "themes.csv").sort("sort_order")
    for theme, bimonth, metric in themes.select(
        "theme_code", "bimonth_no", "metric_code"
    ).iter_rows():
        start = dt.date(today.year, 2 * bimonth - 1, 1)
        if not months.starts[0].astype(object) <= start <= today:
            continue
        provinces = [str(code) for code in rng.permutation(reporting)]
        provinces = provinces[: size.project_provinces_per_theme]
        if theme in PLANTED_ALSO:
            provinces = [size.project_province, *provinces[:-1]]
        if theme == "hall" and len(geography.cities_of(SMALL_PROVINCE)) > SMALL_TESTED:
            provinces.append(SMALL_PROVINCE)
        for position, province in enumerate(provinces):
            plan = _theme_project(geography, rng, theme, metric, start, province)
            if plan.code in taken:
                continue
            if start == today and 2 * position > len(provinces):
                plan = replace(plan, pilot_start=start + dt.timedelta(WAITING_DAYS))
            if 0 < position == len(provinces) - 1:
                plan = replace(plan, story=STORIES.get(theme, "plain"))
            plans.append(plan)
    special = special_projects(geography, network, months, service, reporting, rng, today)
    return (*plans, *special[: size.special_projects])


def _theme_project(
    geography: Geography,
    rng: np.random.Generator,
    theme: str,
    metric: str,
    start: dt.date,
    province: str,
) -> ProjectPlan:
    cities = [str(geography.city_codes[c]) for c in rng.permutation(geography.cities_of(province))]
    is_small = province == SMALL_PROVINCE
    count = 1 if is_small else max(1, min(5, len(cities) // 3))
    return ProjectPlan(
        code=project_code(start, province),
        kind="theme",
        topic=theme,
        theme=theme,
        province=province,
        metric=metric,
        pilot_start=start,
        chosen=(months_before(start, 2), months_before(start, 1)),
        pilots=tuple(sorted(cities[:count])),
        excluded=tuple(sorted(cities[SMALL_TESTED:])) if is_small else (),
        others=tuple(sorted(cities[count : SMALL_TESTED if is_small else None])),
    )


def _planted(geography: Geography, months: Months, today: dt.date, truth: Project) -> ProjectPlan:
    """A planted project: nothing is rolled out while its effect is measured."""
    codes = geography.city_codes
    own = {str(codes[city]) for city in geography.cities_of(truth.province_code)}
    pilots = {str(codes[city]) for city in truth.pilots}
    start = months.starts[truth.start_month].astype(object)
    has_worked = truth.lift > 0
    return ProjectPlan(
        code=project_code(start, truth.province_code),
        kind="theme",
        topic=truth.theme,
        theme=truth.theme,
        province=truth.province_code,
        metric=truth.metric_column,
        pilot_start=start,
        chosen=(months_before(start, 2), months_before(start, 1)),
        pilots=tuple(sorted(pilots)),
        others=tuple(sorted(own - pilots)),
        planted=truth.name,
        # The one waits for its evaluation; the other went ahead after the last month of data.
        rollout_from=next_month(today) if has_worked else today + dt.timedelta(8),
    )
