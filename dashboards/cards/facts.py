"""What the tooltip of a unit says, the same on the map and in the league."""

from __future__ import annotations

from dashboards.cards.kpi import sample
from dashboards.charts.frame import Facts
from dashboards.figures import DASH
from dashboards.release import Row
from dashboards.view import View


def of_unit(view: View, row: Row) -> Facts:
    """Name, value, interval, n and coverage of a unit's figure."""
    metric = view.metric
    state = row["state"] or "no_data"
    value = metric.value(row["value"])
    if state != "ok":
        value = (
            f"{value} · {view.t('state.' + state)}" if value != DASH else view.t(f"state.{state}")
        )
    if row["inherited_from_unit_id"]:
        value += " " + view.t("state.inherited")
    halls = (
        f"{row['halls_with_data']}/{row['halls_in_scope']}"
        if row["halls_in_scope"] is not None
        else DASH
    )
    return (
        (view.t("tip.unit"), view.name(row, "short_name")),
        (metric.short[view.language], value),
        (view.t("tip.interval"), metric.interval(row["ci_low"], row["ci_high"])),
        (view.t("tip.proportional"), metric.value(row["value_proportional"])),
        (view.t("tip.sample"), sample(view, row) or DASH),
        (view.t("tip.halls"), halls),
    )
