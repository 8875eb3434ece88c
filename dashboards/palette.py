"""The colours of the charts, light and dark. Colour is a verdict: blue better, rust worse, else grey.

Page, tables and badges take theirs from .streamlit/config.toml; the two agree (tested).
"""

from __future__ import annotations

from dataclasses import dataclass

FONT = (
    "Source Sans, Source Han Sans SC, Noto Sans CJK SC, PingFang SC, "
    "Microsoft YaHei UI, Microsoft YaHei, sans-serif"
)


@dataclass(frozen=True)
class Palette:
    """Named colours of one theme, hex."""

    surface: str
    border: str
    grid: str
    text: str
    muted: str
    faint: str
    accent: str
    better: str
    worse: str
    watch: str
    neutral: str
    soft: str
    soft_better: str
    soft_worse: str
    map_mid: str
    map_edge: str
    diverging: tuple[str, ...]
    """Ten colours, bad to good; `map_mid` stands between the halves."""


LIGHT = Palette(
    surface="#FFFFFF",
    border="#DCE2E9",
    grid="#EDF0F4",
    text="#18212F",
    muted="#56616F",
    faint="#8893A1",
    accent="#1F3F6E",
    better="#1B6CA8",
    worse="#B4500F",
    watch="#B88200",
    neutral="#6C7785",
    soft="#F0F2F5",
    soft_better="#E7F0F8",
    soft_worse="#FAEDE3",
    map_mid="#E7E9EC",
    map_edge="#B9C2CC",
    diverging=(
        *("#8A3A0B", "#AD5824", "#D0763A", "#E3A984", "#F2DCC8"),
        *("#D3E2F0", "#98BCDF", "#5B97CC", "#3973AB", "#17508A"),
    ),
)
DARK = Palette(
    surface="#11161D",
    border="#2B3542",
    grid="#212A35",
    text="#E7ECF2",
    muted="#A3AEBB",
    faint="#74808E",
    accent="#8FB6E8",
    better="#6FB1EA",
    worse="#F2935A",
    watch="#E3B95A",
    neutral="#8793A1",
    soft="#222B36",
    soft_better="#1A2F45",
    soft_worse="#40281A",
    map_mid="#39414C",
    map_edge="#4A5563",
    diverging=(
        *("#FFA768", "#E1874B", "#C4672C", "#8E5534", "#5B4234"),
        *("#33485F", "#416890", "#4F8AC4", "#75AADD", "#9CCBF7"),
    ),
)


def palette(theme_type: str | None) -> Palette:
    """The palette for Streamlit's theme type; None (not known yet) means light."""
    return DARK if theme_type == "dark" else LIGHT
