"""A list of entities that one works with: a table one can pick a row of, and what is picked in full.

What is picked is kept by id, not by row: an edit moves rows, the picked entity stays picked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards.cards import card
from dashboards.cards.card import escape
from dashboards.projects import choices, edits, history
from dashboards.projects.live import Live
from dashboards.view import View
from warehouse.projects.entities import ENTITIES
from warehouse.projects.state import Entity

ROW_HEIGHT, LONGEST = 34, 18
FACTS_IN_A_ROW = 4


def pick(
    view: View, name: str, ids: Sequence[str], labels: Sequence[str],
    frame: pl.DataFrame, config: dict[str, Any],
) -> str | None:  # fmt: skip
    """Draws the table and a list box of the same rows (for keyboards); the id that is picked."""
    kept = _kept(name, ids)
    chosen = kept[0] if kept else None
    _table(view, name, ids, frame, config, "single-row")
    box = f"box_{name}"
    st.session_state[box] = chosen
    named = dict(zip(ids, labels, strict=True))
    st.selectbox(
        view.t("register.open"),
        list(ids),
        key=box,
        format_func=lambda code: named.get(code, code),
        placeholder=view.t("register.open"),
        label_visibility="collapsed",
        on_change=lambda: keep(name, st.session_state[box]),
    )
    return chosen


def pick_several(
    view: View, name: str, ids: Sequence[str], labels: Sequence[str],
    frame: pl.DataFrame, config: dict[str, Any],
) -> list[str]:  # fmt: skip
    """As `pick`, for things that are done with many rows at once."""
    kept = _kept(name, ids)
    _table(view, name, ids, frame, config, "multi-row")
    box = f"box_{name}"
    st.session_state[box] = kept
    named = dict(zip(ids, labels, strict=True))
    st.multiselect(
        view.t("register.several"),
        list(ids),
        key=box,
        format_func=lambda code: named.get(code, code),
        placeholder=view.t("register.several"),
        label_visibility="collapsed",
        on_change=lambda: keep(name, *st.session_state[box]),
    )
    return kept


def keep(name: str, *ids: str | None) -> None:
    """Pick rows from outside the table; for use as a widget's callback."""
    st.session_state[f"picked_{name}"] = [one for one in ids if one]
    # the table draws its own marks: one that was marked from outside is drawn anew
    st.session_state[f"drawn_{name}"] = st.session_state.get(f"drawn_{name}", 0) + 1


def _kept(name: str, ids: Sequence[str]) -> list[str]:
    return [one for one in st.session_state.get(f"picked_{name}", []) if one in ids]


def _table(
    view: View, name: str, ids: Sequence[str], frame: pl.DataFrame, config: dict[str, Any],
    mode: Literal["single-row", "multi-row"],
) -> None:  # fmt: skip
    kept = _kept(name, ids)
    # a table of other rows, or of other words, is another table: marks are kept by id, not by row
    drawn = st.session_state.get(f"drawn_{name}", 0)
    key = f"table_{name}_{drawn}_{hash((tuple(ids), view.language)) & 0xFFFFFFFF:x}"

    def marked() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        st.session_state[f"picked_{name}"] = [ids[row] for row in rows]

    st.dataframe(
        frame,
        key=key,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height="content" if len(ids) <= LONGEST else ROW_HEIGHT * (LONGEST + 1) + 4,
        on_select=marked,
        selection_mode=mode,
        selection_default={"selection": {"rows": [ids.index(one) for one in kept]}},
        column_config=config,
        placeholder="–",
    )


def finder(view: View) -> DeltaGenerator:
    """The place of search box and filters; on a phone they would push the list off the screen."""
    return st.expander(view.t("register.find")) if view.look.is_phone else st.container()


@contextmanager
def headed(title: str, sub: str) -> Iterator[None]:
    """Title and sub line of a card, with its buttons at the right end (below on a phone)."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="top", gap="small"
    ):
        with st.container(width="stretch"):
            card.head(title, sub)
        with st.container(horizontal=True, width="content", gap="xsmall"):
            yield


def facts(view: View, live: Live, entity: Entity, left_out: Sequence[str] = ()) -> None:
    """Every field that says something, short ones in a row, texts across."""
    known = ENTITIES[entity.entity_type].fields
    said = {n: v for n, v in entity.fields.items() if n in known and n not in left_out}
    said = {name: said[name] for name in known if said.get(name) is not None}
    short = [name for name in said if known[name].kind != "long_text"]
    for start in range(0, len(short), FACTS_IN_A_ROW):
        columns = st.columns(FACTS_IN_A_ROW, gap="small")
        for name, column in zip(short[start : start + FACTS_IN_A_ROW], columns, strict=False):
            column.markdown(_fact(view, live, entity, name))
    for name in said:
        if known[name].kind == "long_text":
            st.markdown(_fact(view, live, entity, name))


def _fact(view: View, live: Live, entity: Entity, name: str) -> str:
    label = choices.label(view, entity.entity_type, name)
    value = choices.shown(
        view, live, entity.entity_type, name, entity.fields[name], entity.project_id
    )
    lines = "  \n".join(escape(line) for line in value.splitlines())
    return f":small[:gray[{escape(label)}]]  \n{lines}"


def steps(view: View, live: Live, entities: Sequence[Entity], kinds: Sequence[str]) -> None:
    """Buttons of what can be done with these entities."""
    with st.container(horizontal=True, gap="xsmall"):
        for kind in kinds:
            st.button(
                choices.step_name(view, kind),
                key=f"do_{kind}_{entities[0].entity_id}",
                on_click=edits.ask,
                args=(edits.about(live, kind, *entities),),
                disabled=bool(live.trouble),
            )


def add(view: View, live: Live, entity_type: str, project: Entity, **starts: Any) -> None:
    """The button that opens an empty form for this project."""
    kind = f"add.{entity_type}"
    st.button(
        choices.step_name(view, kind),
        key=f"do_{kind}_{project.entity_id}",
        on_click=edits.ask,
        args=(edits.Request(kind, entity_type, project.entity_id, starts=starts),),
        disabled=bool(live.trouble),
    )


def withdrawn(view: View, live: Live, entity_type: str, project: Entity) -> None:
    """What was withdrawn, to be brought back: nothing is ever deleted."""
    found = [
        e for e in live.of(entity_type, project.entity_id, with_withdrawn=True) if e.is_withdrawn
    ]
    if not found:
        return
    with st.expander(view.t("register.withdrawn", len(found))):
        for entity in found:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                title = choices.title(view, live, entity_type, entity.entity_id)
                st.markdown(escape(title), width="content")
                steps(view, live, [entity], [f"restore.{entity_type}"])


def detail(
    view: View, live: Live, entity: Entity, kinds: Sequence[str], left_out: Sequence[str] = ()
) -> None:
    """One entity in full: what stands, what can be done, what happened to it."""
    title = choices.title(view, live, entity.entity_type, entity.entity_id)
    st.markdown(f"**{escape(title)}**")
    steps(view, live, [entity], kinds)
    facts(view, live, entity, left_out)
    history.of_entity(view, live, entity)
