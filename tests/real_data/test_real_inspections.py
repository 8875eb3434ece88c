"""San Francisco's restaurant inspections: units, visits with an official score, violations."""

from __future__ import annotations

import pytest

from tests.real_data.conftest import Loaded, Query

pytestmark = [pytest.mark.warehouse, pytest.mark.timeout(1200)]

# Violations name a business and a day, not an inspection: they can be matched where the business
# was inspected once that day.
MATCHABLE = """
    select
        visits.*,
        count(*) over (partition by split_part(visit_id, '-', 1), visit_date) as visits_of_the_day
    from marts.mart_mystery_visits as visits
    qualify visits_of_the_day = 1 and reported_score is not null
"""


def test_one_city_under_many_spellings_is_one_city(loaded: Loaded, marts: Query) -> None:
    (register,) = loaded.results["sf_businesses"].loads
    assert (register.rows_accepted, register.rows_collapsed) == (7_626, 18)
    assert marts(
        "select count(*), count(distinct city_id) from marts.dim_halls where is_current"
    ) == [(7_626, 1)]
    assert marts("select name_en from marts.dim_units where unit_id = 'C940100'") == [
        ("San Francisco",)
    ]
    # Latin-1 in the file
    assert marts("select count(*) from marts.dim_halls where name_en like '%Crème%'")[0][0] > 0


def test_orphans_count_for_the_city_or_are_rejected(loaded: Loaded, marts: Query) -> None:
    visits, items = loaded.results["sf_inspections"].loads
    assert (visits.rows_read, items.rows_read) == (28_146, 40_317)
    assert any("109 rows: kept without a partner" in warning for warning in visits.warnings)
    assert marts(
        "select count(*) from raw.mystery_visit as visits where not exists "
        "(from raw.hall_register as halls where halls.hall_code = visits.hall_code)"
    ) == marts("select count(*) from marts.mart_mystery_visits where unit_id = 'C940100~U'")
    # 130 violations without a business: those with an inspection stay with it, the rest leave
    kept = marts(
        "select count(*) from raw.mystery_item as items where not exists "
        "(from raw.hall_register as halls where halls.hall_code = split_part(items.visit_id, '-', 1))"
    )[0][0]
    left = marts(
        "select count(*) from raw._rejects as rejects where source = 'mystery_item' and not exists "
        "(from raw.hall_register as halls where halls.hall_code = rejects.raw_row ->> 'business_id')"
    )[0][0]
    assert kept + left == 130


def test_blank_scores_are_not_scored(marts: Query) -> None:
    # 15,796 scores in the file; one business has two different ones for the same day: both rejected
    assert marts("select count(reported_score) from marts.mart_mystery_visits") == [(15_794,)]


def test_deductions_by_risk_class(marts: Query) -> None:
    found = marts(
        "select finding_category, min(points_lost / finding_count), max(points_lost / finding_count) "
        "from marts.mart_mystery_deductions_by_visit "
        "where finding_category <> 'N/A' group by finding_category order by all"
    )
    assert found == [("High Risk", 7, 7), ("Low Risk", 2, 2), ("Moderate Risk", 4, 4)]


def test_hundred_minus_deductions_is_the_official_score(marts: Query) -> None:
    scored, equal = marts(
        "select count(*), count(*) filter (abs(100 - points_lost_total - reported_score) < 1e-9) "
        f"from ({MATCHABLE})"
    )[0]
    assert scored == 14_661
    assert round(equal / scored, 3) == 0.979
