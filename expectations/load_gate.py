"""The gate on load as a step of the pipeline: judge what waits, and say what was kept out."""

from __future__ import annotations

from collections.abc import Sequence

from expectations.gate import check_loads
from expectations.measures import Clock
from expectations.outcomes import LoadVerdict
from warehouse.connection import writer
from warehouse.settings import Settings


def judge_waiting_loads(settings: Settings) -> list[LoadVerdict]:
    """Judge every load with status 'loaded'; each ends as passed or quarantined."""
    with writer(settings, "shortboard gate") as con:
        return check_loads(con, Clock(settings.as_of, settings.timezone))


def tell(verdicts: Sequence[LoadVerdict]) -> tuple[str, list[str]]:
    """The result in one line, and the lines about each load kept out."""
    kept_out = [verdict for verdict in verdicts if verdict.status == "quarantined"]
    warned = sum(not o.success and not o.stops for v in verdicts for o in v.outcomes)
    lines = []
    for verdict in kept_out:
        lines.append(f"  load {verdict.load_id} {verdict.file_name}: {verdict.reason}")
        lines.append(f"    let it through: shortboard loads accept {verdict.load_id} --reason …")
    return (
        f"{len(verdicts) - len(kept_out)} passed, {len(kept_out)} quarantined, {warned} warnings",
        lines,
    )
