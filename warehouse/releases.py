"""Releases: finished, read-only copies of the marts, and the pointer that says which one is shown.

<home>/releases/<release_id>/{shortboard.duckdb, supervision.duckdb, manifest.json} and the text
file releases/current. A release folder appears under its name only when it is complete, and the
pointer is replaced in one step: whoever reads sees the old release or the new one, nothing between.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connection import connect, hold
from warehouse.settings import Settings

MAIN_FILE = "shortboard.duckdb"
SUPERVISION_FILE = "supervision.duckdb"
MANIFEST_FILE = "manifest.json"
POINTER = "current"
BUILDING = ".building-"
RELEASE_ID = re.compile(r"^\d{8}T\d{6}Z-(\d{4,})$")


class ReleaseError(RuntimeError):
    """A release is missing, damaged, or must not be touched; the message says what to do."""


@dataclass(frozen=True)
class Release:
    """One complete release on disk."""

    release_id: str
    path: Path

    @property
    def number(self) -> int:
        return release_number(self.release_id)

    @property
    def file(self) -> Path:
        return self.path / MAIN_FILE

    @property
    def supervision_file(self) -> Path:
        return self.path / SUPERVISION_FILE

    def manifest(self) -> dict[str, Any]:
        """What the release says about itself: release_info, row counts, sha256 of its files."""
        return json.loads((self.path / MANIFEST_FILE).read_text(encoding="utf-8"))

    def line(self) -> dict[str, object]:
        """What a list of releases shows of it."""
        facts = self.manifest()
        return {
            "release": self.release_id,
            "data through": facts["data_through_date"],
            "checks": f"{facts['checks_passed']}/{facts['checks_total']}",
            "rows": f"{sum(facts['row_counts'].values()):,}",
            "MB": f"{facts['files'][MAIN_FILE]['size_bytes'] / 1e6:.1f}",
        }


def release_number(release_id: str) -> int:
    """The running number at the end of a release id: releases are ordered by it, not by clock."""
    found = RELEASE_ID.match(release_id)
    if not found:
        raise ReleaseError(f"{release_id!r} is no release id. See: shortboard releases")
    return int(found.group(1))


def list_releases(settings: Settings) -> list[Release]:
    """Complete releases, newest first."""
    if not settings.releases.is_dir():
        return []
    found = [
        Release(path.name, path)
        for path in settings.releases.iterdir()
        if RELEASE_ID.match(path.name) and (path / MANIFEST_FILE).is_file()
    ]
    return sorted(found, key=lambda release: release.number, reverse=True)


def find_release(settings: Settings, release_id: str) -> Release:
    for release in list_releases(settings):
        if release.release_id == release_id:
            return release
    raise ReleaseError(f"There is no release {release_id}. See: shortboard releases")


def current_id(settings: Settings) -> str | None:
    """The id the pointer names: one small read, cheap enough for every click of a dashboard."""
    try:
        return (settings.releases / POINTER).read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def current(settings: Settings) -> Release | None:
    """The release that is shown; None before the first publish."""
    release_id = current_id(settings)
    return find_release(settings, release_id) if release_id else None


def open_release(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a release's database file read-only. The file stays readable after it was replaced."""
    return connect(path, read_only=True)


def rollback(settings: Settings, release_id: str) -> Release:
    """Show an earlier (or later) release again, after checking its files against its manifest."""
    with hold(settings, "shortboard rollback"):
        release = find_release(settings, release_id)
        verify(release)
        point_to(settings, release)
    return release


def prune(settings: Settings, keep: int) -> list[Release]:
    """Remove all but the newest `keep` releases, never the current one; returns those removed."""
    shown = current_id(settings)
    removed = []
    for release in list_releases(settings)[keep:]:
        if release.release_id != shown:
            # without its manifest a half-removed folder no longer counts as a release
            (release.path / MANIFEST_FILE).unlink()
            shutil.rmtree(release.path)
            removed.append(release)
    return removed


def clean_up(settings: Settings) -> list[str]:
    """Remove what a killed publish or prune left behind; returns the names removed."""
    removed = []
    if settings.releases.is_dir():
        for path in settings.releases.iterdir():
            unfinished = path.name.startswith((BUILDING, f".{POINTER}"))
            headless = RELEASE_ID.match(path.name) and not (path / MANIFEST_FILE).is_file()
            if unfinished or headless:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
                removed.append(path.name)
    return removed


def verify(release: Release) -> None:
    """Raise ReleaseError unless every file of the release is as its manifest says."""
    for name, facts in release.manifest()["files"].items():
        path = release.path / name
        if not path.is_file() or sha256(path) != facts["sha256"]:
            raise ReleaseError(
                f"{path} is missing or differs from its manifest; the release cannot be used."
            )


def point_to(settings: Settings, release: Release) -> None:
    """Make `release` the current one, in one step that survives a power cut."""
    temporary = settings.releases / f".{POINTER}-{os.getpid()}"
    temporary.write_text(release.release_id + "\n", encoding="utf-8")
    flush(temporary)
    temporary.replace(settings.releases / POINTER)
    flush(settings.releases)


def flush(path: Path) -> None:
    """Force a file, or a folder's list of names, onto the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
