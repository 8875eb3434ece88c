"""What was learned, kept for everybody: practices that worked and lessons that did not.

A card tells the problem, what was done, the evidence with its effect, where it was proven and where
it was copied with what result. Failures stand beside successes: they save the next city two months.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from dashboards.cards import card
from dashboards.cards.card import escape
from dashboards.projects import choices, edits, likeness, register, rollout
from dashboards.projects.edits import Request
from dashboards.projects.live import Live
from dashboards.view import View
from warehouse.journal.event import Value
from warehouse.projects.state import Entity

PAGE = 6
FILTERS = ("kind_code", "theme_code", "element_id")
COLOURS = {"practice": "blue", "lesson": "gray"}
TEXTS = ("title", "problem_text", "measure_text", "evidence_text")


def show(view: View, live: Live) -> None:
    """The card: search and filters, what matches a page at a time."""
    everything = live.of("good_practice")
    with card.frame("content"):
        with register.headed(_title(view, everything), view.t("library.sub")):
            st.button(
                view.t("library.add"), key="do_add_practice", disabled=bool(live.trouble),
                on_click=edits.ask,
                args=(Request("add.good_practice", "good_practice", starts={"practice_no": ""}),),
            )  # fmt: skip
        if not everything:
            card.nothing(view, "library.none")
            return
        found = _ordered(view, live, _filtered(view, live, everything))
        if not found:
            card.nothing(view, "library.none_match")
            return
        pages = -(-len(found) // PAGE)
        page = st.pagination(pages, key=f"library_page_{pages}") if pages > 1 else 1
        for entity in found[(page - 1) * PAGE : page * PAGE]:
            _card(view, live, entity)


def _title(view: View, found: list[Entity]) -> str:
    lessons = sum(entity.fields.get("kind_code") == "lesson" for entity in found)
    return (
        view.t("library.title", len(found) - lessons)
        + view.t("edits.comma")
        + view.t("library.lessons", lessons)
    )


def _filtered(view: View, live: Live, everything: list[Entity]) -> list[Entity]:
    """What the search box (any part of a word, Chinese too) and the filters leave."""
    columns = register.finder(view).columns(len(FILTERS) + 1, gap="small")
    sought = columns[0].text_input(
        view.t("library.search"), key="library_search", label_visibility="collapsed",
        placeholder=view.t("library.search"),
    )  # fmt: skip
    chosen: dict[str, list[Value]] = {}
    for name, column in zip(FILTERS, columns[1:], strict=True):
        label = choices.label(view, "good_practice", name)
        listed = list(dict.fromkeys(e.fields[name] for e in everything if e.fields.get(name)))
        named = {v: choices.shown(view, live, "good_practice", name, v) for v in listed}
        chosen[name] = column.multiselect(
            label, listed, key=f"library_{name}", placeholder=label, label_visibility="collapsed",
            format_func=partial(_named, named),
        )  # fmt: skip
    words = sought.casefold().split()
    return [
        entity
        for entity in everything
        if all(not codes or entity.fields.get(name) in codes for name, codes in chosen.items())
        and all(word in _text(view, live, entity).casefold() for word in words)
    ]


def _named(names: Mapping[Any, str], code: Value) -> str:
    return names.get(code, str(code))


def _text(view: View, live: Live, entity: Entity) -> str:
    """Everything a practice says, its city and its copies too."""
    said = [entity.entity_id, *(str(entity.fields.get(name) or "") for name in TEXTS)]
    said += [
        choices.shown(view, live, "good_practice", name, entity.fields.get(name))
        for name in ("city_code", "theme_code", "metric_code", "element_id")
    ]
    said += [str(copy.fields.get("result_text") or "") for copy in copies(live, entity)]
    return " ".join(said)


def copies(live: Live, practice: Entity) -> list[Entity]:
    """Where a practice was copied."""
    return [e for e in live.of("practice_copy") if e.key["practice_no"] == practice.entity_id]


def _ordered(view: View, live: Live, found: list[Entity]) -> list[Entity]:
    """Those proven in cities like the one in view first; elsewhere the largest effect first."""
    near = likeness.order(view)

    def place(entity: Entity) -> tuple[int, float]:
        proven = [
            entity.fields.get("city_code"),
            *(c.key["city_code"] for c in copies(live, entity)),
        ]
        rank = min((near[str(code)] for code in proven if str(code) in near), default=len(near))
        value = entity.fields.get("effect_value")
        return rank, -abs(float(value)) if isinstance(value, int | float) else 0.0

    return sorted(found, key=place)


def _card(view: View, live: Live, entity: Entity) -> None:
    fields = entity.fields
    kind = str(fields.get("kind_code") or "practice")
    with card.frame("content"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            name = choices.codes(view, "practice_kind").get(kind, kind)
            st.badge(f"{'✓' if kind == 'practice' else '✗'} {name}", color=COLOURS[kind])  # type: ignore[arg-type]
            st.markdown(f"**{escape(str(fields.get('title') or ''))}**", width="content")
        st.markdown(f":small[:gray[{escape(_facts(view, live, entity))}]]")
        for column, name in zip(
            st.columns(3, gap="small"),
            ("problem_text", "measure_text", "evidence_text"),
            strict=True,
        ):
            label = choices.label(view, "good_practice", name)
            said = escape(str(fields.get(name) or "–"))
            column.markdown(f":small[:gray[{escape(label)}]]  \n{said}")
        for copy in copies(live, entity):
            _copy(view, live, entity, copy)
        with st.container(horizontal=True, gap="xsmall"):
            st.button(
                view.t("library.copy"), key=f"do_copy_{entity.entity_id}", on_click=edits.ask,
                args=(_copying(view, live, entity),), disabled=bool(live.trouble),
            )  # fmt: skip
            for step in ("edit.good_practice", "withdraw.good_practice"):
                st.button(
                    choices.step_name(view, step), key=f"do_{step}_{entity.entity_id}",
                    on_click=edits.ask, args=(edits.about(live, step, entity),),
                    disabled=bool(live.trouble), type="tertiary",
                )  # fmt: skip


def _facts(view: View, live: Live, entity: Entity) -> str:
    fields = entity.fields

    def told(name: str) -> str:
        value = fields.get(name)
        return choices.shown(view, live, "good_practice", name, value) if value else ""

    effect = rollout.effect(view, fields.get("metric_code"), fields.get("effect_value"))
    where = "lesson" if fields.get("kind_code") == "lesson" else "practice"
    return card.joined(
        entity.entity_id,
        view.t(f"library.where.{where}", city=told("city_code")) if told("city_code") else "",
        told("theme_code"),
        told("element_id"),
        view.t("library.effect", metric=told("metric_code"), effect=effect)
        if fields.get("effect_value") is not None
        else view.t("library.no_effect"),
        told("project_code"),
    )


def _copy(view: View, live: Live, practice: Entity, copy: Entity) -> None:
    effect = rollout.effect(
        view, practice.fields.get("metric_code"), copy.fields.get("effect_value")
    )
    city = choices.shown(view, live, "practice_copy", "city_code", copy.key["city_code"])
    said = card.joined(
        view.t("library.copied", city=city, day=copy.fields.get("copied_date")),
        str(copy.fields.get("result_text") or view.t("library.no_result")),
        effect,
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":small[{escape('↳ ' + said)}]", width="content")
        st.button(
            choices.step_name(view, "copy_result"), key=f"do_result_{copy.entity_id}",
            on_click=edits.ask, args=(edits.about(live, "copy_result", copy),),
            disabled=bool(live.trouble), type="tertiary",
        )  # fmt: skip


def _copying(view: View, live: Live, practice: Entity) -> Request:
    """The dialog that copies a practice: to the city in view, or to one to be chosen."""
    starts: dict[str, Value] = {
        "practice_no": practice.entity_id,
        "copied_date": live.today.isoformat(),
    }
    city = view.unit["city_id"]
    taken = {str(copy.key["city_code"]) for copy in copies(live, practice)}
    if city and str(city).removeprefix("C") not in taken:
        starts["city_code"] = str(city).removeprefix("C")
    return Request("add.practice_copy", "practice_copy", practice.project_id, starts=starts)
