"""`python -m tests.truth --seed 1 --seed 2 --draws 1000`: exit code 1 if any row fails."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tests.compiled_models import compile_models
from tests.truth.frame import measure_all, print_table, topics

# a table that is written to a file keeps its columns
NARROWEST_PAGE = 120


def main(
    seed: Annotated[list[int] | None, typer.Option(help="Once per seed; 1 if none.")] = None,
    draws: Annotated[int, typer.Option(min=1, help="Draws of each simulation.")] = 1000,
    topic: Annotated[list[str] | None, typer.Option(help="Only these topics; else all.")] = None,
) -> None:
    """Measure every method on simulated networks whose truth is known, through the compiled SQL."""
    found = topics()
    unknown = set(topic or ()) - found.keys()
    if unknown:
        raise typer.BadParameter(f"{sorted(unknown)}: choose from {sorted(found)}")
    chosen = {name: found[name] for name in topic or found}
    progress = Console(stderr=True)
    console = Console()
    if not console.is_terminal:
        console = Console(width=max(console.width, NARROWEST_PAGE))
    with (
        tempfile.TemporaryDirectory() as folder,
        progress.status("compiling the models") as status,
    ):
        compiled = compile_models(Path(folder))
        rows = measure_all(chosen, seed or [1], draws, compiled, status.update)
    print_table(rows, console)
    failed = sum(not row.holds for _, row in rows)
    console.print(f"{len(rows)} figures, {failed} outside their bounds")
    raise typer.Exit(1 if failed else 0)


if __name__ == "__main__":
    typer.run(main)
