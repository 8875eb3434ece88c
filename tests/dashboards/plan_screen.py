"""The cards of planning alone, for tests: as a page shows them, without the rest of it."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from dashboards import header  # noqa: E402
from dashboards.projects import candidates, designer, dialogs  # noqa: E402
from dashboards.projects.live import live  # noqa: E402
from dashboards.scope import read_address  # noqa: E402

st.set_page_config(layout="wide")
address = read_address()
view = header.show()
now = live(view)
project = now.project(address.project)
candidates.show(view, now, project)
if project is not None:
    designer.show(view, now, project)
dialogs.show(view, now)
