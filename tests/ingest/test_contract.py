"""Contracts: loud when wrong; raw tables follow from them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ingest import ddl
from ingest.contract import load_contract, load_contracts, read_contract
from ingest.errors import ContractError
from warehouse.connection import connect

GOOD = """
source: thing
version: 1
title: {zh: 物, en: Thing}
grain: one row per thing
description: {zh: 物, en: thing}
replaces: rows
key: [a]
columns:
  - {name: a, type: code, aliases: [甲], description: {zh: 甲, en: a}}
"""


def test_every_contract_loads_with_unique_aliases() -> None:
    assert len(load_contracts()) == 28
    assert load_contract("satisfaction_survey").column("extra_40").raw_type == "DOUBLE"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("key: [a]", "key: [b]", "no column named b"),
        ("type: code", "type: kode", "type"),
        ("en: a}", "en: a, optional}", "Extra inputs"),
        ("replaces: rows", "replaces: partition", "partition"),
        ("key: [a]", "key: [", "YAML"),
        ("type: code", "type: category", "codes"),
        ("version: 1", "version: 0", "version"),
        ("source: thing", "source: other", "file's name"),
        ("key: [a]", "key: [a]\nany_of: [[a, b]]", "no column named b"),
        ("key: [a]", "key: [a]\nordered: [[b, a]]", "no column named b"),
        ("type: code", "type: code, since: 2", "younger"),
    ],
)
def test_a_wrong_contract_says_what_is_wrong(old: str, new: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "thing.yml"
    path.write_text(GOOD, encoding="utf-8")
    assert read_contract(path).source == "thing"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(ContractError, match=says):
        read_contract(path)


def test_dbt_macro_of_raw_tables_is_up_to_date() -> None:
    assert ddl.MACRO_FILE.read_text(encoding="utf-8") == ddl.macro_text(), (
        "contracts changed: run `shortboard contracts --write`"
    )


def test_a_column_that_a_newer_contract_added_is_added_to_raw() -> None:
    con = connect(None)
    ddl.ensure_raw(con)
    con.execute("alter table raw.hall_monthly drop column open_counters")
    ddl.ensure_raw(con)
    names = {row[0] for row in con.execute("describe raw.hall_monthly").fetchall()}
    assert "open_counters" in names


ELEMENTS = Path(__file__).parents[2] / "dbt_project/seeds/elements.csv"


@pytest.mark.parametrize("source", ["service_standard", "service_promise", "competitor_initiative"])
def test_feeds_about_elements_know_every_element_of_the_crosswalk(source: str) -> None:
    codes = load_contract(source).column("element_code").codes or {}
    with ELEMENTS.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert list(codes) == [row["element_id"] for row in rows]
    for row in rows:
        words = " ".join(codes[row["element_id"]])
        assert row["name_zh"] in words and row["name_en"] in words


def test_theme_items_carry_importance_and_older_warehouses_get_the_columns() -> None:
    with ELEMENTS.open(encoding="utf-8") as lines:
        items = [
            row["element_id"] for row in csv.DictReader(lines) if row["element_set"] == "theme"
        ]
    survey = load_contract("satisfaction_survey")
    assert {survey.column(f"{item}_importance").since for item in items} == {2}
    for item in items:
        added = f"alter table raw.satisfaction_survey add column if not exists {item}_importance"
        assert added in ddl.macro_text()
