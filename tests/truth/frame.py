"""Finds the topics, measures them and prints one table."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.truth import TruthRow

Measure = Callable[[int, int, dict[str, str]], list[TruthRow]]
NOT_TOPICS = {"__main__", "frame"}


def topics() -> dict[str, Measure]:
    """`measure` of every topic by the topic's name.

    Raises AttributeError for a module that has none: what is not a topic lives elsewhere.
    """
    names = sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return {
        name: importlib.import_module(f"tests.truth.{name}").measure
        for name in names
        if name not in NOT_TOPICS
    }


def measure_all(
    chosen: dict[str, Measure],
    seeds: Sequence[int],
    draws: int,
    compiled: dict[str, str],
    tell: Callable[[str], None],
) -> list[tuple[int, TruthRow]]:
    """(seed, row) of every topic and seed; `tell` is called before each with what comes.

    Raises ValueError for a topic that measured nothing: it would pass unseen.
    """
    rows: list[tuple[int, TruthRow]] = []
    for name, measure in chosen.items():
        for seed in seeds:
            tell(f"{name}, seed {seed}")
            found = measure(seed, draws, compiled)
            if not found:
                raise ValueError(f"topic {name} measured nothing with seed {seed}")
            rows += [(seed, row) for row in found]
    return rows


def print_table(rows: Iterable[tuple[int, TruthRow]], console: Console) -> None:
    """Method · level · draws · measured · expected low-high · verdict, seeds beside each other."""
    table = Table(title="Methods against the planted truth", title_justify="left")
    for heading in ("Method", "Level"):
        table.add_column(heading)
    for heading in ("Seed", "Draws", "Measured", "Expected"):
        table.add_column(heading, justify="right")
    table.add_column("Verdict")
    for seed, row in rows:
        table.add_row(
            row.what,
            row.level,
            str(seed),
            f"{row.draws:,}",
            f"{row.measured:.4f}",
            f"{row.low:.4f} - {row.high:.4f}",
            "[green]holds[/]" if row.holds else "[bold red]FAILS[/]",
        )
    console.print(table)
