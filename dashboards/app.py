"""The front page of the screens: page settings and navigation. Started by `shortboard serve`."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

# Streamlit puts this file's folder on the path, not the project's.
ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from dashboards.language import text  # noqa: E402
from dashboards.scope import read_address  # noqa: E402

PAGES = Path(__file__).parent / "app_pages"
ICON = Path(__file__).parent / "assets" / "icon.png"


def main() -> None:
    """One rerun: settings, navigation, the chosen page."""
    # a local icon: an icon name would be fetched from outside
    st.set_page_config(page_title="Shortboard", page_icon=str(ICON), layout="wide")
    language = read_address().language
    pages = [
        st.Page(PAGES / "overview.py", title=text(language, "page.overview"), default=True),
        st.Page(PAGES / "gaps.py", title=text(language, "page.gaps"), url_path="gaps"),
        st.Page(
            PAGES / "drilldown.py",
            title=text(language, "page.drilldown"),
            url_path="drilldown",
        ),
        st.Page(PAGES / "mystery.py", title=text(language, "page.mystery"), url_path="mystery"),
        st.Page(PAGES / "staff.py", title=text(language, "page.staff"), url_path="staff"),
        st.Page(
            PAGES / "complaints.py", title=text(language, "page.complaints"), url_path="complaints"
        ),
        st.Page(
            PAGES / "benchmark.py", title=text(language, "page.benchmark"), url_path="benchmark"
        ),
        st.Page(
            PAGES / "projects.py",
            title=text(language, "page.projects"),
            url_path="projects",
        ),
        st.Page(PAGES / "health.py", title=text(language, "page.health"), url_path="health"),
        st.Page(
            PAGES / "dictionary.py",
            title=text(language, "page.dictionary"),
            url_path="dictionary",
        ),
    ]
    st.navigation(pages, position="top").run()


main()
