"""docs/mapping.md: its examples do what it says, and every key of the model is in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from ingest.mapping import Mapped
from ingest.mapping.conditions import COMBINATIONS, TESTS
from ingest.mapping.model import ElementSet, JoinedFile, LongAnswers, Mapping, Reading, Table
from ingest.mapping.steps import OPERATIONS, Carry, Collapse, Join, Pivot, Step, Unpivot
from ingest.mapping.values import Value
from tests.ingest.mapping_cases import Case

PAGE = (Path(__file__).parents[2] / "docs" / "mapping.md").read_text(encoding="utf-8")


def example(number: int, folder: Path) -> tuple[Case, list[Mapped]]:
    """Run the mapping and the data of an example as they stand on the page."""
    section = PAGE.split("\n## Example ")[number]
    blocks = dict(re.findall(r"```(yaml|csv)\n(.*?)```", section, re.DOTALL))
    case = Case(folder)
    return case, case.run(blocks["yaml"], blocks["csv"])


def test_the_event_log_becomes_tickets(tmp_path: Path) -> None:
    case, [tickets] = example(1, tmp_path)
    assert case.rows(
        tickets,
        "ticket_id",
        "responded_at",
        "resolved_at",
        "complaint_kind",
        "priority",
        "reopen_count",
        "is_sla_met",
    ) == [
        ("0007", "2016-02-29 08:53:00", "2016-02-29 11:46:00", "charging", "high", "1", "否"),
        ("0008", "2016-03-01 09:00:00", None, "other", "urgent", "0", None),
    ]
    assert [(note.rows, note.en) for note in tickets.findings] == [
        (1, "draft or spam"),
        (2, "earlier state"),
    ]


def test_the_survey_becomes_pairs_of_rows(tmp_path: Path) -> None:
    case, [survey] = example(2, tmp_path)
    assert case.rows(
        survey,
        "respondent_id",
        "wave",
        "instrument",
        "segment",
        "overall_satisfaction",
        "extra_01",
        "extra_02",
    ) == [
        ("K1", "2026-04", "expectation", "public", "7", "7", "7"),
        ("K1", "2026-04", "perception", "public", "7", "6", None),
        ("K2", "2026-04", "expectation", "business", "4", "5", "6"),
        ("K2", "2026-04", "perception", "business", "4", "5", "3"),
    ]
    assert case.rejects(survey) == [(5, None, None, "filtered")]


@pytest.mark.parametrize(
    "model",
    [Mapping, Reading, JoinedFile, Table, ElementSet, LongAnswers, Value, Step, Collapse, Carry, Join,
     Unpivot, Pivot],
)  # fmt: skip
def test_every_key_is_documented(model: type[BaseModel]) -> None:
    for name, field in model.model_fields.items():
        key = field.alias or name
        assert re.search(rf"\b{key}\b", PAGE), f"docs/mapping.md does not mention {key}"


def test_every_test_and_step_is_documented() -> None:
    for word in [*TESTS, *COMBINATIONS, *OPERATIONS]:
        assert f"`{word}" in PAGE, f"docs/mapping.md does not explain {word}"
