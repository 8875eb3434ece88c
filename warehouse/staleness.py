"""Does the release that is shown still say what the warehouse, the models and the calendar say?"""

from __future__ import annotations

from warehouse.connection import reader
from warehouse.journal.errors import JournalReplacedError
from warehouse.journal.raw_copy import has_news
from warehouse.journal.store import open_journal
from warehouse.releases import MANIFEST_FILE, current
from warehouse.settings import PROJECT_ROOT, Settings


def is_behind(settings: Settings) -> bool:
    """True when a build and a publish would (or might) change what readers see."""
    release = current(settings)
    if release is None:
        return True
    facts = release.manifest()
    if facts["as_of_date"] != str(settings.as_of):
        return True  # periods close with the calendar
    published = (release.path / MANIFEST_FILE).stat().st_mtime
    models = [path for path in (PROJECT_ROOT / "dbt_project").rglob("*") if path.is_file()]
    if any(path.stat().st_mtime > published for path in models):
        return True
    with reader(settings) as con:
        waiting = con.execute(
            "select count(*) from raw._loads where status = 'loaded'"
            " or (status in ('passed', 'accepted') and ended_at > $published_at::timestamp)",
            {"published_at": facts["published_at"]},
        ).fetchall()
        if waiting[0][0]:
            return True
        with open_journal(settings) as journal:
            try:
                return has_news(con, journal)
            except JournalReplacedError:
                return True  # the refresh will say what is wrong
