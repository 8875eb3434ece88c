"""What can go wrong with the journal, in words for the person at the screen.

Every error says what to do about it and never shows the database's password. Screens catch
JournalError and show its text; a stack trace of one of these is a bug.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warehouse.journal.event import Value
    from warehouse.projects.fields import Problem


class JournalError(Exception):
    """The journal cannot be read or written, or what was said cannot be kept."""


class JournalUrlError(JournalError):
    """SHORTBOARD_JOURNAL_URL names no database the journal can live in."""


class JournalUnreachableError(JournalError):
    """The database does not answer, or is not there."""


class JournalReadOnlyError(JournalError):
    """The database answers but may not be written."""


class JournalBusyError(JournalError):
    """Somebody else held the journal for longer than a writer waits."""


class JournalDamagedError(JournalError):
    """The file is no journal, or its bytes are damaged."""


class JournalReplacedError(JournalError):
    """The journal is not the one that was pulled before: a shorter or another one."""


@dataclass(frozen=True)
class FieldConflict:
    """One field two people changed: what the author saw, what stands now, what was wanted."""

    entity_type: str
    entity_id: str
    field: str
    seen: Value
    now: Value
    wanted: Value
    changed_by: str | None
    changed_at: datetime | None

    def __str__(self) -> str:
        who = f" by {self.changed_by}" if self.changed_by else ""
        when = f" at {self.changed_at:%Y-%m-%d %H:%M:%S} UTC" if self.changed_at else ""
        return (
            f"{self.entity_type} {self.entity_id}, {self.field}: seen as {self.seen!r},"
            f" now {self.now!r}{who}{when}, wanted {self.wanted!r}"
        )


class ConflictError(JournalError):
    """Somebody changed the same fields meanwhile; nothing was written. The author chooses."""

    def __init__(self, conflicts: Sequence[FieldConflict]) -> None:
        self.conflicts = list(conflicts)
        told = "; ".join(map(str, self.conflicts))
        super().__init__(f"Changed by somebody else meanwhile, nothing was written: {told}")


class InvalidError(JournalError):
    """What was said breaks a rule of its entity; nothing was written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        told = "; ".join(f"{problem.field}: {problem.message_en}" for problem in self.problems)
        super().__init__(f"Not valid, nothing was written: {told}")
