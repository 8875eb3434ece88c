"""What a page is looking at: unit, period and comparison, by code, from the address of the page.

The address carries everything (?unit=P330000&period=2026-B5&vs=year_ago&metric=nps&lang=en, and
&project=…&tab=measures in a project room), so a pasted link opens the same view. Streamlit drops
query parameters when another page is chosen from the navigation; what was last seen is kept in the
session and written back.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Literal, cast

import streamlit as st

from dashboards.access import Viewer
from dashboards.language import Language, as_language

Comparison = Literal["previous", "year_ago"]
COMPARISONS: tuple[Comparison, ...] = ("previous", "year_ago")
KEYS = ("unit", "period", "vs", "metric", "lang", "project", "tab")
_KEPT = "address"


@dataclass(frozen=True)
class Scope:
    """Every query takes one, and every cache key contains it: nobody gets another's rows."""

    release_id: str
    viewer: Viewer
    unit_id: str
    period_id: str
    comparison: Comparison


@dataclass(frozen=True)
class Address:
    """The codes in the address; None where the page chooses its default."""

    unit: str | None
    period: str | None
    comparison: Comparison
    metric: str | None
    language: Language
    project: str | None = None
    tab: str | None = None


def read_address() -> Address:
    """The address of this page, filled up from what the session last looked at."""
    kept: MutableMapping[str, str] = st.session_state.setdefault(_KEPT, {})
    for key in KEYS:
        if key in st.query_params:
            kept[key] = st.query_params[key]
        elif key in kept:
            st.query_params[key] = kept[key]
    vs = kept.get("vs")
    return Address(
        unit=kept.get("unit"),
        period=kept.get("period"),
        comparison=cast(Comparison, vs) if vs in COMPARISONS else "previous",
        metric=kept.get("metric"),
        language=as_language(kept.get("lang") or _browser_language()),
        project=kept.get("project"),
        tab=kept.get("tab"),
    )


def go(**changes: str | None) -> None:
    """Write codes into the address, None takes one out; for use as a widget's callback.

    A project belongs to a unit: going to another unit leaves its room.
    """
    kept: MutableMapping[str, str] = st.session_state.setdefault(_KEPT, {})
    if "unit" in changes:
        changes = {"project": None} | changes
    if "project" in changes:
        changes = {"tab": None} | changes
    for key, code in changes.items():
        if key not in KEYS:
            raise ValueError(f"no such part of the address: {key}")
        if code is None:
            kept.pop(key, None)
            st.query_params.pop(key, None)
        else:
            kept[key] = code
            st.query_params[key] = code


def _browser_language() -> str | None:
    """English for a browser that asks for it; Chinese is the house language."""
    locale = st.context.locale
    return "en" if locale and locale.lower().startswith("en") else None
