"""The one way from a page to the release: scope checked first, rows cached by release and scope."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards import access, release
from dashboards.release import Row
from dashboards.scope import Scope

# About 40 results a view and 50 kB at most each; the oldest go first.
ENTRIES = 1000


class UnknownUnitError(LookupError):
    """The address names a unit that the release does not have."""


@st.cache_data(show_spinner=False, max_entries=ENTRIES)
def _read(release_id: str, role: str, root: str, sql: str, parameters: dict[str, Any]) -> list[Row]:
    # role and root are part of the cache key
    return release.read(release_id, sql, parameters)


def rows(scope: Scope, sql: str, **parameters: Any) -> list[Row]:
    """Rows of a query about `scope.unit_id`, which must lie in the viewer's subtree.

    $unit and $period are filled where the query names them. Raises UnknownUnitError and
    access.NotAllowedError.
    """
    access.check(scope.viewer, _path(scope))
    return unscoped_rows(scope, sql, **parameters)


def unscoped_rows(scope: Scope, sql: str, **parameters: Any) -> list[Row]:
    """Rows that belong to no unit: periods, the dictionary, the release itself."""
    known = {"unit": scope.unit_id, "period": scope.period_id} | parameters
    used = {name: value for name, value in known.items() if f"${name}" in sql}
    viewer = scope.viewer
    return _read(scope.release_id, viewer.role, viewer.root_unit_id, sql, used)


def _path(scope: Scope) -> str:
    found = unscoped_rows(scope, "select path from dim_units where unit_id = $unit")
    if not found:
        raise UnknownUnitError(scope.unit_id)
    return str(found[0]["path"])
