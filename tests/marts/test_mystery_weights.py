"""The weight rules keep the operator's directions, whatever sizes the seed gives them."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.warehouse

# Directions of the operator's own documents: attribute, target, and whether it weighs more.
DIRECTIONS = [
    ("stage", "initial", "capability", "norms", True),
    ("stage", "initial", "block", "environment_facilities", True),
    ("stage", "initial", "capability", "on_site_management", True),
    ("stage", "advanced", "capability", "warmth", False),
    ("stage", "advanced", "capability", "on_site_management", False),
    ("stage", "advanced", "element", "staff_competence", True),
    ("stage", "advanced", "block", "service_outcome", True),
    ("stage", "advanced", "capability", "business_handling", True),
    ("stage", "advanced", "capability", "selling", True),
    ("pressure", "high", "capability", "business_handling", True),
    ("pressure", "low", "capability", "selling", True),
    ("tier", "flagship", "capability", "image_publicity", True),
    ("tier", "flagship", "capability", "demonstration_experience", True),
    ("tier", "flagship", "block", "process_quality", True),
    ("tier", "flagship", "element", "problem_solving", True),
    ("tier", "tier2", "capability", "warmth", True),
    ("tier", "tier3", "capability", "warmth", True),
    ("tier", "tier3", "capability", "business_handling", True),
]
NEUTRAL = {"tier": "unknown", "stage": "unknown", "pressure": "neutral"}
COLUMNS = {"capability": "capability_code", "block": "block_code", "element": "element_id"}


def _share(marts, kind: str, code: str, hall: dict[str, str]) -> float:
    (share,) = marts.execute(
        f"select sum(weight) from marts.mart_mystery_weights where {COLUMNS[kind]} = ?"
        " and tier = ? and stage = ? and pressure = ? and valid_from_date <= date '2026-10-31'"
        " and valid_to_date > date '2026-10-31'",
        [code, hall["tier"], hall["stage"], hall["pressure"]],
    ).fetchone()
    return share


@pytest.mark.parametrize(("attribute", "value", "kind", "code", "is_more"), DIRECTIONS)
def test_renormalised_weights_move_in_the_ruled_direction(
    marts, attribute, value, kind, code, is_more
):
    ruled = _share(marts, kind, code, NEUTRAL | {attribute: value})
    plain = _share(marts, kind, code, NEUTRAL)
    assert (ruled > plain) == is_more


def test_advanced_halls_weigh_awareness_up_apart_from_warmth(marts):
    """Awareness gains and warmth loses; the indicators of the block that are not warmth show it."""
    ruled, plain = (
        marts.execute(
            "select avg(weight) from marts.mart_mystery_weights"
            " where block_code = 'service_awareness' and capability_code = 'norms'"
            " and tier = 'unknown' and pressure = 'neutral' and stage = ?",
            [stage],
        ).fetchone()
        for stage in ("advanced", "unknown")
    )
    assert ruled > plain


def test_halls_of_unknown_kind_keep_the_base_weights(marts):
    rows = marts.execute(
        "select weight, 100 * base_weight / sum(base_weight) over () from"
        " marts.mart_mystery_weights where tier = 'unknown' and stage = 'unknown'"
        " and pressure = 'neutral' and valid_to_date > date '2026-10-31'"
    ).fetchall()
    assert len(rows) == 40
    assert all(weight == pytest.approx(base, abs=1e-9) for weight, base in rows)
