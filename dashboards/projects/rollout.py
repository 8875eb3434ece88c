"""The roll-out board: every city of the province, what it is in the project and since when.

Pilots first try it, controls are what they are held against until they roll out themselves, cities
left out say why. Dates are set for several cities at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from dashboards import figures
from dashboards.cards import card
from dashboards.projects import choices, edits, register
from dashboards.projects.edits import Request
from dashboards.projects.live import Live
from dashboards.queries import project_proofs, project_registers
from dashboards.view import View
from warehouse.projects.state import Entity
from warehouse.projects.tracking import day_of

ORDER = ("late", "planned", "open", "pilot", "done", "excluded")
COLOURS = {
    "late": "orange", "planned": "gray", "open": "gray",
    "pilot": "blue", "done": "blue", "excluded": "gray",
}  # fmt: skip
SHAPES = {"late": "▲", "planned": "○", "open": "○", "pilot": "◇", "done": "✓", "excluded": "–"}
PHONE_COLUMNS = ("rollout.city", "rollout.state", "rollout.planned", "rollout.date")
STEPS = ("city_plan", "city_rolled_out", "city_pilot", "city_leave_out")


@dataclass(frozen=True)
class City:
    """One city of the province and what the project says of it, if anything."""

    code: str
    name: str
    entity: Entity | None
    state: str

    def day(self, field: str) -> str:
        """A date of the city, as tables write it."""
        return figures.day(day_of(self.entity.fields.get(field) if self.entity else None))


def show(view: View, live: Live, project: Entity) -> None:
    """The card: head, board, what can be done with the cities that are marked."""
    found = cities(view, live, project)
    with card.frame("content"):
        card.head(_title(view, found), card.joined(_proof(view, project), view.t("rollout.sub")))
        if not found:
            card.nothing(view, "rollout.none")
            return
        chosen = _board(view, live, project, found)
        _steps(view, live, project, [city for city in found if city.code in chosen])


def cities(view: View, live: Live, project: Entity) -> list[City]:
    """Cities of the project's province, those that need attention first."""
    province = str(project.fields.get("province_code") or "")
    said = {str(e.key["city_code"]): e for e in live.of("project_city", project.entity_id)}
    names = {}
    if province:
        rows = project_registers.register(view.scope, "city", province)
        names = {row["code"]: view.name(row) for row in rows}
    names |= {code: code for code in said if code not in names}
    found = [
        City(code, name, said.get(code), state(said.get(code), live.today))
        for code, name in names.items()
    ]
    return sorted(found, key=lambda city: ORDER.index(city.state))


def state(entity: Entity | None, today: date) -> str:
    """late, planned, open, pilot, done or excluded."""
    fields = entity.fields if entity else {}
    if fields.get("role_code") == "excluded":
        return "excluded"
    rolled_out = day_of(fields.get("rollout_date"))
    if rolled_out is not None and rolled_out <= today:
        return "done"
    if fields.get("role_code") == "pilot":
        return "pilot"
    planned = day_of(fields.get("rollout_planned_date")) or rolled_out
    if planned is None:
        return "open"
    return "late" if planned < today else "planned"


def _title(view: View, found: Sequence[City]) -> str:
    counts = {code: sum(city.state == code for city in found) for code in ORDER}
    parts = [
        view.t(f"rollout.count.{code}", counts[code])
        for code in ("pilot", "done", "planned", "late", "open", "excluded")
        if counts[code]
    ]
    total = view.t("rollout.count", len(found))
    return view.t("measures.title", total=total, parts=view.t("edits.comma").join(parts))


def _proof(view: View, project: Entity) -> str:
    """The effect that the pilots have shown, where the design can tell one."""
    proof = project_proofs.effect(view.scope, project.entity_id)
    if proof is None:
        return view.t("rollout.unproven")
    verdict = choices.codes(view, "verdict").get(proof["verdict_code"], "")
    shown = effect(view, project.fields.get("metric_code"), proof["effect"])
    if proof["effect_ci_low"] is None:
        return view.t("rollout.verdict", verdict=verdict)
    metric = project_proofs.metric(view.scope, str(project.fields.get("metric_code")))
    unit, decimals = (metric["unit"], metric["decimals"]) if metric else ("score", 1)
    low, high = (
        figures.value(proof[f"effect_ci_{side}"], unit, decimals) for side in ("low", "high")
    )
    return view.t("rollout.proof", verdict=verdict, effect=shown, low=low, high=high)


def effect(view: View, metric_code: object, value: object) -> str:
    """An effect with its sign, in the metric's unit and decimals."""
    if not isinstance(value, int | float):
        return figures.DASH
    metric = project_proofs.metric(view.scope, str(metric_code))
    unit, decimals = (metric["unit"], metric["decimals"]) if metric else ("score", 1)
    return figures.delta(float(value), unit, decimals, view.language)


def _board(view: View, live: Live, project: Entity, found: list[City]) -> list[str]:
    copied = {
        str(copy.key["city_code"]): copy
        for practice in live.of("good_practice")
        if practice.fields.get("project_code") == project.entity_id
        for copy in live.of("practice_copy")
        if copy.key["practice_no"] == practice.entity_id
    }
    chips = [f"{SHAPES[c.state]} {view.t(f'rollout.state.{c.state}')}" for c in found]
    proof = project_proofs.effect(view.scope, project.entity_id)
    proven = proof["effect"] if proof and proof["verdict_code"] == "works" else None
    columns = {
        "rollout.city": [city.name for city in found],
        "rollout.state": pl.Series([[said] for said in chips], dtype=pl.List(pl.String)),
        "rollout.pilot": [city.day("pilot_start_date") for city in found],
        "rollout.planned": [city.day("rollout_planned_date") for city in found],
        "rollout.date": [city.day("rollout_date") for city in found],
        "rollout.effect": [_shown_effect(view, project, city, copied, proven) for city in found],
        "rollout.remark": [
            str(c.entity.fields.get("remark") or "") if c.entity else "" for c in found
        ],
    }
    if view.look.is_phone:
        columns = {key: columns[key] for key in PHONE_COLUMNS}
    frame = pl.DataFrame({view.t(key): values for key, values in columns.items()})
    colours = dict(zip(chips, (COLOURS[city.state] for city in found), strict=True))
    config = {
        view.t("rollout.state"): st.column_config.MultiselectColumn(
            options=list(colours), color=list(colours.values())
        )
    }
    ids, names = [city.code for city in found], [city.name for city in found]
    return register.pick_several(view, f"rollout_{project.entity_id}", ids, names, frame, config)


def _shown_effect(
    view: View, project: Entity, city: City, copied: dict[str, Entity], proven: float | None
) -> str:
    """Of a pilot what the project has proven, of another city what it showed after copying."""
    is_pilot = city.entity is not None and city.entity.fields.get("role_code") == "pilot"
    value: object = proven if is_pilot else None
    if city.code in copied:
        value = copied[city.code].fields.get("effect_value")
    return effect(view, project.fields.get("metric_code"), value)


def _steps(view: View, live: Live, project: Entity, chosen: list[City]) -> None:
    """What can be done with the marked cities; a city nobody spoke of yet becomes a control."""
    if not chosen:
        card.note(view.t("rollout.choose"))
        return
    ids = tuple(f"{project.entity_id}/{city.code}" for city in chosen)
    seen = {c.entity.entity_id: c.entity for c in chosen if c.entity is not None}
    with st.container(horizontal=True, gap="xsmall"):
        for kind in STEPS:
            request = Request(
                kind, "project_city", project.entity_id, ids, seen, {"role_code": "control"}
            )
            _button(view, live, kind, request)
        if len(seen) == len(chosen) == 1:
            for kind in ("edit.project_city", "withdraw.project_city"):
                _button(view, live, kind, edits.about(live, kind, *seen.values()))


def _button(view: View, live: Live, kind: str, request: Request) -> None:
    st.button(
        choices.step_name(view, kind),
        key=f"do_{kind}_{request.project_id}",
        on_click=edits.ask,
        args=(request,),
        disabled=bool(live.trouble),
    )
