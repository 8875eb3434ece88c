"""Whether a frozen verdict still holds."""

from __future__ import annotations

import pytest

from warehouse.projects.restatement import standing

FROZEN = {"frozen_verdict_code": "works", "frozen_effect": 4.01, "frozen_after_months": 2}


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ({"verdict_code": "works", "effect": 3.98, "after_month_count": 2}, "same"),
        ({"verdict_code": "works", "effect": 3.94, "after_month_count": 2}, "restated"),
        ({"verdict_code": "no_evidence", "effect": 4.01, "after_month_count": 2}, "restated"),
        ({"verdict_code": "no_evidence", "effect": 1.0, "after_month_count": 3}, "extended"),
        ({"verdict_code": "works", "effect": 4.01, "after_month_count": 1}, "same"),
        (None, "restated"),
    ],
)
def test_another_reading_is_a_restatement_unless_months_were_added(
    today: dict[str, object] | None, expected: str
) -> None:
    assert standing(FROZEN, today, 1, "score") == expected


def test_a_rate_is_read_in_per_cent() -> None:
    gate = FROZEN | {"frozen_effect": 0.0401}
    today = {"verdict_code": "works", "effect": 0.0404, "after_month_count": 2}
    assert standing(gate, today, 1, "rate") == "same"
    assert standing(gate, today, 2, "rate") == "restated"


def test_a_gate_without_a_verdict_cannot_be_restated() -> None:
    today = {"verdict_code": "works", "effect": 4.0, "after_month_count": 2}
    assert standing({"frozen_release_id": "R1"}, today, 1, "score") is None
