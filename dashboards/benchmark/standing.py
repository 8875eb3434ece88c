"""The unit among its peers in four figures: percentile, best decile, rank, luck or merit."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.benchmark.basis import Basis, verdict
from dashboards.cards import card
from dashboards.release import Row
from dashboards.view import View


def row(view: View, basis: Basis) -> None:
    """The four figures; nothing for the group, which has no peers."""
    if view.unit["unit_type"] == "group":
        return
    own = basis.own
    if own is None:
        with card.frame("content"):
            card.nothing(view, _reason(view))
        return
    grid = st.grid(4, min_column_width=150, gap="xsmall", border=True)
    for label, value, foot, definition in (
        _percentile(view, own), _distance(view, own), _rank(view, own), _luck(view, own),
    ):  # fmt: skip
        with grid.cell(), st.container(gap="xxsmall"):
            st.metric(view.t(label), value, help=view.t(definition))
            st.markdown(f":small[:gray[{card.escape(foot)}]]")


def _reason(view: View) -> str:
    kind = view.unit["unit_type"]
    if kind == "branch":
        return "bench.none.branch"
    if not view.period["is_closed"]:
        return "bench.none.open"
    return "bench.none.hall" if kind == "hall" else "bench.none"


def _percentile(view: View, own: Row) -> tuple[str, str, str, str]:
    foot = view.t("bench.peers", own["peers_n"]) if own["peers_n"] else ""
    if own["similar_percentile"] is not None:
        name = own[f"similar_{view.language}"] or own["similar_group"]
        shown = f"{own['similar_percentile']:.0f}"
        foot = card.joined(foot, view.t("bench.similar", name=name, value=shown))
    value = figures.DASH if own["percentile"] is None else f"{own['percentile']:.0f}"
    return "bench.percentile", value, foot or figures.DASH, "bench.percentile.help"


def _distance(view: View, own: Row) -> tuple[str, str, str, str]:
    missing, best = own["distance_to_best_decile"], own["best_decile"]
    if missing is None:
        value = figures.DASH
    elif missing <= 0 or figures.is_flat(missing, view.metric.unit, view.metric.decimals):
        value = view.t("bench.reached")
    else:
        value = view.metric.delta(missing, view.language).lstrip("+")
    foot = view.t("bench.best", value=view.metric.value(best)) if best is not None else figures.DASH
    return "bench.distance", value, foot, "bench.distance.help"


def _rank(view: View, own: Row) -> tuple[str, str, str, str]:
    if not own["is_ranked"]:
        why = own["not_ranked_reason"] or "no_siblings"
        return "bench.rank", figures.DASH, view.t(f"bench.unranked.{why}"), "bench.rank.help"
    foot = view.t(
        "bench.rank.interval",
        low=own["rank_ci_low"],
        high=own["rank_ci_high"],
        of=own["ranked_units"],
    )
    tie = view.t("bench.tie") if own["is_tie_with_best"] else ""
    return "bench.rank", str(own["rank"]), card.joined(foot, tie), "bench.rank.help"


def _luck(view: View, own: Row) -> tuple[str, str, str, str]:
    chance, exceptional = own["chance_flag"], own["exceptional_flag"]
    if chance is None:
        word = "unknown"
    elif chance == "within":
        word = "luck"
    elif verdict(exceptional) == "none":
        word = "usual"
    else:
        word = verdict(exceptional)
    foot = card.joined(
        view.t("bench.value", value=view.metric.value(own["value"])),
        view.t("bench.peer_mean", value=view.metric.value(own["peer_mean"])),
    )
    return "bench.luck", view.t(f"bench.luck.{word}"), foot, f"bench.luck.{word}.help"
