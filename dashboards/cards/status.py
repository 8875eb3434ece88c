"""The last line: how fresh the data are, which release, how many checks passed, what is missing."""

from __future__ import annotations

import streamlit as st

from dashboards import figures
from dashboards.cards.card import escape, joined
from dashboards.queries import releases
from dashboards.view import View


def line(view: View) -> None:
    """The muted line at the end of a page."""
    info = releases.info(view.scope)
    held = releases.quarantined(view.scope)
    open_note = ""
    if not view.period["is_closed"]:
        open_note = view.t("status.open", day=figures.day(view.period["closes_date"]))
    parts = joined(
        view.t("status.data", day=figures.day(info["data_through_date"])),
        view.t("status.release", day=figures.day(info["published_at"]), no=info["release_no"]),
        view.t("status.checks", passed=info["checks_passed"], total=info["checks_total"]),
        view.t("status.held", len(held)) if held else "",
        open_note,
    )
    st.markdown(f":small[:gray[{escape(parts)}]]")


def badge(view: View) -> None:
    """An amber badge above the cards if checks failed or a load is held back."""
    info, held = releases.info(view.scope), releases.quarantined(view.scope)
    failed = (info["checks_total"] or 0) - (info["checks_passed"] or 0)
    if failed > 0 or held:
        said = joined(
            view.t("status.failed", failed) if failed > 0 else "",
            view.t("status.held", len(held)) if held else "",
        )
        names = joined(*dict.fromkeys(row["file_name"] or row["source"] for row in held[:5]))
        st.badge(f"◆ {said}", color="yellow", help=names or None)
