"""METHODS M6: covariance of the same halls, degrees of freedom, families, siblings; with controls."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from tests.compiled_models import METHOD_SEEDS, scratch_database
from tests.statistics.gap_network import Answers, Network, simulate, weighted
from tests.statistics.gap_staff import simulate_cells
from tests.statistics.gap_tables import NO_COMPETITORS, months, run
from tests.truth.gaps import truths

SEEDS = (*METHOD_SEEDS, "gap_codes")


def estimate(compiled: dict[str, str], network: Network, draws: int, sql: str) -> pl.DataFrame:
    """Result of `sql` after the models ran on a network."""
    cells, _ = simulate_cells(np.random.default_rng(1), months(draws))
    with scratch_database(SEEDS) as con:
        run(con, compiled, network, cells)
        return con.sql(sql).pl()


def test_the_error_of_the_same_halls_is_that_of_their_differences(compiled):
    """With the same halls on both sides: M4 on W(P_h - P̄) - W(E_h - Ē), written out with numpy."""
    draws = 4
    network = simulate(np.random.default_rng(3), draws, shares=(0.5, 0.5, 0.5), same_halls=True)
    found = estimate(
        compiled, network, draws,
        "select unit_id, period_id, value, se, df from intermediate.int_gaps_compared"
        " where gap_code = 'gap_5' and element_id = 'attitude' and unit_id = 'P0' order by period_id",
    )  # fmt: skip
    for draw, row in enumerate(found.iter_rows(named=True)):
        has_data = network.perception.n[draw, 0] > 0
        f = has_data.mean()
        parts, within = [], 0.0
        for side, footfall in (
            (network.perception, network.footfall),
            (network.expectation, network.footfall_expectation),
        ):
            n, k = side.n[draw, 0][has_data], side.k_sum[draw, 0, ..., 0][has_data]
            w = footfall[draw, 0][has_data] / footfall[draw, 0][has_data].sum()
            mean = k / n / 25.2
            ss = side.k_sumsq[draw, 0, ..., 0][has_data] / 25.2**2 - n * mean**2
            variance = np.where(n < 10, ss.sum() / (n - 1).sum(), ss / (n - 1))
            within += f * (w**2 * variance / n).sum()
            parts.append(w * (mean - (w * mean).sum()))
        m = has_data.sum()
        between = (1 - f) * m / (m - 1) * ((parts[0] - parts[1]) ** 2).sum()
        assert row["se"] == pytest.approx(np.sqrt(within + between), abs=1e-9)
        assert row["df"] == pytest.approx(m - 1, abs=1e-6)


def coverage(found: pl.DataFrame, low: pl.Expr, high: pl.Expr) -> float:
    return float(found.select((pl.col("truth") >= low) & (pl.col("truth") <= high)).mean().item())


def test_intervals_that_ignore_halls_or_what_they_share_miss_their_95_percent(compiled):
    """Negative controls beside the intervals of the model, from the same draws."""
    draws = 400
    network = simulate(
        np.random.default_rng(20261121), draws, intraclass=0.10, side_correlation=0.9,
        shares=(0.5, 0.5, 0.5), same_halls=True,
    )  # fmt: skip
    _, staff = simulate_cells(np.random.default_rng(1), months(draws))
    found = estimate(
        compiled,
        network,
        draws,
        """
        select gaps.unit_id, gaps.period_id, gaps.gap_code, gaps.element_id, gaps.value, gaps.df,
            gaps.ci_low, gaps.ci_high, perceived.se as se_p, expected.se as se_e,
            sqrt(power(perceived.sd, 2) / perceived.n + power(expected.sd, 2) / expected.n) as naive_se
        from intermediate.int_gaps_compared as gaps
        inner join marts.mart_satisfaction_by_unit_period as perceived
            on perceived.instrument = 'perception' and gaps.unit_id = perceived.unit_id
            and gaps.period_id = perceived.period_id and gaps.element_id = perceived.element_id
        inner join marts.mart_satisfaction_by_unit_period as expected
            on expected.instrument = 'expectation' and gaps.unit_id = expected.unit_id
            and gaps.period_id = expected.period_id and gaps.element_id = expected.element_id
        where gap_code = 'gap_5' and gaps.unit_id like 'P%'
        """,
    ).join(truths(network, staff, draws), on=["gap_code", "element_id", "unit_id", "period_id"])
    assert found.height == draws * 2 * 4
    assert 0.93 <= coverage(found, pl.col("ci_low"), pl.col("ci_high")) <= 0.97
    t = pl.Series(stats.t.ppf(0.975, found["df"].to_numpy()))
    apart = t * (found["se_p"] ** 2 + found["se_e"] ** 2).sqrt()
    assert coverage(found, found["value"] - apart, found["value"] + apart) > 0.97
    naive = 1.96 * found["naive_se"]
    assert coverage(found, found["value"] - naive, found["value"] + naive) < 0.93


def judged(
    compiled: dict[str, str], gaps: pl.DataFrame, units: list[tuple[str, str]]
) -> pl.DataFrame:
    """mart_gaps_by_unit_period of gaps with value, se, df; `units` are (unit, parent)."""
    tree = pl.DataFrame(units, schema=["unit_id", "parent_unit_id"], orient="row")
    defaults = {
        "element_set": "hall", "layer": "all", "unit_type": "city", "period_id": "2026-B5",
        "left_n": 100, "right_n": 100, "right_mean": 0.0, "other_variance": 0.0, "other_df": 1.0,
        "covariance": 0.0, "overlap": 0.0, "shared_halls": 0, "has_staff_side": False,
        "are_shown": True, "are_firm": True,
    }  # fmt: skip
    missing = {name: value for name, value in defaults.items() if name not in gaps.columns}
    frame = gaps.rename({"value": "left_mean", "df": "own_df"}).with_columns(
        own_variance=pl.col("se") ** 2,
        left_unit_id=pl.col("unit_id"),
        right_unit_id=pl.col("unit_id"),
        **{name: pl.lit(value) for name, value in missing.items()},
    )
    with scratch_database(SEEDS) as con:
        con.register("frame", frame.to_arrow())
        con.register("tree", tree.to_arrow())
        con.execute(
            NO_COMPETITORS
            + """
            create table intermediate.int_gaps_matched as
            select *, null::bigint as pair_count, null::double as difference_mean,
                null::double as difference_se, null::double as difference_df
            from frame;
            create table marts.dim_units as select *, 'city' as unit_type from tree;
            create table marts.dim_periods as
            select unnest(['2026-B5', '2026-B6']) as period_id, 'bimonth' as period_type,
                unnest([false, true]) as is_partial;
            create table marts.dim_elements as select distinct element_id from frame;
            """
        )
        for name in (
            "int_gaps_competitive",
            "int_gaps_compared",
            "int_gaps_tested",
            "mart_gaps_by_unit_period",
        ):
            schema = "marts" if name.startswith("mart_") else "intermediate"
            con.execute(f"create table {schema}.{name} as {compiled[name]}")
        return con.sql("select * from marts.mart_gaps_by_unit_period").pl()


def random_gaps(rng: np.random.Generator) -> tuple[pl.DataFrame, list[tuple[str, str]]]:
    """Gap 5 and gap 2 of cities of three provinces, with an open period and thin samples."""
    units = [(f"C{p}{c}", f"P{p}") for p in range(3) for c in range(5)]
    rows = [
        (unit, period, element, gap, gap == "gap_5", gap == "gap_2")
        for unit, _ in units
        for period in ("2026-B5", "2026-B6")
        for element in ("attitude", "efficiency", "overall")
        for gap in ("gap_5", "gap_2")
    ]
    schema = [
        "unit_id",
        "period_id",
        "element_id",
        "gap_code",
        "is_absolute",
        "is_source_candidate",
    ]
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    size = frame.height
    value = rng.normal(-7, 5, size)
    se = rng.uniform(1, 3, size)
    df = rng.uniform(2, 300, size)
    columns = {"value": value, "se": se, "df": df}
    frame = frame.with_columns(
        **{name: pl.Series(values) for name, values in columns.items()},
        are_firm=pl.Series(rng.random(size) > 0.1),
    )
    return frame, units


def test_families_are_adjusted_as_statsmodels_does(compiled):
    frame, units = random_gaps(np.random.default_rng(7))
    keys = ["unit_id", "period_id", "element_id", "gap_code"]
    found = judged(compiled, frame, units).join(frame.select(*keys, "are_firm"), on=keys)
    found = found.with_columns(parent=pl.col("unit_id").str.slice(1, 1))
    is_tested = (
        (found["gap_code"] == "gap_5") & (found["period_id"] == "2026-B5") & found["are_firm"]
    )
    assert found.filter(~is_tested)["p_value"].null_count() == (~is_tested).sum()
    tested = found.filter(is_tested)
    p = stats.t.cdf((tested["value"] + 5) / tested["se"], tested["df"])
    assert np.abs(tested["p_value"].to_numpy() - p).max() < 1e-6
    families = tested.with_columns(overall=pl.col("element_id") == "overall").group_by(
        "parent", "overall"
    )
    for _, family in families:
        reject, q, *_ = multipletests(family["p_value"].to_numpy(), 0.05, "fdr_bh")
        assert np.abs(family["q_value"].to_numpy() - q).max() < 1e-12
        assert family["is_flagged"].to_list() == reject.tolist()
        assert set(family.filter(pl.col("is_flagged"))["verdict"]) <= {"short"}
    assert 0 < tested["is_flagged"].sum() < tested.height


def test_verdicts_say_no_more_than_the_data(compiled):
    frame, units = random_gaps(np.random.default_rng(8))
    frame = frame.with_columns(
        are_shown=pl.Series(np.random.default_rng(9).random(frame.height) > 0.1)
    )
    keys = ["unit_id", "period_id", "element_id", "gap_code"]
    found = judged(compiled, frame, units).join(
        frame.select(*keys, "are_firm", "are_shown"), on=keys
    )
    for row in found.iter_rows(named=True):
        if not row["are_shown"]:
            expected = "not_shown"
        elif row["period_id"] == "2026-B6":
            expected = "partial"
        elif not row["are_firm"]:
            expected = "insufficient"
        elif row["gap_code"] == "gap_2":
            expected = "relative"
        elif row["q_value"] <= 0.05:
            expected = "short"
        else:
            expected = (
                "negative" if row["ci_high"] < 0 else "positive" if row["ci_low"] > 0 else "none"
            )
        assert row["verdict"] == expected
        if expected in ("not_shown", "partial", "insufficient"):
            assert row["p_value"] is None and row["z"] is None and not row["is_source"]


def test_siblings_are_compared_as_numpy_does(compiled):
    """Tau by the method of moments, mean of the others, and the one gap that is named as source."""
    frame, units = random_gaps(np.random.default_rng(11))
    found = judged(compiled, frame, units).filter(pl.col("period_id") == "2026-B5")
    named = 0
    parents = found.with_columns(parent=pl.col("unit_id").str.slice(1, 1))
    for _, children in parents.group_by("parent", "element_id", "gap_code"):
        ok = children.filter(~pl.col("verdict").is_in(["insufficient", "not_shown"]))
        value, se = ok["value"].to_numpy(), ok["se"].to_numpy()
        if len(value) < 3:
            assert children["tau"].null_count() == children.height
            continue
        tau = np.sqrt(max(0.0, value.var(ddof=1) - (se**2).mean()))
        others = (value.sum() - value) / (len(value) - 1)
        assert ok["tau"].to_numpy() == pytest.approx(tau, abs=1e-9)
        assert ok["siblings_mean"].to_numpy() == pytest.approx(others, abs=1e-9)
        is_candidate = ok["gap_code"][0] == "gap_2"
        for number, row in enumerate(ok.iter_rows(named=True)):
            z = (value[number] - others[number]) / tau if tau > 0 else None
            assert (row["z"] is None) if z is None else row["z"] == pytest.approx(z, abs=1e-9)
            is_source = (
                is_candidate and z is not None and z < -1 and row["ci_high"] < others[number]
            )
            assert row["is_source"] == is_source
            named += is_source
    assert named > 0


@pytest.mark.parametrize("df", [1, 2, 2.2, 3.7, 10, 29.4, 200, 5000, 1e6])
def test_distribution_of_t(compiled, df):
    """The p-value of a gap at any degrees of freedom against scipy."""
    t = np.concatenate([np.linspace(-9, 9, 181), [-40.0, -25.0, 25.0]])
    frame = pl.DataFrame(
        {
            "unit_id": [f"C{number}" for number in range(len(t))],
            "element_id": "attitude", "gap_code": "gap_5", "is_absolute": True,
            "is_source_candidate": False, "value": 2 * t - 5, "se": 2.0, "df": float(df),
        }
    )  # fmt: skip
    found = judged(compiled, frame, [(unit, "P") for unit in frame["unit_id"]])
    order = found.with_columns(number=pl.col("unit_id").str.slice(1).cast(int)).sort("number")
    p = order["p_value"].to_numpy()
    assert np.abs(p - stats.t.cdf(t, df)).max() < 1e-6
    assert p.min() >= 0 and p.max() <= 1


def test_a_covariance_beyond_the_variances_leaves_no_error_and_no_verdict(compiled):
    frame = pl.DataFrame(
        {
            "unit_id": ["C1", "C2"], "element_id": "attitude", "gap_code": "gap_5",
            "is_absolute": True, "is_source_candidate": False, "value": -20.0, "se": 2.0, "df": 5.0,
            "covariance": [1.9, 2.1], "overlap": 0.5, "shared_halls": 2,
        }
    )  # fmt: skip
    found = judged(compiled, frame, [("C1", "P"), ("C2", "P")]).sort("unit_id")
    assert found["se"].to_list() == [pytest.approx(0.2**0.5), None]
    assert found["ci_low"].null_count() == found["p_value"].null_count() == 1
    assert found["verdict"].to_list() == ["short", "insufficient"]


def test_paired_respondents_give_the_paired_error(compiled):
    """One hall whose respondents answered both: scipy's paired t test."""
    rng = np.random.default_rng(5)
    network = simulate(rng, 1, is_paired=True, shares=(1, 1, 1))
    found = estimate(
        compiled, network, 1,
        "select * from intermediate.int_gaps_compared where gap_code = 'gap_5'"
        " and element_id = 'attitude' and unit_id = 'H0-0-3'",
    ).row(0, named=True)  # fmt: skip
    differences: Answers = network.differences
    n = differences.n[0, 0, 0, 3]
    total, squares = differences.k_sum[0, 0, 0, 3, 0], differences.k_sumsq[0, 0, 0, 3, 0]
    sd = np.sqrt((squares - total**2 / n) / (n - 1)) / 25.2
    assert found["value"] == pytest.approx(total / n / 25.2, abs=1e-9)
    assert found["se"] == pytest.approx(sd / np.sqrt(n), abs=1e-9)
    assert found["df"] == n - 1 and found["right_n"] == n
    low, high = stats.t.interval(0.95, n - 1, found["value"], found["se"])
    assert (found["ci_low"], found["ci_high"]) == (
        pytest.approx(low, abs=1e-6),
        pytest.approx(high, abs=1e-6),
    )
    assert found["right_inherited_from"] is None


def test_pairs_count_for_what_they_are_not_for_the_answers_they_are_taken_from(compiled):
    """31 answers of which 28 have an expectation of their own are paired, and too few to judge."""
    network = simulate(np.random.default_rng(5), 1, is_paired=True, shares=(1, 1, 1))
    network.perception.n[0, 0, 0, 3] = 31
    pairs = network.perception.n.copy()
    pairs[0, 0, 0, 3] = 28
    network = replace(network, differences=replace(network.differences, n=pairs))
    found = estimate(
        compiled, network, 1,
        "select left_n, right_n, are_firm from intermediate.int_gaps_compared"
        " where gap_code = 'gap_5' and element_id = 'attitude' and unit_id = 'H0-0-3'",
    ).rows()  # fmt: skip
    assert found == [(31, 28, False)]


def test_documents_weigh_their_open_halls_by_footfall(compiled):
    network = simulate(np.random.default_rng(6), 1)
    found = estimate(
        compiled, network, 1,
        "select unit_id, mean from intermediate.int_gap_sides"
        " where side = 'S_i' and element_id = 'attitude'",
    )  # fmt: skip
    level = np.where(network.tiers == "flagship", 90.0, 84.0)[:, None]
    expected = weighted(network.footfall, np.broadcast_to(level, (1, 2, 2, 16, 1)), (1, 2, 3))
    means = dict(found.iter_rows())
    assert means["G"] == pytest.approx(float(expected[0, 0]), abs=1e-9)
    assert means["H0-0-0"] == 90 and means["H1-1-1"] == 84
