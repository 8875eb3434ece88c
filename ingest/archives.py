"""Gzip and zip: unpacked into a temporary folder, within limits, names inside never trusted."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from ingest.errors import LimitError, UnreadableFileError
from ingest.limits import (
    MAX_ARCHIVE_FILES,
    MAX_FILE_BYTES,
    MAX_UNPACK_RATIO,
    MIB,
    RATIO_FREE_BYTES,
)

CHUNK = 4 * MIB
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Unpacked:
    """A file out of an archive; `name` is what people read, `path` where the bytes lie now."""

    path: Path
    name: str


def unpack_gzip(path: Path, folder: Path) -> Unpacked:
    """The one file in a gzip archive."""
    name = path.name.removesuffix(".gz") or "content"
    target = folder / "content"
    try:
        with gzip.open(path, "rb") as source:
            _copy(source, target, path.name, path.stat().st_size)
    except _DAMAGED as error:
        raise _damaged(path, error) from error
    return Unpacked(target, name)


def unpack_zip(path: Path, folder: Path) -> list[Unpacked]:
    """Every data file in a zip archive, under numbered names (folders and hidden files skipped)."""
    try:
        with zipfile.ZipFile(path) as archive:
            return list(_members(archive, path, folder))
    except _DAMAGED as error:
        raise _damaged(path, error) from error


def _members(archive: zipfile.ZipFile, path: Path, folder: Path) -> Iterator[Unpacked]:
    members = [member for member in archive.infolist() if _is_data(member)]
    if not members:
        raise UnreadableFileError(f"{path.name} holds no files. Ask for the archive again.")
    if len(members) > MAX_ARCHIVE_FILES:
        raise LimitError(
            f"{path.name} holds {len(members)} files; at most {MAX_ARCHIVE_FILES} are accepted."
        )
    packed_total = path.stat().st_size
    unpacked_total = 0
    for number, member in enumerate(members, start=1):
        shown = _readable_name(member)
        if member.flag_bits & 1:
            raise UnreadableFileError(
                f"{path.name}: {shown} is protected by a password. Send it without one."
            )
        # The bytes go to a numbered file: “../../etc/passwd” in an archive names nothing here.
        target = folder / f"{number:04d}"
        with archive.open(member) as source:
            unpacked_total += _copy(
                source, target, f"{path.name}, {shown}", packed_total, already=unpacked_total
            )
        yield Unpacked(target, shown)


def _is_data(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
    hidden = any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in parts)
    return bool(parts) and not (member.is_dir() or is_link or hidden)


def _readable_name(member: zipfile.ZipInfo) -> str:
    name = member.filename
    if not member.flag_bits & 0x800:
        # Windows zips written in China keep GBK names; zipfile reads them as cp437.
        try:
            name = name.encode("cp437").decode("gb18030")
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = member.filename
    return PurePosixPath(name.replace("\\", "/")).name


def _copy(
    source: IO[bytes] | gzip.GzipFile, target: Path, shown: str, packed: int, *, already: int = 0
) -> int:
    size = 0
    with target.open("wb") as out:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            total = already + size
            if total > MAX_FILE_BYTES or (
                total > RATIO_FREE_BYTES and total > MAX_UNPACK_RATIO * max(packed, 1)
            ):
                raise LimitError(
                    f"{shown} unpacks to more than {total // MIB} MB from {packed / MIB:.1f} MB."
                    " That is no table of the field; it was not read. Send the file unpacked."
                )
            out.write(chunk)
    return size


def _damaged(path: Path, error: Exception) -> UnreadableFileError:
    return UnreadableFileError(
        f"{path.name} is damaged or cut short ({error}). Ask for the file again."
    )
