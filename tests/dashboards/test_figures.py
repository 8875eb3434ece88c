"""Numbers are written as VISUAL's readers read them, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from dashboards import figures


@pytest.mark.parametrize(
    ("number", "unit", "decimals", "shown"),
    [
        (78.44, "score", 1, "78.4"),
        (-5.94, "score", 1, "\u22125.9"),
        (-0.04, "score", 1, "0.0"),
        (0.9184, "rate", 1, "91.8%"),
        (31.4, "points", 0, "31"),
        (1234.5, "per_million", 1, "1,234.5"),
        (None, "score", 1, "–"),
    ],
)
def test_value(number, unit, decimals, shown):
    assert figures.value(number, unit, decimals) == shown


@pytest.mark.parametrize(
    ("number", "unit", "language", "shown"),
    [
        (0.66, "score", "zh", "+0.7"),
        (-1.2, "score", "en", "\u22121.2"),
        (0.004, "rate", "zh", "+0.4个百分点"),
        (0.004, "rate", "en", "+0.4\u00a0pp"),
        (0.01, "score", "zh", "0.0"),
    ],
)
def test_change_has_its_sign(number, unit, language, shown):
    assert figures.delta(number, unit, 1, language) == shown


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (3012, "3,012", "3,012"),
        (9999, "9,999", "9,999"),
        (126_000, "12.6万", "126k"),
        (1_234_567, "123.5万", "1.2M"),
        (123_000_000, "1.23亿", "123.0M"),
        (99_994_000, "9999.4万", "100.0M"),
        (999_600, "100.0万", "1.0M"),
    ],
)
def test_count_is_shortened_as_the_language_does(number, zh, en):
    assert figures.count(number, "zh") == zh
    assert figures.count(number, "en") == en


def test_interval_names_the_unit_once():
    assert figures.interval(0.772, 0.793, "rate", 1) == "77.2–79.3%"
    assert figures.interval(None, 1.0, "score", 1) == "–"


def test_year_stands_under_january_and_the_first_tick():
    assert figures.month_tick(date(2026, 1, 1), False, "zh") == ["1月", "2026"]
    assert figures.month_tick(date(2025, 9, 1), True, "en") == ["Sep", "2025"]
    assert figures.month_tick(date(2025, 10, 1), False, "en") == ["Oct"]


def test_a_change_that_rounds_to_nothing_is_flat():
    assert figures.is_flat(0.04, "score", 1)
    assert not figures.is_flat(0.06, "score", 1)
    assert not figures.is_flat(None, "score", 1)
