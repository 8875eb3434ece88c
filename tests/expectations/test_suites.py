"""Suites are data: complete, in both languages, and loud when they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations import suites
from expectations.suites import SuiteError, every_expectation, load_suites, mart_suites
from ingest.contract import load_contracts


def test_every_source_has_a_suite_and_anonymity_agrees_with_its_contract() -> None:
    contracts, found = load_contracts(), load_suites()
    assert set(found) == set(contracts)
    for source, suite in found.items():
        assert suite.anonymous == contracts[source].anonymous, source


def test_every_expectation_says_why_in_both_languages() -> None:
    for suite, expectation in every_expectation():
        where = f"{suite}.{expectation.name}"
        assert any("\u4e00" <= letter <= "\u9fff" for letter in expectation.reason.zh), where
        assert expectation.reason.en.isascii(), where
        assert "\n" not in expectation.reason.en, where


def test_both_severities_are_in_use() -> None:
    assert {expectation.severity for _, expectation in every_expectation()} == {"stop", "warn"}
    assert mart_suites()


GOOD = """
source: hall_monthly
measures:
  zero: {share_where: "footfall = 0"}
expectations:
  - name: zero
    measure: zero
    severity: warn
    reason: {zh: 空, en: empty}
    expect: {ExpectColumnValuesToBeBetween: {max_value: 0}}
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("severity: warn", "severity: maybe"),
        ("en: empty", "de: leer"),
        ("measure: zero", "measure: none"),
        ('share_where: "footfall = 0"', 'share_where: "a", aggregate: "b"'),
        ('share_where: "footfall = 0"', "query: no_such_file"),
        ("source: hall_monthly", "sources: hall_monthly"),
    ],
)
def test_a_wrong_suite_is_refused_by_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    folder = tmp_path / "loads"
    folder.mkdir()
    monkeypatch.setattr(suites, "SUITE_FOLDER", tmp_path)
    (folder / "hall_monthly.yml").write_text(GOOD)
    assert set(load_suites()) == {"hall_monthly"}
    assert old in GOOD
    (folder / "hall_monthly.yml").write_text(GOOD.replace(old, new))
    with pytest.raises(SuiteError, match=r"loads/hall_monthly\.yml"):
        load_suites()
