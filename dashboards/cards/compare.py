"""Map and league: the units below the one in view, compared on one metric. A click goes down."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards import maps, titles
from dashboards.cards import card, facts
from dashboards.charts.frame import Spec, within_sight
from dashboards.charts.rows import DotRow, dot_rows
from dashboards.charts.steps import Steps, steps
from dashboards.metrics import CARDS
from dashboards.queries import metrics as queries
from dashboards.release import Row
from dashboards.scope import go
from dashboards.verdicts import against, is_comparable
from dashboards.view import View

PICK = "pick"
MAP_HEIGHT, PHONE_MAP_HEIGHT = 410, 300
# Beyond this many rows a league shows its ends and the unit in view.
LONGEST, BEST, WORST = 40, 5, 15


def choose_metric(view: View) -> None:
    """The metric of map, league and trend."""
    st.session_state["pick_metric"] = view.metric.code
    offered = [code for code in CARDS if code in view.metrics]
    if view.metric.code not in offered:
        offered.append(view.metric.code)
    st.segmented_control(
        view.t("compare.metric"),
        offered,
        key="pick_metric",
        format_func=lambda code: view.metrics[code].short[view.language],
        label_visibility="collapsed",
        required=True,
        on_change=lambda: go(metric=st.session_state["pick_metric"]),
    )


def cards(view: View) -> None:
    """The two cards side by side."""
    rows = queries.league(view.scope, view.metric.code)
    unit = reference_unit(view)
    reference = queries.reference(view.scope, unit["unit_id"], view.metric.code)
    left, right = st.columns([57, 43], gap="small")
    with left, card.frame():
        _map(view, rows, unit, reference)
    with right, card.frame():
        _league(view, rows, unit, reference)


def reference_unit(view: View) -> Row:
    """The unit whose value the others are compared with: halls with their city."""
    return (view.parent or view.unit) if view.unit["unit_type"] == "hall" else view.unit


def _value_of(reference: Row | None) -> float | None:
    return reference["value"] if reference and reference["state"] == "ok" else None


def _map(view: View, rows: list[Row], unit: Row, reference: Row | None) -> None:
    value = _value_of(reference)
    name = view.name(unit, "short_name")
    against_text = (
        view.t("map.against", unit=name, value=view.metric.value(value))
        if value is not None
        else ""
    )
    hint = "" if view.unit["unit_type"] == "hall" else view.t("map.hint")
    card.head(
        titles.map_title(view, rows),
        card.joined(view.metric.short[view.language], against_text, view.period_name, hint),
    )
    scale = _scale(view, rows, value)
    places = tuple(_place(view, row, value, scale) for row in rows)
    chart = _map_chart(view, rows, places)
    if not rows or chart is None:
        card.nothing(view, "map.none" if rows else "compare.no_units")
        return
    _draw(view, chart, "map", titles.map_title(view, rows))
    if scale and any(place.colour for place in places):
        st.html(_swatches(view, scale))


def _map_chart(view: View, rows: list[Row], places: tuple[maps.Place, ...]) -> Spec | None:
    height = PHONE_MAP_HEIGHT if view.look.is_phone else MAP_HEIGHT
    kind = view.unit["unit_type"]
    if not rows:
        return None
    if kind in ("group", "province"):
        province = None if kind == "group" else view.unit["boundary_code"]
        return maps.areas(
            places,
            province,
            view.look,
            height=height,
            labelled=tuple(_labelled(view, rows)),
            selection=PICK,
        )
    city = view.unit["city_id"]
    return maps.points(places, city[1:] if city else None, view.look, height=height, selection=PICK)


def _labelled(view: View, rows: list[Row]) -> list[str]:
    """The ends of the league get names first; the map of a province has room for all."""
    shown = [row["unit_id"] for row in rows if is_comparable(row)]
    ends = [code for pair in zip(shown, reversed(shown), strict=True) for code in pair]
    few = 6 if view.unit["unit_type"] == "group" else len(ends)
    return list(dict.fromkeys(ends))[:few]


def _scale(view: View, rows: list[Row], value: float | None) -> Steps | None:
    if value is None:
        return None
    differences = [
        view.metric.drawn(row["value"]) - view.metric.drawn(value)
        for row in rows
        if is_comparable(row)
    ]
    return steps(differences, view.metric.higher_is_better, view.look.palette)


def _place(view: View, row: Row, value: float | None, scale: Steps | None) -> maps.Place:
    colour = None
    if is_comparable(row):
        colour = view.look.palette.map_mid
        if scale and value is not None:
            colour = scale.colour(view.metric.drawn(row["value"]) - view.metric.drawn(value))
    return maps.Place(
        key=row["unit_id"],
        name=view.name(row, "short_name"),
        shown=view.metric.value(row["value"]),
        facts=facts.of_unit(view, row),
        colour=colour,
        boundary=row["boundary_code"],
        longitude=row["longitude"],
        latitude=row["latitude"],
        is_own=row["unit_id"] == view.unit["unit_id"],
    )


def _swatches(view: View, scale: Steps) -> str:
    """The strip that says what the colours mean, worse on the left."""
    colours = scale.colours if view.metric.higher_is_better else tuple(reversed(scale.colours))
    reach = f"{scale.reach:,.2f}".rstrip("0").rstrip(".")
    unit = view.t(f"unit.{view.metric.unit}")
    ends = ("low", "high") if view.metric.higher_is_better else ("high", "low")
    edge, muted = view.look.palette.map_edge, view.look.palette.muted
    boxes = "".join(
        f'<span style="width:20px;height:11px;background:{colour}"></span>' for colour in colours
    )
    words = [view.t(f"map.swatch.{end}", value=reach, unit=unit) for end in ends]
    empty = (
        f'<span style="width:11px;height:11px;border:1px solid {edge};margin-left:10px;'
        'margin-right:6px"></span>'
    )
    return (
        f'<div style="display:flex;flex-wrap:wrap;align-items:center;font-size:13px;color:{muted}">'
        f'<span style="margin-right:8px">{words[0]}</span>{boxes}'
        f'<span style="margin-left:8px">{words[1]}</span>{empty}'
        f"<span>{view.t('map.swatch.none')}</span></div>"
    )


def _league(view: View, rows: list[Row], unit: Row, reference: Row | None) -> None:
    metric, value = view.metric, _value_of(reference)
    ranked = sorted(
        (row for row in rows if is_comparable(row)),
        key=lambda row: row["value"],
        reverse=metric.higher_is_better,
    )
    verdicts = [against(row, value, metric) for row in ranked]
    name = view.name(unit, "short_name")
    target = reference["target"] if reference else None
    spans = [row[field] for row in ranked for field in ("value", "ci_low", "ci_high")]
    drawn_target = within_sight(target, [*spans, value])
    card.head(
        titles.league_title(view, verdicts, name),
        card.joined(
            view.t("league.sub", metric=metric.short[view.language]),
            view.t("league.line", unit=name, value=metric.value(value))
            if value is not None
            else "",
            _target_text(view, target, drawn_target),
        ),
    )
    if not rows:
        card.nothing(view, "compare.no_units")
        return
    unranked = [row for row in rows if row not in ranked]
    drawn = [_dot(view, row, v) for row, v in zip(ranked, verdicts, strict=True)]
    drawn += [_dot(view, row, "none") for row in unranked]
    left_out = 0
    if len(drawn) > LONGEST:
        ends = {row.key for row in [*drawn[:BEST], *drawn[len(ranked) - WORST : len(ranked)]]}
        kept = [row for row in drawn if row.key in ends or row.is_own]
        left_out, drawn = len(drawn) - len(kept), kept
    chart = dot_rows(
        tuple(drawn),
        view.look,
        pitch=_pitch(len(drawn)),
        reference=None if value is None else metric.drawn(value),
        target=None if drawn_target is None else metric.drawn(drawn_target),
        selection=PICK,
    )
    _draw(view, chart, "league", titles.league_title(view, verdicts, name))
    if left_out:
        card.note(view.t("league.left_out", left_out))


def _target_text(view: View, target: float | None, drawn: float | None) -> str:
    if target is None:
        return ""
    key = "league.target" if drawn is not None else "target.out_of_sight"
    return view.t(key, value=view.metric.value(target))


def _pitch(rows: int) -> int:
    """Row height, px: 31 provinces end at the fold of a 1440 × 900 screen."""
    return 13 if rows > 28 else 14 if rows > 16 else 22


def _dot(view: View, row: Row, verdict: str) -> DotRow:
    metric, state = view.metric, row["state"] or "no_data"
    ranked = is_comparable(row)
    shown = metric.value(row["value"]) if ranked else "·" if state == "suppressed" else "–"
    if row["inherited_from_unit_id"] and row["value"] is not None:
        shown = metric.value(row["value"]) + "↑"

    def drawn(field: str) -> Any:
        return None if row[field] is None else metric.drawn(row[field])

    return DotRow(
        key=row["unit_id"],
        name=view.name(row, "short_name"),
        value=drawn("value"),
        low=drawn("ci_low") if ranked else None,
        high=drawn("ci_high") if ranked else None,
        shown=shown,
        facts=facts.of_unit(view, row),
        verdict=verdict,
        is_hollow=not ranked,
        is_own=row["unit_id"] == view.unit["unit_id"],
    )


def _draw(view: View, chart: Spec, kind: str, title: str) -> None:
    """The chart; a click on a unit makes it the unit in view."""
    key = f"{kind}_{view.unit['unit_id']}_{view.period['period_id']}_{view.metric.code}"

    def clicked() -> None:
        picked = st.session_state[key]["selection"].get(PICK) or []
        if picked and picked[0].get("key"):
            go(unit=picked[0]["key"])

    st.vega_lite_chart(chart, width="stretch", key=key, on_select=clicked, alt=title)
