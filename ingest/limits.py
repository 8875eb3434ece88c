"""How large a file may be, in one place. They stop bombs and accidents, not real feeds."""

from __future__ import annotations

MIB = 1024 * 1024

MAX_FILE_BYTES = 20 * 1024 * MIB
"""The file as sent, and any file unpacked from gzip or zip."""

MAX_UNPACK_RATIO = 400
"""Unpacked : packed bytes. Real survey tables reach 30, the log of a robot 100, a bomb 1,000."""

RATIO_FREE_BYTES = 64 * MIB
"""Below this unpacked size the ratio is not looked at."""

MAX_ARCHIVE_FILES = 1_000
MAX_WORKBOOK_BYTES = 1024 * MIB
"""An XLSX unpacked: it is held in memory, unlike CSV. Larger tables come as CSV or Parquet."""

MAX_WORKBOOK_CELLS = 100_000_000
"""Rows x columns of one sheet's used range, empty cells included."""

MAX_SHARED_TEXT_BYTES = 2 * 1024 * MIB
"""Longest shared string x cells that point to shared strings: an upper bound of the text."""

MAX_COLUMNS = 2_000
MAX_HEADER_CHARACTERS = 300
MAX_LINE_BYTES = 2_000_000
"""One CSV record. Longer ones are rejected, the rest of the file loads."""

MAX_RECORD_LINES = 200
"""Lines one quoted CSV field may span before its quote counts as never closed."""

MAX_TEXT_CHARACTERS = 20_000
MAX_CODE_CHARACTERS = 200

HEADER_SEARCH_ROWS = 30
"""The header must stand within the first so many rows of a file or sheet."""

MAX_REJECTS_KEPT = 100_000
"""Reject lines kept per load; the ledger counts all of them."""
