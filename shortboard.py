"""The front door: `shortboard COMMAND`, one short function per command.

Every layer is imported inside the command that needs it, so that --help answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from warehouse.progress import Steps, print_lines, print_rows, steps
from warehouse.settings import Settings, load_settings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Service-quality KPIs for telecom service halls: from field files to the short boards.",
    epilog="Settings are read from SHORTBOARD_* variables: see docs/operations.md.",
)
loads_app = typer.Typer(invoke_without_command=True, help="List loads; accept one.")
app.add_typer(loads_app, name="loads", rich_help_panel="Data in")
journal_app = typer.Typer(invoke_without_command=True, help="Show the journal; pull it.")
app.add_typer(journal_app, name="journal", rich_help_panel="Data in")
out = Console(highlight=False)

DATA_IN, BUILD, RELEASES, SCREENS = "Data in", "Build", "Releases", "Screens"
DEMO_SEED = 20261120

Port = Annotated[int, typer.Option(help="Port; the next free one is taken when it is busy.")]


@app.command(rich_help_panel=DATA_IN)
def sample(
    size: Annotated[str, typer.Option(help="tiny, demo or national.")] = "demo",
    seed: Annotated[int, typer.Option(help="Same seed, same files.")] = DEMO_SEED,
    folder: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("sample"),
    end: Annotated[str | None, typer.Option(help="Last month, like 2026-10.")] = None,
) -> None:
    """Write the field files of a fictitious operator, with the truth planted in them."""
    with steps(out) as run:
        _sample(run, size, seed, folder, end, load_settings())


@app.command(rich_help_panel=DATA_IN)
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders.")],
    source: Annotated[str | None, typer.Option(help="Source, if the header is not ours.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="Mapping of a foreign layout.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Force the encoding, like gb18030.")] = None,
    sheet: Annotated[str | None, typer.Option(help="Force the sheet of a workbook.")] = None,
    header_row: Annotated[int | None, typer.Option(help="Force the header's row.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only; write nothing.")] = False,
) -> None:
    """Load files into the warehouse, each in one transaction; bad rows go to the rejects."""
    given: dict[str, Any] = {"source": source, "mapping": mapping, "sheet": sheet}
    given |= {"encoding": encoding, "header_row": header_row, "dry_run": dry_run}
    with steps(out) as run:
        _ingest(run, load_settings(), paths, told_all=True, **given)


@loads_app.callback()
def loads(
    context: typer.Context,
    limit: Annotated[int, typer.Option(help="How many, newest first.")] = 30,
) -> None:
    """List loads, newest first; `loads accept ID --reason …` lets a quarantined one through."""
    if context.invoked_subcommand is None:
        from ingest.ledger import list_loads
        from warehouse.connection import reader

        with reader(load_settings()) as con:
            found = list_loads(con, limit=limit)
        print_rows(out, [load.line() for load in found], "No file has been loaded yet.")


@loads_app.command("accept")
def accept(
    load_id: Annotated[int, typer.Argument(help="Number of the load.")],
    reason: Annotated[str, typer.Option(help="Why it is right; kept in the ledger.")],
) -> None:
    """Let a quarantined load through, with a reason that stays in the ledger."""
    from ingest.ledger import accept_load
    from warehouse.connection import writer

    with writer(load_settings(), "shortboard loads accept") as con:
        accept_load(con, load_id, reason)
    out.print(f"Load {load_id} is accepted. It is shown after: shortboard refresh")


@app.command(rich_help_panel=DATA_IN)
def rejects(
    export: Annotated[Path | None, typer.Option(help="Write all of them to an .xlsx.")] = None,
    load_id: Annotated[int | None, typer.Option("--load", help="Of one load only.")] = None,
    limit: Annotated[int, typer.Option(help="How many to show.")] = 50,
) -> None:
    """Show rows that broke their contract, and why; export them for the sender."""
    from ingest.ledger import export_rejects, list_rejects
    from warehouse.connection import reader

    with reader(load_settings()) as con:
        if export:
            count = export_rejects(con, export, load_id=load_id)
            out.print(f"{count:,} rejects written to {export}")
        else:
            found = list_rejects(con, load_id=load_id, limit=limit)
            print_rows(out, [reject.line() for reject in found], "No row was rejected.")


@journal_app.callback()
def journal(
    context: typer.Context,
    project: Annotated[str | None, typer.Option(help="Of one project only.")] = None,
    limit: Annotated[int, typer.Option(help="How many events, newest first.")] = 20,
) -> None:
    """Show the journal of special projects: its state, then who said what, newest first."""
    if context.invoked_subcommand is None:
        from warehouse.journal import overview
        from warehouse.journal.store import open_journal

        settings = load_settings()
        with open_journal(settings) as opened:
            print_lines(out, overview.facts(settings, opened))
            print_lines(out, overview.told(opened.newest(limit, project)))


@journal_app.command("pull")
def pull() -> None:
    """Tell the journal what workbooks say, bring its new events in; `refresh` does it, too."""
    with steps(out) as run:
        _record(run, load_settings())
        _journal(run, load_settings())


@app.command(rich_help_panel=DATA_IN)
def template(
    source: Annotated[str, typer.Argument(help="A source, like complaint_log; or: projects.")],
    path: Annotated[Path, typer.Option("--output", "-o", help="Workbook to write.")],
) -> None:
    """Write the workbook the field fills in, with drop-downs for every code list."""
    from ingest.contract import load_contract
    from ingest.template import write_project_template, write_template

    if source == "projects":
        write_project_template(path)
    else:
        write_template(load_contract(source), path)
    out.print(f"Template of {source} written to {path}")


@app.command(rich_help_panel=DATA_IN)
def contracts(
    write: Annotated[bool, typer.Option("--write", help="Renew what is derived.")] = False,
) -> None:
    """List the sources; --write renews the raw tables' DDL and the reference page."""
    from ingest.contract import load_contracts

    rows = [
        {"source": c.source, "version": c.version, "grain": c.grain, "replaces": c.replaces}
        for c in load_contracts().values()
    ]
    print_rows(out, rows, "No contracts.")
    if write:
        from ingest import ddl, reference

        ddl.write()
        reference.write()


@app.command(rich_help_panel=BUILD)
def gate() -> None:
    """Judge the loads that wait: each passes, or is quarantined with a reason."""
    with steps(out) as run:
        _gate(run, load_settings())


@app.command(rich_help_panel=BUILD)
def build(
    select: Annotated[str | None, typer.Option(help="dbt selection; all if left out.")] = None,
    unit_tests: Annotated[bool, typer.Option("--unit-tests", help="Run them, too.")] = False,
) -> None:
    """Build and test all models with dbt. The current release stays as it is."""
    with steps(out) as run:
        _build(run, load_settings(), select=select, unit_tests=unit_tests)


@app.command(rich_help_panel=RELEASES)
def publish() -> None:
    """Gate the marts, write them as a release, and show it."""
    with steps(out) as run:
        _publish(run, load_settings())


@app.command(rich_help_panel=RELEASES)
def releases() -> None:
    """List the releases; the one that is shown is marked."""
    from warehouse.releases import current_id, list_releases

    settings = load_settings()
    shown = current_id(settings)
    rows = [
        {"": "●" if release.release_id == shown else "", **release.line()}
        for release in list_releases(settings)
    ]
    print_rows(out, rows, "Nothing has been published yet. Run: shortboard refresh")


@app.command(rich_help_panel=RELEASES)
def rollback(
    release_id: Annotated[str, typer.Argument(help="Release to show: see `releases`.")],
) -> None:
    """Show an earlier release again, after checking its files."""
    from warehouse import releases

    release = releases.rollback(load_settings(), release_id)
    out.print(f"Release {release.release_id} is shown from the next click on.")


@app.command(rich_help_panel=BUILD)
def refresh() -> None:
    """Everything: ingest the inbox, gate, record workbooks, pull the journal, build, gate, publish."""
    settings = load_settings()
    settings.inbox.mkdir(parents=True, exist_ok=True)
    with steps(out) as run:
        _refresh(run, settings, [settings.inbox])
    out.print(run.summary())


@app.command(rich_help_panel=SCREENS)
def serve(port: Port = 8501) -> None:
    """Serve the dashboards on this machine (loopback only)."""
    from dashboards.server import serve as run_server
    from ingest.template import write_project_template

    write_project_template(load_settings().project_template)
    run_server(load_settings(), port, out.print)


@app.command(rich_help_panel=SCREENS)
def demo(port: Port = 8501) -> None:
    """From nothing to served dashboards on sample data; run again, it skips what is done."""
    settings = load_settings()
    folder = settings.home / "sample"
    with steps(out) as run:
        if not (folder / "truth.json").exists():
            _sample(run, "demo", DEMO_SEED, folder, None, settings)
        _refresh(run, settings, [folder / "files"], only_if_needed=True)
    out.print(run.summary())
    serve(port)


def _sample(
    run: Steps, size: str, seed: int, folder: Path, end: str | None, settings: Settings
) -> None:
    from ingest.sample.months import last_delivered_month
    from ingest.sample.write import write_sample

    with run.step("sample") as step:
        written = write_sample(
            size,
            seed,
            folder,
            end or last_delivered_month(settings.as_of),
            lambda path, done, total: step.update(done, total, path),
        )
        step.note = f"{written.file_count} files, {written.rows:,} rows in {written.files_dir}"


def _ingest(
    run: Steps, settings: Settings, paths: Sequence[Path], *, told_all: bool, **options: Any
) -> None:
    from ingest.inbox import ingest_paths
    from warehouse.connection import writer

    with run.step("ingest") as step, writer(settings, "shortboard ingest") as con:
        report = ingest_paths(settings, con, paths, on_progress=step.update, **options)
        step.note = report.note
    print_lines(out, report.lines if told_all else report.troubles)


def _gate(run: Steps, settings: Settings) -> None:
    with run.step("gate") as step:
        step.update(0, None, "loading Great Expectations")
        from expectations.load_gate import judge_waiting_loads, tell

        verdicts = judge_waiting_loads(settings)
        step.note, kept_out = tell(verdicts)
    print_lines(out, kept_out)


def _record(run: Steps, settings: Settings) -> None:
    from ingest.project_events import record_workbooks
    from warehouse.connection import writer
    from warehouse.journal.store import open_journal

    with run.step("record") as step, writer(settings, "shortboard record") as con:
        with open_journal(settings) as journal:
            report = record_workbooks(settings, con, journal, step.update)
        step.note = report.note
    print_lines(out, report.lines)


def _journal(run: Steps, settings: Settings) -> None:
    from ingest.journal_pull import pull_journal
    from warehouse.connection import writer

    with run.step("journal") as step, writer(settings, "shortboard journal pull") as con:
        step.note = pull_journal(settings, con).note


def _build(run: Steps, settings: Settings, **options: Any) -> None:
    from warehouse.build import build as run_build

    with run.step("build") as step:
        report = run_build(settings, on_progress=step.update, **options)
        step.note = ", ".join(f"{count} {status}" for status, count in report.counts.items())


def _publish(run: Steps, settings: Settings) -> None:
    with run.step("publish") as step:
        step.update(0, None, "gate on the marts")
        from expectations.release_gate import publish_if_right
        from warehouse.connection import writer

        with writer(settings, "shortboard publish") as con:
            release = publish_if_right(con, settings)
        step.note = f"release {release.release_id}, {release.file.stat().st_size / 1e6:.1f} MB"
    _milestones(run, settings, release.file)


def _milestones(run: Steps, settings: Settings, release_file: Path) -> None:
    from warehouse.journal.store import open_journal
    from warehouse.projects.milestones import record_milestones

    with run.step("milestones") as step, open_journal(settings) as journal:
        step.note = record_milestones(settings, journal, release_file).note


def _refresh(
    run: Steps, settings: Settings, paths: Sequence[Path], *, only_if_needed: bool = False
) -> None:
    from warehouse.connection import hold
    from warehouse.releases import clean_up, current
    from warehouse.staleness import is_behind

    with hold(settings, "shortboard refresh"):
        for name in clean_up(settings):
            out.print(f"Removed {name}, left by a run that was cut short.")
        _ingest(run, settings, paths, told_all=False)
        release = current(settings)
        if only_if_needed and release and not is_behind(settings):
            out.print("The current release is up to date.")
            # a run that was cut short between the two makes up for it here
            _milestones(run, settings, release.file)
            return
        _gate(run, settings)
        _record(run, settings)
        _journal(run, settings)
        _build(run, settings)
        _publish(run, settings)


def _fail(message: str) -> int:
    Console(stderr=True, highlight=False).print(message, style="red", markup=False, soft_wrap=True)
    return 1


def main() -> None:
    """Run a command; the one place where an error becomes a message instead of a stack trace."""
    try:
        app()
        code = 0
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else 1
    except KeyboardInterrupt:
        code = _fail("Interrupted. The next run goes on from a consistent state.")
    except Exception as error:
        if os.environ.get("SHORTBOARD_DEBUG"):
            raise
        expected = type(error).__module__.split(".")[0] in {"warehouse", "ingest", "expectations"}
        kind = "" if expected else f"{type(error).__name__}: "
        code = _fail(f"{kind}{error}\n(SHORTBOARD_DEBUG=1 shows where it happened.)")
    sys.stdout.flush()
    sys.stderr.flush()
    # Leaves at once: after Great Expectations ran, DuckDB's binding prints pages about objects
    # that are still alive when the interpreter is taken down. Nothing here needs that teardown.
    os._exit(code)


if __name__ == "__main__":
    main()
