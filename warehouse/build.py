"""Runs `dbt build` as a child process and tells how far it is.

A child, because dbt keeps its DuckDB connection and hundreds of megabytes until its process ends.
It touches no release: publishing is a step of its own.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from warehouse.connection import connect, hold
from warehouse.settings import PROJECT_ROOT, Settings

RESULTS_FILE = "run_results.json"
# dbt must not outlive the front door and hold the warehouse: its end closes the pipe on stdin.
RUN_DBT = """
import os, threading
def end_with_parent():
    os.read(0, 1)
    os._exit(1)
threading.Thread(target=end_with_parent, daemon=True).start()
from dbt.cli.main import cli
cli()
"""
# of selectors.yml; without a selector dbt takes the default one there, which leaves unit tests out
EVERYTHING = "data_and_code"
FAILED = {"error", "fail", "runtime error"}
# dbt repeats itself when it fails early; the last lines carry the cause
LAST_ERRORS = 5

Progress = Callable[[int, int, str], None]


class BuildError(RuntimeError):
    """dbt did not finish, or a test failed; the message names the nodes and what to look at."""


@dataclass
class BuildReport:
    """What a build did: nodes by status, and what failed."""

    counts: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def build(
    settings: Settings,
    *,
    select: str | None = None,
    unit_tests: bool = False,
    on_progress: Progress | None = None,
) -> BuildReport:
    """Build and test all models (or `select`, in dbt's syntax).

    `unit_tests` also runs those: they judge the models' code on made-up rows, never the data, so a
    refresh need not repeat them.
    `on_progress(done, total, node name)` is called per node. Raises BuildError on any failure;
    the tables of a failed build stay in the warehouse, the current release is untouched.
    """
    command = [sys.executable, "-c", RUN_DBT, "build", "--log-format", "json"]
    command += ["--project-dir", str(PROJECT_ROOT), "--profiles-dir", str(PROJECT_ROOT)]
    if select:
        command += ["--select", select]
        command += [] if unit_tests else ["--exclude-resource-type", "unit_test"]
    elif unit_tests:
        command += ["--selector", EVERYTHING]
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    (settings.target / RESULTS_FILE).unlink(missing_ok=True)
    errors: deque[str] = deque(maxlen=LAST_ERRORS)
    with hold(settings, "shortboard build"):
        # says who holds the warehouse, where dbt would only fail
        connect(settings.warehouse, holder_file=settings.holder_file).close()
        returncode = _run(command, settings, errors, on_progress)
    report = last_report(settings)
    if report.failures:
        raise BuildError(
            f"{len(report.failures)} of {report.total} nodes failed:\n  "
            + "\n  ".join(report.failures)
            + f"\nThe compiled SQL is under {settings.target / 'compiled'}."
            " The current release stays as it is."
        )
    if returncode != 0:
        said = "\n  ".join(errors) or f"exit code {returncode}"
        raise BuildError(f"dbt stopped before it finished:\n  {said}")
    return report


def _run(
    command: list[str], settings: Settings, errors: deque[str], on_progress: Progress | None
) -> int:
    with _child(command, settings) as process:
        for line in process.stdout or ():
            event = _event(line)
            if event["info"].get("level") == "error":
                errors.append(str(event["info"].get("msg", "")).strip())
            _tell(event, on_progress)
    return process.returncode


@contextmanager
def _child(command: list[str], settings: Settings) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command,
        cwd=PROJECT_ROOT,
        env=settings.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    try:
        yield process
        process.wait()
    except BaseException:
        process.send_signal(signal.SIGTERM)
        process.wait()
        raise


def _event(line: str) -> dict[str, Any]:
    try:
        event = json.loads(line)
    except ValueError:
        event = None
    if isinstance(event, dict) and isinstance(event.get("info"), dict):
        return event
    return {"info": {"level": "error" if "Error" in line else "info", "msg": line}, "data": {}}


def _tell(event: dict[str, Any], on_progress: Progress | None) -> None:
    data = event.get("data") or {}
    if on_progress and {"index", "total", "node_info"} <= data.keys():
        finished = event["info"].get("name", "").endswith("Result")
        done = int(data["index"]) - (0 if finished else 1)
        on_progress(done, int(data["total"]), str(data["node_info"].get("node_name", "")))


def last_report(settings: Settings) -> BuildReport:
    """What the last dbt run of this target folder did; empty when there was none."""
    path = settings.target / RESULTS_FILE
    report = BuildReport()
    if not path.is_file():
        return report
    for result in json.loads(path.read_text(encoding="utf-8"))["results"]:
        status = result["status"]
        report.counts[status] = report.counts.get(status, 0) + 1
        if status in FAILED:
            name = result["unique_id"].split(".", 2)[-1]
            message = " ".join(str(result.get("message") or "").split())
            report.failures.append(f"{name}: {message[:300]}")
    return report
