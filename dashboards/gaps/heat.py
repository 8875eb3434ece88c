"""One gap, element by element, of the units below: which of them falls short, and at what."""

from __future__ import annotations

from statistics import fmean

import streamlit as st

from dashboards.cards import card
from dashboards.charts.heat import GAP, HeatCell, heat
from dashboards.charts.steps import Steps, steps
from dashboards.figures import DASH, count
from dashboards.gaps import words
from dashboards.queries import gaps as queries
from dashboards.release import Row
from dashboards.scope import go
from dashboards.view import View

PICK = "pick"
KIND = "gap_kind"
# Beyond so many rows the worst are shown; on a phone so many columns.
LONGEST, PHONE_COLUMNS = 40, 5
# Blocks about people stand left, those about hall and process right: at most eight columns each.
PEOPLE = ("service_awareness", "staff_quality")


def show(view: View) -> None:
    """The card with the choice of the gap."""
    codes = {row["gap_code"]: row for row in queries.codes(view.scope)}
    if st.session_state.get(KIND) not in codes:
        st.session_state[KIND] = "gap_5"
    gap = codes[st.session_state[KIND]]
    found = queries.heat(view.scope, gap["gap_code"])
    shown = [row for row in found if _is_judged(row)]
    said = title(view, found, gap)
    formula = view.t(f"gaps.formula.{gap['gap_code']}")
    way = "absolute" if gap["is_absolute"] else "relative"
    card.head(
        said,
        card.joined(
            f"{view.name(gap)} {formula}",
            view.period_name,
            view.t(f"gaps.heat.sub.{way}"),
        ),
    )
    st.segmented_control(
        view.t("gaps.heat.choose"),
        list(codes),
        key=KIND,
        format_func=lambda code: view.name(codes[code]),
        label_visibility="collapsed",
        required=True,
    )
    if not any(row["verdict"] != "no_data" for row in found):
        card.nothing(view, _why(view, gap))
        return
    _draw(view, found, shown, gap, said)


def _is_judged(row: Row) -> bool:
    return row["value"] is not None and row["verdict"] not in ("insufficient", "not_shown")


def _distance(row: Row, gap: Row) -> float | None:
    """From zero for gaps that may be read as they stand, else from the siblings' mean."""
    if not _is_judged(row):
        return None
    if gap["is_absolute"]:
        return float(row["value"])
    return None if row["siblings_mean"] is None else float(row["value"] - row["siblings_mean"])


def _worst_first(rows: list[Row], gap: Row, field: str) -> list[str]:
    """Keys by the mean distance of their cells, those without any last."""
    means: dict[str, float] = {}
    for key in dict.fromkeys(row[field] for row in rows):
        distances = [_distance(row, gap) for row in rows if row[field] == key]
        known = [d for d in distances if d is not None]
        means[key] = fmean(known) if known else float("inf")
    return sorted(means, key=lambda key: means[key])


def _draw(view: View, found: list[Row], shown: list[Row], gap: Row, said: str) -> None:
    distances = [d for d in (_distance(row, gap) for row in shown) if d is not None]
    scale = steps(distances, True, view.look.palette)
    units = _worst_first(found, gap, "unit_id")
    kept = units[:LONGEST]
    names = {row["unit_id"]: view.name(row, "short_name") for row in found}
    columns = _columns(view, found, gap)
    keys = {key for key, _ in columns}
    cells = tuple(
        _cell(view, row, gap, scale)
        for row in found
        if row["unit_id"] in kept and row["element_id"] in keys
    )
    key = f"heat_{view.unit['unit_id']}_{view.scope.period_id}_{gap['gap_code']}"

    def clicked() -> None:
        picked = st.session_state[key]["selection"].get(PICK) or []
        if picked and picked[0].get("key"):
            go(unit=picked[0]["key"])

    st.vega_lite_chart(
        heat(cells, tuple((unit, names[unit]) for unit in kept), columns, view.look, PICK),
        width="stretch",
        key=key,
        on_select=clicked,
        alt=said,
    )
    left = len(units) - len(kept)
    if left:
        card.note(view.t("gaps.heat.left_out", left))
    if view.look.is_phone:
        card.note(view.t("gaps.heat.phone", number=PHONE_COLUMNS))


def _columns(view: View, found: list[Row], gap: Row) -> tuple[tuple[str, str], ...]:
    """Elements, the worst of each group first; on a phone the worst of all."""
    order = _worst_first(found, gap, "element_id")
    first = {row["element_id"]: row for row in reversed(found)}
    named = [(element, view.name(first[element])) for element in order]
    if view.look.is_phone:
        return tuple(named[:PHONE_COLUMNS])
    people = [pair for pair in named if first[pair[0]]["block_code"] in PEOPLE]
    others = [pair for pair in named if pair not in people]
    return (*people, (GAP, ""), *others)


def _cell(view: View, row: Row, gap: Row, scale: Steps) -> HeatCell:
    distance = _distance(row, gap)
    q_value = DASH if row["q_value"] is None else f"{row['q_value']:.3f}"
    is_thin = row["verdict"] in ("insufficient", "no_data")
    return HeatCell(
        row=row["unit_id"],
        column=row["element_id"],
        text="·"
        if row["verdict"] == "not_shown"
        else DASH
        if is_thin
        else words.points(row["value"]),
        colour=None if distance is None else scale.colour(distance),
        is_framed=bool(row["is_flagged"]),
        is_dotted=row["verdict"] == "not_shown",
        facts=(
            (view.t("tip.unit"), view.name(row, "short_name")),
            (view.t("tip.item"), view.name(row)),
            (view.name(gap), words.value_and_state(view, row)),
            (view.t("tip.interval"), words.interval(row)),
            (view.t("gaps.tip.siblings"), words.points(row["siblings_mean"])),
            ("q", q_value),
            (
                view.t("tip.sample"),
                f"{count(row['n_left'], view.language)} / {count(row['n_right'], view.language)}",
            ),
        ),
    )


def title(view: View, found: list[Row], gap: Row) -> str:
    """The worst unit and element, and whether the test says so."""
    judged = [row for row in found if _distance(row, gap) is not None]
    units = {row["unit_id"] for row in judged}
    name = view.name(gap)
    if len(units) < 2 or view.period["is_partial"]:
        return view.t("gaps.heat.title.few", gap=name)
    worst = min(judged, key=lambda row: _distance(row, gap) or 0.0)
    unit, element = view.name(worst, "short_name"), view.name(worst)
    if not gap["is_absolute"]:
        return view.t("gaps.heat.title.relative", unit=unit, element=element, gap=name)
    flagged = {row["unit_id"] for row in judged if row["is_flagged"]}
    if not flagged:
        return view.t("gaps.heat.title.quiet", gap=name)
    return view.t("gaps.heat.title", len(flagged), unit=unit, element=element)


def _why(view: View, gap: Row) -> str:
    kind = view.period["period_type"]
    is_fine = view.unit["unit_type"] not in ("group", "province")
    if is_fine and gap["finest_unit_type"] == "city":
        return "gaps.heat.none.city"
    if is_fine and kind != "bimonth":
        return "gaps.heat.none.bimonth"
    return "gaps.heat.none.month" if kind == "month" else "gaps.heat.none"
