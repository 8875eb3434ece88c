"""Who the pilots are: drawn at random, how they stood when the board was chosen, whom they resemble."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.projects import edits, pilot_design, plan_facts, similar_cities, take_design
from dashboards.projects.live import Live
from dashboards.projects.pilot_design import Plan
from dashboards.projects.plan_facts import PlanFacts
from dashboards.release import Row
from dashboards.view import View
from dbt_project.statistics.pilot_plan import Option


def show(view: View, live: Live, facts: PlanFacts, found: Plan, chosen: Option) -> None:
    """Pilots drawn at random beside those already named, and whom to compare them with."""
    key = f"plan_draw_{facts.project.entity_id}"
    number = int(st.session_state.get(key, 1))
    codes, seed = pilot_design.drawn(facts, found, chosen.pilot_count, number)
    named = plan_facts.pilots_of(live, facts.project)
    names = _names(view, list(found.cities.units))
    began = facts.pilots_began
    is_drawn = set(named) == set(codes)
    has_begun = began is not None and began <= live.today
    left, right = st.columns(2, gap="small")
    with left, card.frame():
        if named:
            title = view.t("plan.draw.title.named", len(named), names=_listed(view, named, names))
        else:
            title = view.t("plan.draw.title", len(codes), names=_listed(view, codes, names))
        if has_begun:
            card.head(title, view.t("plan.draw.begun", day=figures.day(began)))
        elif named and not is_drawn:
            card.head(title, view.t("plan.draw.named_how"))
        else:
            card.head(title, view.t("plan.draw.how", seed=seed))
        _standing(view, facts, pilot_design.at_choice(facts, found, named or codes))
        if named and not has_begun and not is_drawn:
            proposed = view.t("plan.draw.proposed", seed=seed, names=_listed(view, codes, names))
            st.markdown(card.escape(proposed))
        st.markdown(card.escape(view.t("plan.draw.why")))
        _named_cities(view, found, names)
        if not has_begun:
            if number > 1:
                card.note(view.t("plan.draw.redrawn", number=number))
            _buttons(view, live, facts, take_design.request(facts, chosen, codes, seed), key)
    with right, card.frame():
        similar_cities.comparisons(view, facts, found.cities, named or codes)


def _standing(view: View, facts: PlanFacts, at: pilot_design.AtChoice | None) -> None:
    """How the pilots stood when the board was chosen, and what that alone would make of them."""
    if at is None:
        return
    if at.are_the_worst:
        st.markdown(f":orange[▲ {card.escape(view.t('plan.draw.worst'))}]")
    metric, language = facts.metric, view.language
    said = view.t(
        "plan.draw.at_choice", pilots=metric.value(at.pilots), others=metric.value(at.others)
    )
    if at.rebound is not None:
        gain = metric.delta(facts.better(at.rebound), language)
        said += view.t("plan.draw.at_choice.rebound", gain=gain)
    st.markdown(card.escape(said))


def _buttons(view: View, live: Live, facts: PlanFacts, asked: edits.Request, key: str) -> None:
    with st.container(horizontal=True, gap="small"):
        st.button(
            view.t("plan.draw.take"), type="primary", disabled=bool(live.trouble),
            key=f"plan_take_{facts.project.entity_id}", on_click=edits.ask, args=(asked,),
        )  # fmt: skip
        st.button(
            view.t("plan.draw.again"), key=f"plan_again_{facts.project.entity_id}",
            on_click=_again, args=(key,),
        )  # fmt: skip


def _again(key: str) -> None:
    st.session_state[key] = int(st.session_state.get(key, 1)) + 1


def _named_cities(view: View, found: Plan, names: dict[str, str]) -> None:
    """Cities that cannot take part, and those whose months jump."""
    for kind, places in (("short", found.histories.short), ("erratic", found.histories.erratic)):
        if places:
            codes = [str(found.cities.units[place]["unit_code"]) for place in places]
            card.note(view.t(f"plan.draw.{kind}", len(codes), names=_listed(view, codes, names)))


def _names(view: View, units: list[Row]) -> dict[str, str]:
    return {str(row["unit_code"]): view.name(row, "short_name") for row in units}


def _listed(view: View, codes: list[str], names: dict[str, str]) -> str:
    return view.t("plan.list_mark").join(names.get(code, code) for code in codes)
