"""Branch evaluation: what each part brings to the total, and how firm the total is."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.queries import benchmark as queries
from dashboards.release import Row
from dashboards.scope import go
from dashboards.view import View

LONGEST = 9
PARTS = (
    "company_inspection", "in_network_satisfaction", "covert_visits", "complaint_handling",
    "new_install_satisfaction", "repair_satisfaction",
)  # fmt: skip


def show(view: View) -> None:
    """The card: the branches of a province or city, or the parts of one branch."""
    if view.unit["unit_type"] in ("branch", "hall"):
        _one(view)
        return
    rows = queries.branches(view.scope, view.unit["unit_id"])
    totals = [row for row in rows if row["component_code"] == "total"]
    ranked = [row for row in totals if row["is_ranked"]]
    title = view.t("branches.title.none")
    if len(ranked) > 1:
        title = view.t(
            "branches.title",
            best=view.name(ranked[0], "name"),
            worst=view.name(ranked[-1], "name"),
        )
    elif totals:
        title = view.t("branches.title.unranked")
    card.head(title, card.joined(view.unit_name, view.period_name, view.t("branches.sub")))
    if not totals:
        card.nothing(view, "branches.none")
        return
    _table(view, totals, rows)
    if len(ranked) < len(totals):
        card.note(view.t("branches.unranked", len(totals) - len(ranked)))


def _table(view: View, totals: list[Row], rows: list[Row]) -> None:
    brought = {(row["unit_id"], row["component_code"]): row["contribution"] for row in rows}
    frame = {
        view.t("branches.col.branch"): [view.name(row) for row in totals],
        view.t("branches.col.total"): _column([row["value"] for row in totals]),
        view.t("branches.col.rank"): [_rank(view, row) for row in totals],
    }
    if not view.look.is_phone:
        frame |= {
            view.t(f"branches.part.{part}"): _column(
                [brought.get((row["unit_id"], part)) for row in totals]
            )
            for part in PARTS
        }
    key = f"branches_{view.unit['unit_id']}_{view.period['period_id']}"

    def picked() -> None:
        chosen = st.session_state[key]["selection"]["rows"]
        if chosen:
            go(unit=totals[chosen[0]]["unit_id"])

    numbers = [name for name, column in frame.items() if isinstance(column, pl.Series)]
    st.dataframe(
        pl.DataFrame(frame),
        key=key,
        hide_index=True,
        row_height=34,
        height=34 * (min(len(totals), LONGEST) + 1) + 4,
        on_select=picked,
        selection_mode="single-row",
        column_config={name: st.column_config.NumberColumn(format="%.1f") for name in numbers},
        placeholder="–",
    )


def _column(values: list[float | None]) -> pl.Series:
    return pl.Series(values, dtype=pl.Float64)


def _rank(view: View, row: Row) -> str:
    if not row["is_ranked"]:
        return figures.DASH
    place = "city" if view.unit["unit_type"] == "city" else "province"
    return f"{row[f'rank_in_{place}']}/{row[f'ranked_in_{place}']}"


def _one(view: View) -> None:
    """One branch part by part; a hall shows the branch it belongs to."""
    branch = view.unit
    if branch["unit_type"] == "hall":
        branch = next((row for row in view.ancestors if row["unit_type"] == "branch"), branch)
    rows = queries.branches(view.scope, branch["unit_id"])
    total = next((row for row in rows if row["component_code"] == "total"), None)
    name = view.name(branch)
    if total is None:
        card.head(view.t("branches.title.none"), card.joined(name, view.period_name))
        card.nothing(view, "branches.none")
        return
    value = figures.value(total["value"], "score", 1)
    title = view.t("branches.one.unranked", name=name, value=value)
    if total["is_ranked"]:
        title = view.t(
            "branches.one",
            name=name,
            value=value,
            rank=total["rank_in_city"],
            of=total["ranked_in_city"],
        )
    card.head(title, card.joined(view.period_name, view.t("branches.one.sub")))
    parts = [row for row in rows if row["component_code"] != "total"]
    st.table(
        {
            view.t("branches.col.part"): [
                view.t(f"branches.part.{row['component_code']}") for row in parts
            ],
            view.t("branches.col.value"): [_marked(view, row) for row in parts],
            view.t("branches.col.weight"): [
                figures.value(row["effective_weight"], "rate", 0) for row in parts
            ],
            view.t("branches.col.contribution"): [
                figures.value(row["contribution"], "score", 1) for row in parts
            ],
        },
        border="horizontal",
        hide_index=True,
    )
    card.note(_remark(view, total))


def _marked(view: View, row: Row) -> str:
    value = figures.value(row["value"], "score", 1)
    inherited = view.t("branches.inherited") if row["inherited_from_unit_id"] else ""
    thin = view.t("state.indicative") if row["is_indicative"] else ""
    return card.joined(value, inherited, thin)


def _remark(view: View, total: Row) -> str:
    comma = "、" if view.language == "zh" else ", "
    missing = [code.strip() for code in (total["missing_components"] or "").split(",")]
    names = comma.join(view.t(f"branches.part.{code}") for code in missing if code)
    why = total["not_ranked_reason"]
    return card.joined(
        view.t("branches.missing", names=names) if names else "",
        view.t(f"branches.why.{why}") if why else "",
        view.t("branches.legend"),
    )
