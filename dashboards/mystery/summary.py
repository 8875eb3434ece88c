"""The first row: the score, what vetoes and severe inspectors do to it, and the plan in one figure."""

from __future__ import annotations

from dashboards import figures
from dashboards.cards import card, tiles
from dashboards.cards.tiles import Tile
from dashboards.figures import DASH
from dashboards.queries import mystery, mystery_checks
from dashboards.release import Row
from dashboards.view import View


def show(view: View) -> None:
    """Five tiles."""
    found = mystery.totals(view.scope)
    after, before = found.get("after_veto"), found.get("before_veto")
    tiles.row(
        [
            Tile(view.t("ms.score"), _score(after), _basis(view, after), view.t("ms.score.help")),
            Tile(
                view.t("ms.before"),
                _score(before),
                _cost(view, before, after),
                view.t("ms.before.help"),
            ),
            _vetoes(view, after),
            _adjusted(view, mystery.adjusted(view.scope)),
            _plan(view, mystery_checks.plan(view.scope)),
        ]
    )


def _score(row: Row | None) -> str:
    return figures.value(row["mean"], "score", 1) if row else DASH


def _basis(view: View, row: Row | None) -> str:
    if row is None:
        return view.t("ms.few_visits")
    return card.joined(
        figures.interval(row["ci_low"], row["ci_high"], "score", 1),
        view.t("ms.n", n=figures.count(row["visit_count"], view.language)),
        view.t("state.indicative") if row["is_indicative"] else "",
    )


def _cost(view: View, before: Row | None, after: Row | None) -> str:
    if before is None or after is None:
        return view.t("ms.few_visits")
    lost = before["mean"] - after["mean"]
    return view.t("ms.before.cost", points=figures.value(lost, "score", 2))


def _vetoes(view: View, row: Row | None) -> Tile:
    label, help_text = view.t("ms.vetoes"), view.t("ms.vetoes.help")
    if row is None:
        return Tile(label, DASH, view.t("ms.few_visits"), help_text)
    per_100 = 100 * row["veto_count"] / row["visit_count"]
    foot = view.t("ms.vetoes.rate", rate=figures.value(per_100, "score", 1))
    return Tile(label, figures.count(row["veto_count"], view.language), foot, help_text)


def _adjusted(view: View, row: Row | None) -> Tile:
    label, help_text = view.t("ms.adjusted"), view.t("ms.adjusted.help")
    if row is None:
        return Tile(label, DASH, view.t("ms.adjusted.none"), help_text)
    foot = card.joined(
        view.t("ms.adjusted.raw", raw=figures.value(row["score_raw"], "score", 1)),
        figures.delta(row["adjustment"], "score", 2, view.language),
    )
    return Tile(label, figures.value(row["score_adjusted"], "score", 1), foot, help_text)


def _plan(view: View, months: list[Row]) -> Tile:
    label, help_text = view.t("ms.coverage"), view.t("ms.coverage.help")
    planned = sum(month["planned_count"] or 0 for month in months)
    if not planned:
        return Tile(label, DASH, view.t("ms.coverage.none"), help_text)
    done = sum(month["done_count"] or 0 for month in months)
    foot = view.t(
        "ms.coverage.foot",
        done=figures.count(done, view.language),
        planned=figures.count(planned, view.language),
    )
    return Tile(label, figures.value(done / planned, "rate", 1), foot, help_text)
