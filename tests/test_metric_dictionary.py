"""The metric dictionary: every metric once, told in full in both languages."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
import yaml

from warehouse.publish import METRICS_MART, check_dictionary
from warehouse.release_tables import METRIC_COLUMNS
from warehouse.releases import ReleaseError

ROOT = Path(__file__).resolve().parent.parent
MARTS = ROOT / "dbt_project" / "models" / "marts"
CONTRACTS = ROOT / "ingest" / "contracts"
UNITS = {
    "score", "points", "rate", "per_10k", "per_million", "count", "index",
    "days", "hours", "minutes", "seconds",
}  # fmt: skip


def entries() -> list[dict[str, Any]]:
    """Every entry of every mart's meta, with the mart it stands in."""
    found = []
    for path in sorted(MARTS.rglob("*.yml")):
        for model in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("models", []):
            meta = (model.get("config") or {}).get("meta") or {}
            found += [{**metric, "mart": model["name"]} for metric in meta.get("metrics") or []]
    return found


def seed_codes(seed: str, column: str = "metric_code") -> set[str]:
    path = ROOT / "dbt_project" / "seeds" / f"{seed}.csv"
    with path.open(encoding="utf-8") as file:
        return {row[column] for row in csv.DictReader(file)}


def test_every_metric_is_defined_once() -> None:
    codes = [metric["code"] for metric in entries()]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    assert not twice, (
        f"{twice} defined more than once.\nWhy: a figure with two definitions has none. Mend: keep"
        " one entry under config.meta.metrics, or give the other a code of its own."
    )


def test_every_metric_is_told_in_full() -> None:
    empty = [
        f"{metric['mart']}: {metric.get('code', '(no code)')} lacks {name}"
        for metric in entries()
        for name in METRIC_COLUMNS
        if metric.get(name) in (None, "", [])
    ]
    assert not empty, (
        f"{empty}\nWhy: the dictionary travels with the release; a reader in either language finds"
        " name, definition, formula, method, feeds and owner of every figure. Mend: fill the field"
        " in the mart's yml, config.meta.metrics."
    )


def test_metrics_speak_the_dictionary_s_language() -> None:
    feeds = {path.stem for path in CONTRACTS.glob("*.yml")}
    wrong = [
        f"{metric['mart']}: {metric['code']}: {problem}"
        for metric in entries()
        for problem, is_wrong in (
            (f"unit {metric['unit']}", metric["unit"] not in UNITS),
            (f"better {metric['better']}", metric["better"] not in ("higher", "lower")),
            (f"decimals {metric['decimals']}", metric["decimals"] not in range(4)),
            (f"feeds {metric['feeds']}", not set(metric["feeds"]) <= feeds),
        )
        if is_wrong
    ]
    assert not wrong, (
        f"{wrong}\nWhy: screens format by unit and colour by better; feeds lead to a contract. Mend:"
        f" unit one of {sorted(UNITS)} (a new one also in dashboards/figures.py), better higher or"
        " lower, decimals 0-3, feeds named as in ingest/contracts."
    )


def test_sql_and_dictionary_know_the_same_metrics() -> None:
    told = {metric["code"] for metric in entries() if metric["mart"] == METRICS_MART}
    assert told == seed_codes("metric_codes"), (
        "Why: mart_metrics_by_unit_period lists the metrics of seeds/metric_codes.csv, and each must"
        " be explained. Mend: an entry in the mart's yml and a row in the seed, or neither."
    )
    unknown = seed_codes("metric_targets") - {metric["code"] for metric in entries()}
    assert not unknown, f"targets of unknown metrics {unknown}. Mend: seeds/metric_targets.csv."


def test_every_gap_and_every_norm_is_a_metric_of_the_dictionary() -> None:
    by_mart = {(metric["mart"], metric["code"]) for metric in entries()}
    gaps = {code for mart, code in by_mart if mart in (METRICS_MART, "mart_gaps_by_unit_period")}
    codes = {code for _, code in by_mart}
    # a gap named like the score it is made of carries a suffix in the dictionary
    missing = [
        *(code for code in seed_codes("gap_codes", "gap_code") if not {code, f"{code}_gap"} & gaps),
        *(code for code in seed_codes("service_norms", "measure_code") if code not in codes),
    ]
    assert not missing, (
        f"{missing}\nWhy: pages draw these, and say what they mean from the dictionary. Mend: an"
        " entry in the mart's yml."
    )


def test_two_definitions_of_a_metric_stop_the_publish() -> None:
    with pytest.raises(ReleaseError, match=r"nps.*mart_a\.yml.*mart_b\.yml"):
        check_dictionary([{"code": "nps", "mart": "mart_a"}, {"code": "nps", "mart": "mart_b"}])


def test_early_warning_watches_metrics_of_the_dictionary_and_knows_which_way_is_worse() -> None:
    better = {metric["code"]: metric["better"] for metric in entries()}
    path = ROOT / "dbt_project" / "seeds" / "alert_metrics.csv"
    with path.open(encoding="utf-8") as file:
        watched = {row["metric_code"]: row["better"] for row in csv.DictReader(file)}
    wrong = {code: way for code, way in watched.items() if better.get(code) != way}
    assert not wrong, (
        f"{wrong}\nWhy: an alert shows the metric's name from the dictionary and warns of its worse"
        " side. Mend: seeds/alert_metrics.csv, or an entry for the metric in its mart's yml."
    )
    unowned = set(watched) - seed_codes("alert_owners")
    assert not unowned, f"{unowned} have no owner for all levels. Mend: seeds/alert_owners.csv."


def test_what_a_project_may_lift_is_named_as_everywhere_else() -> None:
    told = {metric["code"]: metric for metric in entries()}
    path = ROOT / "dbt_project" / "seeds" / "project_metrics.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wrong = [
        f"{row['metric_code']}: {name} {row[name]!r}"
        for row in rows
        for name in ("name_zh", "name_en", "unit", "decimals", "better")
        if str(told[row["metric_code"]][name]) != row[name]
    ]
    assert not wrong, (
        f"{wrong}\nWhy: a metric has one name, one unit and one better side, on every page. Mend:"
        " seeds/project_metrics.csv says what the mart's yml says."
    )
