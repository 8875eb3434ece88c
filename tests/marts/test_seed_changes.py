"""A weight, a norm or a threshold changed in a seed changes the marts, from its first day on.

The tiny warehouse is copied, seeds are edited in a copy of the dbt project, and dbt runs again what
lies between those seeds and the marts: no code is touched.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

pytestmark = pytest.mark.warehouse

REPOSITORY = Path(__file__).parents[2]
# a new rule's first day; the sample has months before and after it
CHANGED_DATE = date(2026, 9, 1)
MULTIPLIER, NORM, TOP_BOX = "4.0", "1", "99"
SELECTED = (
    "mystery_weight_multipliers+,+mart_mystery_scores_by_unit_period",
    "mystery_weight_multipliers+,+mart_mystery_weights",
    "service_norms+,+mart_service_levels_by_unit_period",
    "thresholds",
    "mart_loyalty_by_unit_period",
    "int_importance_weights",
)
Row = dict[str, str]


@dataclass(frozen=True)
class BeforeAndAfter:
    """One connection that sees the built warehouse as `before` and the changed one as `after`."""

    con: duckdb.DuckDBPyConnection

    def rows(self, which: str, sql: str) -> pl.DataFrame:
        """`sql` on one of the two; columns in the query's order, rows sorted."""
        self.con.execute(f"use {which}")
        return self.con.sql(f"select * from ({sql}) order by all").pl()

    def both(self, sql: str) -> tuple[pl.DataFrame, pl.DataFrame]:
        return self.rows("before", sql), self.rows("after", sql)


def edit(project: Path, seed: str, change: Callable[[Row], list[Row]]) -> None:
    """Replaces every row of the seed by what `change` makes of it."""
    path = project / "dbt_project" / "seeds" / f"{seed}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    changed = [new for row in rows for new in change(row)]
    assert changed != rows, f"nothing in {seed} was changed"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(changed)


def from_then_on(row: Row, column: str, value: str) -> list[Row]:
    """The row until CHANGED_DATE, and the same with another value from that day on."""
    day = CHANGED_DATE.isoformat()
    return [row | {"valid_to_date": day}, row | {"valid_from_date": day, column: value}]


def change_seeds(project: Path) -> None:
    edit(
        project,
        "mystery_weight_multipliers",
        lambda row: (
            from_then_on(row, "multiplier", MULTIPLIER)
            if (row["attribute_value"], row["target_code"]) == ("tier2", "warmth")
            else [row]
        ),
    )
    edit(
        project,
        "service_norms",
        lambda row: (
            from_then_on(row, "norm_value", NORM)
            if row["measure_code"] == "hotline_answer_seconds"
            else [row]
        ),
    )
    edit(
        project,
        "thresholds",
        lambda row: [
            row | {"value": TOP_BOX} if row["threshold_code"] == "top_box_min_score" else row
        ],
    )


def add_last_years_importance(warehouse: Path) -> None:
    """The year before the sample gets the same answers, but attitude does not matter in it."""
    with duckdb.connect(str(warehouse)) as con:
        con.execute(
            """
            delete from marts.dim_periods where period_id = '2025';
            insert into marts.dim_periods by name
            select * replace (
                '2025' as period_id, date '2025-01-01' as start_date, date '2025-12-31' as end_date
            )
            from marts.dim_periods where period_id = '2026';
            insert into marts.fct_survey_items
            select * replace (
                (month_start_date - interval 1 year)::date as month_start_date,
                case when element_id = 'attitude' then 0 else k_sum end as k_sum
            )
            from marts.fct_survey_items
            where measure = 'importance' and year(month_start_date) = 2026;
            """
        )


@pytest.fixture(scope="module")
def marts(tiny_warehouse, tmp_path_factory) -> Iterator[BeforeAndAfter]:
    project = tmp_path_factory.mktemp("project")
    for name in ("dbt_project.yml", "profiles.yml", "selectors.yml"):
        shutil.copy(REPOSITORY / name, project)
    shutil.copytree(REPOSITORY / "dbt_project", project / "dbt_project")
    change_seeds(project)
    warehouse = project / "after.duckdb"
    shutil.copy(tiny_warehouse.settings.warehouse, warehouse)
    add_last_years_importance(warehouse)
    subprocess.run(
        [
            *(str(Path(sys.executable).with_name("dbt")), "build", "--quiet"),
            *("--exclude-resource-type", "test", "unit_test", "--select", *SELECTED),
        ],
        cwd=project,
        env=os.environ
        | tiny_warehouse.settings.environment()
        | {"SHORTBOARD_WAREHOUSE": str(warehouse), "DBT_TARGET_PATH": str(project / "target")},
        check=True,
    )
    with duckdb.connect() as con:
        for name, path in (
            ("before", tiny_warehouse.settings.warehouse),
            ("after", warehouse),
        ):
            con.execute(f"attach '{path}' as {name} (read_only)")
        yield BeforeAndAfter(con)


def test_a_weight_changes_scores_from_its_first_day_on_and_none_before(marts):
    scores = (
        "select figures.* from marts.mart_mystery_scores_by_unit_period as figures"
        " inner join marts.dim_periods using (period_id) where {}"
    )
    before, after = marts.both(scores.format(f"end_date < date '{CHANGED_DATE}'"))
    assert before.height > 0
    assert_frame_equal(before, after, rel_tol=1e-9, abs_tol=1e-9)
    warmth = "score_level = 'capability' and score_code = 'warmth'"
    whole = f"start_date >= date '{CHANGED_DATE}' and score_level = 'visit'"
    before, after = marts.both(scores.format(whole))
    assert before.height == after.height > 0
    assert (before["mean"] - after["mean"]).abs().max() > 0.01
    # within a capability all its indicators move together: only the total feels the weight
    before, after = marts.both(scores.format(f"start_date >= date '{CHANGED_DATE}' and {warmth}"))
    assert before["mean"].count() > 0
    assert_frame_equal(before.select("mean"), after.select("mean"), rel_tol=1e-9, abs_tol=1e-9)


def test_weights_in_force_are_listed_by_their_span(marts):
    share = (
        "select valid_from_date, sum(weight) as weight from marts.mart_mystery_weights"
        " where tier = 'tier2' and stage = 'unknown' and pressure = 'neutral'"
        " and capability_code = 'warmth' group by valid_from_date"
    )
    (before,) = marts.rows("before", share)["weight"].to_list()
    after = marts.rows("after", share)
    assert after["valid_from_date"].to_list()[-1] == CHANGED_DATE
    assert after["weight"][0] == pytest.approx(before, abs=1e-9)
    assert after["weight"][1] > before


def test_a_norm_judges_the_periods_it_is_valid_in(marts):
    levels = (
        "select figures.* from marts.mart_service_levels_by_unit_period as figures"
        " inner join marts.dim_periods using (period_id) where {}"
    )
    before, after = marts.both(levels.format(f"end_date < date '{CHANGED_DATE}'"))
    assert before.height > 0
    assert_frame_equal(before, after, rel_tol=1e-9, abs_tol=1e-9)
    later = levels.format(
        f"end_date >= date '{CHANGED_DATE}' and measure_code = 'hotline_answer_seconds'"
    )
    before, after = marts.both(later)
    assert before["measured_mean"].to_list() == after["measured_mean"].to_list() != []
    assert set(after["norm_value"]) == {float(NORM)} != set(before["norm_value"])
    # open periods have no verdict
    judged = [
        figures.filter(~figures["is_partial"])["is_norm_broken"] for figures in (before, after)
    ]
    assert judged[1].len() > 0 and judged[1].all() and not judged[0].all()
    assert after.filter(after["is_partial"])["is_norm_broken"].null_count() == (
        after["is_partial"].sum()
    )


def test_a_threshold_changes_what_counts_and_nothing_else(marts):
    counts = (
        "select unit_id, period_id, instrument, n, top_box_count, promoter_count"
        " from marts.mart_loyalty_by_unit_period where metric_code {} 'top_box'"
    )
    before, after = marts.both(counts.format("="))
    assert before["n"].to_list() == after["n"].to_list() != []
    assert after["top_box_count"].sum() < before["top_box_count"].sum()
    before, after = marts.both(counts.format("<>"))
    assert before.height > 0
    assert_frame_equal(before, after, rel_tol=1e-9, abs_tol=1e-9)


def test_a_year_keeps_its_own_importance(marts):
    weights = (
        "select * from intermediate.int_importance_weights"
        " where year_no = {} and board_set = 'hall'"
    )
    before, after = marts.both(weights.format(2026))
    assert before.height > 0
    assert_frame_equal(before, after, rel_tol=1e-9, abs_tol=1e-9)
    last_year = marts.rows("after", weights.format(2025))
    assert set(last_year["importance_year"]) == {2025}
    attitude = last_year.filter(pl.col("element_id") == "attitude")
    assert set(attitude["importance_mean"]) == {1.0}
    assert (attitude["importance_share"] < 1 / 12).all()
