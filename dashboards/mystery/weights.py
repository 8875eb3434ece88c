"""Two sets of weights side by side: the rules' and the customers', and whose rank would move."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.rows import DotRow, dot_rows
from dashboards.queries import mystery_checks
from dashboards.release import Row
from dashboards.view import View

PITCH = 34


def sets(view: View) -> None:
    """Weight of each block: dot = derived from customers, upright line = by rule."""
    rows = mystery_checks.weights(view.scope)
    first = rows[0] if rows else None
    if first is None:
        title = view.t("ms.weights.title.none")
    else:
        title = view.t(
            "ms.weights.title",
            block=view.name(first),
            points=figures.value(first["weight_derived"] - first["weight_ruled"], "score", 1),
        )
    basis = ""
    if first:
        basis = view.t(
            "ms.weights.basis",
            n=figures.count(first["n"], view.language),
            r2=figures.value(first["r2"], "rate", 0),
        )
        if first["inherited_from_unit_id"]:
            basis = card.joined(basis, view.t("state.inherited"))
    card.head(title, card.joined(view.t("ms.weights.sub"), basis))
    if not rows:
        card.nothing(view, "ms.weights.none")
        return
    drawn = tuple(
        DotRow(
            key=row["code"],
            name=view.name(row),
            value=row["weight_derived"],
            low=None,
            high=None,
            shown=figures.value(row["weight_derived"], "score", 1),
            mark=row["weight_ruled"],
            facts=(
                (view.t("ms.block"), view.name(row)),
                (view.t("ms.weights.derived"), figures.value(row["weight_derived"], "score", 1)),
                (view.t("ms.weights.ruled"), figures.value(row["weight_ruled"], "score", 1)),
            ),
        )
        for row in rows
    )
    st.vega_lite_chart(
        dot_rows(drawn, view.look, pitch=PITCH), width="stretch", key="mystery_weights", alt=title
    )


def ranks(view: View) -> None:
    """What the derived weights would change in the ranks within the unit."""
    effects = mystery_checks.weight_effects(view.scope)
    chosen = effects[0] if effects else None
    card.head(
        _title(view, chosen), card.joined(view.t("ms.ranks.sub"), view.unit_name, view.period_name)
    )
    if chosen is None:
        key = "ms.ranks.open" if not view.period["is_closed"] else "ms.ranks.none"
        card.nothing(view, key)
        return
    moved = mystery_checks.movers(view.scope, chosen["unit_type"])
    if moved:
        st.table(
            {
                view.t("table.unit"): [card.escape(view.name(row, "short_name")) for row in moved],
                view.t("ms.ranks.ruled"): [str(row["rank_ruled"]) for row in moved],
                view.t("ms.ranks.derived"): [str(row["rank_derived"]) for row in moved],
                view.t("ms.ranks.score"): [_scores(row) for row in moved],
            },
            border="horizontal",
            hide_index=True,
        )
    card.note(_agreement(view, chosen))


def _scores(row: Row) -> str:
    ruled = figures.value(row["score_ruled"], "score", 1)
    return f"{ruled} → {figures.value(row['score_derived'], 'score', 1)}"


def _title(view: View, effect: Row | None) -> str:
    if effect is None:
        return view.t("ms.ranks.title.none")
    kind = view.t(f"ms.ranks.type.{effect['unit_type']}")
    if not effect["moved_count"]:
        return view.t("ms.ranks.title.quiet", kind=kind, all=effect["ranked_count"])
    return view.t(
        "ms.ranks.title",
        effect["moved_count"],
        kind=kind,
        all=effect["ranked_count"],
        largest=effect["largest_move"],
    )


def _agreement(view: View, effect: Row) -> str:
    """Which of the two sets stands nearer to what customers say; units too few say so."""
    if effect["spearman_ruled_perception"] is None:
        return view.t("ms.ranks.few")
    return view.t(
        "ms.ranks.agreement",
        ruled=figures.value(effect["spearman_ruled_perception"], "index", 2),
        derived=figures.value(effect["spearman_derived_perception"], "index", 2),
        n=effect["compared_count"],
    )
