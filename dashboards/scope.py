"""What a page is looking at: unit, period and comparison, by code, from the address of the page.

The address carries everything (?unit=P330000&period=2026-B5&vs=year_ago&metric=nps&lang=en), so a
pasted link opens the same view. Streamlit drops query parameters when another page is chosen from
the navigation; what was last seen is kept in the session and written back.
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
KEYS = ("unit", "period", "vs", "metric", "lang")
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
    )


def go(**changes: str) -> None:
    """Write codes into the address; for use as a widget's callback."""
    kept: MutableMapping[str, str] = st.session_state.setdefault(_KEPT, {})
    for key, code in changes.items():
        if key not in KEYS:
            raise ValueError(f"no such part of the address: {key}")
        kept[key] = code
        st.query_params[key] = code


def _browser_language() -> str | None:
    """English for a browser that asks for it; Chinese is the house language."""
    locale = st.context.locale
    return "en" if locale and locale.lower().startswith("en") else None
