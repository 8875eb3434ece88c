"""Customers hashed, phone and ID-card numbers masked - in SQL, before anything is written (M13).

Hash: HMAC-SHA256 (RFC 2104) built from DuckDB's sha256, checked against Python's hmac by a test.
The two padded keys travel as session variables, so no statement or error message shows them.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata

import duckdb

from ingest.folding import narrow_sql

PHONE_TOKEN, ID_TOKEN = "[PHONE]", "[ID]"
HIDDEN = "***"
_BLOCK = 64

# RE2 has no look-around: the characters around a number are captured and put back, and each
# pattern runs twice because neighbouring numbers share the character between them.
_ID_CARD = (
    r"(^|[^0-9])[1-9][0-9]{5}[ -]?(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    r"[ -]?[0-9]{3}[0-9Xx]([^0-9]|$)"
)
_OLD_ID_CARD = (
    r"(^|[^0-9])[1-9][0-9]{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}([^0-9]|$)"
)
_MOBILE = r"(^|[^0-9])(?:(?:\+|00)?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}([^0-9]|$)"
_LANDLINE = r"(^|[^0-9])\(?0[1-9][0-9]{1,2}[) -]{1,2}[1-9][0-9]{6,7}([^0-9]|$)"
_BARE_LANDLINE = r"(^|[^0-9])0(?:10|2[0-9]|[3-9][0-9]{2})[2-9][0-9]{6,7}([^0-9]|$)"
PATTERNS = (
    (_ID_CARD, ID_TOKEN),
    (_OLD_ID_CARD, ID_TOKEN),
    (_MOBILE, PHONE_TOKEN),
    (_LANDLINE, PHONE_TOKEN),
    (_BARE_LANDLINE, PHONE_TOKEN),
)
MAYBE_NUMBER = r"[0-9０-９][0-9０-９ ()-]{6,}"
_WIDE_DIGITS, _DIGITS = "０１２３４５６７８９", "0123456789"


def mask_text(text: str) -> str:
    """The text with phone and ID numbers replaced; the Python twin of `mask_sql`."""
    if re.search(MAYBE_NUMBER, text) is None:
        return text
    text = text.translate(str.maketrans(_WIDE_DIGITS, _DIGITS))
    for pattern, token in PATTERNS:
        for _ in range(2):
            text = re.sub(pattern, rf"\g<1>{token}\g<2>", text)
    return text


def mask_sql(expression: str) -> str:
    """SQL: the text with phone and ID numbers replaced. Texts without seven digits are untouched."""
    masked = f"translate({expression}, '{_WIDE_DIGITS}', '{_DIGITS}')"
    for pattern, token in PATTERNS:
        for _ in range(2):
            masked = f"regexp_replace({masked}, '{pattern}', '\\1{token}\\2', 'g')"
    return f"case when regexp_matches({expression}, '{MAYBE_NUMBER}') then {masked} else {expression} end"


def is_personal_code_sql(expression: str) -> str:
    """SQL: does a code as a whole look like a mobile or ID-card number? Such codes are hashed."""
    return (
        f"strlen({expression}) in (11, 18) and regexp_full_match({expression},"
        " '1[3-9][0-9]{9}|[1-9][0-9]{5}(18|19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"
        "[0-9]{3}[0-9Xx]')"
    )


def canonical_customer(text: str) -> str:
    """One spelling per customer: half-width, no blanks or dashes, no +86, capitals."""
    text = re.sub(r"[\s()-]+", "", unicodedata.normalize("NFKC", text)).upper()
    return re.sub(r"^(?:\+|00)?86(1[3-9][0-9]{9})$", r"\1", text)


def canonical_customer_sql(expression: str) -> str:
    """SQL twin of `canonical_customer`."""
    bare = f"upper(regexp_replace({narrow_sql(expression)}, '[\\s()-]+', '', 'g'))"
    return rf"regexp_replace({bare}, '^(?:\+|00)?86(1[3-9][0-9]{{9}})$', '\1')"


def customer_key(key: bytes, customer: str) -> str:
    """HMAC-SHA256 of the canonical customer, as hex."""
    return hmac.new(key, canonical_customer(customer).encode(), hashlib.sha256).hexdigest()


def fingerprint(key: bytes) -> str:
    """Sixteen hex digits that tell keys apart and give nothing away."""
    return hmac.new(key, b"shortboard fingerprint", hashlib.sha256).hexdigest()[:16]


def install_key(con: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Make the key available to `hmac_sql` on this connection."""
    block = hashlib.sha256(key).digest() if len(key) > _BLOCK else key
    block = block.ljust(_BLOCK, b"\0")
    con.execute("set variable ingest_inner_pad = ?", [bytes(byte ^ 0x36 for byte in block)])
    con.execute("set variable ingest_outer_pad = ?", [bytes(byte ^ 0x5C for byte in block)])


def hmac_sql(expression: str) -> str:
    """SQL: HMAC-SHA256 of a text with the installed key, as hex; null stays null."""
    inner = f"sha256(getvariable('ingest_inner_pad')::blob || encode({expression}))"
    return f"sha256(getvariable('ingest_outer_pad')::blob || unhex({inner}))"
