"""The key that hashes customers: from SHORTBOARD_HASH_KEY, or made once for this machine (M13).

A warehouse remembers the fingerprint of the key it was filled with: hashes under two keys would
never match, so another key refuses the load instead of splitting every customer in two.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import duckdb

from ingest.errors import HashKeyError
from ingest.masking import fingerprint, install_key

KEY_FILE = "hash_key"
SETTING = "hash_key_fingerprint"
MIN_LENGTH = 8


def load_key(home: Path, configured: str | None) -> bytes:
    """The configured key, else the one kept in `home`, made there on first use (mode 0600)."""
    if configured is not None:
        if len(configured) < MIN_LENGTH:
            raise HashKeyError(
                f"SHORTBOARD_HASH_KEY has {len(configured)} characters; use at least {MIN_LENGTH}."
            )
        return configured.encode()
    path = home / KEY_FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(32))
                file.flush()
                os.fsync(file.fileno())
        key = path.read_text().strip()
    except OSError as error:
        raise HashKeyError(
            f"The hash key {path} cannot be read or made: {error.strerror}."
            " Check the folder's rights or set SHORTBOARD_HASH_KEY."
        ) from error
    if len(key) < MIN_LENGTH:
        raise HashKeyError(
            f"{path} holds no usable key (an interrupted first run?). If nothing was loaded yet,"
            " delete it; else restore it from a backup."
        )
    return key.encode()


def use_key(con: duckdb.DuckDBPyConnection, key: bytes, *, remember: bool = True) -> str:
    """Install the key for this connection and return its fingerprint.

    Raises HashKeyError when the warehouse was filled under another key. `remember` writes the
    fingerprint on first use (left out by dry runs).
    """
    mark = fingerprint(key)
    rows = con.execute("select value from raw._settings where key = ?", [SETTING]).fetchall()
    if rows and rows[0][0] != mark:
        raise HashKeyError(
            f"This warehouse was filled with hash key {rows[0][0]}, the key now is {mark}: customers"
            " would not be recognised again. Set SHORTBOARD_HASH_KEY to the former key (or restore"
            f" the file “{KEY_FILE}” in SHORTBOARD_HOME); nothing was loaded."
        )
    if not rows and remember:
        con.execute("insert into raw._settings values (?, ?)", [SETTING, mark])
    install_key(con, key)
    return mark
