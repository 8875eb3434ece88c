"""Starts Streamlit on this machine only, on the first port that is free."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from warehouse.settings import PROJECT_ROOT, Settings

LOOPBACK = "127.0.0.1"
APP = Path(__file__).parent / "app.py"
PORTS_TRIED = 20


def free_port(wanted: int) -> int:
    """`wanted`, or the next port nobody listens on; OSError after PORTS_TRIED tries."""
    for port in range(wanted, wanted + PORTS_TRIED):
        with socket.socket() as probe:
            # as Streamlit binds: a port in TIME_WAIT is free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return port
    raise OSError(f"ports {wanted} to {wanted + PORTS_TRIED - 1} are all in use")


def serve(settings: Settings, wanted: int, say: Callable[[str], None]) -> None:
    """Become the dashboard server: signals then reach Streamlit itself. Does not return.

    `say` is told the address before the server starts.
    """
    port = free_port(wanted)
    if port != wanted:
        say(f"Port {wanted} is busy, using {port}.")
    say(f"Serving on http://localhost:{port} (this machine only). Stop with Ctrl+C.")
    sys.stdout.flush()
    command = [sys.executable, "-m", "streamlit", "run", str(APP)]
    command += ["--server.address", LOOPBACK, "--server.port", str(port)]
    command += ["--server.headless", "true", "--browser.gatherUsageStats", "false"]
    os.chdir(PROJECT_ROOT)
    environment = settings.environment()
    if "SHORTBOARD_AS_OF" not in os.environ:
        # a server runs for weeks: without a fixed day, days left count from the reader's today
        del environment["SHORTBOARD_AS_OF"]
    os.execve(sys.executable, command, environment)
