"""Survey figures of the small warehouse against the respondents themselves, and against the truth."""

from __future__ import annotations

import shutil
from math import fsum

import duckdb
import polars as pl
import pytest

from warehouse.connection import connect

pytestmark = pytest.mark.warehouse

BIMONTH = "year(interview_date) || '-B' || ((month(interview_date) + 1) // 2)"


@pytest.fixture(scope="module")
def con(tiny_warehouse):
    connection = connect(tiny_warehouse.settings.warehouse, read_only=True)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def respondents(con) -> pl.DataFrame:
    """Own respondents of the partitions' latest good loads, by polars alone."""
    good = con.sql(
        "select load_id from raw._loads"
        " where source = 'satisfaction_survey' and status in ('passed', 'accepted')"
    ).pl()
    rows = con.sql(f"select *, {BIMONTH} as period_id from raw.satisfaction_survey").pl()
    return (
        rows.join(good, left_on="_load_id", right_on="load_id", how="semi")
        .filter(pl.col("_load_id") == pl.col("_load_id").max().over("_partition"))
        .filter(pl.col("operator_code") == "OWN")
    )


@pytest.mark.parametrize("instrument", ["perception", "in_network", "new_install", "repair"])
def test_proportional_means_of_a_province_equal_those_of_its_respondents(
    con, respondents, instrument
):
    elements = con.execute(
        "select element_id, survey_column from seeds.elements where survey_column is not null"
    ).fetchall()
    found = {
        (unit, period, element): (n, mean)
        for unit, period, element, n, mean in con.execute(
            "select unit_id, period_id, element_id, n, mean_proportional"
            " from marts.mart_satisfaction_by_unit_period"
            " where instrument = ? and measure = 'level' and period_id like '%-B%'"
            " and unit_id like 'P%' and is_shown"
            " and element_id in (select element_id from seeds.elements)",
            [instrument],
        ).fetchall()
    }
    compared = 0
    answered = respondents.filter(pl.col("instrument") == instrument)
    for (province, period), rows in answered.group_by("province_code", "period_id"):
        for element, column in elements:
            answers = rows.filter(pl.col(column).is_not_null())
            if answers.height < 5:
                continue
            scores = [
                100 * (x - low) / (high - low)
                for x, low, high in answers.select(column, "scale_min", "scale_max").iter_rows()
            ]
            n, mean = found[(f"P{province}", period, element)]
            assert n == len(scores)
            assert mean == pytest.approx(fsum(scores) / len(scores), abs=1e-9)
            compared += 1
    assert compared == len(found) > 0


def test_sums_come_out_as_planted(con, tiny_warehouse):
    found = {
        (province, period, element): (n, k_sum)
        for province, period, element, n, k_sum in con.execute(
            """
            select units.province_id, period_months.period_id, items.element_id,
                sum(items.answer_count)::bigint, sum(items.k_sum)::bigint
            from marts.fct_survey_items as items
            inner join marts.dim_units as units
                on items.unit_id = units.unit_id and units.operator_type = 'own'
            inner join intermediate.int_period_months as period_months
                on items.month_start_date = period_months.month_start_date
            where items.instrument = 'perception' and items.measure = 'level'
                and period_months.period_type = 'bimonth'
            group by all
            """
        ).fetchall()
    }
    planted = tiny_warehouse.truth["perception_sums"]
    assert planted
    for cell in planted:
        element = "overall" if cell["item"] == "overall_satisfaction" else cell["item"]
        key = (f"P{cell['province_code']}", cell["period_id"], element)
        assert found[key] == (cell["n"], cell["k_sum"]), key


def test_answer_classes_come_out_as_planted(con, tiny_warehouse):
    found = {
        (unit, period, metric): counts
        for unit, period, metric, *counts in con.execute(
            "select unit_id, period_id, metric_code, n, promoter_count, passive_count,"
            " detractor_count, top_box_count from marts.mart_loyalty_by_unit_period"
            " where instrument = 'in_network'"
        ).fetchall()
    }
    planted = tiny_warehouse.truth["loyalty_counts"]
    assert planted
    for cell in planted:
        place = (f"P{cell['province_code']}", cell["period_id"])
        assert found[(*place, "nps")][:4] == [
            cell["recommend_n"],
            cell["promoters"],
            cell["passives"],
            cell["detractors"],
        ]
        top_box = found[(*place, "top_box")]
        assert (top_box[0], top_box[4]) == (cell["overall_n"], cell["top_box"])


def test_respondents_of_unknown_halls_stay_in_their_city(con, tiny_warehouse):
    planted = tiny_warehouse.truth["planted"]["unknown_hall_respondents"]
    units = con.execute(
        "select unit_id, city_code from intermediate.int_survey_responses_placed"
        " where list_contains(?, respondent_id)",
        [planted],
    ).fetchall()
    assert len(units) == len(planted)
    assert all(unit == f"C{city}~U" for unit, city in units)


def test_facts_are_bit_identical_at_any_thread_count(compiled, tiny_warehouse, tmp_path):
    path = tmp_path / "scratch.duckdb"
    shutil.copy(tiny_warehouse.settings.warehouse, path)
    facts = sorted(name for name in compiled if name.startswith("fct_"))
    assert "fct_survey_items" in facts
    with duckdb.connect(str(path)) as con:
        for name in facts:
            for threads in (1, 2):
                con.execute(f"set threads = {threads}")
                con.execute(f"create or replace temp table t{threads} as {compiled[name]}")
            different = con.execute(
                "select count(*) from ((from t1 except all from t2)"
                " union all (from t2 except all from t1))"
            ).fetchall()
            assert different == [(0,)], name
