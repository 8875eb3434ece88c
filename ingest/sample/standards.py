"""Documents: the levels that written standards demand and that public promises announce."""

import datetime as dt
from typing import Any

import numpy as np
import polars as pl

from ingest.sample.effects import ELEMENT_LEVEL, ELEMENTS
from ingest.sample.geography import Geography
from ingest.sample.months import Months
from ingest.sample.service_plants import (
    LOW_STANDARD_ELEMENT,
    PROMISED_ELEMENT,
    PROMISED_HOURS_BEYOND,
    RAISED_ELEMENT,
    ServicePlants,
)
from ingest.sample.themes import THEME_ITEMS

# Customers expect 90 of everything: most standards ask for nearly that, one for far less.
CUSTOMER_LEVEL, INSPECTION_LEVEL = 89.0, 87.0
LOW_CUSTOMER_LEVEL, LOW_INSPECTION_LEVEL = 76.0, 80.0
BEFORE_RAISE = (80.0, 81.0)
AFTER_RAISE = (90.0, 88.0)
THEME_LEVEL = 87.0
TIER_STEPS = {"flagship": 3.0, "partner": -4.0}
MARKETING = ("proactive_selling", "promotion_consistency", "retention")
PROVINCE_OWN = ("attitude", "environment")
PROVINCE_STEP = 2.0
PROMISED_CUSTOMER_LEVEL, PROMISED_INSPECTION_LEVEL = 88.0, 86.0
OVER_PROMISE = 98.0
IN_FORCE_SINCE = dt.date(2024, 1, 1)
PROMISED_TIMES = (
    ("hotline_answer_seconds", 30.0, "客服热线 30 秒内接通"),
    ("fault_repair_hours", 4.0, "故障报修 4 小时内修复"),
    ("queue_minutes", 10.0, "排队等候不超过 10 分钟"),
)


def service_standards(months: Months, service: ServicePlants) -> pl.DataFrame:
    """One row per element, tier and province with a standard of its own, and span of validity."""
    raised = months.start_of(service.standard_raised).astype(object)
    rows: list[dict[str, Any]] = []
    for element in (*ELEMENTS, *MARKETING):
        for tier, step in ({None: 0.0} | TIER_STEPS).items():
            if element == RAISED_ELEMENT:
                rows.append(_standard(element, tier, None, BEFORE_RAISE, step, None, raised))
                rows.append(_standard(element, tier, None, AFTER_RAISE, step, raised, None))
            else:
                rows.append(_standard(element, tier, None, _usual(element), step, None, None))
    for element in PROVINCE_OWN:
        province, levels = service.standard_province, _usual(element)
        rows.append(_standard(element, None, province, levels, PROVINCE_STEP, None, None))
        rows.append(_standard(element, "flagship", province, levels, 2 * PROVINCE_STEP, None, None))
    for theme in THEME_ITEMS:
        rows += [
            _standard(item, None, None, (THEME_LEVEL, None), 0.0, None, None)
            for item in THEME_ITEMS[theme]
        ]
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(
        document_no=pl.format(
            "服务规范〔{}〕{}号", pl.col("valid_from_date").dt.year(), pl.int_range(1, pl.len() + 1)
        )
    )


def _usual(element: str) -> tuple[float, float]:
    if element == LOW_STANDARD_ELEMENT:
        return LOW_CUSTOMER_LEVEL, LOW_INSPECTION_LEVEL
    return CUSTOMER_LEVEL, INSPECTION_LEVEL


def _standard(
    element: str,
    tier: str | None,
    province: str | None,
    levels: tuple[float, float | None],
    step: float,
    since: dt.date | None,
    until: dt.date | None,
) -> dict[str, Any]:
    customer, inspection = levels
    return {
        "element_code": element,
        "tier": tier,
        "province_code": province,
        "level_customer": customer + step,
        "level_inspection": None if inspection is None else inspection + step,
        "valid_from_date": since or IN_FORCE_SINCE,
        "valid_to_date": until,
        "clause_text": f"{element} 达到 {customer + step:g} 分",
    }


def service_promises(geography: Geography, months: Months, service: ServicePlants) -> pl.DataFrame:
    """One row per promise: levels of elements, and times; province and city rows are finer ones."""
    rows: list[dict[str, Any]] = []
    for element, usual in zip(ELEMENTS, 0.5 * ELEMENT_LEVEL, strict=True):
        rows.append(
            _level(element, None, None, PROMISED_CUSTOMER_LEVEL + usual, PROMISED_INSPECTION_LEVEL)
        )
    for theme in THEME_ITEMS:
        rows += [_level(item, None, None, THEME_LEVEL + 1, None) for item in THEME_ITEMS[theme][:2]]
    rows.append(
        _level(PROMISED_ELEMENT, service.promise_province, None, OVER_PROMISE, OVER_PROMISE)
    )
    rows += [_time(measure, None, None, value, text) for measure, value, text in PROMISED_TIMES]
    city = service.promise_city
    province, code = geography.city_province_codes[city], geography.city_codes[city]
    since = months.start_of(1).astype(object)
    text = f"故障报修 {PROMISED_HOURS_BEYOND:g} 小时内修复"
    rows.append(
        _time("fault_repair_hours", province, code, PROMISED_HOURS_BEYOND, text)
        | {"valid_from_date": since}
    )
    frame = pl.DataFrame(rows, infer_schema_length=None)
    channel = np.array(["hall", "online", "media"])[np.arange(frame.height) % 3]
    return frame.with_columns(
        promise_no=pl.format("CN{}", pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(4)),
        channel=pl.Series(channel),
    )


def _level(
    element: str,
    province: str | None,
    city: str | None,
    customer: float,
    inspection: float | None,
) -> dict[str, Any]:
    return {
        "element_code": element,
        "measure_code": None,
        "province_code": province,
        "city_code": city,
        "level_customer": round(customer, 1),
        "level_inspection": inspection,
        "promised_value": None,
        "valid_from_date": IN_FORCE_SINCE,
        "valid_to_date": None,
        "promise_text": f"{element} 服务承诺",
    }


def _time(
    measure: str, province: str | None, city: str | None, value: float, text: str
) -> dict[str, Any]:
    return {
        "element_code": None,
        "measure_code": measure,
        "province_code": province,
        "city_code": city,
        "level_customer": None,
        "level_inspection": None,
        "promised_value": value,
        "valid_from_date": IN_FORCE_SINCE,
        "valid_to_date": None,
        "promise_text": text,
    }
