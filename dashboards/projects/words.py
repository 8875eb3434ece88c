"""Codes, days and amounts of special projects in the words of the page."""

from __future__ import annotations

from datetime import date

from dashboards import figures
from dashboards.metrics import Metric, from_row
from dashboards.queries import projects as queries
from dashboards.verdicts import Verdict
from dashboards.view import View
from warehouse.projects.codes import codes_of

# What a verdict says of the metric, as a colour; "worse" is worse whichever way the metric runs.
COLOURS: dict[str, Verdict] = {"works": "better", "worse": "worse"}
MARKS = {"works": "✓", "worse": "▲", "no_evidence": "○", "too_early": "○", "cannot_tell": "○"}
BADGES = {"better": "blue", "worse": "orange", "none": "gray"}


def code_name(view: View, dimension: str, code: object) -> str:
    """The name of a code of special projects; a dash where there is none, the code if unknown."""
    if not code:
        return figures.DASH
    known = codes_of(dimension).get(str(code))
    if known is None:
        return str(code)
    return known.name_en if view.language == "en" else known.name_zh


def metric_of(view: View, code: object) -> Metric | None:
    """A metric a project aims at, as the figures of the screens write it."""
    for row in queries.metrics(view.scope):
        if row["code"] == code:
            named = {"short_zh": row["name_zh"], "short_en": row["name_en"]}
            return from_row(row | named | {"definition_zh": "", "definition_en": "", "method": ""})
    return None


def department(view: View, code: object) -> str:
    """The name of a department; empty where none is given."""
    for row in queries.departments(view.scope):
        if row["code"] == code:
            return view.name(row)
    return str(code or "")


def amount(view: View, metric: Metric, number: float | None) -> str:
    """A change with sign and unit: +3.8 分, +1.2 pp."""
    shown = metric.delta(number, view.language)
    if number is None or metric.unit == "rate":
        return shown
    return f"{shown}{figures.NO_BREAK}{view.t(f'unit.{metric.unit}')}"


def size(view: View, metric: Metric, number: float) -> str:
    """The size of a difference without its sign, with unit."""
    return amount(view, metric, abs(number)).lstrip("+")


def spread(view: View, metric: Metric, low: float | None, high: float | None) -> str:
    """An interval of changes as sentences write it: 1.4 至 6.2."""
    if low is None or high is None:
        return figures.DASH
    ends = [
        figures.value(end, metric.unit, metric.decimals).removesuffix("%") for end in (low, high)
    ]
    joined = view.t("verdict.to", low=ends[0], high=ends[1])
    return joined.replace(" ", figures.NO_BREAK)


def p_value(number: float | None) -> str:
    """p with three decimals: 0.009; smaller than that is said to be so."""
    if number is None:
        return figures.DASH
    return "<" + figures.NO_BREAK + "0.001" if number < 0.0005 else f"{number:.3f}"


def days(view: View, left: int | None) -> str:
    """Days left, or days past the due date."""
    if left is None:
        return figures.DASH
    return view.t("project.days.left" if left >= 0 else "project.days.past", abs(left))


def month_name(view: View, month: date) -> str:
    """A month with its year: 2026年9月, Sep 2026."""
    return f"{month.year}年{month.month}月" if view.language == "zh" else f"{month:%b %Y}"


def verdict_badge(view: View, verdict: str | None) -> str:
    """The verdict as a badge in markdown; a dash where nothing was judged."""
    if verdict is None:
        return figures.DASH
    colour = BADGES[COLOURS.get(verdict, "none")]
    return f":{colour}-badge[{MARKS.get(verdict, '○')} {code_name(view, 'verdict', verdict)}]"
