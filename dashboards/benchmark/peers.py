"""Funnel plot and league: what is luck, what is merit, and how sure a rank is."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.benchmark.basis import BEST, LONGEST, PICK, WORST, Basis, open_unit, verdict
from dashboards.cards import card
from dashboards.charts.frame import Facts
from dashboards.charts.funnel import Point, Words, funnel
from dashboards.charts.ranks import RankRow, ranks
from dashboards.release import Row
from dashboards.view import View

HEIGHT, PHONE_HEIGHT = 450, 320


def funnel_card(view: View, basis: Basis) -> None:
    """Distance from the peers' mean over what chance alone allows."""
    rows = [row for row in basis.peers if row["chance_95"]]
    title = _funnel_title(view, rows)
    card.head(title, card.joined(view.metric.short[view.language], view.t("bench.funnel.sub")))
    if not rows:
        card.nothing(view, "bench.funnel.none")
        return
    taus = {row["tau"] for row in rows}
    tau = taus.pop() if len(taus) == 1 else None
    key = f"funnel_{view.unit['unit_id']}_{view.period['period_id']}_{view.metric.code}"
    st.vega_lite_chart(
        funnel(
            tuple(_point(view, row) for row in rows),
            None if tau is None else view.metric.drawn(tau),
            Words(view.t("bench.line.chance"), view.t("bench.line.exceptional")),
            view.look,
            height=PHONE_HEIGHT if view.look.is_phone else HEIGHT,
            selection=PICK,
        ),
        width="stretch", key=key, on_select=lambda: open_unit(key), alt=title,
    )  # fmt: skip


def league_card(view: View, basis: Basis) -> None:
    """Children of one parent by expected rank."""
    rows = basis.league
    title = _league_title(view, rows)
    card.head(
        title,
        card.joined(basis.parent_name, view.period_name, view.t("bench.league.sub")),
    )
    if not rows:
        card.nothing(view, "bench.league.none")
        return
    ranked = [row for row in rows if row["is_ranked"]]
    drawn = rows
    if len(rows) > LONGEST:
        ends = {row["unit_id"] for row in [*ranked[:BEST], *ranked[-WORST:]]}
        drawn = [row for row in rows if row["unit_id"] in ends | {view.unit["unit_id"]}]
    key = f"ranks_{view.unit['unit_id']}_{view.period['period_id']}_{view.metric.code}"
    st.vega_lite_chart(
        ranks(
            tuple(_rank_row(view, row) for row in drawn),
            len(ranked),
            (view.t("bench.raw"), view.t("bench.shrunken")),
            view.look,
            pitch=13 if len(drawn) > 28 else 14 if len(drawn) > 16 else 22,
            selection=PICK,
        ),
        width="stretch", key=key, on_select=lambda: open_unit(key), alt=title,
    )  # fmt: skip
    for which in ("top", "bottom"):
        names = [view.name(row, "short_name") for row in ranked if row[f"is_{which}_3"]]
        if names:
            comma = "、" if view.language == "zh" else ", "
            card.note(view.t(f"bench.{which}_3", names=comma.join(names)))


def _funnel_title(view: View, rows: list[Row]) -> str:
    if not rows:
        return view.t("bench.funnel.title.none")
    beyond = [row for row in rows if verdict(row["chance_flag"]) != "none"]
    worse = sum(verdict(row["exceptional_flag"]) == "worse" for row in rows)
    better = sum(verdict(row["exceptional_flag"]) == "better" for row in rows)
    if not beyond:
        return view.t("bench.funnel.title.luck")
    if not worse and not better:
        return view.t("bench.funnel.title.usual", len(beyond))
    return view.t("bench.funnel.title", worse=worse, better=better)


def _league_title(view: View, rows: list[Row]) -> str:
    ranked = [row for row in rows if row["is_ranked"]]
    if len(ranked) < 3:
        return view.t("bench.league.title.few")
    ties = sum(bool(row["is_tie_with_best"]) for row in ranked)
    if ties == len(ranked):
        return view.t("bench.league.title.quiet")
    if ties <= 1:
        return view.t("bench.league.title.alone", name=view.name(ranked[0], "short_name"))
    return view.t("bench.league.title", ties, of=len(ranked))


def _facts(view: View, row: Row) -> Facts:
    metric = view.metric
    rank = figures.DASH
    if row["is_ranked"]:
        rank = f"{row['rank']} ({row['rank_ci_low']}–{row['rank_ci_high']})"
    elif row["not_ranked_reason"]:
        rank = view.t(f"bench.unranked.{row['not_ranked_reason']}")
    return (
        (view.t("tip.unit"), view.name(row, "short_name")),
        (metric.short[view.language], metric.value(row["value"])),
        (view.t("bench.shrunken"), metric.value(row["shrunken_value"])),
        (view.t("bench.tip.peer_mean"), metric.value(row["peer_mean"])),
        (view.t("bench.rank"), rank),
        (view.t("tip.sample"), figures.count(row["n"], view.language)),
    )


def _point(view: View, row: Row) -> Point:
    metric = view.metric
    return Point(
        key=row["unit_id"],
        name=view.name(row, "short_name"),
        spread=metric.drawn(row["chance_95"]),
        off=metric.drawn(row["value"]) - metric.drawn(row["peer_mean"]),
        verdict=verdict(row["exceptional_flag"]),
        is_beyond_chance=verdict(row["chance_flag"]) != "none",
        is_own=row["unit_id"] == view.unit["unit_id"],
        facts=_facts(view, row),
    )


def _rank_row(view: View, row: Row) -> RankRow:
    metric = view.metric
    is_ranked = row["is_ranked"]
    return RankRow(
        key=row["unit_id"],
        name=view.name(row, "short_name"),
        rank=row["rank"] if is_ranked else None,
        low=row["rank_ci_low"] if is_ranked else None,
        high=row["rank_ci_high"] if is_ranked else None,
        raw=metric.value(row["value"]) if is_ranked else figures.DASH,
        shrunken=metric.value(row["shrunken_value"]) if is_ranked else figures.DASH,
        verdict=verdict(row["exceptional_flag"]) if is_ranked else "none",
        is_tie=bool(row["is_tie_with_best"]),
        is_own=row["unit_id"] == view.unit["unit_id"],
        facts=_facts(view, row),
    )
