"""Which encoding a text file is in, and the same text as UTF-8 for DuckDB.

DuckDB reads UTF-8; everything else is transcoded to a temporary file by iconv, or by Python's
codec where iconv is missing or stumbles. A scan of all bytes also finds what the fast reader
cannot digest (NUL bytes, blank lines in the middle); damaged UTF-8 it refuses by itself.
"""

from __future__ import annotations

import codecs
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from ingest.errors import UnreadableFileError
from ingest.limits import MIB

CHUNK = 4 * MIB
SAMPLE = 128 * 1024
REPLACEMENT = "\ufffd"
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MAGIC = (
    (b"\x89PNG", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"), (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF document"), (b"\xd0\xcf\x11\xe0", "an old Excel or Word file (.xls, .doc)"),
    (b"PK\x03\x04", "a zip archive or XLSX workbook"), (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "a gzip archive"), (b"PAR1", "a Parquet file"), (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"), (b"\x7fELF", "a program"), (b"MZ\x90", "a program"),
    (b"SQLite format 3", "an SQLite database"), (b"{\\rtf", "an RTF document"),
    (b"<!DOCTYPE", "a web page"), (b"<html", "a web page"), (b"<?xml", "an XML document"),
)  # fmt: skip
_BLANK_LINE = re.compile(rb"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n)[^\r\n]")


@dataclass(frozen=True)
class Text:
    """A file's text: its encoding, and what the fast reader would trip over."""

    encoding: str
    has_nul: bool
    has_blank_lines: bool

    @property
    def is_clean(self) -> bool:
        return not (self.has_nul or self.has_blank_lines)


def kind_of(head: bytes) -> str | None:
    """What a file is by its first bytes, if it is certainly no delimited text."""
    lowered = head.lstrip().lower()
    for magic, name in MAGIC:
        if head.startswith(magic) or (magic[:1] == b"<" and lowered.startswith(magic.lower())):
            return name
    return None


def detect(path: Path, forced: str | None = None) -> Text:
    """Find the encoding of a text file (or take the forced one) and scan all of it.

    Raises UnreadableFileError for an unknown name, binary content, or text in no known encoding.
    """
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    if not head:
        raise UnreadableFileError(f"{path.name} is empty (0 bytes). Ask for the file again.")
    encoding = _known(forced) if forced else _guess(head, whole=len(head) < SAMPLE)
    if encoding is None and _is_utf8(path):
        encoding = "utf-8"
    if encoding is None:
        raise UnreadableFileError(
            f"{path.name} is not text in UTF-8, UTF-16, GB18030, cp949 or cp1252."
            " If you know its encoding, say --encoding NAME; if it is not CSV, save it as CSV."
        )
    return _scan(path, encoding)


def to_utf8(path: Path, text: Text, folder: Path) -> tuple[Path, bool]:
    """The file as UTF-8: itself, or a transcoded copy in `folder`; and whether that lost anything."""
    if text.encoding in {"utf-8", "utf-8-sig"}:
        return path, False
    target = folder / f"{path.stem}.utf8"
    if (iconv := shutil.which("iconv")) and _iconv(iconv, path, target, text.encoding):
        return target, False
    decoder = codecs.getincrementaldecoder(text.encoding)(errors="replace")
    is_damaged = False
    with target.open("w", encoding="utf-8", errors="replace", newline="") as out:
        for chunk in chain(_chunks(path), [b""]):
            decoded = decoder.decode(chunk, final=not chunk)
            is_damaged = is_damaged or REPLACEMENT in decoded
            out.write(decoded)
    return target, is_damaged


def _iconv(iconv: str, path: Path, target: Path, encoding: str) -> bool:
    name = {"cp949": "CP949", "cp1252": "CP1252"}.get(encoding, encoding)
    with target.open("wb") as out:
        done = subprocess.run(
            [iconv, "-f", name, "-t", "UTF-8", str(path.absolute())],
            stdout=out,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    return done.returncode == 0


def _known(name: str) -> str:
    try:
        found = codecs.lookup(name)
    except LookupError as error:
        raise UnreadableFileError(
            f"“{name}” is no encoding. Use utf-8, utf-16, gb18030, cp949, cp1252 …"
        ) from error
    if not getattr(found, "_is_text_encoding", True):
        raise UnreadableFileError(f"“{name}” is no text encoding. Use utf-8, gb18030 …")
    # GBK and GB2312 are subsets; exports named so often hold characters of the full set.
    return "gb18030" if found.name in {"gbk", "gb2312", "hz"} else found.name


def _guess(head: bytes, *, whole: bool) -> str | None:
    for bom, encoding in BOMS:
        if head.startswith(bom):
            return encoding
    if (wide := _utf16_without_bom(head)) is not None:
        return wide
    if head.count(b"\x00") > len(head) // 50:
        raise UnreadableFileError(
            "the content is binary, not text. Send CSV, XLSX or Parquet, also as zip or gzip."
        )
    if _bad_share(head, "utf-8", whole) <= 0.01:
        return "utf-8"
    return _legacy(head, whole)


def _utf16_without_bom(head: bytes) -> str | None:
    sample = head[:4000]
    if len(sample) < 8:
        return None
    half = len(sample) // 2
    even, odd = sample[0::2].count(b"\x00"), sample[1::2].count(b"\x00")
    if odd > half * 0.2 and even < half * 0.02:
        return "utf-16-le"
    if even > half * 0.2 and odd < half * 0.02:
        return "utf-16-be"
    return None


def _legacy(head: bytes, whole: bool) -> str | None:
    """cp949 if nearly all letters are Hangul; GB18030 if nearly all pairs lie in GB2312's zone."""
    high = sum(1 for byte in head if byte >= 0x80)
    korean = head.decode("cp949", errors="replace")
    letters = [char for char in korean if ord(char) > 0x7F]
    if letters and _bad_share(head, "cp949", whole) <= 0.001:
        hangul = sum(1 for char in letters if "가" <= char <= "힣")
        if hangul / len(letters) >= 0.85:
            return "cp949"
    if _bad_share(head, "gb18030", whole) <= 0.01:
        pairs = re.findall(rb"[\xa1-\xf7][\xa1-\xfe]", head)
        if high and 2 * len(pairs) / high >= 0.7:
            return "gb18030"
    # Western text: lone high bytes between ASCII letters; runs of them are no Western text.
    lone = len(re.findall(rb"(?<![\x80-\xff])[\x80-\xff]{1,2}(?![\x80-\xff])", head))
    if high and lone / high >= 0.6 and _bad_share(head, "cp1252", whole) <= 0.001:
        return "cp1252"
    return None


def _bad_share(head: bytes, encoding: str, whole: bool) -> float:
    """Share of undecodable places among the non-ASCII ones; 0 for pure ASCII."""
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(head, final=whole)
    foreign = len(text) - len(text.encode("ascii", errors="ignore"))
    bad = text.count(REPLACEMENT)
    if bad <= 3 and foreign >= 10 * bad:
        return 0.0  # a slip in a small file, not another encoding
    return bad / foreign


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _scan(path: Path, encoding: str) -> Text:
    """What the fast reader would trip over. In all but the wide encodings a line end is one byte."""
    is_wide = encoding.startswith(("utf-16", "utf-32"))
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    nul = blank = False
    tail = b""
    for chunk in _chunks(path):
        text = decoder.decode(chunk).encode("utf-8", errors="replace") if is_wide else chunk
        seen = tail + text
        nul = nul or b"\x00" in seen
        blank = blank or _has_blank_line(seen)
        tail = seen[-8:]
    return Text(encoding, nul, blank)


def _has_blank_line(chunk: bytes) -> bool:
    # Two plain searches first: the pattern is ten times slower than bytes.find.
    if b"\n\n" not in chunk and b"\n\r\n" not in chunk and b"\n " not in chunk:
        return b"\n\t" in chunk and _BLANK_LINE.search(chunk) is not None
    return _BLANK_LINE.search(chunk) is not None


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
