"""Names of feeds, provinces and moments as Data health writes them."""

from __future__ import annotations

from dashboards import figures
from dashboards.language import MissingTextError
from dashboards.release import Row
from dashboards.view import View


def feed_name(view: View, source: str | None) -> str:
    """Name of a source or of a mart's checks; a name that no catalogue has stays a code."""
    if source is None:
        return figures.DASH
    try:
        return view.t(f"feed.{source}")
    except MissingTextError:
        return source


def reason(view: View, row: Row) -> str:
    """The words of a check or a reject in the language of the page."""
    return str(row[f"reason_{view.language}"] or row.get("status_reason") or figures.DASH)


def number(view: View, count: int | None) -> str:
    """A number of rows; none is told of an anonymous feed."""
    return view.t("health.not_told") if count is None else f"{count:,}"
