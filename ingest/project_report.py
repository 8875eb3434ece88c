"""What recording project workbooks did, in words: counts per file, every conflict, what waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from warehouse.journal.event import Draft, Value
from warehouse.projects.state import Entity, Key


@dataclass
class FileReport:
    """One file: how many rows said what. `waiting` counts rows by the project they wait for."""

    file_name: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    known: int = 0
    outdated: int = 0
    conflicts: list[str] = field(default_factory=list)
    waiting: dict[Key, int] = field(default_factory=dict)

    def count(self, draft: Draft) -> None:
        """Count a draft as new, changed, or as news that changes nothing that stands."""
        if draft.action == "create":
            self.new += 1
        elif draft.changes:
            self.changed += 1
        elif not draft.conflicts:
            self.unchanged += 1

    def after(self, earlier: FileReport | None) -> FileReport:
        """Both rounds over a file in one report: what waited then may be told now."""
        if earlier is None:
            return self
        return FileReport(
            self.file_name,
            new=earlier.new + self.new,
            changed=earlier.changed + self.changed,
            unchanged=earlier.unchanged,
            known=earlier.known,
            outdated=earlier.outdated + self.outdated,
            conflicts=[*earlier.conflicts, *self.conflicts],
            waiting=self.waiting,
        )

    @property
    def note(self) -> str:
        """Like: 12 new, 3 changed, 1 conflict, 184 as before."""
        counts = {
            "new": self.new,
            "changed": self.changed,
            "conflict" if len(self.conflicts) == 1 else "conflicts": len(self.conflicts),
            "as before": self.unchanged + self.known,
            "outdated by a later file": self.outdated,
            "waiting for their project": sum(self.waiting.values()),
        }
        return ", ".join(f"{count:,} {word}" for word, count in counts.items() if count)


@dataclass(frozen=True)
class RecordReport:
    """What became of every file that was read."""

    files: tuple[FileReport, ...]

    @property
    def conflicts(self) -> list[str]:
        return [line for file in self.files for line in file.conflicts]

    @property
    def event_count(self) -> int:
        """Rows that changed something."""
        return sum(file.new + file.changed for file in self.files)

    @property
    def note(self) -> str:
        """One line for a summary."""
        total = FileReport("")
        for file in self.files:
            total.new += file.new
            total.changed += file.changed
            total.unchanged += file.unchanged + file.known
            total.outdated += file.outdated
            total.conflicts += file.conflicts
            for key, count in file.waiting.items():
                total.waiting[key] = total.waiting.get(key, 0) + count
        return f"{len(self.files)} files: {total.note}" if self.files else "no new workbooks"

    @property
    def lines(self) -> list[str]:
        """What people must read: files with news, every conflict, every project nobody told of."""
        found = []
        for file in self.files:
            if file.new or file.changed or file.conflicts or file.waiting or file.outdated:
                found.append(f"{file.file_name}: {file.note}")
            found += [f"    conflict: {line}" for line in file.conflicts]
            found += [
                f"    {count:,} rows wait for {kind.replace('_', ' ')} {identity}, which no workbook"
                " and no screen has told of; mend the code or send its sheet"
                for (kind, identity), count in sorted(file.waiting.items())
            ]
        return found


def conflict_lines(draft: Draft, entity: Entity | None, zone: ZoneInfo) -> list[str]:
    """Every field that workbook and screen both changed: who said what, where and when."""
    lines = []
    for name, told in (draft.conflicts or {}).items():
        last = entity.changed.get(name) if entity else None
        when = ""
        if last:
            when = f" by {last.actor} at {last.recorded_at.astimezone(zone):%Y-%m-%d %H:%M}"
        lines.append(
            f"{draft.entity_type.replace('_', ' ')} {draft.entity_id}, {name}: {draft.source_ref}"
            f" says {_shown(told['stated'])} against {_shown(told['now'])}{when}"
            f" (before: {_shown(told['base'])})"
        )
    return lines


def _shown(value: Value) -> str:
    return "blank" if value is None else f"“{value}”" if isinstance(value, str) else str(value)
