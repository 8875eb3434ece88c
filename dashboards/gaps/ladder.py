"""The gap ladder: where an element falls between what customers expect and what they perceive."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.charts.ladder import Rung, Verdict, ladder
from dashboards.gaps import words
from dashboards.queries import gaps as queries
from dashboards.release import Row
from dashboards.view import View

PICK = "pick"
CHOSEN = "gap_element"
"""The element that the trend shows; a click on the ladder chooses it."""
SIDES = (
    ("E", "expected_mean", "expected_inherited_from"),
    ("M", "believed_mean", "believed_inherited_from"),
    ("S", "standard_customer_mean", "standard_customer_inherited_from"),
    ("P", "perceived_mean", None),
)
INSPECTED = (
    ("S", "standard_inspection_mean", "standard_inspection_inherited_from"),
    ("D", "delivered_mean", None),
    ("C", "promise_inspection_mean", "promise_inspection_inherited_from"),
)


def show(view: View) -> None:
    """The card."""
    found = queries.ladder(view.scope)
    rows = [row for row in found if row["element_id"] != queries.WHOLE]
    delta = queries.tolerance(view.scope)
    said = title(view, rows, delta)
    is_phone = view.look.is_phone
    card.head(
        said,
        card.joined(
            view.unit_name,
            view.period_name,
            view.t("gaps.ladder.sub.phone" if is_phone else "gaps.ladder.sub"),
            _inherited(view, rows),
        ),
    )
    if not rows:
        card.nothing(view, _why(view))
        return
    heads = tuple(view.t(f"gaps.ladder.head.{name}") for name in ("main", "second", "third"))
    key = f"ladder_{view.unit['unit_id']}_{view.scope.period_id}"

    def clicked() -> None:
        picked = st.session_state[key]["selection"].get(PICK) or []
        if picked and picked[0].get("key"):
            st.session_state[CHOSEN] = picked[0]["key"]

    st.vega_lite_chart(
        ladder(tuple(_rung(view, row) for row in rows), heads, view.look, PICK),
        width="stretch",
        key=key,
        on_select=clicked,
        alt=said,
    )
    note = "gaps.ladder.note.phone" if is_phone else "gaps.ladder.note"
    card.note(view.t(note, delta=f"{delta:g}"))


def title(view: View, rows: list[Row], delta: float) -> str:
    """Which elements lie surely further below expectation than is tolerated."""
    judged = [row for row in rows if row["verdict"] not in words.UNJUDGED and row["verdict"]]
    limit = f"{delta:g}"
    if not judged:
        return view.t(f"gaps.ladder.title.{words.unjudged(view, rows)}")
    short = [view.name(row) for row in judged if row["verdict"] == "short"]
    if not short:
        return view.t("gaps.ladder.title.quiet", delta=limit)
    first = words.listed(view, short[:2])
    if len(short) == len(rows):
        return view.t("gaps.ladder.title.all", delta=limit, first=first)
    if len(short) <= 2:
        return view.t("gaps.ladder.title.one", delta=limit, first=first)
    return view.t("gaps.ladder.title.some", len(short), delta=limit, first=short[0])


def _why(view: View) -> str:
    """Why there is no ladder: not by month, and below the city by bimonth alone."""
    kind = view.period["period_type"]
    is_fine = view.unit["unit_type"] not in ("group", "province", "city")
    if kind == "month" or (is_fine and kind != "bimonth"):
        return "gaps.ladder.none.period"
    return "gaps.ladder.none"


def _inherited(view: View, rows: list[Row]) -> str:
    """Which sides are those of a unit above."""
    taken = {
        letter
        for row in rows
        for letter, _, field in (*SIDES, *INSPECTED)
        if field and row[field] is not None and letter in "EM"
    }
    if view.look.is_phone:
        taken &= {"E"}
    return view.t("gaps.ladder.inherited", sides=words.listed(view, sorted(taken))) if taken else ""


def _rung(view: View, row: Row) -> Rung:
    verdict = row["verdict"] or "no_data"
    colours: dict[str, Verdict] = {"short": "worse", "positive": "better"}
    hollow = verdict in words.UNJUDGED
    gap = {"value": row["gap_5"], "verdict": verdict}
    delivery = {"value": row["gap_3"], "verdict": row["gap_3_verdict"] or "no_data"}
    is_thin = delivery["verdict"] in ("insufficient", "not_shown")
    unjudged = is_thin or verdict in ("insufficient", "not_shown")
    facts = [(view.t("tip.item"), view.name(row))]
    for scale, sides in (("customer", SIDES), ("inspection", INSPECTED)):
        for letter, field, inherited in sides:
            up = " ↑" if inherited and row[inherited] is not None else ""
            number = figures.value(row[field], "score", 1)
            facts.append((view.t(f"gaps.side.{scale}.{letter}"), number + up))
    facts += [
        ("P − E", words.value_and_state(view, gap)),
        (view.t("tip.interval"), words.interval(row)),
        ("D − S", words.value_and_state(view, delivery)),
        (view.t("gaps.tip.unexplained"), words.points(row["unexplained"])),
        (view.t("tip.sample"), f"P {_n(view, row['n_left'])} · E {_n(view, row['n_right'])}"),
    ]
    return Rung(
        key=row["element_id"],
        name=view.name(row),
        customer=tuple((letter, row[field]) for letter, field, _ in SIDES),
        inspection=tuple((letter, row[field]) for letter, field, _ in INSPECTED),
        verdict="hollow" if hollow else colours.get(verdict, "none"),
        main=words.shown(gap),
        second=words.shown(delivery),
        third=figures.DASH if unjudged else words.points(row["unexplained"]),
        facts=tuple(facts),
        is_delivery_thin=is_thin,
    )


def _n(view: View, number: int | None) -> str:
    return figures.count(number, view.language)
