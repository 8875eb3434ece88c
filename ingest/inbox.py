"""Files and folders into loads: what to take, in which order, with progress and a report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.errors import IngestError
from ingest.load import LoadResult, load_file
from warehouse.settings import Settings

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".parquet", ".gz", ".zip")
SLOW_SECONDS = 2.0
OnProgress = Callable[[float, float | None, str], None]
"""Bytes done, bytes in all, and what is at work; called at every stage of every file."""


@dataclass(frozen=True)
class Report:
    """What became of every file, in order."""

    results: tuple[LoadResult, ...]

    def count(self, *statuses: str) -> int:
        """Files with one of the statuses."""
        return sum(1 for result in self.results if result.status in statuses)

    @property
    def rows(self) -> int:
        return sum(result.rows for result in self.results)

    @property
    def note(self) -> str:
        """One line for a summary: 12 files loaded, 1 refused; 130,000 rows, 95,000 rows/s."""
        parts = [
            f"{self.count(status)} {word}"
            for status, word in (
                ("loaded", "loaded"),
                ("checked", "checked"),
                ("quarantined", "quarantined"),
                ("refused", "refused"),
                ("unchanged", "unchanged"),
            )
            if self.count(status)
        ]
        seconds = sum(result.seconds for result in self.results)
        speed = f", {self.rows / seconds:,.0f} rows/s" if seconds >= SLOW_SECONDS else ""
        return f"{', '.join(parts) or 'no files'}; {self.rows:,} rows{speed}"

    @property
    def troubles(self) -> list[str]:
        """The files that did not get in, and why."""
        return [
            f"{result.status:<11} {result.message}"
            for result in self.results
            if result.status in ("refused", "quarantined")
        ]

    @property
    def lines(self) -> list[str]:
        """What people must read: every refusal, quarantine, warning; loads in one line each."""
        return [
            line
            for result in self.results
            for line in (
                f"{result.status:<11} {result.message}",
                *(f"            warning: {warning}" for warning in result.warnings),
            )
        ]


def ingest_paths(
    settings: Settings,
    con: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    *,
    source: str | None = None,
    mapping: Path | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    dry_run: bool = False,
    on_progress: OnProgress | None = None,
) -> Report:
    """Load files and the files of folders, oldest first; a bad file never stops the others.

    Raises IngestError for a path that does not exist, a wrong contract, mapping or hash key.
    """
    files = find_files(paths)
    total = float(sum(_size(path) for path in files))
    done = 0.0
    results: list[LoadResult] = []
    for path in files:
        tell = _teller(path, done, total, on_progress)
        tell("")
        started = time.monotonic()
        result = load_file(
            settings,
            con,
            path,
            source=source,
            mapping=mapping,
            encoding=encoding,
            sheet=sheet,
            header_row=header_row,
            dry_run=dry_run,
            progress=tell,
        )
        results.append(result)
        done += _size(path)
        seconds = time.monotonic() - started
        if on_progress is not None and seconds >= SLOW_SECONDS:
            on_progress(done, total, f"{path.name}: {result.rows / seconds:,.0f} rows/s")
    return Report(tuple(results))


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files to load: named files as they are, folders searched for data files.

    Hidden files, Office's lock files and links that lead out of the folder are passed over. Order:
    oldest change first, so that a correction follows what it corrects; then by name.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = [item for item in sorted(path.rglob("*")) if _is_data_file(item, path)]
            found += sorted(inside, key=lambda item: (item.stat().st_mtime_ns, str(item)))
        elif path.exists():
            found.append(path)
        else:
            raise IngestError(f"There is no file or folder {path}.")
    return list(dict.fromkeys(found))


def _is_data_file(path: Path, folder: Path) -> bool:
    relative = path.relative_to(folder)
    if any(part.startswith((".", "~$")) for part in relative.parts):
        return False
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        return False
    return path.is_file() and path.suffix.lower() in SUFFIXES


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _teller(
    path: Path, done: float, total: float, on_progress: OnProgress | None
) -> Callable[[str], None]:
    def tell(stage: str) -> None:
        if on_progress is not None:
            on_progress(done, total, f"{path.name} {stage}".strip())

    return tell
