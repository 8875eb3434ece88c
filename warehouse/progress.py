"""What the front door shows: one progress display for a run of several steps, and plain tables.

On a terminal the running step shows a bar; elsewhere (logs, CI) every finished step is one line.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text


@dataclass
class Step:
    """One step while it runs: `update` moves its bar, `note` is what the summary will say."""

    name: str
    bar: Progress
    task: TaskID
    seconds: float = 0.0
    note: str = ""

    def update(self, done: float, total: float | None, label: str = "") -> None:
        """`done` of `total` (None: unknown) pieces; `label` names the one at work."""
        self.bar.update(self.task, completed=done, total=total, label=label[:48])


@dataclass
class Steps:
    """The steps of one run, in order."""

    console: Console
    bar: Progress
    finished: list[Step] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Run a step under the display; its time counts even when it fails."""
        task = self.bar.add_task(name, total=None, label="")
        step = Step(name, self.bar, task)
        started = time.monotonic()
        try:
            yield step
        finally:
            step.seconds = time.monotonic() - started
            self.bar.remove_task(task)
            self.finished.append(step)
        self.console.print(
            f"[bold]{name:<10}[/] {step.seconds:6.1f} s  {escape(step.note)}", highlight=False
        )

    def summary(self) -> Table:
        """Every finished step with its seconds and share of the whole."""
        total = sum(step.seconds for step in self.finished)
        table = Table(box=None, pad_edge=False, show_footer=True)
        table.add_column("step", footer="total")
        table.add_column("seconds", justify="right", footer=f"{total:.1f}")
        table.add_column("share", justify="right", footer="100 %")
        table.add_column("result")
        for step in self.finished:
            share = step.seconds / total if total else 0
            table.add_row(step.name, f"{step.seconds:.1f}", f"{share:.0%}", Text(step.note))
        return table


@contextmanager
def steps(console: Console) -> Iterator[Steps]:
    """The display, open while the steps run."""
    bar = Progress(
        TextColumn("[bold]{task.description:<10}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[label]}"),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        yield Steps(console, bar)


def print_lines(console: Console, lines: Iterable[str]) -> None:
    """Lines as they are: file names may hold brackets, and nothing is broken in two."""
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)


def print_rows(console: Console, rows: Sequence[Mapping[str, object]], empty: str) -> None:
    """A plain table of rows with the same keys; the sentence `empty` when there are none."""
    if not rows:
        console.print(empty)
        return
    table = Table(box=None, pad_edge=False)
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if value is None else str(value)) for value in row.values()))
    console.print(table)
