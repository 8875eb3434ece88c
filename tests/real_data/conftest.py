"""Public data of other people, loaded through mapping files into a scratch warehouse, once a run.

The files are read where they lie (SHORTBOARD_REAL_DATA, default ../shared/real beside the
repository) and never copied. Without them these tests are skipped.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from expectations.load_gate import judge_waiting_loads
from ingest.load import LoadResult, load_file
from tests.conftest import settings_in
from warehouse.build import build
from warehouse.connection import reader, writer

REPOSITORY = Path(__file__).parents[2]
DATA = Path(os.environ.get("SHORTBOARD_REAL_DATA") or REPOSITORY.parent / "shared" / "real")
MAPPINGS = Path(__file__).parent / "mappings"
# after the youngest of the files, so that every period they touch has closed
AS_OF = date(2020, 1, 31)

Query = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Loaded:
    """What ingest said about every file, by mapping, and the gate's verdict by load number."""

    results: dict[str, LoadResult]
    verdicts: dict[int, str]


FILES = {
    "sf_businesses": "sf_businesses_nopii_latin1.csv",
    "sf_inspections": "sf_inspections_plus.csv",
    "itsm_incidents": "itsm_incident_event_log.csv.gz",
    "pierce_employee": "pierce_employee.xlsx",
    "kiosk_servqual": "kiosk_servqual.csv",
    "kiosk_servqual_workbook": "kiosk_servqual.xlsx",
}


@pytest.fixture(scope="session")
def real_data() -> Path:
    if not DATA.is_dir():
        pytest.skip(f"the public data sets are not at {DATA}; set SHORTBOARD_REAL_DATA")
    return DATA


@pytest.fixture(scope="session")
def real_warehouse(
    real_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Loaded, Query]]:
    """Ingest, gate and build as `shortboard refresh` does; then a read-only query function."""
    settings = settings_in(tmp_path_factory.mktemp("real"), as_of=AS_OF)
    results = {}
    with writer(settings, "tests of real data") as con:
        for mapping, name in FILES.items():
            results[mapping] = load_file(
                settings, con, real_data / name, mapping=MAPPINGS / f"{mapping}.yml"
            )
    verdicts = {verdict.load_id: verdict.status for verdict in judge_waiting_loads(settings)}
    build(settings)
    with reader(settings) as con:
        yield Loaded(results, verdicts), lambda sql: con.execute(sql).fetchall()


@pytest.fixture(scope="session")
def loaded(real_warehouse: tuple[Loaded, Query]) -> Loaded:
    return real_warehouse[0]


@pytest.fixture(scope="session")
def marts(real_warehouse: tuple[Loaded, Query]) -> Query:
    """Run a query; tables are in schema marts."""
    return real_warehouse[1]
