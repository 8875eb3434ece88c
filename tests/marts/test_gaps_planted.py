"""What the sample planted between the sides is what the gap marts find."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

pytestmark = pytest.mark.warehouse

PERIOD = "2026-B5"


def gaps(
    marts: duckdb.DuckDBPyConnection, gap_code: str, unit_id: str, period_id: str = PERIOD
) -> dict[str, dict[str, Any]]:
    """The rows of a gap by hall element, all layers of staff together."""
    rows = marts.execute(
        "select * from marts.mart_gaps_by_unit_period where gap_code = ? and unit_id = ?"
        " and period_id = ? and layer = 'all' and element_set = 'hall'"
        " and element_id <> 'weighted_overall'",
        [gap_code, unit_id, period_id],
    )
    names = [column[0] for column in rows.description]
    return {
        row["element_id"]: row
        for row in (dict(zip(names, values, strict=True)) for values in rows.fetchall())
    }


def lowest(found: dict[str, dict[str, Any]]) -> str:
    return min(found, key=lambda element: found[element]["value"])


def test_what_staff_do_not_know_is_the_lowest_knowledge_gap_and_flagged(marts, truth):
    planted = truth["planted"]["knowledge_gap"]
    found = gaps(marts, "gap_1", f"P{planted['province_code']}")
    row = found[planted["element"]]
    assert lowest(found) == planted["element"]
    assert row["is_flagged"] and row["verdict"] == "short"
    others = [r["value"] for e, r in found.items() if e != planted["element"]]
    assert abs(row["value"] - sum(others) / len(others) - planted["points"]) < 3 * row["se"]


def test_a_low_standard_is_the_lowest_standard_gap_in_every_province(marts, truth):
    planted = truth["planted"]["low_standard"]
    provinces = {
        row[0]
        for row in marts.execute(
            "select unit_id from marts.dim_units"
            " where unit_type = 'province' and operator_type = 'own'"
        ).fetchall()
    }
    assert len(provinces) == 2
    for province in provinces:
        found = gaps(marts, "gap_2", province)
        assert lowest(found) == planted["element"]
        assert {row["verdict"] for row in found.values()} <= {"relative", "insufficient"}


def test_a_promise_too_high_is_the_lowest_communication_gap(marts, truth):
    planted = truth["planted"]["over_promise"]
    found = gaps(marts, "gap_4", f"P{planted['province_code']}")
    assert lowest(found) == planted["element"]
    assert found[planted["element"]]["right_mean"] == planted["level_inspection"]
    assert found[planted["element"]]["n_right"] is None, "a document has no answers"


def test_a_period_keeps_the_standard_valid_then(marts, truth):
    planted = truth["planted"]["raised_standard"]
    assert planted["since"] == "2026-07-01"
    for scale, gap_code, side in (
        ("customer", "gap_2", "left_mean"), ("inspection", "gap_3", "right_mean"),
    ):  # fmt: skip
        rise = planted[f"level_{scale}_after"] - planted[f"level_{scale}_before"]
        levels = dict(
            marts.execute(
                f"select period_id, {side} from marts.mart_gaps_by_unit_period"
                " where gap_code = ? and unit_id = 'G' and element_id = ?"
                " and period_id in ('2026-B2', '2026-B3', '2026-B4', '2026-B5')",
                [gap_code, planted["element"]],
            ).fetchall()
        )
        # the mix of tiers moves the group's level a little; the rise is ten times that
        assert abs(levels["2026-B3"] - levels["2026-B2"]) < 0.5
        assert levels["2026-B4"] - levels["2026-B3"] == pytest.approx(rise, abs=0.5)
        assert abs(levels["2026-B5"] - levels["2026-B4"]) < 0.5


def test_short_boards_are_the_lowest_gap_5(marts, truth):
    for planted in truth["planted"]["short_boards"]:
        prefix = {"province": "P", "city": "C"}[planted["unit_type"]]
        unit_id = f"{prefix}{planted['unit_code']}"
        found = gaps(marts, "gap_5", unit_id)
        ranking = sorted(found, key=lambda element: found[element]["value"])
        # a city carries its own planted board and its province's
        assert planted["element"] in ranking[:2]
        assert found[planted["element"]]["is_flagged"]


def test_the_weighted_gap_lies_between_its_elements(marts):
    values = [row["value"] for row in gaps(marts, "gap_5", "G").values()]
    ((weighted,),) = marts.execute(
        "select value from marts.mart_gaps_by_unit_period where gap_code = 'gap_5'"
        " and unit_id = 'G' and period_id = ? and element_id = 'weighted_overall'",
        [PERIOD],
    ).fetchall()
    assert min(values) < weighted < max(values)


def test_the_competitive_deficit_is_the_lowest_competitive_gap(marts, truth):
    planted = truth["planted"]["competitive_deficit"]
    # one bimonth of one city is thin: over the year so far
    found = gaps(marts, "competitive_perception", f"C{planted['city_code']}", "2026")
    # our own short boards are short against competitors too
    short = {board["element"] for board in truth["planted"]["short_boards"]}
    rest = {element: row for element, row in found.items() if element not in short}
    assert len(rest) == 10 and lowest(rest) == planted["element"]
    row = found[planted["element"]]
    assert abs(row["value"] - planted["points"]) < 3 * row["se"]


def test_the_ladder_adds_up_and_names_what_it_inherits(marts):
    rows = marts.execute(
        "select unit_id, expected_mean, believed_mean, standard_customer_mean, perceived_mean,"
        " delivered_mean, standard_gap, standard_less_belief, belief_less_expectation,"
        " service_quality_gap, unexplained, expected_inherited_from"
        " from marts.mart_gap_ladder_by_unit_period where element_set = 'hall' and period_id = ?",
        [PERIOD],
    ).fetchall()
    complete = [row for row in rows if None not in row[1:11]]
    assert len(complete) > 100
    for unit, e, m, s, p, d, standard, first, second, five, rest, inherited in complete:
        assert standard == pytest.approx(s - e) and first + second == pytest.approx(standard)
        assert first == pytest.approx(s - m) and second == pytest.approx(m - e)
        assert five == pytest.approx(p - e) and rest == pytest.approx(p - d)
        assert (inherited is None) == (unit[0] in "GPC"), "E is no finer than the city"


def test_what_staff_say_is_rounded_and_counted_in_bands(marts):
    rows = marts.execute(
        "select value, n_left, df from marts.mart_gaps_by_unit_period"
        " where gap_code = 'gap_1' and value is not null"
    ).fetchall()
    assert rows
    assert all(round(value, 1) == value and n % 5 == 0 and df is None for value, n, df in rows)
