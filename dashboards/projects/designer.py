"""The pilot designer: what so many pilots can find out, said before anybody starts.

`show` draws the plan of a project: its target path, the designs, the pilots drawn, the cities to
compare with. Taking a design says it to the journal as cities of the project and as a decision.
"""

from __future__ import annotations

from math import isclose

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.power import PowerPoint, power
from dashboards.projects import (
    pilot_design,
    pilot_draw,
    plan_facts,
    similar_cities,
    target_path,
)
from dashboards.projects.live import Live
from dashboards.projects.pilot_design import Plan, Wish
from dashboards.projects.plan_facts import PlanFacts
from dashboards.today import today
from dashboards.view import View
from dbt_project.statistics.pilot_plan import Option
from warehouse.projects.state import Entity

HEIGHT = 240
SMALLEST_P = 0.001


def show(view: View, live: Live, project: Entity) -> None:
    """The plan of one project, card by card."""
    if not plan_facts.can_plan(view):
        with card.frame("content"):
            card.head(view.t("plan.design.title.old"), view.t("plan.design.old_remedy"))
        return
    facts = plan_facts.read(view, live, project)
    left, right = st.columns(2, gap="small")
    with left:
        target_path.show(view, live, project)
    if facts is None or not facts.is_of_several_cities:
        with right:
            similar_cities.show(view, live, project)
        return
    with right, card.frame():
        wish, slot = _wish(view, facts)
        found = pilot_design.plan(facts, live, wish)
        named = len(plan_facts.pilots_of(live, project))
        chosen = _designs(view, facts, found, wish, slot, named)
    if chosen is not None:
        pilot_draw.show(view, live, facts, found, chosen)


def _wish(view: View, facts: PlanFacts) -> tuple[Wish, st.delta_generator.DeltaGenerator]:
    """Lift and months after; the place above them is for the title, which depends on both."""
    slot = st.container()
    key = facts.project.entity_id
    fewest = facts.limits.min_after_months
    months = list(range(fewest, int(facts.thresholds["plan_max_after_months"]) + 1))
    metric = facts.metric
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        # in the unit that is read: per cent for rates
        lift = st.number_input(
            view.t("plan.design.lift"),
            min_value=0.0,
            value=None if facts.lift is None else metric.drawn(facts.lift),
            step=5 * 10.0**-metric.decimals,
            format=f"%.{metric.decimals}f",
            key=f"plan_lift_{key}",
            width=130,
        )
        after = st.segmented_control(
            view.t("plan.design.after"),
            months,
            default=fewest,
            required=True,
            key=f"plan_after_{key}",
        )
    wished = lift / metric.drawn(1.0) if lift else None
    return Wish(after=int(after or fewest), lift=wished), slot


def _designs(
    view: View, facts: PlanFacts, found: Plan, wish: Wish,
    slot: st.delta_generator.DeltaGenerator, named: int,
) -> Option | None:  # fmt: skip
    """Title, chart and words on what would help; the option that is looked at.

    It begins with as many pilots as are named already, else with the recommended number.
    """
    best = found.best
    if found.reason is not None or best is None:
        with slot:
            card.head(design_title(view, facts, found, best, wish), _sub(view, facts, found))
        st.markdown(_help(view, facts, found))
        return None
    chosen = _chosen(view, facts, found, best, wish, named)
    title = design_title(view, facts, found, chosen, wish)
    with slot:
        card.head(title, _sub(view, facts, found))
    if wish.lift is not None:
        spec = power(
            tuple(_point(view, facts, option, chosen) for option in found.options),
            view.look, height=HEIGHT, wanted=facts.limits.power,
            wanted_label=figures.value(facts.limits.power, "rate", 0),
        )  # fmt: skip
        key = f"plan_power_{facts.project.entity_id}"
        st.vega_lite_chart(spec, width="stretch", key=key, alt=title)
    st.markdown(_sentence(view, facts, found, chosen, wish))
    return chosen


def _chosen(
    view: View, facts: PlanFacts, found: Plan, best: Option, wish: Wish, named: int
) -> Option:
    """The number of pilots that is looked at."""
    counts = [o.pilot_count for o in found.options if o.can_answer and o.windows]
    if len(counts) < 2:
        return best
    number = st.select_slider(
        view.t("plan.design.pilots", best=best.pilot_count),
        counts,
        value=named if named in counts else best.pilot_count,
        key=f"plan_pilots_{facts.project.entity_id}_{len(found.usable.units)}_{wish}_{named}",
    )
    return found.option(int(number)) or best


def design_title(
    view: View, facts: PlanFacts, found: Plan, chosen: Option | None, wish: Wish
) -> str:
    """Whether the plan can answer, in one line."""
    if found.reason is not None or chosen is None:
        return view.t(
            f"plan.design.title.{found.reason or 'short_history'}",
            cities=len(found.usable.units), months=len(found.cities.months),
            needed=found.timing.length,
            ways=max((o.assignment_count for o in found.options), default=0),
        )  # fmt: skip
    if wish.lift is None:
        return view.t("plan.design.title.no_lift")
    key = "good" if (chosen.power or 0) >= facts.limits.power else "weak"
    return view.t(
        f"plan.design.title.{key}", chosen.pilot_count,
        rate=figures.value(chosen.power, "rate", 0),
        lift=facts.metric.delta(facts.better(wish.lift), view.language),
    )  # fmt: skip


def _sub(view: View, facts: PlanFacts, found: Plan) -> str:
    return card.joined(
        facts.metric.name[view.language],
        view.t("plan.design.sub", len(found.usable.units)),
        view.t(
            "plan.design.timing", before=found.timing.before, gap=found.timing.gap,
            after=found.timing.after,
        ),
        view.t("plan.design.how"),
    )  # fmt: skip


def _point(view: View, facts: PlanFacts, option: Option, chosen: Option) -> PowerPoint:
    shown = figures.value(option.power, "rate", 0)
    return PowerPoint(
        pilot_count=option.pilot_count,
        rate=option.power if option.can_answer else None,
        shown=shown,
        facts=(
            (view.t("plan.design.tip.pilots"), str(option.pilot_count)),
            (view.t("plan.design.tip.ways"), f"{option.assignment_count:,}"),
            (view.t("plan.design.tip.min_p"), _p(option.min_p)),
            (view.t("plan.design.tip.power"), shown),
            (view.t("plan.design.tip.detectable"), facts.metric.value(option.detectable)),
        ),
        is_chosen=option.pilot_count == chosen.pilot_count,
    )


def _sentence(view: View, facts: PlanFacts, found: Plan, chosen: Option, wish: Wish) -> str:
    """What this number of pilots gives, and what more months would."""
    parts = [
        view.t(
            "plan.design.gives", pilots=chosen.pilot_count, cities=len(found.usable.units),
            ways=f"{chosen.assignment_count:,}",
            p=_p(chosen.min_p),
            lift=facts.metric.value(chosen.detectable),
        )
        if chosen.detectable is not None
        else view.t("plan.design.finds_nothing", pilots=chosen.pilot_count)
    ]  # fmt: skip
    rates = pilot_design.rates_by_months(facts, found, chosen.pilot_count)
    is_own_lift = (
        wish.lift is not None and facts.lift is not None and isclose(wish.lift, facts.lift)
    )
    if is_own_lift and len(rates) > 1:
        told = view.t("plan.design.list_mark").join(
            view.t("plan.design.month_rate", months=months, rate=figures.value(rate, "rate", 0))
            for months, rate in rates.items()
        )
        parts.append(view.t("plan.design.more_months", told=told))
    if (chosen.power or 0.0) < facts.limits.power and wish.lift is not None:
        parts.append(_help(view, facts, found))
    return "  \n".join(parts)


def _p(smallest: float) -> str:
    """A p to three decimals, as the sentence before it ends: "= 0.003", "< 0.001"."""
    return f"< {SMALLEST_P}" if smallest < SMALLEST_P else f"= {smallest:.3f}"


def _help(view: View, facts: PlanFacts, found: Plan) -> str:
    """What would make the plan answer."""
    has_begun = facts.pilots_began is not None and facts.pilots_began <= today()
    reason = found.reason or ("weak_begun" if has_begun else "weak")
    return view.t(
        f"plan.design.help.{reason}",
        needed=found.timing.length,
        months=len(found.cities.months),
        least=facts.limits.min_assignments,
        missing=max(found.timing.length - len(found.cities.months), 0),
    )
