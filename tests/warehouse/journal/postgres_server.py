"""A PostgreSQL server of the test's own: fresh data, a socket in a scratch folder, no network.

The server refuses to run as root, so root's tests start it as an ordinary user.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

INSTALLED = Path("/usr/lib/postgresql")
SECONDS_TO_START = 60
MISSING = (
    "These tests need PostgreSQL's server (initdb, postgres), which was found neither in"
    f" {INSTALLED} nor on PATH. Install it: apt-get install postgresql"
)
# a password as password generators make them, with what means something in a URL
GUEST, PASSWORD = "guest", "pa:ss/w@rd%41"


@dataclass(frozen=True)
class Server:
    """A running server: `socket` is its folder, `owner` the superuser, `account` who runs it."""

    socket: Path
    owner: str
    account: str | None
    data: Path
    programs: Path

    def url(self, database: str, user: str | None = None, password: str | None = None) -> str:
        who = user or self.owner
        secret = f":{quote(password, safe='')}" if password else ""
        return f"postgresql://{who}{secret}@/{database}?host={self.socket}"

    def create_database(self, name: str) -> str:
        """A new, empty database; returns its URL."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as con:
            con.execute(f'create database "{name}"')
        return self.url(name)


def programs() -> Path:
    """The folder of initdb and postgres, newest version first; fails when there is none."""
    versions = sorted(
        INSTALLED.glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]), reverse=True
    )
    if versions:
        return versions[0].parent
    found = shutil.which("initdb")
    if not found:
        raise AssertionError(MISSING)
    return Path(found).resolve().parent


def _account() -> str | None:
    """Who runs the server: oneself, or for root the first ordinary account there is."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise AssertionError("There is no account 'postgres' or 'nobody' to run PostgreSQL as.")


def _start(command: list[str], account: str | None, folder: Path) -> subprocess.Popen[bytes]:
    user = pwd.getpwnam(account) if account else None
    return subprocess.Popen(
        command,
        cwd=folder,
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=(folder / "server.log").open("ab"),
    )


@contextmanager
def running_server() -> Iterator[Server]:
    """A server that is up; it is stopped and its data are removed at the end."""
    tools, account = programs(), _account()
    # not below pytest's folders: those are for their owner alone, and a socket's path must be short
    folder = Path(tempfile.mkdtemp(prefix="sbpg", dir="/tmp"))
    try:
        if account:
            user = pwd.getpwnam(account)
            os.chown(folder, user.pw_uid, user.pw_gid)
            folder.chmod(0o755)
        data = folder / "data"
        made = _start(
            [str(tools / "initdb"), "-D", str(data), "-U", "owner", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync"],
            account, folder,
        )  # fmt: skip
        assert made.wait() == 0, (folder / "server.log").read_text(errors="replace")
        # one user who needs a password, so that a wrong one can be seen to fail
        (data / "pg_hba.conf").write_text(f"local all {GUEST} scram-sha-256\nlocal all all trust\n")
        server = Server(folder, "owner", account, data, tools)
        process = _start(
            [str(tools / "postgres"), "-D", str(data), "-k", str(folder), "-c",
             "listen_addresses=", "-c", "max_connections=60",
             # processes are killed here, no power is cut: what the server wrote survives them
             "-c", "fsync=off"],
            account, folder,
        )  # fmt: skip
        try:
            _wait_until_up(server, process)
            yield server
        finally:
            process.send_signal(signal.SIGINT)  # "fast shutdown"
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_up(server: Server, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            psycopg.connect(server.url("postgres"), connect_timeout=5).close()
            return
        except psycopg.OperationalError as error:
            log = (server.socket / "server.log").read_text(errors="replace")
            assert process.poll() is None, log
            assert time.monotonic() < until, f"PostgreSQL does not answer: {error}\n{log}"
            time.sleep(0.1)
