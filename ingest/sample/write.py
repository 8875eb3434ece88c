"""Write a sample: the field files of the fictitious operator and truth.json beside them."""

import datetime as dt
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain, groupby
from pathlib import Path

from ingest.contract import load_contracts
from ingest.sample.blemishes import Blemishes, spoil
from ingest.sample.deliveries import FieldFile, build_schedule
from ingest.sample.field_writer import Sheet, write_file
from ingest.sample.inspection_files import inspection_files
from ingest.sample.operator import Operator, build_operator
from ingest.sample.project_files import PROJECT_SOURCES, project_files
from ingest.sample.register_files import monthly_files, register_files
from ingest.sample.rendering import render
from ingest.sample.service_files import service_files
from ingest.sample.sizes import SIZES
from ingest.sample.survey_files import staff_files, survey_files
from ingest.sample.ticket_files import ticket_files
from ingest.sample.truth import write_truth

FILES_FOLDER = "files"
# Reference data first: visits and answers name halls that the register must know.
SOURCE_ORDER = (
    "hall_register",
    "city_monthly",
    "hall_monthly",
    "service_standard",
    "service_promise",
    "inspection_plan",
    "mystery_visit",
    "mystery_item",
    "satisfaction_survey",
    "complaint_log",
    "staff_satisfaction",
    "service_awareness",
    "internal_service",
    "internal_service_demand",
    "management_diagnosis",
    "service_measurement",
    "company_inspection",
    "competitor_initiative",
    *PROJECT_SOURCES,
)
Progress = Callable[[str, int, int], None]
"""Called with the file just written, its number and the number of files."""


@dataclass(frozen=True)
class WrittenFile:
    """One field file on disk, or one sheet of a workbook of several sources, and what it holds."""

    path: Path
    plan: FieldFile
    blemishes: Blemishes


@dataclass(frozen=True)
class SampleResult:
    """Where the sample lies: `files_dir` goes to ingest, `truth_path` to the tests.

    `files` has one entry per sheet where a workbook holds several sources.
    """

    out_dir: Path
    files_dir: Path
    truth_path: Path
    files: tuple[WrittenFile, ...]

    @property
    def file_count(self) -> int:
        """Files on disk."""
        return len({file.path for file in self.files})

    @property
    def rows(self) -> int:
        """Good rows over all files."""
        return sum(file.plan.rows.height for file in self.files)


def write_sample(
    size: str, seed: int, out_dir: Path, end: str = "2026-10", progress: Progress | None = None
) -> SampleResult:
    """Write the sample of a size; the same size, seed and end always give the same bytes.

    A sample already in `out_dir` is replaced; other files there are left alone.
    Raises ValueError for an unknown size.
    """
    if size not in SIZES:
        raise ValueError(f"unknown sample size {size!r}: choose one of {', '.join(SIZES)}")
    operator = build_operator(SIZES[size], seed, end)
    plans = plan_files(operator)
    files_dir = Path(out_dir) / FILES_FOLDER
    _remove_previous(Path(out_dir))
    workbooks = [list(sheets) for _, sheets in groupby(plans, key=lambda plan: plan.path)]
    written: list[WrittenFile] = []
    for number, sheets in enumerate(workbooks, start=1):
        written += _write(files_dir, sheets)
        _stamp(written[-1].path, sheets[0], number)
        if progress is not None:
            progress(sheets[0].path, number, len(workbooks))
    truth_path = Path(out_dir) / "truth.json"
    write_truth(truth_path, operator, written)
    return SampleResult(Path(out_dir), files_dir, truth_path, tuple(written))


def plan_files(operator: Operator) -> list[FieldFile]:
    """Every field file in order of arrival; sorting by the numbered names keeps the order."""
    schedule = build_schedule(operator)
    plans = chain(
        register_files(operator, schedule),
        monthly_files(operator, schedule),
        inspection_files(operator, schedule),
        survey_files(operator, schedule),
        ticket_files(operator, schedule),
        staff_files(operator, schedule),
        service_files(operator, schedule),
        project_files(operator, schedule),
    )
    kept = sorted((plan for plan in plans if plan.rows.height), key=_arrival)
    return [
        replace(plan, name=f"{number:02d}_{plan.name}")
        for _, delivery in groupby(kept, key=lambda plan: plan.folder)
        for number, (_, sheets) in enumerate(groupby(delivery, key=_workbook_of), start=1)
        for plan in sheets
    ]


def _stamp(path: Path, plan: FieldFile, number: int) -> None:
    """Give the file its time of arrival: ingest takes the oldest first."""
    arrived = dt.datetime.fromisoformat(plan.folder).replace(tzinfo=dt.UTC)
    seconds = (arrived + dt.timedelta(minutes=number)).timestamp()
    os.utime(path, (seconds, seconds))


def _remove_previous(out_dir: Path) -> None:
    """Delete the field files of the sample that lies there: those its truth.json names."""
    truth = out_dir / "truth.json"
    if not truth.exists():
        return
    for file in json.loads(truth.read_text(encoding="utf-8"))["files"]:
        (out_dir / file["path"]).unlink(missing_ok=True)
    truth.unlink()


def _arrival(plan: FieldFile) -> tuple[str, int, bool, str, int]:
    """The sheets of a workbook stay together, where its first source stands."""
    order = SOURCE_ORDER.index(plan.source)
    first = SOURCE_ORDER.index(PROJECT_SOURCES[0]) if plan.sheet else order
    return plan.folder, first, bool(plan.note), plan.name, order


def _workbook_of(plan: FieldFile) -> tuple[str, str]:
    """Sheets have their workbook's name, other files their own place in the order."""
    return plan.name, "" if plan.sheet else f"{plan.source} {plan.note}"


def _write(files_dir: Path, plans: list[FieldFile]) -> list[WrittenFile]:
    path, style = files_dir / plans[0].path, plans[0].style
    written, sheets = [], []
    for plan in plans:
        contract = load_contracts()[plan.source]
        rows = render(plan.rows, contract, style)
        blemishes = Blemishes()
        if plan.is_spoilt:
            rows, blemishes = spoil(rows, contract, style)
        sheets.append(Sheet(plan.sheet, rows, contract))
        written.append(WrittenFile(path, plan, blemishes))
    write_file(path, sheets, style)
    return written
