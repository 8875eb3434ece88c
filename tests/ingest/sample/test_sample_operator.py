"""The sample operator is clustered as life is, and realistic in its levels."""

import numpy as np
import polars as pl
import pytest

from ingest.contract import load_contracts
from ingest.sample.effects import ELEMENTS
from ingest.sample.network import FOOTFALL_SEASON
from ingest.sample.operator import Operator


def _points(rating: str) -> pl.Expr:
    return (pl.col(rating).cast(pl.Float64) - 1) / 9 * 100


def _own_interviews(operator: Operator) -> pl.DataFrame:
    return operator.sources["satisfaction_survey"].filter(
        (pl.col("instrument") == "perception") & (pl.col("operator_code") == "OWN")
    )


@pytest.mark.parametrize("source", sorted(load_contracts()))
def test_frames_fit_their_contracts(tiny: Operator, source: str) -> None:
    contract, frame = load_contracts()[source], tiny.sources[source]
    assert set(frame.columns) <= {column.name for column in contract.columns}
    assert frame.select(contract.key).is_duplicated().sum() == 0
    for column in contract.columns:
        if column.required:
            assert frame[column.name].null_count() == 0
        if column.codes and column.name in frame.columns:
            assert set(frame[column.name].drop_nulls()) <= set(column.codes)


def test_halls_differ_as_in_life(regional: Operator) -> None:
    """Analysis of variance: intra-class correlation of overall satisfaction within a wave."""
    shares = []
    for _, wave in _own_interviews(regional).group_by("wave"):
        halls = wave.group_by("hall_code").agg(
            mean=_points("overall_satisfaction").mean(),
            variance=_points("overall_satisfaction").var(),
            n=pl.len(),
        )
        halls = halls.filter(pl.col("n") >= 5)
        within = float((halls["variance"] * (halls["n"] - 1)).sum() / (halls["n"] - 1).sum())
        sampling = float((within / halls["n"]).mean())
        between = float(halls["mean"].var()) - sampling
        shares.append(between / (between + within))
    assert 0.05 <= np.mean(shares) <= 0.10


def test_elements_are_correlated_about_a_half(regional: Operator) -> None:
    ratings = _own_interviews(regional).select(ELEMENTS).drop_nulls().to_numpy().astype(float)
    correlations = np.corrcoef(ratings.T)[np.triu_indices(len(ELEMENTS), 1)]
    assert 0.40 <= correlations.mean() <= 0.60


def test_expectations_are_top_heavy(regional: Operator) -> None:
    expected = regional.sources["satisfaction_survey"].filter(pl.col("instrument") == "expectation")
    answers = expected.select(ELEMENTS).to_numpy()
    assert (answers >= 9).mean() > 0.6
    assert expected["attitude_importance"].is_between(1, 10).all()


def test_levels_are_realistic(regional: Operator) -> None:
    survey = regional.sources["satisfaction_survey"]
    overall = _own_interviews(regional).select(_points("overall_satisfaction").mean()).item()
    likely = survey["recommend_score"].drop_nulls()
    nps = 100 * ((likely >= 9).mean() - (likely <= 6).mean())
    mystery = regional.sources["mystery_visit"]["reported_score"].mean()
    tickets = regional.sources["complaint_log"]
    in_time = (tickets["resolved_at"] - tickets["received_at"]).dt.total_hours() < 48
    assert 75 <= overall <= 81
    assert 22 <= nps <= 40
    assert 83 <= mystery <= 89
    assert 0.88 <= in_time.fill_null(False).mean() <= 0.96
    staff = regional.sources["staff_satisfaction"]["management"].mean()
    assert 66 <= (staff - 1) * 25 <= 78


def test_most_halls_meet_the_quota_and_some_do_not(regional: Operator) -> None:
    counts = _own_interviews(regional).group_by("hall_code", "wave").len()["len"]
    below = (counts < 30).mean()
    assert 0.03 <= below <= 0.15
    halls, waves = regional.network.count, len(regional.months.wave_labels)
    assert 0.005 <= 1 - len(counts) / (halls * waves) <= 0.04


def test_footfall_follows_the_season(regional: Operator) -> None:
    always = regional.network.is_open.all(axis=1)
    by_month = regional.network.footfall[always].sum(axis=0)
    season = FOOTFALL_SEASON[regional.months.calendar_month - 1]
    assert np.corrcoef(by_month, season)[0, 1] > 0.8


def test_nothing_happens_while_a_hall_is_closed(regional: Operator) -> None:
    months = [(label, index) for index, label in enumerate(regional.months.labels)]
    closed = {
        (code, label)
        for label, index in months
        for code in set(regional.network.codes)
        - set(regional.network.codes[regional.network.is_open[:, index]])
    }
    for source, day in (("mystery_visit", "visit_date"), ("satisfaction_survey", "interview_date")):
        rows = regional.sources[source].filter(pl.col("operator_code") == "OWN")
        seen = rows.select("hall_code", pl.col(day).dt.strftime("%Y-%m")).unique().rows()
        assert not closed & set(seen)


def test_reused_code_names_two_halls(tiny: Operator) -> None:
    register = tiny.sources["hall_register"]
    reused = [tiny.network.codes[new] for new, _, _ in tiny.network.changes.reused]
    assert reused
    for code in reused:
        rows = register.filter((pl.col("hall_code") == code) & (pl.col("operator_type") == "own"))
        assert rows["opened_date"].n_unique() == 2
        assert rows["closed_date"].drop_nulls().len() == 1
        assert rows["predecessor_code"].drop_nulls().to_list() == [code]
