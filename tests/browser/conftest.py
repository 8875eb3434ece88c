"""A served app and a browser that may talk to nothing else."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.dashboards import release_builder

ROOT = Path(__file__).resolve().parents[2]

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/140.0.0.0 Mobile Safari/537.36"
)


@dataclass
class Watched:
    """A page, what it asked of other machines, and what it complained of."""

    page: Page
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def settle(self) -> None:
        """Wait until every chart is drawn and the server is idle."""
        self.page.wait_for_function(
            "document.querySelector('[data-test-script-state=notRunning]')"
            " && !document.querySelector('[data-testid=stSkeleton]')"
            " && !document.querySelector('[data-stale=true]')"
            " && document.querySelector('[data-testid=stMetric], [data-testid=stDataFrame], '"
            "+ '[data-testid=stTextInput], [data-testid=stVegaLiteChart]')",
            timeout=60_000,
        )
        self.page.wait_for_timeout(400)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def served_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one release of the whole country, two halls a city."""
    home = tmp_path_factory.mktemp("served")
    release_builder.build(home, halls=2)
    return home


@contextmanager
def serving(home: Path, **environment: str) -> Iterator[str]:
    """The address of an app that reads this home, for as long as the block runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboards" / "app.py")]
    command += [f"--server.port={port}", "--server.headless=true"]
    log = (home / "server.log").open("w")
    own = {"SHORTBOARD_HOME": str(home), "SHORTBOARD_AS_OF": release_builder.TODAY}
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | own | {"DO_NOT_TRACK": "1"} | environment,
        stdout=log,
        stderr=log,
    )
    try:
        found = f"http://127.0.0.1:{port}"
        _wait_until_up(found, server, home / "server.log")
        yield found
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


@pytest.fixture(scope="session")
def address(served_home: Path) -> Iterator[str]:
    """The address of a running app that reads that home."""
    with serving(served_home) as found:
        yield found


def _wait_until_up(address: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(240):
        if server.poll() is not None:
            pytest.fail(f"the app ended while starting: {log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.25)
    pytest.fail(f"the app did not start within a minute: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium where it is installed, else Playwright's own."""
    debian = Path("/usr/bin/chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(debian) if debian.exists() else None, args=ARGUMENTS
        )
        yield started
        started.close()


@pytest.fixture
def open_at(browser: Browser) -> Iterator:
    """Opens a path of a served app in a new session: open_at(address, "/?unit=G", width=390)."""
    contexts = []

    def opened(address: str, path: str, width: int = 1440, scheme: str = "light") -> Watched:
        is_phone = width < 640
        context = browser.new_context(
            viewport={"width": width, "height": 844 if is_phone else 900},
            color_scheme=scheme,
            locale="zh-CN",
            **({"user_agent": PHONE, "device_scale_factor": 2} if is_phone else {}),
        )
        contexts.append(context)
        watched = Watched(context.new_page())

        def asked(request: Request) -> None:
            if not request.url.startswith(
                (address, address.replace("http", "ws"), "data:", "blob:")
            ):
                watched.outside.append(request.url)

        def complained(message) -> None:
            # Streamlit looks for its server below the page's own path before it asks at the root
            probing = "/_stcore/" in message.location.get("url", "") and "404" in message.text
            if message.type == "error" and not probing:
                watched.errors.append(message.text)

        watched.page.on("request", asked)
        watched.page.on("websocket", asked)
        watched.page.on("console", complained)
        watched.page.on("pageerror", lambda error: watched.errors.append(str(error)))
        watched.page.goto(address + path)
        watched.settle()
        return watched

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def open_address(open_at, address: str) -> Callable[..., Watched]:
    """Opens an address in a new session: open_address("/?unit=G", width=390, scheme="dark")."""

    def opened(path: str, width: int = 1440, scheme: str = "light") -> Watched:
        return open_at(address, path, width, scheme)

    return opened
