"""A Korean SERVQUAL survey on kiosks (MIT licence): P − E per pair of items, raw scale 1 to 7."""

from __future__ import annotations

from pathlib import Path

import fastexcel
import polars as pl
import pytest
from scipy import stats

from tests.real_data.conftest import Loaded, Query

pytestmark = [pytest.mark.warehouse, pytest.mark.timeout(1200)]

# element -> respondents and mean P − E on the raw scale: k = (x − 1)·2520/6
GAPS = """
    select
        element_id,
        min(answer_count) as respondents,
        (sum(k_sum / answer_count) filter (instrument = 'perception')
        - sum(k_sum / answer_count) filter (instrument = 'expectation')) * 6 / 2520 as gap
    from (
        select element_id, instrument, sum(answer_count) as answer_count,
            cast(sum(k_sum) as double) as k_sum
        from marts.fct_survey_items
        where element_set = 'kiosk' and month_start_date {months}
        group by element_id, instrument
    )
    group by element_id
"""


def gaps(marts: Query, months: str) -> dict[str, tuple[int, float]]:
    return {str(e): (int(n), float(gap)) for e, n, gap in marts(GAPS.format(months=months))}


def test_the_four_who_never_used_one_are_rejected_with_that_reason(
    loaded: Loaded, marts: Query
) -> None:
    (load,) = loaded.results["kiosk_servqual"].loads
    assert (load.rows_accepted, load.rows_rejected) == (2 * 207, 4)
    found = marts(f"select row_no, reason_en from raw._rejects where load_id = {load.load_id}")
    assert sorted(found) == [(row, "never used one, no answers") for row in (25, 81, 158, 205)]


def test_gap_of_every_pair(marts: Query) -> None:
    found = gaps(marts, "= date '2019-10-01'")
    assert len(found) == 24
    assert {n for n, _ in found.values()} == {207}
    published = {1: -0.5459, 2: -0.3913, 3: -0.9517, 4: 0.2802, 5: 0.0097}
    for pair, gap in published.items():
        assert round(found[f"kiosk.pair_{pair:02d}"][1], 4) == gap
    assert round(sum(gap for _, gap in found.values()) / 24, 4) == -1.1021


def test_the_mart_shows_the_same_on_the_scale_of_0_to_100(marts: Query) -> None:
    found = marts(
        "select instrument, n, mean from marts.mart_satisfaction_by_unit_period "
        "where element_id = 'kiosk.pair_01' and period_id = '2019-10' and unit_id = 'C960100'"
    )
    means = {instrument: mean for instrument, _, mean in found}
    assert {n for _, n, _ in found} == {207}
    assert round((means["perception"] - means["expectation"]) * 6 / 100, 4) == -0.5459


def test_the_gap_mart_pairs_the_respondents(marts: Query, real_data: Path) -> None:
    """Gap 5 of the own 24 items, its error that of scipy's paired t test on the file's columns."""
    rows = marts(
        "select element_id, value * 6 / 100, se * 6 / 100, df, n_left, n_right, ci_low * 6 / 100,"
        " verdict from marts.mart_gaps_by_unit_period where gap_code = 'gap_5'"
        " and unit_id = 'C960100' and period_id = '2019-10' and element_id like 'kiosk.pair_%'"
    )
    found = {int(str(row[0])[-2:]): row[1:] for row in rows}
    assert sorted(found) == list(range(1, 25))
    published = {1: -0.5459, 2: -0.3913, 3: -0.9517, 4: 0.2802, 5: 0.0097}
    assert {pair: round(found[pair][0], 4) for pair in published} == published
    assert round(sum(row[0] for row in found.values()) / 24, 4) == -1.1021
    text = (real_data / "kiosk_servqual.csv").read_bytes().decode("cp949")
    cells = pl.read_csv(text.encode(), infer_schema=False)
    for pair, (gap, se, df, n_left, n_right, low, verdict) in found.items():
        both = cells.select(
            pl.col(name).str.strip_chars().cast(pl.Float64, strict=False)
            for number, kind in ((1, "기대 설문"), (2, "인지 설문"))
            for name in cells.columns
            if name.strip().startswith(f"{pair}-{number}.") and kind in name
        ).drop_nulls()
        tested = stats.ttest_rel(both[:, 1].to_numpy(), both[:, 0].to_numpy())
        assert (n_left, n_right, df) == (207, 207, tested.df)
        assert se == pytest.approx(gap / tested.statistic, abs=1e-9)
        assert low == pytest.approx(tested.confidence_interval().low, abs=1e-6)
        assert verdict in ("short", "negative", "none", "positive")


def test_the_workbook_of_the_same_survey_agrees_with_its_own_cells(
    loaded: Loaded, marts: Query, real_data: Path
) -> None:
    """It holds 200 of the 211 respondents; its items are renumbered and only 22."""
    (load,) = loaded.results["kiosk_servqual_workbook"].loads
    assert (load.rows_accepted, load.rows_rejected) == (2 * 196, 4)
    found = gaps(marts, "< date '2019-10-01'")
    assert len(found) == 22
    assert {n for n, _ in found.values()} == {196}
    sheet = fastexcel.read_excel(real_data / "kiosk_servqual.xlsx").load_sheet("전체")
    cells = sheet.to_polars()
    # number in the workbook -> number in the CSV, found by comparing the answers
    for theirs, ours in {1: 1, 4: 7, 6: 4, 9: 22, 13: 23, 22: 21}.items():
        pair = cells.select(
            pl.col(f"{theirs}-2").cast(pl.Float64) - pl.col(f"{theirs}-1").cast(pl.Float64)
        ).drop_nulls()
        assert found[f"kiosk.pair_{ours:02d}"][1] == pytest.approx(
            pair.to_series().mean(), abs=1e-9
        )


def test_its_items_make_a_board_of_their_own_that_weighs_them_alike(marts: Query) -> None:
    """Nobody asked for importance: the index is a 24th of the shortfall, and shortfalls decide."""
    found = marts(
        "select element_id, importance_share, gap_5, board_index, rank_no, rank_ci_low, rank_ci_high"
        " from marts.mart_short_boards_by_unit_period"
        " where board_set = 'kiosk' and unit_id = 'C960100' and period_id = '2019-B5'"
    )
    assert len(found) == 24
    for _, share, gap, index, _, low, high in found:
        assert share == pytest.approx(1 / 24)
        assert index == pytest.approx(max(0, -gap) / 24)
        assert low is None or low <= high
    expected = gaps(marts, "= date '2019-10-01'")
    for element, _, gap, *_ in found:
        assert gap == pytest.approx(expected[element][1] * 100 / 6, abs=1e-9)
    ranked = [row for row in found if row[4] is not None]
    worst = sorted(ranked, key=lambda row: row[2])
    assert [row[4] for row in worst] == sorted(row[4] for row in ranked)
