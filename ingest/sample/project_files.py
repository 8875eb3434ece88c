"""Workbooks of the task forces: one per province with a sheet per source, some sources by themselves.

The planted province sends its workbook a month early, with slips that the later one puts right.
"""

import datetime as dt
from collections.abc import Iterator

import polars as pl

from ingest.contract import load_contracts
from ingest.sample import styles
from ingest.sample.deliveries import LATEST, FieldFile, Schedule
from ingest.sample.operator import Operator

WORKBOOK_SOURCES = (
    "improvement_project",
    "project_member",
    "project_root_cause",
    "project_measure",
    "project_gate",
    "project_city",
    "project_decision",
    "project_evidence",
)
LIBRARY_SOURCES = ("good_practice", "practice_copy")
PROJECT_SOURCES = WORKBOOK_SOURCES + LIBRARY_SOURCES
# The regions by first digit whose measures come as one list instead of a sheet.
LISTED_REGIONS, LISTED_NAME = ("5", "6"), "西部"
SLIPS = 2
"""Measures of the first workbook whose money and due date were mistyped."""
SLIP_WAN, SLIP_DAYS, SLIP_POINTS = 10.0, 5, 5.0


def project_files(operator: Operator, schedule: Schedule) -> Iterator[FieldFile]:
    """Every file on special projects, in no particular order."""
    last = operator.projects.last_report
    folder = f"{last + dt.timedelta(1):%Y-%m-%d}"
    frames = {source: operator.sources[source] for source in PROJECT_SOURCES}
    of_project = dict(frames["improvement_project"].select("project_code", "province_code").rows())
    own = operator.size.project_province
    for province in sorted(set(of_project.values())):
        is_listed = province.startswith(LISTED_REGIONS)
        sheets = [s for s in WORKBOOK_SOURCES if not (is_listed and s == "project_measure")]
        codes = [code for code, where in of_project.items() if where == province]
        note = "update" if province == own else ""
        yield from _workbook(frames, codes, sheets, folder, f"专项工作簿_{province}", note)
    listed = [code for code, where in of_project.items() if where.startswith(LISTED_REGIONS)]
    measures = frames["project_measure"].filter(pl.col("project_code").is_in(listed))
    name = f"专项措施_{LISTED_NAME}"
    yield FieldFile("project_measure", folder, name, measures, styles.LEGACY, is_spoilt=True)
    for source, name, style in zip(
        LIBRARY_SOURCES, ("经验教训库", "经验推广"), (styles.LEGACY, styles.BOM), strict=True
    ):
        yield FieldFile(source, folder, name, frames[source], style)
    codes = [code for code, where in of_project.items() if where == own]
    yield from _workbook(
        first_version(operator, schedule),
        codes,
        list(WORKBOOK_SOURCES),
        schedule.folders[LATEST],
        f"专项工作簿_{own}",
        "first version",
    )


def first_version(operator: Operator, schedule: Schedule) -> dict[str, pl.DataFrame]:
    """What the workbooks said at the last monthly delivery, slips included."""
    frames = operator.projects_on(schedule.read_at[LATEST].date() - dt.timedelta(1))
    planted = next(plan.code for plan in operator.projects.plans if plan.planted)
    is_first = pl.col("project_code") == planted
    slips = is_first & (pl.int_range(pl.len()).over("project_code") < SLIPS)
    return frames | {
        "improvement_project": frames["improvement_project"].with_columns(
            target_value=pl.when(is_first)
            .then(pl.col("target_value") + SLIP_POINTS)
            .otherwise("target_value")
        ),
        "project_measure": frames["project_measure"].with_columns(
            cost_wan=pl.when(slips).then(pl.col("cost_wan") + SLIP_WAN).otherwise("cost_wan"),
            due_date=pl.when(slips)
            .then(pl.col("due_date") + pl.duration(days=SLIP_DAYS))
            .otherwise("due_date"),
        ),
    }


def _workbook(
    frames: dict[str, pl.DataFrame],
    codes: list[str],
    sources: list[str],
    folder: str,
    name: str,
    note: str,
) -> Iterator[FieldFile]:
    """One file per sheet, all of the same name."""
    for source in sources:
        rows = frames[source].filter(pl.col("project_code").is_in(codes))
        title = load_contracts()[source].sheet
        assert title is not None, source
        yield FieldFile(source, folder, name, rows, styles.WORKBOOK, note, sheet=title.zh)
