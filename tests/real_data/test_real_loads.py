"""The public data sets as a whole: every file loads, passes its gate, and can be traced."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.mapping import check_against_contracts, load_mapping
from tests.real_data.conftest import FILES, MAPPINGS, Loaded, Query


@pytest.mark.parametrize("mapping", sorted(path.stem for path in MAPPINGS.glob("*.yml")))
def test_mapping_is_valid(mapping: str) -> None:
    assert mapping in FILES
    check_against_contracts(load_mapping(MAPPINGS / f"{mapping}.yml"))


@pytest.mark.warehouse
@pytest.mark.timeout(1200)
def test_every_file_loads_and_passes_its_gate(loaded: Loaded) -> None:
    assert {name: result.status for name, result in loaded.results.items()} == dict.fromkeys(
        FILES, "loaded"
    )
    assert set(loaded.verdicts.values()) == {"passed"}
    assert len(loaded.verdicts) == sum(len(result.loads) for result in loaded.results.values())


@pytest.mark.warehouse
@pytest.mark.timeout(1200)
def test_no_name_or_phone_number_of_a_respondent_was_written(marts: Query, real_data: Path) -> None:
    """The workbook has names and phone numbers in columns that the mapping does not name."""
    texts = marts("select raw_row, value from raw._rejects where file_name = 'kiosk_servqual.xlsx'")
    assert texts
    assert not any("이름" in str(row) or "전화번호" in str(row) for row in texts)
