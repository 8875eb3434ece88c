"""truth.json: what was planted and what must come out, computed from the clean frames."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from ingest.sample.effects import ELEMENTS
from ingest.sample.operator import Operator
from ingest.sample.plants import HARSH_POINTS, HOTLINE_DROP, VETO_SHARE
from ingest.sample.project_plans import project_code
from ingest.sample.project_truth import project_workbooks, workbook_changes
from ingest.sample.replacements import replaced_rows
from ingest.sample.service_truth import planted_in_service
from ingest.sample.truth_figures import (
    complaint_counts,
    loyalty_counts,
    perception_sums,
    respondents_per_hall,
    rotation_violations,
    suppressed_staff_cells,
)

if TYPE_CHECKING:
    from ingest.sample.write import WrittenFile


def write_truth(path: Path, operator: Operator, files: Sequence[WrittenFile]) -> None:
    """Write truth.json; plain JSON, sorted keys, so that it is comparable byte by byte."""
    replaced = replaced_rows([file.plan for file in files])
    listed = [
        _file(file, path.parent) | {"replaced_rows": count}
        for file, count in zip(files, replaced, strict=True)
    ]
    changes = workbook_changes([file.plan for file in files])
    content = collect_truth(operator) | {"files": listed, "workbook_changes": changes}
    path.write_text(
        json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8"
    )


def collect_truth(operator: Operator) -> dict[str, Any]:
    """Everything planted and every figure that must be reproduced; codes, not indexes."""
    months = operator.months
    return {
        "size": operator.size.name,
        "seed": operator.seed,
        "months": months.labels,
        "waves": months.wave_labels,
        "as_of": str(operator.as_of),
        "data_through": operator.data_through.isoformat(),
        "rows": {source: frame.height for source, frame in operator.sources.items()},
        "planted": _planted(operator),
        "effects": _effects(operator),
        "project_workbooks": project_workbooks(operator),
        "perception_sums": perception_sums(operator.sources["satisfaction_survey"]),
        "loyalty_counts": loyalty_counts(operator.sources["satisfaction_survey"]),
        "complaint_counts": complaint_counts(operator.sources["complaint_log"]),
        "suppressed_staff_cells": suppressed_staff_cells(operator.sources["staff_satisfaction"]),
        "respondents_per_hall": respondents_per_hall(operator.sources["satisfaction_survey"]),
    }


def _planted(operator: Operator) -> dict[str, Any]:
    plants, network, geography = operator.plants, operator.network, operator.geography
    ids, cities = network.hall_ids(), geography.city_codes
    months = operator.months.labels
    items = operator.sources["mystery_item"].filter(pl.col("is_veto_hit"))
    visits = operator.sources["mystery_visit"]
    veto_code = network.codes[plants.veto_hall]
    hits = items.join(visits.select("visit_id", "hall_code"), on="visit_id").filter(
        pl.col("hall_code") == veto_code
    )
    unknown = operator.sources["satisfaction_survey"].filter(
        pl.col("hall_code").str.ends_with("888")
    )
    return {
        "short_boards": [
            {
                "unit_type": b.unit_type,
                "unit_code": b.unit_code,
                "element": b.element,
                "deficit": b.deficit,
            }
            for b in plants.short_boards
        ],
        "projects": [
            {
                "name": p.name,
                "project_code": project_code(
                    operator.months.starts[p.start_month].astype(object), p.province_code
                ),
                "theme": p.theme,
                "instrument": "in_network",
                "metric_column": p.metric_column,
                "province_code": p.province_code,
                "pilot_cities": [str(cities[city]) for city in p.pilots],
                "start_month": months[p.start_month],
                "chosen_on": [months[m] for m in p.chosen_on if 0 <= m < len(months)],
                "lift_points": p.lift,
            }
            for p in plants.projects
        ],
        "hotline_collapse": {
            "city_code": str(cities[plants.hotline_city]),
            "since_month": months[plants.hotline_since],
            "points": -HOTLINE_DROP,
        },
        "harsh_inspector": {"inspector_id": plants.harsh_inspector, "points": -HARSH_POINTS},
        "veto_hall": {
            "hall_id": ids[plants.veto_hall],
            "hall_code": str(veto_code),
            "indicator_code": plants.veto_indicator,
            "share": VETO_SHARE,
            "visits": sorted(
                hits.filter(pl.col("indicator_code") == plants.veto_indicator)["visit_id"].to_list()
            ),
        },
        "veto_hits": items.height,
        "unanimous_staff": {
            "city_code": str(cities[plants.unanimous_city]),
            "staff_role": "support",
        },
        "slot_pattern_halls": [ids[hall] for hall in plants.pattern_halls],
        "rotation_violations": rotation_violations(visits, _reopened(operator)),
        "unknown_hall_respondents": sorted(unknown["respondent_id"].to_list()),
        "hall_changes": _hall_changes(operator, ids),
        **planted_in_service(operator),
        "competitor_halls": [
            f"KH{operator_code}-{code}@20180501"
            for operator_code, code in operator.competitors.halls.select(
                "operator_code", "hall_code"
            ).iter_rows()
        ],
    }


def _reopened(operator: Operator) -> pl.DataFrame:
    new = [hall for hall, _, _ in operator.network.changes.reused]
    return operator.network.halls[new].select("hall_code", "opened_date")


def _hall_changes(operator: Operator, ids: list[str]) -> dict[str, Any]:
    changes, months = operator.network.changes, operator.months.labels
    cities = operator.geography.city_codes
    return {
        "moved": [
            {"hall_id": ids[hall], "since": months[month], "from_city_code": str(cities[former])}
            for hall, month, former in changes.moved
        ],
        "tier_raised": [
            {"hall_id": ids[hall], "since": months[month], "from_tier": former}
            for hall, month, former in changes.upgraded
        ],
        "stage_raised": [
            {"hall_id": ids[hall], "since": months[month]} for hall, month in changes.stage_raised
        ],
        "closed": [
            {"hall_id": ids[hall], "since": months[month]} for hall, month in changes.closed
        ],
        "code_reused": [
            {"hall_id": ids[new], "since": months[month], "predecessor_hall_id": ids[old]}
            for new, month, old in changes.reused
        ],
    }


def _effects(operator: Operator) -> dict[str, Any]:
    """Latent effects in points, rounded: what shrunken estimates and rankings should recover."""
    effects, geography = operator.effects, operator.geography

    def rounded(values: np.ndarray) -> list[float]:
        return [round(float(value), 3) for value in values]

    return {
        "province": dict(
            zip(map(str, geography.province_codes), rounded(effects.province), strict=True)
        ),
        "city": dict(zip(map(str, geography.city_codes), rounded(effects.city), strict=True)),
        "hall": dict(zip(operator.network.hall_ids(), rounded(effects.hall), strict=True)),
        "hall_inspection": dict(
            zip(operator.network.hall_ids(), rounded(effects.hall_inspection), strict=True)
        ),
        "elements": list(ELEMENTS),
    }


def _file(file: WrittenFile, root: Path) -> dict[str, Any]:
    return {
        "path": str(file.path.relative_to(root)),
        "source": file.plan.source,
        "sheet": file.plan.sheet,
        "encoding": file.plan.style.encoding if file.plan.style.file_format == "csv" else "xlsx",
        "note": file.plan.note,
        "good_rows": file.plan.rows.height,
        "bad_rows": list(file.blemishes.bad_rows),
        "repeated_rows": file.blemishes.repeated_rows,
        "totals_rows": file.blemishes.totals_rows,
    }
