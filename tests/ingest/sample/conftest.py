"""One small operator, one of middling size and one written sample for all tests of the sample."""

from dataclasses import replace
from pathlib import Path

import pytest

from ingest.sample import SampleResult, write_sample
from ingest.sample.operator import Operator, build_operator
from ingest.sample.sizes import DEMO, TINY

SEED, END = 20261120, "2026-10"


@pytest.fixture(scope="session")
def tiny() -> Operator:
    return build_operator(TINY, SEED, END)


@pytest.fixture(scope="session")
def regional() -> Operator:
    """Four provinces of the demo: enough halls for statistics, drawn in a second."""
    provinces = ("430000", "510000", "340000", "620000")
    size = replace(
        DEMO,
        name="regional",
        provinces=provinces,
        halls=420,
        tickets=20_000,
        province_short_boards=1,
        city_short_boards=4,
        competitor_cities=2,
    )
    return build_operator(size, SEED, END)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> SampleResult:
    folder: Path = tmp_path_factory.mktemp("tiny_sample")
    return write_sample("tiny", SEED, folder, END)
