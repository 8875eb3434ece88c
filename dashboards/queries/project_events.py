"""Events of special projects that a release holds, for the replay that the screens make."""

from __future__ import annotations

from dashboards import release
from dashboards.release import Row

_TABLE = "mart_project_events"


def _has_events(release_id: str) -> bool:
    found = release.read(
        release_id, "select 1 from duckdb_views() where view_name = $name", {"name": _TABLE}
    )
    return bool(found)


def last(release_id: str) -> Row | None:
    """The newest event of a release (seq, event_id), None where it has none."""
    if not _has_events(release_id):
        return None
    found = release.read(
        release_id, f"select seq, event_id from {_TABLE} order by seq desc limit 1", {}
    )
    return found[0] if found else None


def events(release_id: str) -> list[Row]:
    """Every event of a release in order, of all projects: dashboards.projects.live scopes them."""
    if not _has_events(release_id):
        return []
    return release.read(
        release_id,
        f"""
        select
            seq, event_id, recorded_at, actor, source, source_ref, release_id, entity_type,
            entity_id, project_id, version, action, changes, stated, conflicts, settles, undoes,
            reason
        from {_TABLE}
        order by seq
        """,
        {},
    )
