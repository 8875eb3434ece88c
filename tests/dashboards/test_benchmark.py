"""The benchmark page: every level, language and period; luck, ranks and competitors in words."""

from __future__ import annotations

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import access, release
from dashboards.access import NotAllowedError, Viewer
from dashboards.charts.funnel import Point, Words, funnel
from dashboards.queries import benchmark
from dashboards.scope import Scope
from tests.dashboards.test_charts import LOOKS

HALL = "H330100-01@20180501"


def words(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def metrics(app: AppTest) -> dict[str, str]:
    return {element.label: element.value for element in app.metric}


def one(home, sql: str):
    file = home / "releases" / release.current_id() / "shortboard.duckdb"
    with duckdb.connect(str(file), read_only=True) as con:
        return con.execute(sql).fetchone()


@pytest.mark.parametrize("unit", ["G", "P330000", "P540000", "C330100", "B330100-1", HALL])
@pytest.mark.parametrize(
    ("language", "period"), [("zh", "2026-B5"), ("en", "2026-B5"), ("zh", "2026-10")]
)
def test_every_level_is_drawn(open_page, unit, language, period):
    app = open_page("benchmark", unit=unit, lang=language, period=period)
    assert not app.exception


def test_standing_shows_the_figures_of_the_release(open_page, home):
    rank, low, high, shrunken = one(
        home,
        "select rank, rank_ci_low, rank_ci_high, distance_to_best_decile"
        " from mart_benchmarks_by_unit_period where unit_id = 'P330000'"
        " and period_id = '2026-B5' and metric_code = 'satisfaction'",
    )
    app = open_page("benchmark", unit="P330000", lang="en")
    assert metrics(app)["Rank"] == str(rank)
    assert f"95% interval {low}–{high} of 5" in words(app)
    expected = "Reached" if shrunken <= 0.05 else f"{shrunken:.1f}"
    assert metrics(app)["To the best tenth"] == expected


def test_without_a_standard_error_nobody_is_ranked_and_it_is_said(open_page):
    app = open_page("benchmark", unit=HALL, metric="complaints_per_10k", lang="en")
    assert metrics(app)["Rank"] == "–"
    assert metrics(app)["Luck or merit"] == "Cannot tell"
    assert "no standard error, not ranked" in words(app)
    assert "No standard errors, so no funnel" in words(app)


def test_equal_cities_are_luck(open_page):
    app = open_page("benchmark", unit="C640100", lang="en")
    assert metrics(app)["Luck or merit"] == "Within luck"
    assert "All differences are within luck" in words(app)


def test_the_level_below_can_be_looked_at(open_page):
    app = open_page("benchmark", unit="P330000", lang="en")
    assert "Top three" not in words(app)  # five provinces are too few
    app.segmented_control(key="bench_basis").select("below").run()
    assert not app.exception
    assert "Top three" in words(app)
    assert "Bottom three" in words(app)


def test_an_open_period_and_a_branch_say_why_there_is_nothing(open_page):
    assert "still open" in words(
        open_page("benchmark", unit="P330000", lang="en", period="2026-B6")
    )
    assert "Branches are not compared" in words(open_page("benchmark", unit="B330100-1", lang="en"))


def test_competitors_carry_the_remark_and_both_sides(open_page):
    app = open_page("benchmark", unit="P330000", lang="en")
    assert "Reference only" in words(app)
    app.segmented_control(key="bench_side").select("inspection").run()
    assert not app.exception
    assert "Reference only" in words(app)
    assert "Too little to compare" in words(open_page("benchmark", unit="C540100", lang="en"))


def test_initiatives_of_the_place_and_above_overdue_first(open_page):
    app = open_page("benchmark", unit="C330100", lang="en")
    assert "1 initiative lacks our response" in words(app)
    table = next(t.value for t in app.dataframe if "Initiative" in t.value.columns)
    assert list(table["Status"]) == ["▲ overdue", "◆ in progress"]
    assert table["Our response"][0] == "none yet"
    hainan = open_page("benchmark", unit="P460000", lang="en")
    assert "The 1 initiative on record is answered" in words(hainan)
    assert "No initiative on record" in words(open_page("benchmark", unit="C540100", lang="en"))


def test_contributions_of_a_branch_add_up_and_inherited_ones_are_marked(open_page, home):
    app = open_page("benchmark", unit="B330100-1", lang="en")
    table = next(t.value for t in app.table if "Brings" in t.value.columns)
    (total,) = one(
        home,
        "select value from mart_branch_evaluation_by_unit_period where unit_id = 'B330100-1'"
        " and period_id = '2026-B5' and component_code = 'total'",
    )
    assert sum(float(shown) for shown in table["Brings"]) == pytest.approx(total, abs=0.3)
    assert sum("↑" in shown for shown in table["Score"]) == 3


def test_a_branch_without_a_part_is_not_ranked_and_names_it(open_page):
    said = words(open_page("benchmark", unit="B640100-1", lang="en"))
    assert "not ranked" in said
    assert "missing: Company inspection" in said


def test_service_types_that_are_not_sure_are_counted(open_page):
    said = words(open_page("benchmark", unit="P640000", lang="en"))
    assert "The type of service of 5 of 5 units is not sure" in said


@pytest.mark.parametrize(
    "query",
    [
        lambda scope: benchmark.standing(scope, "nps"),
        lambda scope: benchmark.league(scope, "nps", "G"),
        lambda scope: benchmark.peers(scope, "nps", "G"),
        lambda scope: benchmark.competitors(scope, scope.unit_id, "perception"),
        benchmark.initiatives,
        lambda scope: benchmark.branches(scope, scope.unit_id),
        lambda scope: benchmark.service_types(scope, scope.unit_id),
    ],
)
def test_queries_refuse_a_unit_outside_the_scope(home, query):
    viewer = Viewer("executive", "P330000")
    with pytest.raises(NotAllowedError):
        query(Scope(release.current_id(), viewer, "P540000", "2026-B5", "previous"))


def test_a_league_holds_only_what_the_reader_may_see(home):
    scope = Scope(
        release.current_id(), Viewer("executive", "P330000"), "P330000", "2026-B5", "previous"
    )
    assert [row["unit_id"] for row in benchmark.league(scope, "satisfaction", "G")] == ["P330000"]
    everyone = Scope(scope.release_id, access.EVERYONE, "P330000", "2026-B5", "previous")
    assert len(benchmark.league(everyone, "satisfaction", "G")) == 5


def test_funnel_limits_are_those_of_the_method():
    point = Point("a", "A", 1.96, 5.0, "better", True, True, (("t", "x"),))
    spec = funnel((point,), 2.0, Words("chance", "usual"), LOOKS[0], height=300, selection="pick")
    lines = spec["datasets"]["lines"]
    last = max(row["at"] for row in lines)
    ends = {row["line"]: row["limit"] for row in lines if row["at"] == last}
    se = last / 1.96
    assert ends["chance951"] == pytest.approx(1.96 * se)
    assert ends["chance99.8-1"] == pytest.approx(-3.0902 * se)
    assert ends["exceptional951"] == pytest.approx(1.96 * (se**2 + 4) ** 0.5)
    assert [row["text"] for row in spec["datasets"]["labels"]] == ["A"]
