"""Whom the page compares: the unit with its siblings, or the units below it with each other."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboards.queries import benchmark as queries
from dashboards.release import Row
from dashboards.scope import go
from dashboards.view import View

PICK = "pick"
# The columns of a phone hold fewer rows; beyond this a league shows its ends and the own unit.
LONGEST, BEST, WORST = 40, 5, 15


@dataclass(frozen=True)
class Basis:
    """The figures the peers, funnel and league cards share."""

    own: Row | None
    league: list[Row]
    peers: list[Row]
    parent_name: str


def choose(view: View) -> Basis:
    """The choice (a province or city may look both ways) and its figures."""
    kind = view.unit["unit_type"]
    mode = "siblings"
    if kind == "group":
        mode = "below"
    elif kind in ("province", "city"):
        mode = st.segmented_control(
            view.t("bench.basis"),
            ("siblings", "below"),
            default="siblings",
            key="bench_basis",
            format_func=lambda code: view.t(f"bench.basis.{kind}.{code}"),
            label_visibility="collapsed",
            required=True,
        )
    metric = view.metric.code
    own = queries.standing(view.scope, metric)
    parent = view.unit if mode == "below" else view.parent or view.unit
    league = queries.league(view.scope, metric, parent["unit_id"])
    group = own["peer_group"] if own and mode == "siblings" else None
    peers = queries.peers(view.scope, metric, group) if group else league
    return Basis(own, league, peers, view.name(parent, "short_name"))


def open_unit(key: str) -> None:
    """What a click on a mark does: its unit becomes the one in view."""
    picked = st.session_state[key]["selection"].get(PICK) or []
    if picked and picked[0].get("key"):
        go(unit=picked[0]["key"])


def verdict(flag: str | None) -> str:
    """better, worse or none, from a flag such as worse_95."""
    side = (flag or "").split("_")[0]
    return side if side in ("better", "worse") else "none"
