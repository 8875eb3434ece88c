"""In which order a reader wants to hear of other cities: the own first, then those most like it."""

from __future__ import annotations

from dashboards.projects import plan_facts
from dashboards.projects.similar_cities import cities_like
from dashboards.queries import project_proofs, project_registers
from dashboards.view import View

# What a city is compared by when nothing more special is asked.
METRIC = "in_network_satisfaction"


def order(view: View) -> dict[str, int]:
    """City code → place; a province puts its own cities first, the group none."""
    own, province = view.unit["city_id"], view.unit["province_id"]
    if not own:
        code = str(province or "").removeprefix("P")
        rows = project_registers.register(view.scope, "city", code) if code else []
        return {row["code"]: 0 for row in rows}
    row = project_proofs.metric(view.scope, METRIC)
    found = cities_like(view, str(own), plan_facts.project_metric(row)) if row else []
    alike = {str(one.unit["unit_code"]): place for place, one in enumerate(found, start=1)}
    return {str(own).removeprefix("C"): 0} | alike
