"""The line above the cards: where am I, which period, compared with what, in which language.

Everything here writes codes into the address. Also the states in which there is nothing to draw:
no release, an unknown unit, a unit outside the reader's scope, no figures yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import streamlit as st

from dashboards import access, metrics, release
from dashboards.charts.frame import Look
from dashboards.language import LANGUAGES, Language, text
from dashboards.palette import palette
from dashboards.queries import metrics as metric_queries
from dashboards.queries import periods as period_queries
from dashboards.queries import units as unit_queries
from dashboards.queries.gate import UnknownUnitError
from dashboards.release import Row
from dashboards.scope import COMPARISONS, Address, Scope, go, read_address
from dashboards.view import View

LANGUAGE_NAMES = {"zh": "中文", "en": "EN"}


def show(trail: Callable[[View], bool] | None = None) -> View:
    """Draw the header and return the view; ends the run where there is nothing to draw.

    `trail` may go on with the breadcrumb; where it returns True it takes the place of the picker.
    """
    address = read_address()
    look = Look(
        palette=palette(st.context.theme.type),
        language=address.language,
        is_phone="Mobi" in (st.context.headers.get("User-Agent") or ""),
    )
    try:
        release_id = release.current_id()
    except release.NoReleaseError:
        _empty(address.language, "empty.no_release", "empty.no_release.remedy")
    viewer = access.current_viewer()
    unit_id = address.unit or viewer.root_unit_id
    scope = Scope(release_id, viewer, unit_id, "", address.comparison)
    found = period_queries.periods(scope)
    period = next((p for p in found if p["period_id"] == address.period), None)
    period = period or period_queries.default_period(found)
    if period is None:
        _empty(address.language, "empty.no_figures", "empty.no_figures.remedy")
    scope = Scope(release_id, viewer, unit_id, period["period_id"], address.comparison)
    try:
        unit, ancestors = unit_queries.unit(scope), unit_queries.ancestors(scope)
    except UnknownUnitError:
        _empty(address.language, "empty.unknown_unit", "empty.unknown_unit.remedy", unit=unit_id)
    except access.NotAllowedError:
        _empty(address.language, "empty.not_allowed", "empty.not_allowed.remedy", unit=unit_id)
    known = {row["code"]: metrics.from_row(row) for row in metric_queries.dictionary(scope)}
    metric = known.get(address.metric or "") or known[metrics.CARDS[0]]
    view = View(scope, unit, ancestors, period, known, metric, look)
    _line(view, address, found, unit_queries.below(scope), trail)
    return view


def _line(
    view: View,
    address: Address,
    periods: list[Row],
    below: list[Row],
    trail: Callable[[View], bool] | None,
) -> None:
    line = st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    )
    with line.container(
        horizontal=True, vertical_alignment="center", gap="xsmall", width="content"
    ):
        _breadcrumb(view, below, trail)
    with line.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
        _pickers(view, periods)
        _language(address.language)


def _breadcrumb(view: View, below: list[Row], trail: Callable[[View], bool] | None) -> None:
    for row in view.ancestors:
        st.button(
            view.name(row, "short_name"),
            key=f"up_{row['unit_id']}",
            type="tertiary",
            on_click=go,
            kwargs={"unit": row["unit_id"]},
        )
        st.markdown(":gray[›]", width="content")
    st.markdown(f"**{view.unit_name}**", width="content")
    if (trail is None or not trail(view)) and below:
        names = {row["unit_id"]: view.name(row, "short_name") for row in below}
        kind = below[0]["unit_type"]
        key = f"below_{view.unit['unit_id']}"
        st.markdown(":gray[›]", width="content")
        st.selectbox(
            view.t("header.below"),
            list(names),
            index=None,
            key=key,
            format_func=lambda code: names.get(code, code),
            placeholder=view.t(f"header.choose.{kind}"),
            label_visibility="collapsed",
            on_change=_go_below,
            args=(key,),
            width=190,
        )


def _go_below(key: str) -> None:
    chosen = st.session_state.get(key)
    if chosen:
        go(unit=chosen)


def _pickers(view: View, periods: list[Row]) -> None:
    names = {
        row["period_id"]: view.name(row, "label")
        + ("" if row["is_closed"] else view.t("header.open_mark"))
        for row in periods
    }
    _choice("period", view.t("header.period"), names, view.scope.period_id, 178)
    comparisons = {code: view.t(f"header.vs.{code}") for code in COMPARISONS}
    _choice("vs", view.t("header.comparison"), comparisons, view.scope.comparison, 138)


def _choice(part: str, label: str, names: Mapping[Any, str], current: str, width: int) -> None:
    """A select box whose value is the address's, whoever changed it."""
    key = f"pick_{part}"
    st.session_state[key] = current
    st.selectbox(
        label,
        list(names),
        key=key,
        format_func=lambda code: names.get(code, code),
        label_visibility="collapsed",
        on_change=lambda: go(**{part: st.session_state[key]}),
        width=width,
    )


def _language(language: Language) -> None:
    st.session_state["pick_lang"] = language
    st.segmented_control(
        text(language, "header.language"),
        LANGUAGES,
        key="pick_lang",
        format_func=lambda code: LANGUAGE_NAMES[code],
        label_visibility="collapsed",
        required=True,
        on_change=lambda: go(lang=st.session_state["pick_lang"]),
    )


def _empty(language: Language, reason: str, remedy: str, **values: Any) -> NoReturn:
    """A card that says why there is nothing and what to do; ends the run."""
    with st.container(border=True):
        said = text(language, reason, **values)
        st.markdown(f"**{said}**  \n:small[:gray[{text(language, remedy)}]]")
        st.button(
            text(language, "empty.home"),
            on_click=go,
            kwargs={"unit": access.current_viewer().root_unit_id},
        )
    st.stop()
