"""Numbers as people read them: decimals by kind, 万 and 亿 in Chinese, a real minus sign.

Values arrive as the marts hold them: scores 0-100, rates 0-1, counts as integers. None is "–".
"""

from __future__ import annotations

from datetime import date, datetime

from dashboards.language import Language

MINUS = "\u2212"
NO_BREAK = "\u00a0"
DASH = "–"


def value(number: float | None, unit: str, decimals: int) -> str:
    """A figure of a metric, with % for rates: 78.4, 91.8%, −5.9."""
    if number is None:
        return DASH
    return f"{_plain(_scaled(number, unit), decimals)}{'%' if unit == 'rate' else ''}"


def axis_value(number: float, unit: str) -> float:
    """The number a chart draws: percent for rates, else as it is."""
    return _scaled(number, unit)


def delta(number: float | None, unit: str, decimals: int, language: Language) -> str:
    """A change with its sign: +0.7, −1.2, +0.4 pp."""
    if number is None:
        return DASH
    scaled = round(_scaled(number, unit), decimals)
    shown = ("+" if scaled > 0 else "") + _plain(scaled, decimals)
    if unit != "rate":
        return shown
    return f"{shown}{'个百分点' if language == 'zh' else NO_BREAK + 'pp'}"


def is_flat(number: float | None, unit: str, decimals: int) -> bool:
    """Whether a change vanishes at the decimals it would be shown with."""
    return number is not None and round(_scaled(number, unit), decimals) == 0


def interval(low: float | None, high: float | None, unit: str, decimals: int) -> str:
    """An interval for tables and tooltips: 77.2–79.3."""
    if low is None or high is None:
        return DASH
    return f"{_plain(_scaled(low, unit), decimals)}–{value(high, unit, decimals)}"


def count(number: int | None, language: Language) -> str:
    """A count, shortened as the reader's language does: 3,012 · 12.6万 · 1.23亿 / 126k · 1.2M."""
    if number is None:
        return DASH
    if language == "zh":
        if number >= 99_995_000:
            return f"{number / 1e8:.2f}亿"
        return f"{number / 1e4:.1f}万" if number >= 10_000 else f"{number:,}"
    if number >= 999_500:
        return f"{number / 1e6:.1f}M"
    return f"{number / 1e3:.0f}k" if number >= 10_000 else f"{number:,}"


def hours(number: float | None) -> str:
    """A duration in hours with one decimal."""
    return DASH if number is None else _plain(number, 1)


def day(when: date | None) -> str:
    """An ISO date, as tables and the status line write it."""
    return DASH if when is None else when.isoformat()[:10]


def moment(when: datetime | None) -> str:
    """A date and time of day, local, to the minute."""
    return DASH if when is None else f"{when:%Y-%m-%d %H:%M}"


def month_tick(when: date, is_first: bool, language: Language) -> list[str]:
    """The label of a month on an axis: the year stands under January and under the first tick."""
    month = f"{when.month}月" if language == "zh" else when.strftime("%b")
    return [month, str(when.year)] if is_first or when.month == 1 else [month]


def _scaled(number: float, unit: str) -> float:
    return number * 100 if unit == "rate" else number


def _plain(number: float, decimals: int) -> str:
    rounded = round(number, decimals)
    shown = f"{abs(rounded):,.{decimals}f}"
    return f"{MINUS}{shown}" if rounded < 0 else shown
