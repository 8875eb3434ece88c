"""The frame of every card: title, sub line, then the chart or a sentence why there is none."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards.figures import DASH
from dashboards.view import View


def frame(height: str = "stretch") -> DeltaGenerator:
    """A hairline card; cards of one row are equally high."""
    return st.container(border=True, height=height, gap="xsmall")  # type: ignore[arg-type]


def head(title: str, sub: str) -> None:
    """Title in bold, below it metric, scope, period and how to read the marks."""
    st.markdown(f"**{escape(title)}**  \n:small[:gray[{escape(sub)}]]")


def nothing(view: View, reason: str) -> None:
    """A sentence in place of a chart."""
    st.markdown(f":gray[{view.t(reason)}]")


def note(text: str) -> None:
    """A small muted line below a chart."""
    st.markdown(f":small[:gray[{escape(text)}]]")


def escape(text: str) -> str:
    """Text that markdown shows as it is: names may hold its signs."""
    for sign in ("\\", "*", "_", "[", "]", "$", "`", "~", "<"):
        text = text.replace(sign, "\\" + sign)
    return text


def joined(*parts: str) -> str:
    """Facts of a sub line, separated by a middle dot; empty ones are left out."""
    return " · ".join(part for part in parts if part and part != DASH)
