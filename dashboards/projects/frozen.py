"""What was concluded at each gate, kept with its release; a later change is shown as a restatement."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.metrics import Metric
from dashboards.projects.summary import Summary
from dashboards.projects.words import code_name, p_value, spread, verdict_badge
from dashboards.queries import releases
from dashboards.view import View
from warehouse.projects.gates import judges_effect, stages
from warehouse.projects.restatement import Standing, standing
from warehouse.projects.tracking import Fields
from warehouse.releases import ReleaseError, release_number


def show(view: View, project: Summary) -> bool:
    """The card of the gates that judged an effect; False (and nothing drawn) where none has."""
    frozen = [
        (stage, project.gates[stage])
        for stage in stages()
        if judges_effect(stage) and project.gates.get(stage, {}).get("frozen_verdict_code")
    ]
    if not frozen:
        return False
    with card.frame("content"):
        card.head(title(view, project, frozen), view.t("frozen.sub"))
        st.table(_table(view, project, frozen), border="horizontal", hide_index=True)
    return True


def title(view: View, project: Summary, frozen: list[tuple[str, Fields]]) -> str:
    """Whether the latest gate's verdict still stands."""
    stage, gate = frozen[-1]
    then, now = gate.get("frozen_verdict_code"), project.verdict
    names = {"stage": code_name(view, "stage", stage), "then": code_name(view, "verdict", then)}
    if now is None or now == then:
        return view.t("frozen.title.same", **names)
    stands = _standing(project, gate) or "restated"
    return view.t(f"frozen.title.{stands}", now=code_name(view, "verdict", now), **names)


def _standing(project: Summary, gate: Fields) -> Standing | None:
    metric = project.metric
    if metric is None:
        return None
    return standing(gate, project.effect, metric.decimals, metric.unit)


def _table(view: View, project: Summary, frozen: list[tuple[str, Fields]]) -> dict[str, list[str]]:
    names = ("gate", "release", "verdict", "effect", "p")
    columns: dict[str, list[str]] = {view.t(f"frozen.{name}"): [] for name in names}
    metric = project.metric
    for stage, gate in frozen:
        told = {
            name: gate.get(f"frozen_{name}") for name in ("effect", "ci_low", "ci_high", "p_value")
        }
        is_restated = project.verdict is not None and _standing(project, gate) == "restated"
        release = _number(view, str(gate.get("frozen_release_id") or ""))
        day = str(gate.get("frozen_at") or "")[:10]
        _add(
            columns,
            card.escape(code_name(view, "stage", stage)),
            card.joined(release, day) + (" △" if is_restated else ""),
            verdict_badge(view, str(gate.get("frozen_verdict_code"))),
            _effect(view, metric, told),
            p_value(told["p_value"]),  # type: ignore[arg-type]
        )
    info, row = releases.info(view.scope), project.effect
    if row is not None:
        told = {
            "effect": row["effect"],
            "ci_low": row["effect_ci_low"],
            "ci_high": row["effect_ci_high"],
        }
        _add(
            columns,
            view.t("frozen.now"),
            card.joined(
                view.t("frozen.release_no", no=info["release_no"]),
                figures.day(info["published_at"]),
            ),
            verdict_badge(view, row["verdict_code"]),
            _effect(view, metric, told),
            p_value(row["p_value"]),
        )
    return columns


def _add(columns: dict[str, list[str]], *cells: str) -> None:
    for column, cell in zip(columns.values(), cells, strict=True):
        column.append(cell)


def _number(view: View, release_id: str) -> str:
    try:
        return view.t("frozen.release_no", no=release_number(release_id))
    except ReleaseError:
        return card.escape(release_id) or figures.DASH


def _effect(view: View, metric: Metric | None, told: dict[str, Any]) -> str:
    if metric is None or told["effect"] is None:
        return figures.DASH
    shown = metric.delta(told["effect"], view.language)
    both = spread(view, metric, told["ci_low"], told["ci_high"])
    return (
        shown if both == figures.DASH else view.t("frozen.effect_of", effect=shown, interval=both)
    )
