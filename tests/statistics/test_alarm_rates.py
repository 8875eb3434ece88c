"""The alarm rates that pages state are those of the rules."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from tests.compiled_models import SEEDS
from tests.statistics import alarm_rules
from tests.statistics.alarm_rules import AUTOCORRELATIONS, CHARTS, MONITORED

UNITS = 40_000


def stated() -> dict[tuple[str, float], tuple[float, float]]:
    with (SEEDS / "alarm_rates.csv").open(encoding="utf-8") as file:
        return {
            (row["chart"], float(row["autocorrelation"])): (
                float(row["alarm_rate"]),
                float(row["alarms_per_unit_year"]),
            )
            for row in csv.DictReader(file)
        }


def test_every_chart_states_its_rates() -> None:
    assert set(stated()) == {(name, rho) for name in CHARTS for rho in AUTOCORRELATIONS}


@pytest.mark.parametrize(("name", "autocorrelation"), sorted(stated()))
def test_stated_rates_are_what_the_rule_does(name: str, autocorrelation: float) -> None:
    rate, per_year = stated()[name, autocorrelation]
    chart = CHARTS[name]
    alarmed = alarm_rules.alarms(
        chart, np.random.default_rng(20021), UNITS // chart.units, autocorrelation
    )
    simulated, spread = alarm_rules.per_unit_year(alarmed)
    error = spread / np.sqrt(len(alarmed))
    assert rate * MONITORED == pytest.approx(per_year, abs=0.001)
    assert per_year == pytest.approx(simulated, abs=3 * error + 0.0005)


def test_limits_from_twelve_months_alarm_seven_times_as_often_as_the_textbook_says() -> None:
    assert 0.0185 < stated()["xmr", 0.0][0] < 0.0195
