"""A row of figures: label, value, and one muted line that says what to hold it against."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboards.cards.card import escape


@dataclass(frozen=True)
class Tile:
    """One figure as shown; `help` says what it is and how it is computed."""

    label: str
    value: str
    foot: str
    help: str = ""


def row(tiles: list[Tile]) -> None:
    """The tiles side by side, two abreast on a phone."""
    grid = st.grid(len(tiles), min_column_width=150, gap="xsmall", border=True)
    for tile in tiles:
        with grid.cell(), st.container(gap="xxsmall"):
            st.metric(tile.label, tile.value, help=tile.help or None)
            st.markdown(f":small[:gray[{escape(tile.foot)}]]")
