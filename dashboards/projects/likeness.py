"""Cities like the one in view: whose satisfaction moved as its own did, nearest first."""

from __future__ import annotations

import numpy as np

from dashboards.queries import project_proofs
from dashboards.view import View
from dbt_project.statistics.similar_paths import compare_paths, joint_path

# What a city is compared by when nothing more special is asked.
METRIC = "in_network_satisfaction"
# A movement needs a season's worth of months to be told from chance.
MIN_MONTHS = 6


def order(view: View) -> dict[str, int]:
    """City code → place: the cities in view 0, then the most alike; empty above the province.

    A province is compared by the joint path of its cities.
    """
    own = view.unit["city_id"] or view.unit["province_id"]
    if not own:
        return {}
    rows = project_proofs.city_months(view.scope, METRIC)
    months = sorted({row["month_start_date"] for row in rows})
    cities = list(dict.fromkeys(row["unit_id"] for row in rows))
    paths = np.full((len(cities), len(months)), np.nan)
    at = {month: column for column, month in enumerate(months)}
    line = {city: number for number, city in enumerate(cities)}
    for row in rows:
        paths[line[row["unit_id"]], at[row["month_start_date"]]] = row["value"]
    inside = {r["unit_id"] for r in rows if own in (r["unit_id"], r["province_id"])}
    if not inside:
        return {}
    path = joint_path(paths[[line[city] for city in cities if city in inside]])
    near = [cities[index] for index in compare_paths(path, paths, MIN_MONTHS).order()]
    listed = [*sorted(inside), *(city for city in near if city not in inside)]
    return {
        city.removeprefix("C"): max(place - len(inside) + 1, 0) for place, city in enumerate(listed)
    }
