"""What is said of a candidate in one or two words: rank, where its gap arises, what it touches."""

from __future__ import annotations

from dashboards import figures
from dashboards.cards.card import joined
from dashboards.release import Row
from dashboards.view import View


def names(view: View, rows: list[Row]) -> dict[str, str]:
    """Item -> its name; with its board's where a theme takes several: two of them have a "speed"."""
    several = len({row["board_set"] for row in rows}) > 1
    return {
        row["element_id"]: joined(
            view.name(row), view.name(row, "board_name") if several else figures.DASH
        )
        for row in rows
    }


def rank(row: Row) -> str:
    """Rank with its interval where it has a width: 2 (1–3)."""
    if row["rank_ci_low"] is None:
        return str(row["rank_no"])
    if row["rank_ci_low"] == row["rank_ci_high"]:
        return f"{row['rank_no']}"
    return f"{row['rank_no']} ({row['rank_ci_low']}–{row['rank_ci_high']})"


def source(view: View, row: Row) -> str:
    """Where service goes wrong, in words."""
    if row["source_name_zh"] is None:
        return view.t("plan.board.not_localised")
    return view.name(row, "source_name")


def places(view: View, row: Row) -> str:
    """Halls that fall short themselves; cities for what only the telephone asks."""
    for kind, own, all_of in (
        ("halls", "halls_affected_count", "hall_count"),
        ("cities", "cities_affected_count", "city_count"),
    ):
        if row[all_of]:
            return view.t(f"plan.board.{kind}", short=row[own], all=row[all_of])
    return figures.DASH
