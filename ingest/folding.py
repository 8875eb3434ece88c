"""Comparing texts as a person does: case, white space and full-width forms make no difference.

The same folding exists twice, for headers (Python) and for cells (SQL); a test keeps them equal.
"""

from __future__ import annotations

import re
import unicodedata

_IGNORED = re.compile("[\\s_*\\u200b\\ufeff\\u00ad]+")

FULL_WIDTH = "".join(chr(code) for code in range(0xFF01, 0xFF5F)) + "\u3000"
HALF_WIDTH = "".join(chr(code) for code in range(0x21, 0x7F)) + " "


def fold(text: str) -> str:
    """NFKC, lower case, without white space, underscores, asterisks and invisible characters."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).casefold()


def narrow_sql(expression: str) -> str:
    """SQL: full-width ASCII forms made half-width. Pure ASCII, the usual case, is left alone."""
    # translate builds its table anew for every row: 40 microseconds, so only where it is needed
    wide, half = FULL_WIDTH.replace("'", "''"), HALF_WIDTH.replace("'", "''")
    return (
        f"case when strlen({expression}) = length({expression}) then {expression}"
        f" when regexp_matches({expression}, '[\uff01-\uff5e\u3000]')"
        f" then translate({expression}, '{wide}', '{half}') else {expression} end"
    )


def fold_sql(expression: str) -> str:
    """SQL: `fold` for cells (NFKC beyond the full-width forms does not occur in code lists)."""
    return (
        f"lower(regexp_replace({narrow_sql(expression)},"
        " '[\\s_*\\x{00A0}\\x{200B}\\x{FEFF}\\x{00AD}]+', '', 'g'))"
    )
